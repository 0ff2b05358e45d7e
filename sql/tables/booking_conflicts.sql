create table public.booking_conflicts (
  id uuid not null default gen_random_uuid(),
  booking_id uuid not null,
  host_id uuid not null,
  kind text not null default 'overlap',
  synced_event_id uuid,
  other_booking_id uuid,
  other_host_id uuid,
  event_title text,
  event_starts_at timestamptz,
  event_ends_at timestamptz,
  detected_at timestamptz not null default now(),
  resolved_at timestamptz,
  resolution text,
  constraint booking_conflicts_pkey primary key (id),
  constraint booking_conflicts_booking_fkey foreign key (booking_id) references public.bookings (id) on delete cascade,
  constraint booking_conflicts_event_fkey foreign key (synced_event_id) references public.synced_events (id) on delete set null,
  constraint booking_conflicts_other_booking_fkey foreign key (other_booking_id) references public.bookings (id) on delete cascade,
  constraint booking_conflicts_other_given check (
    (other_booking_id is null) = (other_host_id is null)
    and (other_booking_id is null or (kind = 'overlap' and synced_event_id is null))
  ),
  constraint booking_conflicts_kind_known check (kind in ('overlap', 'moved', 'deleted')),
  constraint booking_conflicts_resolution_known check (
    resolution in ('gone', 'rescheduled', 'cancelled', 'kept', 'accepted', 'ignored')
  ),
  constraint booking_conflicts_resolved_how check ((resolved_at is null) = (resolution is null))
);
create index booking_conflicts_booking_idx on public.booking_conflicts (booking_id);
create index booking_conflicts_host_idx on public.booking_conflicts (host_id, resolved_at);
create index booking_conflicts_event_idx on public.booking_conflicts (synced_event_id);
create index booking_conflicts_other_booking_idx on public.booking_conflicts (other_booking_id) where other_booking_id is not null;
create index booking_conflicts_other_host_idx on public.booking_conflicts (other_host_id)
  where resolved_at is null and other_host_id is not null;
create unique index booking_conflicts_open_other_booking on public.booking_conflicts (booking_id, other_booking_id)
  where resolved_at is null and other_booking_id is not null;
create unique index booking_conflicts_open_overlap on public.booking_conflicts (booking_id, synced_event_id)
  where resolved_at is null and kind = 'overlap';
create unique index booking_conflicts_open_proposal on public.booking_conflicts (booking_id, kind)
  where resolved_at is null and kind <> 'overlap';

comment on table public.booking_conflicts is
  'What the host''s calendar has against an active booking: for the host to decide, never a reason to change the booking. Rows stay as history.';
comment on column public.booking_conflicts.host_id is 'The host of the booking, filled by a trigger, to find open conflicts.';
comment on column public.booking_conflicts.kind is
  'overlap: another event, or the booking of another host, is in its time; moved, deleted: its own event was moved or deleted in the calendar.';
comment on column public.booking_conflicts.synced_event_id is 'The other event; null when that is gone, for moved and deleted, and for the booking of another host.';
comment on column public.booking_conflicts.other_booking_id is
  'A booking of another host at the same time; one takes the other''s time through a calendar. That booking has a row of its own.';
comment on column public.booking_conflicts.other_host_id is 'Its host, to find the hosts to lock before either booking changes.';
comment on column public.booking_conflicts.event_starts_at is 'Times of the event when it was seen; for moved: the times proposed for the booking.';
comment on column public.booking_conflicts.resolution is
  'gone: the cause went away; rescheduled, cancelled: the booking was; kept: the host keeps the booking; accepted: the booking took the event''s '
  'times; ignored: booking and event stay as they are.';
