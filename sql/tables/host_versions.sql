create table private.host_versions (
  host_id uuid not null,
  version bigint not null default 1,
  constraint host_versions_pkey primary key (host_id),
  constraint host_versions_host_fkey foreign key (host_id) references public.hosts (id) on delete cascade
);

create unlogged table private.changed_hosts (
  host_id uuid not null,
  number bigint generated always as identity,
  constraint changed_hosts_pkey primary key (number)
);

comment on table private.host_versions is
  'How often a host''s slots may have changed: open pages compare it with what they have seen. Bumped in the transaction of the change.';
comment on table private.changed_hosts is
  'Hosts whose version the current transaction bumps when it ends; no other transaction ever sees these rows.';
