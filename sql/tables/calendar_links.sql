create table public.calendar_links (
  calendar_id uuid not null,
  host_id uuid not null,
  owner_id uuid not null,
  blocks_availability boolean not null default true,
  is_booking_target boolean not null default false,
  created_at timestamptz not null default now(),
  constraint calendar_links_pkey primary key (calendar_id, host_id),
  constraint calendar_links_calendar_fkey foreign key (calendar_id, owner_id)
    references public.calendars (id, owner_id) on update cascade on delete cascade,
  constraint calendar_links_host_fkey foreign key (host_id, owner_id)
    references public.hosts (id, owner_id) on update cascade on delete cascade
);
create index calendar_links_owner_idx on public.calendar_links (owner_id);
create index calendar_links_host_idx on public.calendar_links (host_id);
create unique index calendar_links_one_target on public.calendar_links (host_id) where is_booking_target;

create table private.booking_target_changes (
  host_id uuid not null,
  reason text not null,
  calendar_id uuid,
  calendar_name text not null,
  changed_at timestamptz not null default now(),
  constraint booking_target_changes_pkey primary key (host_id),
  constraint booking_target_changes_host_fkey foreign key (host_id) references public.hosts (id) on delete cascade,
  constraint booking_target_changes_calendar_fkey foreign key (calendar_id) references public.calendars (id) on delete set null,
  constraint booking_target_changes_reason_known check (reason in ('disconnected', 'vanished', 'read_only', 'deleted'))
);
create index booking_target_changes_calendar_idx on private.booking_target_changes (calendar_id);

comment on table private.booking_target_changes is
  'Hosts that lost their booking target without their owner choosing that (private.replace_target), until the owner chooses a target or none. A '
  'host without a target gets the next available one (private.restore_targets).';
comment on column private.booking_target_changes.calendar_id is 'The calendar that was lost; null: its row is deleted.';
comment on table public.calendar_links is 'Which calendars take time from a host, and which one its bookings are written to (one per host).';
comment on column public.calendar_links.owner_id is 'Derived from the host; makes a link to another owner''s calendar impossible.';
