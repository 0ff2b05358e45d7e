-- Written by npm run db:diff from sql/. Read it before it is committed: data are kept only where it says so.

set local check_function_bodies = off;

CREATE OR REPLACE FUNCTION private.enqueue(p_task text, p_payload jsonb, p_key text DEFAULT NULL::text, p_queue text DEFAULT NULL::text, p_run_at timestamp with time zone DEFAULT NULL::timestamp with time zone, p_max_attempts integer DEFAULT NULL::integer, p_priority integer DEFAULT NULL::integer, p_key_mode text DEFAULT NULL::text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'private', 'pg_catalog'
AS $function$
begin
  perform graphile_worker.add_job(
    p_task, p_payload::json, queue_name => p_queue, run_at => p_run_at, max_attempts => p_max_attempts,
    job_key => p_key, priority => p_priority, job_key_mode => p_key_mode
  );
  if p_priority < -5 and coalesce(p_run_at <= now(), true) then
    perform pg_catalog.pg_notify('jobs:insert', '{"count": 1}');
  end if;
end;
$function$;

CREATE OR REPLACE FUNCTION private.enqueue_announced_sync(p_connection_id uuid, p_run_at timestamp with time zone DEFAULT NULL::timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  perform private.enqueue_announced_syncs(array[p_connection_id], p_run_at);
end;
$function$;

CREATE OR REPLACE FUNCTION private.enqueue_announced_syncs(p_connection_ids uuid[], p_run_at timestamp with time zone DEFAULT NULL::timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_ids constant uuid[] := array(
    select k.id from public.calendar_connections as k where k.id = any (p_connection_ids) and k.status <> 'needs_reconnect' order by k.id
  );
  v_runs_at timestamptz[];
  v_due uuid[];
begin
  perform private.want_pulls(k.id, p_is_watched_only => true)
  from public.calendar_connections as k
  where k.id = any (p_connection_ids) and k.status = 'needs_reconnect'
  order by k.id;

  with planned as (
    select i.id, greatest(
      now(), p_run_at, s.announced_sync_at + private.announced_sync_interval(i.id), s.blocked_until,
      -- As pulls that a notice causes (private.enqueue_pull): a provider that calls may have recovered.
      case
        when s.backoff_until > now() and s.failure_code = 'rate_limited' then s.backoff_until
        when s.backoff_until > now() then least(s.backoff_until, s.announced_sync_at + interval '10 seconds')
      end
    ) as run_at
    from unnest(v_ids) as i (id)
    left join private.connection_sync as s on s.connection_id = i.id
  )
  select array_agg(p.id order by p.id), array_agg(p.run_at order by p.id) into v_due, v_runs_at
  from planned as p
  -- One that a worker takes at this moment has not asked the provider yet.
  where not exists (
    select from graphile_worker.jobs as j
    where j.key = 'announced:' || p.id and j.locked_at is null and j.attempts = 0 and j.run_at <= p.run_at
  );
  if v_due is null then
    return;
  end if;
  -- All at once, for a provider may tell of hundreds of accounts in one call. Workers are notified: no booking waits for this commit.
  perform graphile_worker.add_jobs(array(
    select (
      'sync_account', json_build_object('connection_id', d.id, 'is_announced', true), 'connection:' || d.id, d.run_at, 3,
      'announced:' || d.id, -6, null
    )::graphile_worker.job_spec
    from unnest(v_due, v_runs_at) as d (id, run_at)
    order by d.id
  ));
end;
$function$;

ALTER FUNCTION "private"."enqueue_announced_syncs"(uuid[], timestamp with time zone) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.enqueue_pull(p_calendar_id uuid, p_connection_id uuid, p_is_announced boolean DEFAULT false, p_run_at timestamp with time zone DEFAULT NULL::timestamp with time zone, p_tries integer DEFAULT NULL::integer)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_sync private.calendar_sync;
  v_account private.connection_sync;
  v_backoff_until timestamptz;
  v_run_at timestamptz := p_run_at;
begin
  if exists (select from public.calendar_connections as k where k.id = p_connection_id and k.status = 'needs_reconnect') then
    update private.calendar_sync as s set wanted_at = clock_timestamp() where s.calendar_id = p_calendar_id;
    return;
  end if;
  if p_is_announced then
    select s.* into v_sync from private.calendar_sync as s where s.calendar_id = p_calendar_id;
    select s.* into v_account from private.connection_sync as s where s.connection_id = p_connection_id;
    v_backoff_until := greatest(v_sync.retry_at, v_account.backoff_until);
    v_run_at := greatest(
      now(),
      -- A provider calls once for each of a hundred changes: those within a second of the last pull are gathered.
      v_sync.last_attempt_at + interval '1 second',
      -- Notices wait for a backoff, too; but a provider that calls may have recovered, most of all a server that was down.
      case
        when v_account.backoff_until > now() and v_account.failure_code = 'rate_limited' then v_backoff_until
        when v_account.backoff_until > now() then least(v_backoff_until, v_sync.last_attempt_at + interval '10 seconds')
        when v_backoff_until > now() then least(v_backoff_until, v_sync.last_attempt_at + interval '60 seconds')
      end
    );
  end if;
  v_run_at := greatest(v_run_at, private.blocked_until(p_connection_id));
  -- Queueing a job again costs thirty times as much as seeing that it waits, and providers call in bursts. A job that a worker takes at this moment
  -- has not asked the provider yet, so it finds the announced change.
  if p_is_announced and exists (
    select from graphile_worker.jobs as j
    where j.key = 'pull:' || p_calendar_id and j.locked_at is null and j.attempts = 0 and j.priority <= -6 and j.run_at <= v_run_at
  ) then
    return;
  end if;
  perform private.enqueue(
    'pull', jsonb_strip_nulls(jsonb_build_object('calendar_id', p_calendar_id, 'tries', p_tries)),
    p_key => 'pull:' || p_calendar_id, p_queue => 'connection:' || p_connection_id, p_max_attempts => 3,
    -- After pulls that a visitor waits for, before everything that nobody asked for.
    p_priority => case when p_is_announced then -6 end,
    p_run_at => v_run_at,
    p_key_mode => case when p_is_announced and not private.has_later_job('pull:' || p_calendar_id, v_run_at) then 'preserve_run_at' end
  );
end;
$function$;

CREATE OR REPLACE FUNCTION private.maintain_soon(p_connection_id uuid, p_at timestamp with time zone DEFAULT now())
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  -- Also where it is due already: whoever plans it at this moment (public.enqueue_due_channels) does not see what changed, and would plan it for tomorrow.
  perform from private.connection_sync as s where s.connection_id = p_connection_id for no key update;
  update private.connection_sync as s set maintain_at = p_at where s.connection_id = p_connection_id and s.maintain_at > p_at;
end;
$function$;

CREATE OR REPLACE FUNCTION public.receive_notices(provider text, notices jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_proven jsonb;
  v_positions bigint[];
  v_ids uuid[];
  v_first uuid[];
  v_channel record;
  v_ids_of_account uuid[];
  v_to_sync uuid[] := '{}';
begin
  select
    coalesce(jsonb_agg(jsonb_build_object(
      'position', n.position, 'id', x.id, 'resource_id', n.resource_id, 'kind', coalesce(n.kind, 'changed'), 'event_id', n.event_id,
      'version', n.version
    )), '[]'),
    coalesce(array_agg(n.position), '{}'), coalesce(array_agg(distinct x.id), '{}')
  into v_proven, v_positions, v_ids
  from rows from (jsonb_to_recordset(notices) as (
    channel_id uuid, resource_id text, token_hash text, kind text, event_id text, version text
  )) with ordinality as n (channel_id, resource_id, token_hash, kind, event_id, version, position)
  cross join lateral (
    select h.id
    from private.channels as h
    join public.calendar_connections as k on k.id = h.connection_id
    join private.connection_secrets as x on x.connection_id = k.id
    -- The time that comparing hashes takes reveals nothing useful about the tokens.
    where h.id = n.channel_id and h.token_hash = n.token_hash
      and k.provider = receive_notices.provider and k.status <> 'disconnected' and x.sealed is not null and x.revoking_since is null
      and h.state <> 'closing' and coalesce(h.expires_at > now(), true) and coalesce(h.resource_id = n.resource_id, true)
    -- One by one, by their ids: anybody can send ids that do not exist.
    offset 0
  ) as x;

  v_first := private.take_notices(v_ids, v_proven);
  for v_channel in
    select h.id, h.connection_id, h.calendar_id, n.kinds, h.id = any (v_first) as is_first
    from (
      select s.id, array_agg(distinct s.kind) as kinds from jsonb_to_recordset(v_proven) as s (id uuid, kind text) group by s.id
    ) as n
    join private.channels as h on h.id = n.id
    where h.id = any (v_ids)
    order by h.connection_id, h.calendar_id
  loop
    v_ids_of_account := case
      when v_channel.calendar_id is null then array(select private.connections_of_account(v_channel.connection_id, p_is_connected => true))
    end;
    if 'removed' = any (v_channel.kinds) then
      perform public.lose_channel(v_channel.id);
    elsif 'missed' = any (v_channel.kinds) then
      perform private.want_pulls(a.id, v_channel.calendar_id)
      from (select unnest(coalesce(v_ids_of_account, array[v_channel.connection_id])) as id order by id) as a;
    end if;
    if v_channel.is_first then
      perform private.retire_channels(v_channel.connection_id, v_channel.calendar_id);
    end if;
    continue when v_channel.kinds = '{renew}';
    if v_channel.calendar_id is null then
      v_to_sync := v_to_sync || v_ids_of_account;
    else
      perform private.enqueue_pull(
        v_channel.calendar_id, v_channel.connection_id, p_is_announced => true, p_tries => case when not v_channel.is_first then 0 end
      );
    end if;
  end loop;
  -- Of whichever connection cares for the channel.
  perform private.enqueue_announced_syncs(v_to_sync);

  return coalesce((
    select jsonb_agg(case when n.position = any (v_positions) then 'accepted' else 'refused' end order by n.position)
    from jsonb_array_elements(notices) with ordinality as n (value, position)
  ), '[]');
end;
$function$;

COMMENT ON FUNCTION "private"."enqueue"(text, jsonb, text, text, timestamp with time zone, integer, integer, text) IS 'Adds a job in the caller''s transaction: it runs only if that commits. The same p_key replaces a waiting job (p_key_mode ''preserve_run_at'': at its old place in the queue); jobs of one p_queue run one at a time. Workers check five times a second; they are notified only of jobs that a visitor waits for (p_priority -10) or that a provider''s notice asks for (-6), never of what a booking adds. The only caller of graphile_worker.add_job (many at once: private.enqueue_announced_syncs); the service installs that schema before it is ready.';

COMMENT ON FUNCTION "private"."enqueue_announced_sync"(uuid, timestamp with time zone) IS 'Queues an announced sync of one account (private.enqueue_announced_syncs).';

COMMENT ON FUNCTION "private"."enqueue_announced_syncs"(uuid[], timestamp with time zone) IS 'Queues an announced sync of each of these accounts in its lane, now or at p_run_at: it pulls all its calendars that take somebody''s time or get bookings. For notices that name no calendar. Never before the provider permits it (private.blocked_until), and those of an account begin at least private.announced_sync_interval apart. A waiting one is not doubled, only brought forward; a running one is followed by another. If an account needs a reconnect, its calendars are pulled when that is over. Beside private.enqueue the only caller of graphile-worker''s functions: it adds many jobs, and notifies workers of them.';

COMMENT ON FUNCTION "private"."maintain_soon"(uuid, timestamp with time zone) IS 'Something changed that may concern the channels of an account: they are maintained at this instant, or sooner if that is already planned (public.enqueue_due_channels, which is waited for).';

COMMENT ON FUNCTION "public"."receive_notices"(text, jsonb) IS 'A provider called: for each of [{channel_id, resource_id, token_hash, kind, event_id, version}] whether it is accepted or refused, in order. kind (null: changed): opened, changed: queues one pull of the calendar or, for the channel of an account, one sync of each of its connections (private.enqueue_announced_syncs), which must show event_id in this version; a running one is followed by another. renew: the channel is prolonged or replaced, once in ten minutes. removed: it is opened anew; that and missed have everything read that it stands for. The first notice of a change verifies a channel. Channels that are unknown, another provider''s, over, to be closed, or of another resource or token cause no work.';

-- Rights as in sql/ (npm run db:rights). The end of every migration.
-- Every right there is, whatever default privileges the database has: private.restore_rights() revokes all others.
create or replace function private.declared_rights()
returns table (role text, privilege text, column_name text, kind text, object text)
language sql
immutable
set search_path = ''
as $$
  with declared (roles, privileges, column_name, kind, objects) as (
    values
      -- The owner edits their settings and reads the rest of their rows (policies/owner_rows.sql).
      ('{authenticated}'::text[], '{select,insert,update,delete}'::text[], null, 'table', array[
        'public.hosts', 'public.event_types', 'public.availability_rules', 'public.availability_overrides',
        'public.blocked_periods', 'public.calendar_links'
      ]),
      ('{authenticated}', '{select}', null, 'table', array[
        'public.calendar_connections', 'public.calendars', 'public.synced_events', 'public.bookings', 'public.booking_attendees',
        'public.booking_calendar_events', 'public.booking_conflicts', 'public.notifications', 'public.sync_logs'
      ]),
      ('{authenticated}', '{update}', 'policy', 'table', array['public.calendars']),
      -- The secret key is the operator's: their scripts read and write the public tables. The service itself only calls functions.
      ('{service_role}', '{select,insert,update,delete}', null, 'table', array[
        'public.hosts', 'public.event_types', 'public.availability_rules', 'public.availability_overrides', 'public.blocked_periods',
        'public.calendar_connections', 'public.calendars', 'public.calendar_links', 'public.synced_events', 'public.bookings',
        'public.booking_attendees', 'public.booking_calendar_events', 'public.booking_conflicts', 'public.notifications', 'public.sync_logs'
      ]),
      -- Visitors read these; nothing else is public.
      ('{anon,authenticated,service_role}', '{execute}', null, 'function', array[
        'public.get_available_slots(uuid, timestamptz, timestamptz, integer)',
        'public.get_booking_page(text, text)'
      ]),
      -- Owners ask these about their own hosts.
      ('{authenticated}', '{execute}', null, 'function', array[
        'public.explain_slots(uuid, timestamptz, timestamptz, integer, timestamptz[])',
        'public.get_calendar_view(uuid, timestamptz, timestamptz)',
        'public.get_booking_sheet(uuid)'
      ]),
      -- Constraints of the tables that they write call these as the writer; nobody may use the schema to call them by name.
      ('{authenticated,service_role}', '{execute}', null, 'function', array[
        'private.text_fault(text, text, integer, boolean)',
        'private.is_blank(text)',
        'private.durations_fault(integer[])',
        'private.questions_fault(jsonb)'
      ]),
      -- The service alone calls these.
      ('{service_role}', '{execute}', null, 'function', array[
        'public.hold_slot(uuid, timestamptz, integer, text, uuid, integer)',
        'public.renew_hold(uuid, integer)',
        'public.release_hold(uuid, integer)',
        'public.create_booking(uuid, timestamptz, integer, jsonb, jsonb, uuid, integer, text, text)',
        'public.get_booking(uuid, integer, uuid)',
        'public.cancel_booking(uuid, text, integer, uuid)',
        'public.reschedule_booking(uuid, timestamptz, integer, integer, uuid)',
        'public.confirm_booking(uuid, uuid)',
        'public.decline_booking(uuid, uuid, text)',
        'public.expire_bookings()',
        'public.list_connections(uuid)',
        'public.require_host(uuid, uuid)',
        'public.save_connection(uuid, text, text, text, uuid, text, jsonb)',
        'public.request_sync(uuid, uuid)',
        'public.disconnect_connection(uuid, uuid, text, text[])',
        'public.begin_revoke(uuid)',
        'public.finish_disconnect(uuid)',
        'public.list_secrets(uuid, integer)',
        'public.replace_secret(uuid, text, text)',
        'public.account_secret(uuid, text, text)',
        'public.begin_oauth(uuid, uuid, uuid, text, text, boolean, uuid)',
        'public.take_oauth_attempt(uuid, uuid, text)',
        'public.enqueue_due_polls(integer, integer)',
        'public.begin_sync(uuid, uuid[])',
        'public.continue_sync(uuid, uuid[])',
        'public.finish_sync(uuid)',
        'public.begin_pull(uuid, boolean)',
        'public.apply_calendar_changes(uuid, jsonb)',
        'public.acknowledge_unknown_time(uuid, uuid)',
        'public.calendar_object_states(uuid, text[])',
        'public.count_awaited_calendars(uuid[], timestamptz)',
        'public.finish_unchanged_pulls(uuid[], timestamptz, timestamptz, uuid, text, text)',
        'public.begin_announced_sync(uuid)',
        'public.finish_announced_sync(uuid, timestamptz, boolean, integer[])',
        'public.fail_sync(uuid, text, text, boolean, boolean, bigint, text, boolean)',
        'public.fail_pull(uuid, text, text, boolean, boolean, boolean, bigint, boolean, boolean, text, boolean)',
        'public.pull_again(uuid, integer, integer)',
        'public.record_retry_after(uuid, bigint)',
        'public.prune_sync_logs(integer)',
        'public.request_freshness(uuid, integer, uuid)',
        'public.update_calendars(uuid, jsonb)',
        'public.request_relist(uuid, text)',
        'public.record_calendar_properties(uuid, text, text, text, boolean)',
        'public.record_refused_write(uuid)',
        'public.enqueue_due_channels(text[], integer, text[])',
        'public.channels_to_maintain(uuid, text[])',
        'public.begin_channel(uuid, uuid, text, uuid)',
        'public.finish_channel(uuid, text, timestamptz, boolean, boolean)',
        'public.lose_channel(uuid)',
        'public.fail_channel(uuid, text, boolean, boolean, bigint, text, uuid)',
        'public.close_channel_done(uuid, boolean)',
        'public.receive_notices(text, jsonb)',
        'public.begin_push(uuid, uuid)',
        'public.plan_missing_pushes(uuid, integer)',
        'public.finish_push(uuid, uuid, integer, text, text, boolean)',
        'public.fail_push(uuid, uuid, integer, text, boolean, bigint)',
        'public.begin_verify(uuid, uuid, integer, uuid)',
        'public.begin_search(uuid, uuid, integer, uuid[], uuid)',
        'public.continue_search(uuid, uuid, integer, uuid[], uuid)',
        'public.relocate_event(uuid, uuid, integer, uuid, text, text)',
        'public.propose_change(uuid, uuid, integer, text, jsonb, uuid)',
        'public.list_conflicts(uuid, uuid)',
        'public.resolve_conflict(uuid, uuid, text, uuid)',
        'public.host_to_lock(uuid, uuid)',
        'public.find_live_host(text)',
        'public.live_versions(uuid[])',
        'public.worker_heartbeat(text[])',
        'public.forget_workers(text[])',
        'public.service_status()',
        'public.zones_in_use()',
        'public.rights_status()',
        'public.write_probe(uuid)',
        'public.zone_offsets(text[], timestamptz[])',
        'public.next_notification(uuid)',
        'public.finish_notification(uuid, text)',
        'public.keep_mail(uuid, text, text, text, text)',
        'public.list_mail(integer)'
      ])
  )
  select r.role, p.privilege, d.column_name, d.kind, o.object
  from declared as d
  cross join unnest(d.roles) as r (role)
  cross join unnest(d.privileges) as p (privilege)
  cross join unnest(d.objects) as o (object)
$$;
comment on function private.declared_rights() is
  'The list of rights: who but the owner may do what with which object of ours (column_name null: with the whole object). An object of '
  'private.own_objects() that is not named here is for its owner alone.';

-- Generated from the comments in sql/ by npm run db:build and db:diff. Do not edit.
create or replace function private.own_objects()
returns table (kind text, object text)
language sql
immutable
set search_path = ''
as $$
  values
    ('schema', 'private'),
    ('type', 'private.slot_rules'),
    ('type', 'private.free_windows'),
    ('function', 'private.fail(text, text, text)'),
    ('function', 'private.durations_fault(integer[])'),
    ('function', 'private.hidden_character(text, boolean)'),
    ('function', 'private.is_blank(text)'),
    ('function', 'private.mailbox(text)'),
    ('function', 'private.options_fault(text, jsonb, boolean)'),
    ('function', 'private.questions_fault(jsonb)'),
    ('function', 'private.text_fault(text, text, integer, boolean)'),
    ('table', 'private.time_zones'),
    ('table', 'public.hosts'),
    ('table', 'public.event_types'),
    ('table', 'public.availability_rules'),
    ('table', 'public.availability_overrides'),
    ('table', 'public.blocked_periods'),
    ('table', 'public.calendar_connections'),
    ('table', 'private.connection_secrets'),
    ('table', 'public.calendars'),
    ('table', 'private.calendar_sync'),
    ('table', 'private.calendar_objects'),
    ('table', 'private.connection_sync'),
    ('table', 'private.unknown_times'),
    ('table', 'private.booking_target_changes'),
    ('table', 'public.calendar_links'),
    ('table', 'public.bookings'),
    ('table', 'public.booking_attendees'),
    ('table', 'private.counted_bookings'),
    ('table', 'public.synced_events'),
    ('table', 'private.busy_days'),
    ('table', 'public.booking_calendar_events'),
    ('table', 'public.booking_conflicts'),
    ('table', 'public.notifications'),
    ('table', 'private.mail_recipients'),
    ('table', 'private.gathering_mails'),
    ('table', 'private.conflict_mails'),
    ('table', 'private.outbox'),
    ('table', 'public.sync_logs'),
    ('table', 'private.idempotency_keys'),
    ('table', 'private.workers'),
    ('table', 'private.probes'),
    ('table', 'private.host_versions'),
    ('table', 'private.changed_hosts'),
    ('table', 'private.oauth_attempts'),
    ('table', 'private.channels'),
    ('table', 'private.calendar_watch'),
    ('table', 'private.noticed_events'),
    ('function', 'private.backoff(integer)'),
    ('function', 'private.iso_instant(timestamptz)'),
    ('function', 'private.jittered(double precision)'),
    ('function', 'private.enqueue(text, jsonb, text, text, timestamptz, integer, integer, text)'),
    ('function', 'private.has_later_job(text, timestamptz)'),
    ('function', 'private.pg_notify(text, text)'),
    ('function', 'private.remove_jobs(text)'),
    ('function', 'private.add_notification(text, text, uuid, uuid, uuid, timestamptz)'),
    ('function', 'private.notify_of_conflict(uuid, uuid)'),
    ('function', 'private.notify_of_unknown_times(uuid)'),
    ('function', 'private.notify_owner(text, uuid, uuid, uuid)'),
    ('function', 'private.notify_parties(uuid, text)'),
    ('function', 'private.connections_of_account(uuid, boolean)'),
    ('function', 'private.lock_calendar(uuid)'),
    ('function', 'private.lock_connection(uuid, uuid, boolean)'),
    ('function', 'private.lock_host(uuid)'),
    ('function', 'private.lock_owner_hosts(uuid)'),
    ('function', 'private.lock_watched(uuid, uuid)'),
    ('function', 'private.blocked_until(uuid)'),
    ('function', 'private.calendar_to_read(public.calendars)'),
    ('function', 'private.connection_with_secret(uuid)'),
    ('function', 'private.enqueue_pull(uuid, uuid, boolean, timestamptz, integer)'),
    ('function', 'private.enqueue_sync(uuid, boolean, timestamptz, uuid[])'),
    ('function', 'private.has_vanished(uuid)'),
    ('function', 'private.needs_reconnect(uuid)'),
    ('function', 'private.quiet_until(uuid)'),
    ('function', 'public.request_relist(uuid, text)'),
    ('function', 'private.blocked_instants(private.slot_rules, tstzrange)'),
    ('function', 'private.blocking_calendars(uuid)'),
    ('function', 'private.booked_sessions(uuid, tstzrange, timestamptz, uuid)'),
    ('function', 'private.closed_wall_time(private.slot_rules, date, date)'),
    ('function', 'private.day_start(date, text)'),
    ('function', 'private.explain_candidates(private.slot_rules, tstzrange, tstzmultirange, integer)'),
    ('function', 'public.explain_slots(uuid, timestamptz, timestamptz, integer, timestamptz[])'),
    ('function', 'private.explain_starts(uuid, tstzrange, integer, timestamptz[], timestamptz)'),
    ('function', 'private.explain_unknown(private.slot_rules, timestamptz)'),
    ('function', 'private.external_busy(uuid, text, tstzrange, timestamptz, uuid, boolean)'),
    ('function', 'private.external_rows(uuid, text, tstzrange, timestamptz)'),
    ('function', 'private.find_free_windows(private.slot_rules, tstzrange, timestamptz, uuid, boolean, text)'),
    ('function', 'private.first_candidate_beyond(private.slot_rules, tstzrange, timestamptz, integer)'),
    ('function', 'private.full_days(private.slot_rules, tstzrange, timestamptz, uuid, text, integer)'),
    ('function', 'public.get_available_slots(uuid, timestamptz, timestamptz, integer)'),
    ('function', 'private.grid_anchors(private.slot_rules, tstzmultirange)'),
    ('function', 'private.grid_starts(private.free_windows, interval, integer)'),
    ('function', 'private.host_freshness(private.slot_rules, timestamptz)'),
    ('function', 'private.list_slots(uuid, tstzrange, integer, timestamptz)'),
    ('function', 'private.load_slot_rules(uuid, integer)'),
    ('function', 'private.open_hours(private.slot_rules, tstzrange, boolean)'),
    ('function', 'private.open_wall_time(private.slot_rules, date, date, boolean)'),
    ('function', 'private.require_free_start(private.slot_rules, timestamptz, timestamptz, uuid, boolean)'),
    ('function', 'private.require_range(timestamptz, timestamptz, integer)'),
    ('function', 'private.sessions_forbidden(private.slot_rules, tstzrange, timestamptz, uuid)'),
    ('function', 'private.stale_calendars(private.slot_rules, tstzrange, timestamptz)'),
    ('function', 'private.unknown_days(private.unknown_times)'),
    ('function', 'private.unknown_spans(private.slot_rules, timestamptz)'),
    ('function', 'private.wall_to_instants(tsmultirange, text)'),
    ('function', 'private.zone_segments(text, timestamptz, timestamptz)'),
    ('function', 'private.announced_sync_interval(uuid)'),
    ('function', 'public.begin_channel(uuid, uuid, text, uuid)'),
    ('function', 'private.calendars_to_watch(uuid)'),
    ('function', 'private.channel_due_at(private.channels)'),
    ('function', 'private.channels_due_at(uuid)'),
    ('function', 'private.channels_of_account(uuid)'),
    ('function', 'private.channels_of_calendar(uuid)'),
    ('function', 'private.channels_to_close(uuid)'),
    ('function', 'public.channels_to_maintain(uuid, text[])'),
    ('function', 'private.channels_to_renew(uuid)'),
    ('function', 'public.close_channel_done(uuid, boolean)'),
    ('function', 'private.enqueue_announced_sync(uuid, timestamptz)'),
    ('function', 'private.enqueue_announced_syncs(uuid[], timestamptz)'),
    ('function', 'public.enqueue_due_channels(text[], integer, text[])'),
    ('function', 'public.fail_channel(uuid, text, boolean, boolean, bigint, text, uuid)'),
    ('function', 'public.finish_channel(uuid, text, timestamptz, boolean, boolean)'),
    ('function', 'private.hand_over_channels(uuid, boolean)'),
    ('function', 'private.has_healthy_channel(uuid)'),
    ('function', 'private.is_account_to_watch(uuid)'),
    ('function', 'private.is_standing_channel(private.channels)'),
    ('function', 'private.judge_channels(uuid)'),
    ('function', 'public.lose_channel(uuid)'),
    ('function', 'private.maintain_soon(uuid, timestamptz)'),
    ('function', 'public.receive_notices(text, jsonb)'),
    ('function', 'private.record_watch_failure(uuid, uuid, text, text, bigint)'),
    ('function', 'private.retire_channels(uuid, uuid)'),
    ('function', 'private.should_be_watched(uuid)'),
    ('function', 'private.suspect_channel(uuid, uuid[], boolean)'),
    ('function', 'private.take_notices(uuid[], jsonb)'),
    ('function', 'private.want_pulls(uuid, uuid, boolean)'),
    ('function', 'private.watchable_calendars(uuid)'),
    ('function', 'private.authorize_booking(uuid, integer, uuid)'),
    ('function', 'private.booking_json(uuid)'),
    ('function', 'private.booking_result(uuid)'),
    ('function', 'public.cancel_booking(uuid, text, integer, uuid)'),
    ('function', 'public.confirm_booking(uuid, uuid)'),
    ('function', 'private.count_active(uuid, text, text, integer)'),
    ('function', 'public.create_booking(uuid, timestamptz, integer, jsonb, jsonb, uuid, integer, text, text)'),
    ('function', 'public.decline_booking(uuid, uuid, text)'),
    ('function', 'public.expire_bookings()'),
    ('function', 'private.expire_overlapping(uuid, tstzrange)'),
    ('function', 'private.find_event_host(uuid)'),
    ('function', 'private.find_idempotent_booking(text, text)'),
    ('function', 'public.get_booking(uuid, integer, uuid)'),
    ('function', 'public.get_booking_sheet(uuid)'),
    ('function', 'public.hold_slot(uuid, timestamptz, integer, text, uuid, integer)'),
    ('function', 'public.host_to_lock(uuid, uuid)'),
    ('function', 'private.hosts_of_slot(uuid, uuid, timestamptz, uuid)'),
    ('function', 'private.insert_booking(uuid, uuid, timestamptz, integer, jsonb, jsonb, uuid, text, text)'),
    ('function', 'private.insert_hold(uuid, uuid, timestamptz, integer, text, uuid, integer)'),
    ('function', 'private.lock_booking(uuid, integer, uuid, timestamptz)'),
    ('function', 'private.lock_slot(uuid, uuid, timestamptz, uuid)'),
    ('function', 'private.mark_expired(uuid[])'),
    ('function', 'private.reassign_event(uuid)'),
    ('function', 'private.receiving_calendar(uuid, uuid, uuid, timestamptz, timestamptz)'),
    ('function', 'public.release_hold(uuid, integer)'),
    ('function', 'public.renew_hold(uuid, integer)'),
    ('function', 'private.request_expiry(timestamptz)'),
    ('function', 'private.require_answers(jsonb, jsonb)'),
    ('function', 'private.require_attendee(jsonb)'),
    ('function', 'private.require_finite_start(timestamptz)'),
    ('function', 'private.require_hold(uuid, uuid, timestamptz, timestamptz)'),
    ('function', 'private.require_start_or_hold(private.slot_rules, timestamptz, uuid, boolean)'),
    ('function', 'public.reschedule_booking(uuid, timestamptz, integer, integer, uuid)'),
    ('function', 'public.begin_push(uuid, uuid)'),
    ('function', 'public.begin_search(uuid, uuid, integer, uuid[], uuid)'),
    ('function', 'public.begin_verify(uuid, uuid, integer, uuid)'),
    ('function', 'private.change_event(uuid, uuid, boolean)'),
    ('function', 'private.close_conflicts(uuid)'),
    ('function', 'private.close_double_bookings(uuid[], text)'),
    ('function', 'private.close_overlaps(uuid, uuid[])'),
    ('function', 'private.conflict_json(public.booking_conflicts)'),
    ('function', 'public.continue_search(uuid, uuid, integer, uuid[], uuid)'),
    ('function', 'private.detect_conflicts(uuid, uuid[], uuid[], uuid)'),
    ('function', 'private.detect_double_bookings(uuid[])'),
    ('function', 'private.detect_overlaps(uuid, uuid[], uuid)'),
    ('function', 'private.double_bookings(uuid[])'),
    ('function', 'private.enqueue_planning(uuid[])'),
    ('function', 'private.enqueue_push(uuid, uuid, timestamptz)'),
    ('function', 'private.enqueue_search(public.booking_calendar_events, uuid[], uuid)'),
    ('function', 'private.enqueue_verify(uuid, uuid, uuid, integer)'),
    ('function', 'public.fail_push(uuid, uuid, integer, text, boolean, bigint)'),
    ('function', 'private.find_missing_events(uuid, uuid, text[], boolean, timestamptz, timestamptz)'),
    ('function', 'public.finish_push(uuid, uuid, integer, text, text, boolean)'),
    ('function', 'private.follow_relocated_events(uuid)'),
    ('function', 'private.has_calendar_event(uuid)'),
    ('function', 'private.has_open_move(uuid)'),
    ('function', 'private.hasten_pushes(uuid)'),
    ('function', 'private.is_conflict_notified(uuid)'),
    ('function', 'private.is_disconnected(uuid)'),
    ('function', 'private.is_writable(uuid)'),
    ('function', 'public.list_conflicts(uuid, uuid)'),
    ('function', 'private.mail_of_pair(uuid, uuid)'),
    ('function', 'private.move_session(public.bookings, timestamptz, timestamptz)'),
    ('function', 'private.overlapping_bookings(uuid, uuid[])'),
    ('function', 'public.plan_missing_pushes(uuid, integer)'),
    ('function', 'private.plan_push(uuid)'),
    ('function', 'public.propose_change(uuid, uuid, integer, text, jsonb, uuid)'),
    ('function', 'private.push_target(uuid)'),
    ('function', 'private.read_only_text()'),
    ('function', 'private.recheck_double_bookings(uuid[])'),
    ('function', 'public.record_refused_write(uuid)'),
    ('function', 'public.relocate_event(uuid, uuid, integer, uuid, text, text)'),
    ('function', 'public.resolve_conflict(uuid, uuid, text, uuid)'),
    ('function', 'private.resume_pushes(uuid)'),
    ('function', 'private.send_conflict_mails(uuid)'),
    ('function', 'private.session_event(uuid)'),
    ('function', 'private.unwritten_events(uuid)'),
    ('function', 'private.booking_target_json(uuid)'),
    ('function', 'private.next_target(uuid)'),
    ('function', 'private.replace_target(uuid, uuid, text)'),
    ('function', 'private.restore_targets(uuid)'),
    ('function', 'private.account_due_at(uuid, timestamptz)'),
    ('function', 'public.acknowledge_unknown_time(uuid, uuid)'),
    ('function', 'public.apply_calendar_changes(uuid, jsonb)'),
    ('function', 'public.begin_announced_sync(uuid)'),
    ('function', 'public.begin_pull(uuid, boolean)'),
    ('function', 'public.begin_sync(uuid, uuid[])'),
    ('function', 'private.block_account(uuid, bigint)'),
    ('function', 'private.bookings_of_events(uuid, jsonb)'),
    ('function', 'private.calendar_due_at(public.calendars, private.calendar_sync)'),
    ('function', 'public.calendar_object_states(uuid, text[])'),
    ('function', 'private.calendar_warning(uuid)'),
    ('function', 'public.continue_sync(uuid, uuid[])'),
    ('function', 'public.count_awaited_calendars(uuid[], timestamptz)'),
    ('function', 'private.delete_missing_events(uuid, uuid, boolean, text[], text[], text[], timestamptz, timestamptz)'),
    ('function', 'public.enqueue_due_polls(integer, integer)'),
    ('function', 'public.fail_pull(uuid, text, text, boolean, boolean, boolean, bigint, boolean, boolean, text, boolean)'),
    ('function', 'public.fail_sync(uuid, text, text, boolean, boolean, bigint, text, boolean)'),
    ('function', 'public.finish_announced_sync(uuid, timestamptz, boolean, integer[])'),
    ('function', 'public.finish_sync(uuid)'),
    ('function', 'public.finish_unchanged_pulls(uuid[], timestamptz, timestamptz, uuid, text, text)'),
    ('function', 'private.follow_calendars(uuid, jsonb, boolean)'),
    ('function', 'private.is_known_event(uuid, text)'),
    ('function', 'private.known_events(uuid, timestamptz, timestamptz)'),
    ('function', 'private.log_sync(uuid, text, integer, integer, integer, text)'),
    ('function', 'private.mailed_unknown_times(public.notifications)'),
    ('function', 'private.mark_synced(uuid[], timestamptz, timestamptz)'),
    ('function', 'private.merge_busy_days(uuid[], date[], tstzmultirange[])'),
    ('function', 'private.path_form(text)'),
    ('function', 'public.prune_sync_logs(integer)'),
    ('function', 'public.pull_again(uuid, integer, integer)'),
    ('function', 'private.read_page(jsonb)'),
    ('function', 'public.record_calendar_properties(uuid, text, text, text, boolean)'),
    ('function', 'private.record_failure(uuid, text, text, boolean, boolean, boolean, bigint, text, boolean)'),
    ('function', 'private.record_listing(uuid, jsonb)'),
    ('function', 'private.record_missing_calendar(uuid)'),
    ('function', 'public.record_retry_after(uuid, bigint)'),
    ('function', 'private.rename_events(uuid, jsonb, uuid, boolean, boolean, text[])'),
    ('function', 'public.request_freshness(uuid, integer, uuid)'),
    ('function', 'private.restore_renamed(uuid, uuid)'),
    ('function', 'private.show_noticed_events(uuid, jsonb, text[], jsonb)'),
    ('function', 'private.unknown_time_json(private.unknown_times)'),
    ('function', 'public.update_calendars(uuid, jsonb)'),
    ('function', 'private.upsert_events(uuid, jsonb, uuid, text[])'),
    ('function', 'private.write_object_states(uuid, jsonb, boolean)'),
    ('function', 'private.write_unknown_times(uuid, uuid, jsonb, jsonb, text[], text[], boolean, boolean)'),
    ('function', 'private.account_key_form(text)'),
    ('function', 'public.account_secret(uuid, text, text)'),
    ('function', 'public.begin_oauth(uuid, uuid, uuid, text, text, boolean, uuid)'),
    ('function', 'public.begin_revoke(uuid)'),
    ('function', 'private.connection_json(uuid)'),
    ('function', 'public.disconnect_connection(uuid, uuid, text, text[])'),
    ('function', 'private.disconnect_json(uuid, integer)'),
    ('function', 'private.enqueue_finish_disconnect(uuid, timestamptz)'),
    ('function', 'private.erase_connection(uuid, boolean)'),
    ('function', 'public.finish_disconnect(uuid)'),
    ('function', 'private.has_removals(uuid)'),
    ('function', 'private.has_to_wait(public.calendar_connections, private.connection_secrets)'),
    ('function', 'public.list_connections(uuid)'),
    ('function', 'public.list_secrets(uuid, integer)'),
    ('function', 'private.pushed_events(uuid)'),
    ('function', 'public.replace_secret(uuid, text, text)'),
    ('function', 'public.request_sync(uuid, uuid)'),
    ('function', 'public.require_host(uuid, uuid)'),
    ('function', 'private.save_calendars(uuid, uuid, boolean, jsonb)'),
    ('function', 'public.save_connection(uuid, text, text, text, uuid, text, jsonb)'),
    ('function', 'public.take_oauth_attempt(uuid, uuid, text)'),
    ('function', 'public.get_booking_page(text, text)'),
    ('function', 'public.get_calendar_view(uuid, timestamptz, timestamptz)'),
    ('function', 'private.bump_host_versions(uuid[])'),
    ('function', 'private.bump_versions_of_calendars(uuid[])'),
    ('function', 'public.find_live_host(text)'),
    ('function', 'public.live_versions(uuid[])'),
    ('function', 'public.finish_notification(uuid, text)'),
    ('function', 'public.forget_workers(text[])'),
    ('function', 'private.gather_mail(uuid)'),
    ('function', 'public.keep_mail(uuid, text, text, text, text)'),
    ('function', 'public.list_mail(integer)'),
    ('function', 'private.mailed_booking(uuid)'),
    ('function', 'public.next_notification(uuid)'),
    ('function', 'public.rights_status()'),
    ('function', 'public.service_status()'),
    ('function', 'public.worker_heartbeat(text[])'),
    ('function', 'public.write_probe(uuid)'),
    ('function', 'public.zone_offsets(text[], timestamptz[])'),
    ('function', 'public.zones_in_use()'),
    ('function', 'private.differing_rights()'),
    ('function', 'private.excess_rights()'),
    ('function', 'private.own_access_lists()'),
    ('function', 'private.restore_rights()'),
    ('function', 'private.bump_changed_hosts()'),
    ('function', 'private.bump_versions_of_bookings()'),
    ('function', 'private.bump_versions_of_connections()'),
    ('function', 'private.bump_versions_of_events()'),
    ('function', 'private.bump_versions_of_freshness()'),
    ('function', 'private.bump_versions_of_hosts()'),
    ('function', 'private.bump_versions_of_settings()'),
    ('function', 'private.bump_versions_of_unknown_times()'),
    ('function', 'private.check_booking_target()'),
    ('function', 'private.check_time_zone()'),
    ('function', 'private.complete_booking()'),
    ('function', 'private.derive_host_of_conflict()'),
    ('function', 'private.derive_owner_from_connection()'),
    ('function', 'private.derive_owner_from_host()'),
    ('function', 'private.follow_access()'),
    ('function', 'private.follow_disconnection()'),
    ('function', 'private.follow_event()'),
    ('function', 'private.follow_links()'),
    ('function', 'private.follow_session()'),
    ('function', 'private.follow_target()'),
    ('function', 'private.forget_objects()'),
    ('function', 'private.hand_over_channels_of_deleted()'),
    ('function', 'private.lock_hosts_of_link()'),
    ('function', 'private.lock_own_hosts()'),
    ('function', 'private.plan_account()'),
    ('function', 'private.plan_channel()'),
    ('function', 'private.plan_channels()'),
    ('function', 'private.plan_channels_of_account()'),
    ('function', 'private.read_chosen_calendar()'),
    ('function', 'private.recount_booking()'),
    ('function', 'private.refresh_busy_days()'),
    ('function', 'private.refuse_faulty_event_type()'),
    ('function', 'private.refuse_faulty_policy()'),
    ('function', 'private.refuse_faulty_text()'),
    ('function', 'private.declared_rights()'),
    ('function', 'private.own_objects()')
$$;
comment on function private.own_objects() is
  'Every object of ours that has rights; sequences come with their tables. What is not named here belongs to others and is left alone.';

select private.restore_rights();
