create table public.blocked_periods (
  id uuid not null default gen_random_uuid(),
  host_id uuid not null,
  event_type_id uuid,
  kind text not null default 'block',
  start_date date,
  end_date date,
  starts_at timestamptz,
  ends_at timestamptz,
  reason text,
  created_at timestamptz not null default now(),
  constraint blocked_periods_pkey primary key (id),
  constraint blocked_periods_host_fkey foreign key (host_id) references public.hosts (id) on delete cascade,
  constraint blocked_periods_event_type_fkey foreign key (host_id, event_type_id)
    references public.event_types (host_id, id) on delete cascade,
  constraint blocked_periods_kind_known check (kind in ('vacation', 'block')),
  constraint blocked_periods_dates_or_instants check (
    (start_date is not null and end_date is not null and starts_at is null and ends_at is null)
    or (start_date is null and end_date is null and starts_at is not null and ends_at is not null)
  ),
  constraint blocked_periods_ordered check (coalesce(end_date >= start_date, true) and coalesce(ends_at > starts_at, true)),
  constraint blocked_periods_in_calendar check (
    coalesce(start_date >= '1900-01-01' and end_date <= '9999-12-30', true)
    and coalesce(starts_at >= '1900-01-01 00:00Z' and ends_at <= '9999-12-31 00:00Z', true)
  ),
  constraint blocked_periods_reason_valid check (private.text_fault('reason', reason, 1000, true) is null)
);
create index blocked_periods_host_idx on public.blocked_periods (host_id);
create index blocked_periods_event_type_idx on public.blocked_periods (event_type_id) where event_type_id is not null;

comment on table public.blocked_periods is 'Vacations and blocks: whole local days of the host''s zone, or two instants. A slot may not meet one; buffers may.';
comment on column public.blocked_periods.end_date is 'Last day, inclusive; 9999-12-30 at most, so that its end is an instant of four digits in each zone.';
comment on column public.blocked_periods.event_type_id is 'Null: for every event type of the host.';
