create table private.noticed_events (
  connection_id uuid not null,
  provider_event_id text not null,
  version text,
  noticed_at timestamptz not null default now(),
  tries integer not null default 0,
  due_at timestamptz default now(),
  shown_version text,
  missed_at timestamptz,
  constraint noticed_events_pkey primary key (connection_id, provider_event_id),
  constraint noticed_events_connection_fkey foreign key (connection_id) references public.calendar_connections (id) on delete cascade
);

comment on table private.noticed_events is
  'Events of which a notice of an account''s channel told, until a pull has shown them. The provider''s lists may be behind its notices, so the '
  'account is synced again (public.finish_announced_sync). A minute after it was shown, or let go, a row is deleted.';
comment on column private.noticed_events.provider_event_id is 'Empty: the notice named no event, so anything that changed shows it.';
comment on column private.noticed_events.version is 'The version that the last notice named; null: none.';
comment on column private.noticed_events.tries is 'How often the account was synced again because of it.';
comment on column private.noticed_events.due_at is 'The sync that begins then, or later, should show it; null: it was shown, or let go.';
comment on column private.noticed_events.missed_at is
  'When it was let go after all attempts though no calendar of the connection has it: most likely it is of one that is not read. Kept for ten '
  'minutes, in which others of that kind are let go after one sync.';
comment on column private.noticed_events.shown_version is
  'The version that a pull last showed since the notice; a late notice of the same one is no news, but for a series, whose occurrences change '
  'without it.';
