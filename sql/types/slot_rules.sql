create type private.slot_rules as (
  event_type_id uuid,
  host_id uuid,
  is_active boolean,
  zone text,
  host_zone text,
  duration_minutes integer,
  duration interval,
  step interval,
  buffer_before interval,
  buffer_after interval,
  min_notice interval,
  horizon interval,
  max_per_day integer,
  max_per_week integer,
  seats integer,
  requires_confirmation boolean,
  stale_policy text,
  stale_after interval
);
comment on type private.slot_rules is
  'What an event type of one duration requires of a slot. Intervals are elapsed time (no days), zones IANA names.';

create type private.free_windows as (
  windows tstzmultirange,
  anchors timestamptz[],
  unconfirmed tstzmultirange,
  covered_until timestamptz
);
comment on type private.free_windows is
  'Where a start may be: windows of instants, first instants of the grid (ascending), the starts that need the host''s confirmation (rule 9), and '
  'until when the blocking calendars are known (null: there are none).';
