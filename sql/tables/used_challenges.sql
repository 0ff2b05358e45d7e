create table private.used_challenges (
  challenge text not null,
  use_key text not null,
  expires_at timestamptz not null,
  constraint used_challenges_pkey primary key (challenge)
);
create index used_challenges_expires_idx on private.used_challenges (expires_at);

comment on table private.used_challenges is
  'Solved challenges that were given in, until they expire: each counts once (public.use_challenge).';
comment on column private.used_challenges.use_key is 'What it was given in for: the same request may come again, no other one.';
