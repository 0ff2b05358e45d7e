create table public.availability_rules (
  id uuid not null default gen_random_uuid(),
  host_id uuid not null,
  event_type_id uuid,
  day_of_week smallint not null,
  start_time time(0) not null,
  end_time time(0) not null,
  valid_from date,
  valid_until date,
  label text,
  created_at timestamptz not null default now(),
  constraint availability_rules_pkey primary key (id),
  constraint availability_rules_host_fkey foreign key (host_id) references public.hosts (id) on delete cascade,
  constraint availability_rules_event_type_fkey foreign key (host_id, event_type_id)
    references public.event_types (host_id, id) on delete cascade,
  constraint availability_rules_day_known check (day_of_week between 0 and 6),
  constraint availability_rules_end_after_start check (end_time > start_time),
  constraint availability_rules_dates_in_calendar check (
    coalesce(valid_from between '1900-01-01' and '9999-12-31', true) and coalesce(valid_until between '1900-01-01' and '9999-12-31', true)
  ),
  constraint availability_rules_dates_ordered check (valid_until >= valid_from),
  constraint availability_rules_label_valid check (private.text_fault('label', label, 200) is null)
);
create index availability_rules_host_idx on public.availability_rules (host_id);
create index availability_rules_event_type_idx on public.availability_rules (event_type_id) where event_type_id is not null;

comment on table public.availability_rules is 'Weekly hours (no dates) and temporary hours (dates): wall-clock windows in the event type''s zone. Overlaps merge.';
comment on column public.availability_rules.event_type_id is 'Null: hours of the host, for every event type without hours of its own.';
comment on column public.availability_rules.day_of_week is '0 = Sunday .. 6 = Saturday.';
comment on column public.availability_rules.end_time is 'Exclusive; 24:00 is the end of the day.';
comment on column public.availability_rules.valid_until is 'Last date, inclusive; null: open.';
