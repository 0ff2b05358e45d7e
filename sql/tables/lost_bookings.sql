create table private.lost_bookings (
  id uuid not null default gen_random_uuid(),
  calendar_id uuid not null,
  provider_event_id text not null,
  booking_id uuid not null,
  found_at timestamptz not null default now(),
  notified_at timestamptz,
  acknowledged_at timestamptz,
  constraint lost_bookings_pkey primary key (id),
  constraint lost_bookings_event_key unique (calendar_id, provider_event_id),
  constraint lost_bookings_calendar_fkey foreign key (calendar_id) references public.calendars (id) on delete cascade
);

comment on table private.lost_bookings is
  'Events of bookings that a restored database does not know, because they were made after the backup (private.note_restore). They take time as all '
  'events do; their owner is told of them, and says when they have seen to each.';
comment on column private.lost_bookings.provider_event_id is
  'The event, as in synced_events. No foreign key, because it would be checked for each event that is deleted: without its event a row says nothing.';
comment on column private.lost_bookings.booking_id is 'The booking that the event links to; there is none.';
comment on column private.lost_bookings.notified_at is 'created_at of the mail that reports it; null: its owner wants no mails about their calendars.';
comment on column private.lost_bookings.acknowledged_at is 'When the owner said that they have seen to it; null: not yet.';
