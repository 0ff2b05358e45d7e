create table private.oauth_attempts (
  id uuid not null,
  owner_id uuid not null,
  host_id uuid,
  provider text not null,
  sealed_verifier text not null,
  is_repeat boolean not null,
  expires_at timestamptz not null,
  constraint oauth_attempts_pkey primary key (id),
  constraint oauth_attempts_owner_fkey foreign key (owner_id) references auth.users (id) on delete cascade,
  constraint oauth_attempts_host_fkey foreign key (host_id) references public.hosts (id) on delete cascade
);
create index oauth_attempts_owner_idx on private.oauth_attempts (owner_id);
create index oauth_attempts_host_idx on private.oauth_attempts (host_id);
create index oauth_attempts_expires_idx on private.oauth_attempts (expires_at);

comment on table private.oauth_attempts is
  'Owners who were sent to a provider to give consent and have not come back. The provider does not report those who never do, so rows expire.';
comment on column private.oauth_attempts.host_id is 'Null: none was named, so the owner''s oldest host gets a new account.';
comment on column private.oauth_attempts.sealed_verifier is 'The PKCE verifier, sealed by the service (JWE).';
comment on column private.oauth_attempts.is_repeat is 'Consent is requested again because the first response could not be used.';
