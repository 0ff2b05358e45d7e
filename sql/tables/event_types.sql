create table public.event_types (
  id uuid not null default gen_random_uuid(),
  host_id uuid not null,
  slug text not null,
  title text not null default '',
  description text not null default '',
  durations_minutes integer[] not null default '{30}',
  slot_interval_minutes integer,
  buffer_before_minutes integer not null default 0,
  buffer_after_minutes integer not null default 0,
  min_notice_minutes integer not null default 0,
  horizon_days integer not null default 60,
  max_per_day integer,
  max_per_week integer,
  seats integer not null default 1,
  requires_confirmation boolean not null default false,
  time_zone text,
  location text not null default '',
  questions jsonb not null default '[]',
  is_active boolean not null default true,
  created_at timestamptz not null default now(),
  message text not null default '',
  reminders_minutes integer[] not null default '{}',
  cancel_until_minutes integer,
  reschedule_until_minutes integer,
  max_reschedules integer,
  reason_required boolean not null default false,
  request_hours integer not null default 48,
  position integer not null default 0,
  locations jsonb not null default '[]',
  location_notice text,
  series_max integer not null default 1,
  waitlist_max integer not null default 50,
  waitlist_offer_minutes integer not null default 120,
  updated_at timestamptz not null default now(),
  constraint event_types_pkey primary key (id),
  constraint event_types_host_slug_key unique (host_id, slug),
  constraint event_types_host_id_key unique (host_id, id),
  constraint event_types_host_fkey foreign key (host_id) references public.hosts (id) on delete cascade,
  constraint event_types_slug_format check (slug ~ '^[a-z0-9]([a-z0-9_-]{0,78}[a-z0-9])?$'),
  constraint event_types_title_valid check (private.text_fault('title', title, 200) is null),
  constraint event_types_description_valid check (private.text_fault('description', description, 5000, true) is null),
  constraint event_types_location_valid check (private.text_fault('location', location, 1000, true) is null),
  constraint event_types_durations_valid check (private.durations_fault(durations_minutes) is null),
  constraint event_types_slot_interval_valid check (slot_interval_minutes between 1 and 10080),
  constraint event_types_buffers_valid check (
    buffer_before_minutes between 0 and 1440 and buffer_after_minutes between 0 and 1440
  ),
  constraint event_types_notice_valid check (min_notice_minutes between 0 and 5256000),
  constraint event_types_horizon_valid check (horizon_days between 1 and 3660),
  constraint event_types_max_per_day_valid check (max_per_day >= 1),
  constraint event_types_max_per_week_valid check (max_per_week >= 1),
  constraint event_types_seats_valid check (seats between 1 and 10000),
  constraint event_types_cancel_until_valid check (cancel_until_minutes between -1 and 5256000),
  constraint event_types_reschedule_until_valid check (reschedule_until_minutes between -1 and 5256000),
  constraint event_types_max_reschedules_valid check (max_reschedules >= 0),
  constraint event_types_position_valid check (position between -1000000 and 1000000),
  constraint event_types_request_hours_valid check (request_hours between 1 and 8760),
  constraint event_types_series_max_valid check (series_max between 1 and 100),
  constraint event_types_waitlist_max_valid check (waitlist_max between 0 and 1000),
  constraint event_types_waitlist_offer_valid check (waitlist_offer_minutes between 5 and 10080),
  constraint event_types_locations_valid check (private.locations_fault(locations) is null),
  constraint event_types_location_notice_length check (char_length(location_notice) <= 500),
  constraint event_types_questions_valid check (private.questions_fault(questions) is null),
  constraint event_types_message_valid check (private.text_fault('message', message, 2000, true) is null),
  constraint event_types_reminders_valid check (private.reminders_fault(reminders_minutes) is null)
);
create index event_types_time_zone_idx on public.event_types (time_zone) where time_zone is not null;

comment on table public.event_types is 'What can be booked with a host: lengths, grid, buffers, limits, seats, questions.';
comment on column public.event_types.durations_minutes is 'Lengths offered, in minutes; the first is the default.';
comment on column public.event_types.slot_interval_minutes is 'Minutes between two starts; null: the duration.';
comment on column public.event_types.horizon_days is 'How far ahead a start may be, in days of 24 hours.';
comment on column public.event_types.max_per_day is 'Most sessions a local day of the zone; null: no limit.';
comment on column public.event_types.max_per_week is 'Most sessions an ISO week of the zone; null: no limit.';
comment on column public.event_types.time_zone is 'Zone of its hours and overrides; null: the host''s.';
comment on column public.event_types.questions is 'List of {id, label, type: text|textarea|select|checkbox|phone, required, options?}.';
comment on column public.event_types.message is 'The host''s own words in mails to visitors: plain text, in which web addresses become links.';
comment on column public.event_types.reminders_minutes is
  'When visitors are reminded, in minutes before the start. Whoever books later than that gets none.';
comment on column public.event_types.cancel_until_minutes is
  'Until how many minutes before the start visitors may cancel; null: until the start; -1: never.';
comment on column public.event_types.reschedule_until_minutes is
  'Until how many minutes before the start visitors may move their booking; null: until the start; -1: never.';
comment on column public.event_types.max_reschedules is 'How many times a visitor may move a booking; null: any number. Moves by the host do not count.';
comment on column public.event_types.reason_required is 'Visitors who cancel or move must give a reason.';
comment on column public.event_types.request_hours is 'How many hours a request waits for the host, but not beyond its start.';
comment on column public.event_types.position is 'Lists of event types begin with the lowest; then they are sorted by slug.';
comment on column public.event_types.locations is
  'Where it may take place, [{kind, value?}], the first is the default: video (a link that the calendar of the booking makes), video_link, '
  'phone_host_calls (the visitor gives a number), phone_visitor_calls, address, ask_visitor (the visitor says where), custom.';
comment on column public.event_types.location is
  'The value of the first of locations. Written alone it replaces them (private.locations_of_text).';
comment on column public.event_types.location_notice is
  'What the owner should know about locations, by a trigger: video where the calendar that gets the bookings makes no video links. Null: nothing.';
comment on column public.event_types.series_max is 'How many dates a visitor may book at once, daily or weekly; 1: no series.';
comment on column public.event_types.waitlist_max is
  'How many visitors may wait for a seat of one session; 0: none. Only event types with several seats have a waiting list.';
comment on column public.event_types.waitlist_offer_minutes is
  'For how many minutes a seat that is free again is kept for the next visitor who waits, but not beyond the start.';
comment on column public.event_types.updated_at is
  'Another one after every change that an owner makes, by a trigger: who saves with updated_at=eq.… overwrites nothing that they have not seen.';
