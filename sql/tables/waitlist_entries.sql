create table public.waitlist_entries (
  id uuid not null default gen_random_uuid(),
  host_id uuid not null,
  event_type_id uuid not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  state text not null default 'waiting',
  position bigint not null generated always as identity,
  name text not null,
  email text not null,
  time_zone text not null default 'UTC',
  locale text not null default 'en',
  answers jsonb not null default '{}',
  location jsonb,
  booking_id uuid,
  generation integer not null default 0,
  check_at timestamptz not null,
  created_at timestamptz not null default now(),
  constraint waitlist_entries_location_object check (jsonb_typeof(location) = 'object' and location ? 'kind'),
  constraint waitlist_entries_pkey primary key (id),
  constraint waitlist_entries_event_type_fkey foreign key (host_id, event_type_id)
    references public.event_types (host_id, id) on delete cascade,
  constraint waitlist_entries_booking_fkey foreign key (booking_id) references public.bookings (id) on delete set null,
  constraint waitlist_entries_state_known check (state in ('waiting', 'offered', 'claimed', 'missed', 'left', 'closed')),
  constraint waitlist_entries_end_after_start check (ends_at > starts_at and isfinite(starts_at) and isfinite(ends_at)),
  constraint waitlist_entries_name_valid check (private.text_fault('name', name, 200) is null and not private.is_blank(name)),
  constraint waitlist_entries_email_valid check (
    private.text_fault('email', email, 254) is null
    and email ~ '^[^[:space:][:cntrl:]\u200c\u200d\ufe00-\ufe0f@<>,;:"\\]+@[^[:space:][:cntrl:]\u200c\u200d\ufe00-\ufe0f@<>,;:"\\]+$'
  ),
  constraint waitlist_entries_locale_valid check (locale ~ '^[A-Za-z0-9-]{2,35}$'),
  constraint waitlist_entries_answers_object check (jsonb_typeof(answers) = 'object')
);
create index waitlist_entries_event_type_idx on public.waitlist_entries (event_type_id, starts_at);
create index waitlist_entries_host_idx on public.waitlist_entries (host_id, starts_at);
create unique index waitlist_entries_booking_key on public.waitlist_entries (booking_id);
create index waitlist_entries_queue_idx on public.waitlist_entries (event_type_id, starts_at, ends_at, position) where state = 'waiting';
create index waitlist_entries_over_idx on public.waitlist_entries (ends_at) where state <> 'waiting';
create index waitlist_entries_due_idx on public.waitlist_entries (check_at) where state = 'waiting';

comment on table public.waitlist_entries is
  'Visitors who wait for a seat of a full session, in the order of position. A seat that is free again is kept for the next of them by a hold.';
comment on column public.waitlist_entries.state is
  'waiting; offered: a seat is kept (booking_id) until that hold ends; claimed: it was booked; missed: it was not, in time; left: the visitor no '
  'longer wants one; closed: the session began.';
comment on column public.waitlist_entries.position is 'Given under the lock of the host: who comes first is served first.';
comment on column public.waitlist_entries.booking_id is 'The hold of the seat that is offered; then the booking that it became.';
comment on column public.waitlist_entries.generation is 'Part of the derived token: increasing it revokes the old one.';
comment on column public.waitlist_entries.check_at is
  'When to look again whether a seat can be offered (now, if one may be), or at its start whether it is over.';
