create table public.api_keys (
  id uuid not null default gen_random_uuid(),
  owner_id uuid not null,
  name text not null,
  prefix text not null,
  scopes text[] not null,
  created_at timestamptz not null default now(),
  last_used_at timestamptz,
  revoked_at timestamptz,
  constraint api_keys_pkey primary key (id),
  constraint api_keys_owner_fkey foreign key (owner_id) references auth.users (id) on delete cascade,
  constraint api_keys_name_valid check (private.text_fault('name', name, 200) is null and not private.is_blank(name)),
  constraint api_keys_prefix_format check (prefix ~ '^osk_[A-Za-z0-9_-]{1,16}$'),
  constraint api_keys_scopes_known check (cardinality(scopes) > 0 and scopes <@ array['read', 'book', 'manage'])
);
create index api_keys_owner_idx on public.api_keys (owner_id, created_at);

create table private.api_key_digests (
  api_key_id uuid not null,
  digest text not null,
  constraint api_key_digests_pkey primary key (api_key_id),
  constraint api_key_digests_digest_key unique (digest),
  constraint api_key_digests_key_fkey foreign key (api_key_id) references public.api_keys (id) on delete cascade,
  constraint api_key_digests_digest_format check (digest ~ '^[0-9a-f]{64}$')
);

comment on table public.api_keys is 'Keys by which programs of an owner call the service. The key itself is shown once and stored nowhere.';
comment on column public.api_keys.prefix is 'The first characters of the key, by which its owner recognises it.';
comment on column public.api_keys.scopes is 'What it may do, each scope by itself: read, book, manage.';
comment on column public.api_keys.last_used_at is 'Up to a minute old: written at most once a minute.';
comment on column public.api_keys.revoked_at is 'From then on it opens nothing.';
comment on table private.api_key_digests is 'Hexadecimal SHA-256 digests of API keys. The keys are 256 random bits, so a digest reveals nothing.';
