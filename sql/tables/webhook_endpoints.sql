create table public.webhook_endpoints (
  id uuid not null default gen_random_uuid(),
  url text not null,
  events text[] not null,
  is_active boolean not null default true,
  disabled_reason text,
  payload_version date not null default '2026-11-29',
  created_at timestamptz not null default now(),
  owner_id uuid not null default auth.uid(),
  constraint webhook_endpoints_pkey primary key (id),
  constraint webhook_endpoints_owner_fkey foreign key (owner_id) references auth.users (id) on delete cascade,
  constraint webhook_endpoints_url_format check (
    char_length(url) <= 2000 and url ~* '^https?://[^[:space:][:cntrl:]/?#@]+([/?#][^[:space:][:cntrl:]]*)?$'
  ),
  constraint webhook_endpoints_events_known check (
    cardinality(events) > 0 and events <@ array[
      'booking.requested', 'booking.confirmed', 'booking.moved', 'booking.cancelled', 'booking.declined', 'booking.expired',
      'booking.no_show', 'calendar.needs_reconnect', 'calendar.restored'
    ]
  ),
  constraint webhook_endpoints_disabled_reason_length check (char_length(disabled_reason) <= 1000),
  constraint webhook_endpoints_disabled_is_inactive check (disabled_reason is null or not is_active),
  constraint webhook_endpoints_payload_version_known check (payload_version in ('2026-11-29'))
);
create index webhook_endpoints_owner_idx on public.webhook_endpoints (owner_id, created_at);

create table private.webhook_state (
  endpoint_id uuid not null,
  sealed text,
  previous_sealed text,
  previous_until timestamptz,
  failures integer not null default 0,
  failing_since timestamptz,
  retry_at timestamptz,
  constraint webhook_state_pkey primary key (endpoint_id),
  constraint webhook_state_endpoint_fkey foreign key (endpoint_id) references public.webhook_endpoints (id) on delete cascade,
  constraint webhook_state_previous_ends check ((previous_sealed is null) = (previous_until is null))
);
create index webhook_state_failing_idx on private.webhook_state (failing_since) where failing_since is not null;
create index webhook_state_previous_idx on private.webhook_state (previous_until) where previous_until is not null;

comment on table public.webhook_endpoints is
  'Addresses of an owner''s programs that are told of events. Has no secret: those are sealed in private.webhook_state.';
comment on column public.webhook_endpoints.is_active is 'Whether events are recorded for it and sent. Switching it on again ends disabled_reason.';
comment on column public.webhook_endpoints.disabled_reason is 'Why we switched it off, in a sentence; null: we did not.';
comment on column public.webhook_endpoints.payload_version is 'The date of the shape of its bodies. A new shape gets a new date; endpoints keep theirs.';
comment on table private.webhook_state is
  'One row per endpoint, made by a trigger: the secrets that sign its deliveries, sealed by the service (JWE), and how sending goes.';
comment on column private.webhook_state.sealed is 'Null: it has no secret yet (the row was not made by the service), so nothing is recorded for it or sent.';
comment on column private.webhook_state.previous_sealed is 'The secret before the last rotation, which signs as well until previous_until.';
comment on column private.webhook_state.failures is 'Attempts that failed since the last one that succeeded.';
comment on column private.webhook_state.failing_since is 'When the first of these failed; null: none. After 24 hours the endpoint is switched off.';
comment on column private.webhook_state.retry_at is 'Nothing is sent before.';
