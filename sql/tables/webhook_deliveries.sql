create table public.webhook_deliveries (
  id uuid not null default gen_random_uuid(),
  endpoint_id uuid not null,
  event text not null,
  body jsonb not null default '{}',
  state text not null default 'pending',
  status_code integer,
  response_body text,
  last_error text,
  attempts integer not null default 0,
  created_at timestamptz not null default now(),
  delivered_at timestamptz,
  next_attempt_at timestamptz not null default now(),
  expires_at timestamptz not null default now() + interval '24 hours',
  constraint webhook_deliveries_pkey primary key (id),
  constraint webhook_deliveries_endpoint_fkey foreign key (endpoint_id) references public.webhook_endpoints (id) on delete cascade,
  constraint webhook_deliveries_state_known check (state in ('pending', 'delivered', 'failed')),
  constraint webhook_deliveries_body_object check (jsonb_typeof(body) = 'object'),
  constraint webhook_deliveries_attempts_positive check (attempts >= 0),
  constraint webhook_deliveries_response_length check (char_length(response_body) <= 2000 and char_length(last_error) <= 1000)
);
create index webhook_deliveries_endpoint_idx on public.webhook_deliveries (endpoint_id, created_at, id);
create index webhook_deliveries_pending_idx on public.webhook_deliveries (endpoint_id, next_attempt_at, created_at, id) where state = 'pending';
create index webhook_deliveries_created_idx on public.webhook_deliveries (created_at);
create index webhook_deliveries_subject_idx on public.webhook_deliveries ((body #>> '{data,booking,id}'));

comment on table public.webhook_deliveries is
  'One event for one endpoint, kept for 30 days. Its id is the webhook-id of every attempt, so that a receiver recognises what it already has.';
comment on column public.webhook_deliveries.body is 'What is sent, with every attempt the same: {type, timestamp, data}.';
comment on column public.webhook_deliveries.state is
  'pending; delivered: the endpoint responded with a status of 200 to 299; failed: it did not for 24 hours, or it was switched off.';
comment on column public.webhook_deliveries.status_code is 'Status of the last response; null: there was none.';
comment on column public.webhook_deliveries.response_body is 'The beginning of the last response, at most 2,000 characters, control characters removed.';
comment on column public.webhook_deliveries.next_attempt_at is 'While it is pending: when it is sent next, or soon after.';
comment on column public.webhook_deliveries.expires_at is 'An attempt that fails from then on is the last.';
