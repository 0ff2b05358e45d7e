create function private.unknown_spans(p_rules private.slot_rules, p_now timestamptz)
returns table (calendar_id uuid, unknown_time_id uuid, is_stale boolean, covered_until timestamptz, span tstzrange)
language plpgsql
stable
rows 4 -- else the planner expects a thousand and reads all of the joined tables
set search_path = ''
as $$
begin
  return query
  -- Read once for both.
  with blocking as materialized (
    select b.*, coalesce(b.time_zone, p_rules.host_zone) as zone from private.blocking_calendars(p_rules.host_id) as b
  )
  select
    b.calendar_id, null::uuid, s.is_stale, coalesce(b.covered_until, '-infinity'),
    tstzrange(case when not s.is_stale then coalesce(b.covered_until, '-infinity') end, null)
  from blocking as b
  cross join lateral (
    select not b.is_connected or b.last_synced_at is null or b.last_synced_at < p_now - p_rules.stale_after as is_stale
  ) as s
  union all
  select
    b.calendar_id, u.id, false, case when u.from_day is null then '-infinity'::timestamptz end,
    tstzrange(private.day_start(u.from_day, b.zone), private.day_start(u.until_day, b.zone))
  from blocking as b
  cross join lateral (
    select k.* from private.unknown_times as k where k.calendar_id = b.calendar_id and k.acknowledged_at is null
    -- Calendar by calendar: else the planner scans them all.
    offset 0
  ) as u;
end;
$$;
comment on function private.unknown_spans(private.slot_rules, timestamptz) is
  'Rule 9: the time that the blocking calendars do not know, with its cause: one row per calendar (after covered_until, or all time if it is '
  'stale), and one per event whose time is unknown and not acknowledged (unknown_time_id). covered_until: how far the row leaves the calendar '
  'known (-infinity: not at all; null: the row does not say).';
