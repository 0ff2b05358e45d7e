create table public.sync_logs (
  id uuid not null default gen_random_uuid(),
  owner_id uuid not null,
  connection_id uuid,
  calendar_id uuid,
  operation text not null,
  status text not null default 'started',
  events_processed integer not null default 0,
  events_created integer not null default 0,
  events_updated integer not null default 0,
  events_deleted integer not null default 0,
  error_message text,
  duration_ms integer,
  created_at timestamptz not null default now(),
  constraint sync_logs_pkey primary key (id),
  constraint sync_logs_owner_fkey foreign key (owner_id) references auth.users (id) on delete cascade,
  constraint sync_logs_connection_fkey foreign key (connection_id)
    references public.calendar_connections (id) on delete cascade,
  constraint sync_logs_calendar_fkey foreign key (calendar_id) references public.calendars (id) on delete cascade,
  constraint sync_logs_status_known check (status in ('started', 'completed', 'failed'))
);
create index sync_logs_owner_idx on public.sync_logs (owner_id, created_at desc);
create index sync_logs_created_idx on public.sync_logs (created_at);
create index sync_logs_connection_idx on public.sync_logs (connection_id);
create index sync_logs_calendar_idx on public.sync_logs (calendar_id, created_at desc);
comment on table public.sync_logs is 'What each sync did, for people. Polls that found nothing new leave no row.';
comment on column public.sync_logs.status is
  'The sync writes one row when a run is over: completed or failed. started, the default, is for outside writers that do not report how it ended.';
