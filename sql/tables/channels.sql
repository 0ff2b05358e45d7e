create table private.channels (
  id uuid not null,
  calendar_id uuid,
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
  connection_id uuid not null,
  is_renewable boolean not null default false,
  renewed_at timestamptz,
  constraint channels_pkey primary key (id),
  constraint channels_connection_fkey foreign key (connection_id) references public.calendar_connections (id) on delete cascade,
  constraint channels_calendar_fkey foreign key (calendar_id) references public.calendars (id) on delete cascade,
  constraint channels_state_known check (state in ('opening', 'open', 'closing')),
  constraint channels_open_is_answered check (state <> 'open' or (resource_id is not null and expires_at is not null and renew_at is not null))
);
create index channels_calendar_idx on private.channels (calendar_id);
create index channels_connection_idx on private.channels (connection_id);
create index channels_unwell_idx on private.channels (id) where state <> 'open' or suspected_at is not null;

create table private.calendar_watch (
  calendar_id uuid,
  failures integer not null default 0,
  failed_at timestamptz not null default now(),
  watch_after timestamptz not null default now(),
  watch_error text,
  connection_id uuid not null,
  watch_message text,
  constraint calendar_watch_key unique nulls not distinct (connection_id, calendar_id),
  constraint calendar_watch_connection_fkey foreign key (connection_id) references public.calendar_connections (id) on delete cascade,
  constraint calendar_watch_calendar_fkey foreign key (calendar_id) references public.calendars (id) on delete cascade
);
create index calendar_watch_calendar_idx on private.calendar_watch (calendar_id);
create index calendar_watch_refused_idx on private.calendar_watch (connection_id) where watch_error <> 'not_watchable';

comment on table private.channels is
  'Channels by which a provider notifies us of changes of a calendar, or of any calendar of an account. A row exists before the provider is asked '
  'for the channel: the first notice may come before the response.';
comment on column private.channels.id is 'The name of the channel at the provider, never used twice.';
comment on column private.channels.calendar_id is
  'Null: the channel is the account''s and stands for all its calendars, those of all connections of the account.';
comment on column private.channels.connection_id is
  'Whose credentials open, prolong and close it. The channel of an account goes to another connection of the account when this one cannot care for '
  'it any more (private.hand_over_channels).';
comment on column private.channels.resource_id is
  'The provider''s name for what is watched, or for the channel; from the response, or from the first proven notice if that comes sooner.';
comment on column private.channels.state is
  'opening: the provider''s response is not known (yet); open: it was granted; closing: it is to be closed, its notices no longer count.';
comment on column private.channels.token_hash is 'SHA-256 (hex) of the random token that comes with each notice; the token itself is not kept.';
comment on column private.channels.verified_at is 'Since when it is known that notices arrive: when the first one came, or when the opening itself showed it.';
comment on column private.channels.renew_at is
  'When it is prolonged (is_renewable), or another channel is opened; this one is closed once that one is verified.';
comment on column private.channels.renewed_at is 'When it was last prolonged. Demands to prolong it are ignored for ten minutes.';
comment on column private.channels.suspected_at is 'When a change without a notice was found. If none comes within 60 s, it was missed.';
comment on column private.channels.missed_at is 'The last change without a notice.';
comment on table private.calendar_watch is
  'Calendars, or accounts (calendar_id null), for which no channel could be opened or prolonged: why, and when to try again.';
comment on column private.calendar_watch.watch_error is 'A code of ProviderErrorCode, internal, or unverified: a channel was granted, and no notice came.';
comment on column private.calendar_watch.watch_message is 'The same for the owner; contains no title.';
