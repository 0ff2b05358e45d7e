create table private.idempotency_keys (
  key text not null,
  request_hash text not null,
  booking_id uuid not null,
  created_at timestamptz not null default now(),
  scope text not null,
  constraint idempotency_keys_pkey primary key (scope, key),
  constraint idempotency_keys_booking_fkey foreign key (booking_id) references public.bookings (id) on delete cascade,
  constraint idempotency_keys_key_length check (char_length(key) between 1 and 255)
);
create index idempotency_keys_created_idx on private.idempotency_keys (created_at);
create index idempotency_keys_booking_idx on private.idempotency_keys (booking_id);

create table private.workers (
  id text not null,
  seen_at timestamptz not null default now(),
  constraint workers_pkey primary key (id)
);

create table private.probes (
  id uuid not null,
  probed_at timestamptz not null default now(),
  constraint probes_pkey primary key (id)
);
create index probes_probed_idx on private.probes (probed_at);

comment on table private.idempotency_keys is 'Idempotency-Key of POST /bookings and /host/bookings with a hash of the body, by whose requests it is (private.idempotency_scope); valid for 24 hours.';
comment on table private.workers is 'Heartbeats of job workers, so that the others free the lanes of one that died.';
comment on table private.probes is
  'What processes wrote through the Data API in the last minutes, to check that DATABASE_URL shows it (public.write_probe).';
