create table public.calendar_connections (
  id uuid not null default gen_random_uuid(),
  owner_id uuid not null,
  provider text not null,
  account_email text,
  status text not null default 'active',
  last_error text,
  created_at timestamptz not null default now(),
  constraint calendar_connections_pkey primary key (id),
  constraint calendar_connections_id_owner_key unique (id, owner_id),
  constraint calendar_connections_owner_fkey foreign key (owner_id) references auth.users (id) on delete cascade,
  constraint calendar_connections_provider_known check (provider in ('google', 'microsoft', 'apple', 'caldav', 'ics')),
  constraint calendar_connections_status_known check (status in ('active', 'needs_reconnect', 'error', 'disconnected'))
);
create index calendar_connections_owner_idx on public.calendar_connections (owner_id);

create table private.connection_secrets (
  connection_id uuid not null,
  account_key text not null,
  sealed text,
  revoking_since timestamptz,
  updated_at timestamptz not null default now(),
  consent_claims text,
  asks_consent boolean not null default false,
  version integer not null default 1,
  is_pruned boolean not null default false,
  constraint connection_secrets_pkey primary key (connection_id),
  constraint connection_secrets_claims_valid check (jsonb_typeof(consent_claims::jsonb) = 'object' and octet_length(consent_claims) <= 4096),
  constraint connection_secrets_connection_fkey foreign key (connection_id)
    references public.calendar_connections (id) on delete cascade
);
create index connection_secrets_left_idx on private.connection_secrets (updated_at) where sealed is null and not is_pruned;
-- Who else has connected an account (private.account_connections).
create index connection_secrets_account_idx on private.connection_secrets using hash (account_key);

create view private.account_connections as
select
  s.connection_id, o.id as other_id,
  o.status <> 'disconnected' and t.sealed is not null and t.revoking_since is null as is_connected
from private.connection_secrets as s
join public.calendar_connections as k on k.id = s.connection_id
join private.connection_secrets as t on t.account_key = s.account_key
join public.calendar_connections as o on o.id = t.connection_id and o.provider = k.provider;

comment on table public.calendar_connections is 'One account at one provider. Has no secrets: those are sealed in private.connection_secrets.';
comment on view private.account_connections is
  'For each connection those of the same account, itself among them: several owners may have connected it, and it has one account key for all. For '
  'queries about many connections; private.connections_of_account is for one. For the work of the service; no owner may learn of the others. '
  'is_connected: whether the other one is neither disconnected nor about to be.';
comment on table private.connection_secrets is 'Credentials of a connection, sealed by the service (JWE); never readable through the Data API.';
comment on column private.connection_secrets.is_pruned is
  'Disconnected so long ago that what was read of it is deleted (private.prune_left_accounts).';
comment on column private.connection_secrets.account_key is 'The provider''s stable id of the account, or a hash of the address of a feed: recognises a reconnect, also after a disconnect. No secret.';
comment on column private.connection_secrets.sealed is 'Null: erased, the connection is disconnected.';
comment on column private.connection_secrets.revoking_since is
  'Since the owner disconnected, the secret is kept only to remove our events, if they want that, to close channels and to withdraw the consent.';
comment on column private.connection_secrets.consent_claims is
  'What the provider wants proven at the next consent: JSON, given back to it as it is (public.begin_oauth). Null: nothing.';
comment on column private.connection_secrets.version is
  'Increased when the owner connects the account again, not when a token is renewed: tells which credentials a provider refused (private.is_outdated).';
comment on column private.connection_secrets.asks_consent is 'Whether the next consent has to ask for permission again, because it was withdrawn.';
