create table private.channels (
  id uuid not null,
  calendar_id uuid not null,
  state text not null default 'opening',
  token_hash text not null,
  resource_id text,
  opened_at timestamptz not null default now(),
  verified_at timestamptz,
  last_notice_at timestamptz,
  expires_at timestamptz,
  renew_at timestamptz,
  suspected_at timestamptz,
  missed_at timestamptz,
  misses integer not null default 0,
  close_after timestamptz not null default now(),
  close_failures integer not null default 0,
  constraint channels_pkey primary key (id),
  constraint channels_calendar_fkey foreign key (calendar_id) references public.calendars (id) on delete cascade,
  constraint channels_state_known check (state in ('opening', 'open', 'closing')),
  constraint channels_open_is_answered check (state <> 'open' or (resource_id is not null and expires_at is not null and renew_at is not null))
);
create index channels_calendar_idx on private.channels (calendar_id);

create table private.calendar_watch (
  calendar_id uuid not null,
  failures integer not null default 0,
  failed_at timestamptz not null default now(),
  watch_after timestamptz not null default now(),
  watch_error text,
  constraint calendar_watch_pkey primary key (calendar_id),
  constraint calendar_watch_calendar_fkey foreign key (calendar_id) references public.calendars (id) on delete cascade
);

comment on table private.channels is
  'Channels by which a provider tells of changes of a calendar. A row is there before the provider hears of the channel: its first notice may come before the answer.';
comment on column private.channels.id is 'The name of the channel at the provider, never used twice.';
comment on column private.channels.state is
  'opening: the provider''s answer is not known (yet); open: it was granted; closing: it is to be ended, its notices count no more.';
comment on column private.channels.token_hash is 'SHA-256 (hex) of the random token that comes with each notice; the token itself is not kept.';
comment on column private.channels.verified_at is 'The first notice: notices do arrive.';
comment on column private.channels.renew_at is 'From then on another channel is opened; this one ends when that one is verified.';
comment on column private.channels.suspected_at is 'A change was found that no notice had told of. If none comes within 60 s, it was missed.';
comment on column private.channels.missed_at is 'The last change that no notice told of.';
comment on table private.calendar_watch is 'Calendars for which no channel could be had: why, and before when none is tried again.';
comment on column private.calendar_watch.watch_error is 'A code of ProviderErrorCode, internal, or unverified: a channel was granted, and no notice came.';
