create table public.calendars (
  id uuid not null default gen_random_uuid(),
  connection_id uuid not null,
  owner_id uuid not null,
  provider_calendar_id text not null,
  name text not null default '',
  time_zone text,
  access text not null default 'read',
  is_own boolean not null default true,
  is_primary boolean not null default false,
  sync_status text not null default 'pending',
  sync_error text,
  last_synced_at timestamptz,
  covered_from timestamptz,
  covered_until timestamptz,
  push_expires_at timestamptz,
  policy jsonb not null default '{"tentative": "busy", "needs_action": "busy", "all_day": "busy", "working_location": "free"}',
  created_at timestamptz not null default now(),
  has_video boolean not null default true,
  stores_titles boolean not null default true,
  constraint calendars_pkey primary key (id),
  constraint calendars_connection_provider_key unique (connection_id, provider_calendar_id),
  constraint calendars_id_owner_key unique (id, owner_id),
  constraint calendars_connection_fkey foreign key (connection_id, owner_id)
    references public.calendar_connections (id, owner_id) on update cascade on delete cascade,
  constraint calendars_sync_status_known check (sync_status in ('pending', 'syncing', 'synced', 'error')),
  -- As private.refuse_faulty_policy() checks it; each pull writes the row, so no function is called here.
  constraint calendars_policy_valid check (
    jsonb_typeof(policy) = 'object'
    and policy - '{tentative,needs_action,all_day,working_location}'::text[] = '{}'
    and coalesce(policy -> 'tentative', '"busy"') in ('"busy"', '"free"')
    and coalesce(policy -> 'needs_action', '"busy"') in ('"busy"', '"free"')
    and coalesce(policy -> 'all_day', '"busy"') in ('"busy"', '"free"')
    and coalesce(policy -> 'working_location', '"busy"') in ('"busy"', '"free"')
  )
);
create index calendars_time_zone_idx on public.calendars (time_zone) where time_zone is not null;
create index calendars_owner_idx on public.calendars (owner_id);
create index calendars_titles_idx on public.calendars (id) where stores_titles;

create table private.calendar_sync (
  calendar_id uuid not null,
  cursor text,
  run_id uuid,
  last_attempt_at timestamptz,
  held_back_digest text,
  held_back_at timestamptz,
  warning text,
  failed_at timestamptz,
  failures integer not null default 0,
  retry_at timestamptz,
  unanswered_at timestamptz,
  wanted_at timestamptz,
  missing_since timestamptz,
  vanished_at timestamptz,
  vanished_from uuid[] not null default '{}',
  relist_reason text,
  relist_asked_at timestamptz,
  write_refused_at timestamptz,
  unknown_mail_at timestamptz,
  tidy_at timestamptz not null default now() + interval '7 days',
  restored_at timestamptz,
  constraint calendar_sync_pkey primary key (calendar_id),
  constraint calendar_sync_calendar_fkey foreign key (calendar_id) references public.calendars (id) on delete cascade
);

create index calendar_sync_tidy_idx on private.calendar_sync (tidy_at);

create table private.calendar_objects (
  calendar_id uuid not null,
  object_id text not null,
  state text not null,
  constraint calendar_objects_pkey primary key (calendar_id, object_id)
);

create table private.connection_sync (
  connection_id uuid not null,
  next_poll_at timestamptz not null default now(),
  failures integer not null default 0,
  failure_code text,
  backoff_until timestamptz,
  blocked_until timestamptz,
  refused_at timestamptz,
  listed_at timestamptz not null default now(),
  relist_at timestamptz not null default now() + interval '1 day',
  maintain_at timestamptz not null default now(),
  announced_sync_at timestamptz,
  audit_at timestamptz not null default now() + interval '7 days',
  constraint connection_sync_pkey primary key (connection_id),
  constraint connection_sync_connection_fkey foreign key (connection_id)
    references public.calendar_connections (id) on delete cascade
);
create index connection_sync_next_idx on private.connection_sync (next_poll_at);
create index connection_sync_failing_idx on private.connection_sync (connection_id) where failures > 0;
create index connection_sync_maintain_idx on private.connection_sync (maintain_at);
create index connection_sync_audit_idx on private.connection_sync (audit_at);

comment on table public.calendars is 'One calendar of a connection, with the state of its sync and how far it is covered.';
comment on column public.calendars.has_video is
  'False: its provider says that its events can have no video link, though others can (of a personal account, for example).';
comment on column public.calendars.stores_titles is
  'False: only the times of its events are stored, no titles. Switched off, the titles that are stored go too.';
