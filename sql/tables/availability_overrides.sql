create table public.availability_overrides (
  id uuid not null default gen_random_uuid(),
  host_id uuid not null,
  event_type_id uuid,
  override_date date not null,
  effect text not null,
  start_time time(0),
  end_time time(0),
  label text,
  created_at timestamptz not null default now(),
  constraint availability_overrides_pkey primary key (id),
  constraint availability_overrides_host_fkey foreign key (host_id) references public.hosts (id) on delete cascade,
  constraint availability_overrides_event_type_fkey foreign key (host_id, event_type_id)
    references public.event_types (host_id, id) on delete cascade,
  constraint availability_overrides_effect_known check (effect in ('open', 'extra', 'closed')),
  constraint availability_overrides_date_in_calendar check (override_date between '1900-01-01' and '9999-12-31'),
  constraint availability_overrides_times_given check (
    (start_time is null) = (end_time is null) and (effect = 'closed' or start_time is not null)
  ),
  constraint availability_overrides_end_after_start check (end_time > start_time),
  constraint availability_overrides_label_valid check (private.text_fault('label', label, 200) is null)
);
create index availability_overrides_host_idx on public.availability_overrides (host_id, override_date);
create index availability_overrides_event_type_idx on public.availability_overrides (event_type_id)
  where event_type_id is not null;

comment on table public.availability_overrides is
  'One date that differs: open replaces the hours, extra adds, closed takes away (without times the whole day) and wins.';
comment on column public.availability_overrides.override_date is 'Local date in the event type''s zone.';
