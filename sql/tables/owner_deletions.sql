create table private.owner_deletions (
  owner_id uuid not null,
  requested_at timestamptz not null default now(),
  constraint owner_deletions_pkey primary key (owner_id),
  constraint owner_deletions_owner_fkey foreign key (owner_id) references auth.users (id) on delete cascade
);

comment on table private.owner_deletions is
  'Owners who want all of their data deleted, until that is done (public.next_deletion_step). Meanwhile none of their hosts has a page.';
