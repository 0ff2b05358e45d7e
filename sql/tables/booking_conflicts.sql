create table public.booking_conflicts (
  id uuid not null default gen_random_uuid(),
  booking_id uuid not null,
  kind text not null default 'overlap',
  synced_event_id uuid,
  event_title text,
  event_starts_at timestamptz,
  event_ends_at timestamptz,
  detected_at timestamptz not null default now(),
  resolved_at timestamptz,
  resolution text,
  constraint booking_conflicts_pkey primary key (id),
  constraint booking_conflicts_booking_fkey foreign key (booking_id) references public.bookings (id) on delete cascade,
  constraint booking_conflicts_event_fkey foreign key (synced_event_id) references public.synced_events (id) on delete set null,
  constraint booking_conflicts_kind_known check (kind in ('overlap', 'moved', 'deleted')),
  constraint booking_conflicts_resolution_known check (
    resolution in ('gone', 'rescheduled', 'cancelled', 'kept', 'accepted')
  ),
  constraint booking_conflicts_resolved_how check ((resolved_at is null) = (resolution is null))
);
create index booking_conflicts_booking_idx on public.booking_conflicts (booking_id);
create index booking_conflicts_event_idx on public.booking_conflicts (synced_event_id);
create unique index booking_conflicts_open_overlap on public.booking_conflicts (booking_id, synced_event_id)
  where resolved_at is null and kind = 'overlap';
create unique index booking_conflicts_open_proposal on public.booking_conflicts (booking_id, kind)
  where resolved_at is null and kind <> 'overlap';

comment on table public.booking_conflicts is
  'What the host''s calendar says against an active booking: shown to him to decide, never a reason to change the booking. Rows stay as history.';
comment on column public.booking_conflicts.kind is
  'overlap: another event lies in its time; moved, deleted: its own event was moved or deleted in the calendar.';
comment on column public.booking_conflicts.synced_event_id is 'The other event; null when that is gone, and for moved and deleted.';
comment on column public.booking_conflicts.event_starts_at is 'Times of the event when it was seen; for moved those that are proposed for the booking.';
comment on column public.booking_conflicts.resolution is
  'gone: the cause went away; rescheduled, cancelled: the booking did; kept: the host leaves it; accepted: the booking took the event''s times.';
