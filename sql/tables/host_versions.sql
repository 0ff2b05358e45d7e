create table private.host_versions (
  host_id uuid not null,
  version bigint not null default 1,
  bookings bigint not null default 0,
  history_since timestamptz not null default now(),
  constraint host_versions_pkey primary key (host_id),
  constraint host_versions_host_fkey foreign key (host_id) references public.hosts (id) on delete cascade
);

create table private.owner_versions (
  owner_id uuid not null,
  bookings bigint not null default 0,
  connections bigint not null default 0,
  conflicts bigint not null default 0,
  log bigint not null default 0,
  schedule bigint not null default 0,
  constraint owner_versions_pkey primary key (owner_id),
  constraint owner_versions_owner_fkey foreign key (owner_id) references auth.users (id) on delete cascade
);

create unlogged table private.changed_versions (
  number bigint generated always as identity,
  host_id uuid,
  owner_id uuid,
  topics text[] not null,
  constraint changed_versions_pkey primary key (number),
  constraint changed_versions_one_subject check (num_nonnulls(host_id, owner_id) = 1)
);

comment on table private.host_versions is
  'How often what is shown of a host may have changed: open pages compare it with what they have seen. Bumped in the transaction of the change.';
comment on column private.host_versions.version is 'Of its slots, for visitors.';
comment on column private.host_versions.bookings is
  'Of its bookings, with their mails and events, for its owner. Here and not with the owner, so that bookings of two hosts never wait for each other.';
comment on table private.owner_versions is
  'How often what is shown to an owner may have changed, by topic (public.owner_versions). Written by what the owner and their calendars do; by a '
  'visitor''s booking only if it opens or closes a conflict.';
comment on column private.owner_versions.bookings is 'Of what was sent to their programs about bookings; each host counts the rest.';
comment on table private.changed_versions is
  'Hosts and owners whose versions the current transaction bumps when it ends; no other transaction ever sees these rows.';
comment on column private.changed_versions.topics is 'Of a host: slots, bookings. Of an owner: the columns of private.owner_versions.';
comment on column private.host_versions.history_since is 'Since when its history is kept (private.history): explain_slots knows nothing of earlier times.';