comment on column public.calendars.owner_id is 'Derived from the connection; binds links to calendars of the same owner.';
comment on column public.calendars.time_zone is 'Zone of its all-day events; null: the host''s.';
comment on column public.calendars.is_own is 'Whether it is the owner''s own, not one that others share with them.';
comment on column public.calendars.is_primary is 'Whether it is the account''s first choice for new events.';
comment on column public.calendars.covered_until is 'Events are known before this instant; null: nothing is known yet.';
comment on column public.calendars.policy is 'What blocks: tentative, needs_action, all_day, working_location, each busy or free.';
comment on column private.calendar_sync.warning is 'What could not be read in the last listing; shown as sync_error until the next listing.';
comment on table private.calendar_sync is 'Cursor of a calendar, and deletions that the deletion guard holds back until a second pull.';
comment on column private.calendar_sync.run_id is
  'The run that began last: pages of an earlier, unfinished one are refused. Null: begin_pull has not begun one yet.';
comment on column private.calendar_sync.failed_at is 'The last pull that failed; whoever waits for a pull stops waiting then.';
comment on column private.calendar_sync.failures is 'Pulls of it that failed in a row, whatever else the account does.';
comment on column private.calendar_sync.retry_at is 'After a failure: it is not pulled before then; null: its last pull did not fail.';
comment on column private.calendar_sync.unanswered_at is
  'When its last pull got no response, because of the calendar or its server; null: it got one.';
comment on column private.calendar_sync.wanted_at is 'Somebody waits for a pull that begins later than this.';
comment on column private.calendar_sync.missing_since is 'When a list of its account first did not name it; null: the last one did.';
comment on column private.calendar_sync.vanished_at is
  'When it was last believed to no longer exist. That is still so unless missing_since is later (private.has_vanished).';
comment on column private.calendar_sync.vanished_from is 'The hosts whose time it took, or whose bookings went to it, until then: for the mail.';
comment on column private.calendar_sync.relist_reason is
  'Why it last had the list of its account requested (public.request_relist), and when: the same reason counts once an hour.';
comment on column private.calendar_sync.write_refused_at is
  'When its provider last refused the write of an event. For an hour after that a list that calls it writable is not believed.';
comment on column private.calendar_sync.unknown_mail_at is 'created_at of the last mail about events of unknown time in it.';
comment on column private.calendar_sync.tidy_at is 'When it is next looked through for events that ended long ago (private.prune_past_events).';
comment on column private.calendar_sync.restored_at is
  'When a backup was restored since which it was not read as a whole yet: events that link to unknown bookings are of bookings that were lost. Else null.';
comment on table private.calendar_objects is
  'The object states of a calendar (an ETag each), written with the events that they describe; opaque to all but the adapter. No foreign key, '
  'because it would be checked for many thousands of rows: the only writer holds the lock of the calendar, whose trigger deletes these rows.';
comment on table private.connection_sync is
  'When an account is asked next, and how often in a row that failed for reasons that concern the whole account: credentials, limits, no '
  'connection. One row for each account with a secret (trigger).';
comment on column private.connection_sync.next_poll_at is
  'The one time by which accounts that are due are found: never before the two below; infinity: disconnected.';
comment on column private.connection_sync.failure_code is 'Of the last failure of the account: a code of ProviderErrorCode, credentials_unreadable or internal.';
comment on column private.connection_sync.backoff_until is
  'After failures of the account: only what somebody waits for is asked before then. Null once the failure is over.';
comment on column private.connection_sync.blocked_until is
  'The provider said so (Retry-After): until then nothing at all is asked of the account, whoever wants it. Ends at this time, or when the owner '
  'connects the account again, since the provider then let them in.';
comment on column private.connection_sync.relist_at is
  'When the list of calendars is next read: a day after the last time, or as soon as something shows that it changed; listed_at: when it was last '
  'read.';
comment on column private.connection_sync.maintain_at is
  'When its channels are maintained (public.enqueue_due_channels): triggers (plan_channels_of_*.sql) bring it forward whenever something changes '
  'that may concern them.';
comment on column private.connection_sync.announced_sync_at is 'When the last sync of the account began that a notice caused (public.begin_announced_sync).';
comment on column private.connection_sync.audit_at is
  'When its calendars are next compared with full listings (public.enqueue_due_audits): weekly, at a random moment of the week.';
comment on column private.connection_sync.refused_at is
  'Since when the credentials are refused. It counts only if they still are a minute later, because servers refuse by mistake.';
