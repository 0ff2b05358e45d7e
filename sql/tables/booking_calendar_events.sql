create table public.booking_calendar_events (
  booking_id uuid not null,
  calendar_id uuid not null,
  provider_event_id text,
  state text not null default 'pending',
  last_error text,
  attempts integer not null default 0,
  constraint booking_calendar_events_pkey primary key (booking_id, calendar_id),
  constraint booking_calendar_events_booking_fkey foreign key (booking_id) references public.bookings (id) on delete cascade,
  constraint booking_calendar_events_calendar_fkey foreign key (calendar_id) references public.calendars (id) on delete cascade,
  constraint booking_calendar_events_state_known check (state in ('pending', 'pushed', 'failed', 'removed'))
);
create index booking_calendar_events_calendar_idx on public.booking_calendar_events (calendar_id);
comment on table public.booking_calendar_events is 'The event of a booking in the host''s own calendar: what was written, with the state of the attempt.';
