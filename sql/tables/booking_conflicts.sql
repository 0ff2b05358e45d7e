create table public.booking_conflicts (
  id uuid not null default gen_random_uuid(),
  booking_id uuid not null,
  synced_event_id uuid not null,
  detected_at timestamptz not null default now(),
  resolved_at timestamptz,
  resolution text,
  constraint booking_conflicts_pkey primary key (id),
  constraint booking_conflicts_booking_fkey foreign key (booking_id) references public.bookings (id) on delete cascade,
  constraint booking_conflicts_event_fkey foreign key (synced_event_id) references public.synced_events (id) on delete cascade
);
create index booking_conflicts_booking_idx on public.booking_conflicts (booking_id);
create index booking_conflicts_event_idx on public.booking_conflicts (synced_event_id);
comment on table public.booking_conflicts is 'An external event that landed on an active booking: shown to the host, never a reason to delete the booking.';
