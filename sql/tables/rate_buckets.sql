create unlogged table private.rate_buckets (
  key text not null,
  full_at timestamptz not null,
  granted integer not null,
  constraint rate_buckets_pkey primary key (key)
);
create index rate_buckets_full_idx on private.rate_buckets (full_at);

comment on table private.rate_buckets is
  'What callers have used of their limits, for all processes together (public.take_tokens). Unlogged: after a crash of the database all of them are full again, '
  'and no request waits for a disk.';
comment on column private.rate_buckets.key is 'What is limited, and whom: no address, but a keyed hash of its group.';
comment on column private.rate_buckets.full_at is 'When it would be full again if nothing more was taken. Then the row says nothing and may go.';
comment on column private.rate_buckets.granted is 'How many the last call got.';
