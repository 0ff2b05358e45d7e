create table public.booking_calendar_events (
  event_key uuid not null default gen_random_uuid(),
  calendar_id uuid not null,
  booking_id uuid not null,
  is_wanted boolean not null default true,
  revision integer not null default 1,
  pushed_revision integer,
  provider_event_id text,
  version text,
  state text not null default 'pending',
  last_error text,
  attempts integer not null default 0,
  pushed_at timestamptz,
  listed_at timestamptz,
  join_url text,
  link_waits integer not null default 0,
  constraint booking_calendar_events_pkey primary key (event_key, calendar_id),
  constraint booking_calendar_events_booking_fkey foreign key (booking_id) references public.bookings (id) on delete cascade,
  constraint booking_calendar_events_calendar_fkey foreign key (calendar_id) references public.calendars (id) on delete cascade,
  constraint booking_calendar_events_state_known check (state in ('pending', 'pushed', 'failed', 'removed')),
  constraint booking_calendar_events_revision_positive check (revision >= 1)
) with (fillfactor = 70); -- as notifications: most of what happens to an event changes nothing that is indexed
create unique index booking_calendar_events_wanted_key on public.booking_calendar_events (booking_id, calendar_id) where is_wanted;
create index booking_calendar_events_booking_idx on public.booking_calendar_events (booking_id);
create index booking_calendar_events_provider_idx on public.booking_calendar_events (calendar_id, provider_event_id);
create index booking_calendar_events_unlisted_idx on public.booking_calendar_events (calendar_id) where is_wanted and listed_at is null;

comment on table public.booking_calendar_events is
  'An event in the host''s own calendar: what is wanted, what was written, the state of the attempt. One per session, carried by one of its '
  'confirmed bookings.';
comment on column public.booking_calendar_events.event_key is
  'Permanent identity of the event, and its UID: the id of the booking that first carried it, or a random one where that is used.';
comment on column public.booking_calendar_events.is_wanted is 'False: the event is to be removed.';
comment on column public.booking_calendar_events.revision is 'Raised by every wanted change; also SEQUENCE of the event, from 0.';
comment on column public.booking_calendar_events.pushed_revision is 'The revision that the calendar has; null: none yet.';
comment on column public.booking_calendar_events.provider_event_id is
  'What the provider calls it; null: not written (any more), as far as we know.';
comment on column public.booking_calendar_events.version is 'Last seen state at the provider (an ETag).';
comment on column public.booking_calendar_events.pushed_at is 'When the provider last confirmed a write; null: never.';
comment on column public.booking_calendar_events.listed_at is
  'When a pull or a direct check first showed it under provider_event_id; null: not yet. If it is gone before that, it is searched for.';
comment on column public.booking_calendar_events.attempts is 'Attempts since the last success; 1 again after giving up, and for another change.';
comment on column public.booking_calendar_events.join_url is 'The video link that its provider made; null: none, or none yet.';
comment on column public.booking_calendar_events.link_waits is 'How often it was read again because its provider was still making the link.';
