-- The tables whose locks these would be are small, and nobody but this service reads them:
-- squawk-ignore-file adding-not-nullable-field, ban-drop-not-null, constraint-missing-not-valid, adding-foreign-key-constraint, disallowed-unique-constraint
-- Written by npm run db:diff from sql/. Read it before it is committed: data are kept only where it says so.

set local check_function_bodies = off;

DROP TRIGGER "channels_plan_update" ON "private"."channels";

DROP TRIGGER "calendar_connections_plan_channels" ON "public"."calendar_connections";

ALTER TABLE "private"."calendar_watch" DROP CONSTRAINT "calendar_watch_pkey";

DROP FUNCTION "private"."lock_connection"(uuid, uuid);

DROP FUNCTION "private"."read_page"(jsonb);

DROP FUNCTION "private"."record_failure"(uuid, text, text, boolean, boolean, boolean, bigint);

DROP FUNCTION "private"."record_watch_failure"(uuid, text, bigint);

DROP FUNCTION "private"."retire_channels"(uuid);

DROP FUNCTION "public"."begin_channel"(uuid, uuid, text);

DROP FUNCTION "public"."begin_oauth"(uuid, uuid, uuid, text, text, boolean);

DROP FUNCTION "public"."channels_to_maintain"(uuid);

DROP FUNCTION "public"."enqueue_due_channels"(text[], integer);

DROP FUNCTION "public"."fail_channel"(uuid, text, boolean, boolean, bigint);

DROP FUNCTION "public"."fail_pull"(uuid, text, text, boolean, boolean, boolean, bigint, boolean, boolean);

DROP FUNCTION "public"."fail_sync"(uuid, text, text, boolean, boolean, bigint);

DROP FUNCTION "public"."finish_channel"(uuid, text, timestamp with time zone);

DROP FUNCTION "public"."finish_disconnect"(uuid);

DROP FUNCTION "public"."finish_unchanged_pulls"(uuid[], timestamp with time zone, timestamp with time zone);

CREATE TABLE "private"."noticed_events" ("connection_id" uuid NOT NULL, "provider_event_id" text NOT NULL, "version" text, "noticed_at" timestamp with time zone NOT NULL DEFAULT now(), "tries" integer NOT NULL DEFAULT 0, "due_at" timestamp with time zone DEFAULT now(), "shown_version" text, "missed_at" timestamp with time zone, CONSTRAINT "noticed_events_pkey" PRIMARY KEY (connection_id, provider_event_id));

ALTER TABLE "private"."noticed_events" OWNER TO "postgres";

ALTER TABLE "private"."calendar_watch" ADD COLUMN "connection_id" uuid;

-- Those that there are belong to the account of their calendar.
UPDATE "private"."calendar_watch" AS t SET connection_id = c.connection_id FROM "public"."calendars" AS c WHERE c.id = t.calendar_id;

ALTER TABLE "private"."calendar_watch" ALTER COLUMN "connection_id" SET NOT NULL;

ALTER TABLE "private"."calendar_watch" ADD COLUMN "watch_message" text;

ALTER TABLE "private"."channels" ADD COLUMN "connection_id" uuid;

-- Those that there are belong to the account of their calendar.
UPDATE "private"."channels" AS t SET connection_id = c.connection_id FROM "public"."calendars" AS c WHERE c.id = t.calendar_id;

ALTER TABLE "private"."channels" ALTER COLUMN "connection_id" SET NOT NULL;

ALTER TABLE "private"."channels" ADD COLUMN "is_renewable" boolean NOT NULL DEFAULT false;

ALTER TABLE "private"."channels" ADD COLUMN "renewed_at" timestamp with time zone;

ALTER TABLE "private"."connection_secrets" ADD COLUMN "consent_claims" text;

ALTER TABLE "private"."connection_secrets" ADD COLUMN "asks_consent" boolean NOT NULL DEFAULT false;

ALTER TABLE "private"."connection_sync" ADD COLUMN "announced_sync_at" timestamp with time zone;

ALTER TABLE "private"."calendar_watch" ALTER COLUMN "calendar_id" DROP NOT NULL;

ALTER TABLE "private"."channels" ALTER COLUMN "calendar_id" DROP NOT NULL;

CREATE OR REPLACE FUNCTION private.announced_sync_intervals(p_connection_ids uuid[])
 RETURNS TABLE(connection_id uuid, gap interval)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return query
  -- As private.connections_of_account (connected ones), which would be called for each.
  select i.id, interval '340 milliseconds' * greatest((
    select count(*)
    from private.connection_secrets as s
    join public.calendar_connections as k on k.id = s.connection_id
    join private.connection_secrets as t on t.account_key = s.account_key and t.sealed is not null and t.revoking_since is null
    join public.calendar_connections as o on o.id = t.connection_id and o.provider = k.provider and o.status <> 'disconnected'
    where s.connection_id = i.id
  ), 1)
  from unnest(p_connection_ids) as i (id);
end;
$function$;

ALTER FUNCTION "private"."announced_sync_intervals"(uuid[]) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.calendars_to_watch(p_connection_id uuid)
 RETURNS SETOF public.calendars
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return query
  select c.*
  from private.watchable_calendars(p_connection_id) as c
  left join private.calendar_watch as w on w.calendar_id = c.id
  where coalesce(w.watch_after <= now(), true)
    and not exists (select from private.channels as h where h.calendar_id = c.id and private.is_standing_channel(h));
end;
$function$;

CREATE OR REPLACE FUNCTION private.channels_due_at(p_connection_id uuid)
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return (
    select min(d.at)
    from (
      select private.channel_due_at(h) from private.channels as h where h.connection_id = p_connection_id and h.calendar_id is not null
      union all
      select private.channel_due_at(h) from private.channels_of_account(p_connection_id) as h
      union all
      select w.watch_after from private.calendar_watch as w where w.connection_id = p_connection_id
      union all
      select private.quiet_until(p_connection_id)
      union all
      select now() + private.jittered(86400)
    ) as d (at)
    where d.at > now()
  );
end;
$function$;

CREATE OR REPLACE FUNCTION private.channels_of_account(p_connection_id uuid)
 RETURNS SETOF private.channels
 LANGUAGE plpgsql
 STABLE ROWS 2
 SET search_path TO ''
AS $function$
begin
  return query
  select h.*
  from private.connections_of_account(p_connection_id) as a (id)
  join private.channels as h on h.connection_id = a.id and h.calendar_id is null;
end;
$function$;

ALTER FUNCTION "private"."channels_of_account"(uuid) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.channels_of_calendar(p_calendar_id uuid)
 RETURNS SETOF private.channels
 LANGUAGE plpgsql
 STABLE ROWS 2
 SET search_path TO ''
AS $function$
begin
  return query
  select h.* from private.channels as h where h.calendar_id = p_calendar_id
  union all
  select h.*
  from public.calendars as c
  cross join lateral private.channels_of_account(c.connection_id) as h
  where c.id = p_calendar_id;
end;
$function$;

ALTER FUNCTION "private"."channels_of_calendar"(uuid) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.channels_to_close(p_connection_id uuid)
 RETURNS SETOF private.channels
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return query
  select h.* from private.channels as h
  where h.connection_id = p_connection_id and h.calendar_id is not null and h.state = 'closing' and h.close_after <= now()
  union all
  select h.* from private.channels_of_account(p_connection_id) as h where h.state = 'closing' and h.close_after <= now();
end;
$function$;

ALTER FUNCTION "private"."channels_to_close"(uuid) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.channels_to_renew(p_connection_id uuid)
 RETURNS SETOF private.channels
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return query
  select h.*
  from private.channels as h
  where h.connection_id = p_connection_id and h.is_renewable and h.state = 'open' and h.renew_at <= now() and h.expires_at > now()
    and not exists (
      select from private.calendar_watch as w
      where w.connection_id = h.connection_id and w.calendar_id is not distinct from h.calendar_id and w.watch_after > now()
    );
end;
$function$;

ALTER FUNCTION "private"."channels_to_renew"(uuid) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.connection_json(p_connection_id uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return (
    select jsonb_build_object(
      'id', k.id, 'provider', k.provider, 'account_email', k.account_email, 'status', k.status, 'last_error', k.last_error,
      'created_at', private.iso_instant(k.created_at),
      'blocked_until', private.iso_instant(private.blocked_until(k.id)),
      'next_try_at', (
        select private.iso_instant(s.next_poll_at) from private.connection_sync as s
        where s.connection_id = k.id and k.status <> 'disconnected'
          and (s.failures > 0 or s.blocked_until > now() or k.status = 'needs_reconnect')
      ),
      'calendars', coalesce((
        select jsonb_agg(jsonb_build_object(
          'id', c.id, 'provider_calendar_id', c.provider_calendar_id,
          'name', c.name, 'time_zone', c.time_zone, 'access', c.access,
          'sync_status', c.sync_status, 'sync_error', c.sync_error,
          'last_synced_at', private.iso_instant(c.last_synced_at),
          'covered_from', private.iso_instant(c.covered_from), 'covered_until', private.iso_instant(c.covered_until),
          'push_expires_at', private.iso_instant(c.push_expires_at),
          'push_error', coalesce(w.watch_message, w.watch_error), 'push_error_code', w.watch_error,
          'policy', c.policy,
          'links', coalesce((
            select jsonb_agg(jsonb_build_object(
              'host_id', l.host_id, 'blocks_availability', l.blocks_availability, 'is_booking_target', l.is_booking_target
            ) order by l.created_at, l.host_id)
            from public.calendar_links as l where l.calendar_id = c.id
          ), '[]'),
          'unknown_times', coalesce((
            select jsonb_agg(private.unknown_time_json(u) order by u.object_id is null, u.acknowledged_at nulls first, u.from_day nulls first, u.id)
            from private.unknown_times as u
            where u.calendar_id = c.id and (u.until_day is null or u.until_day >= (now() at time zone 'UTC')::date - 1)
          ), '[]')
        ) order by c.name, c.id)
        from public.calendars as c
        left join lateral (
          select f.watch_error, f.watch_message from private.calendar_watch as f
          where f.calendar_id = c.id or (f.calendar_id is null and f.connection_id = c.connection_id)
          order by f.failed_at desc limit 1
        ) as w on true
        where c.connection_id = k.id
      ), '[]')
    )
    from public.calendar_connections as k
    where k.id = p_connection_id
  );
end;
$function$;

CREATE OR REPLACE FUNCTION private.connections_of_account(p_connection_id uuid, p_is_connected boolean DEFAULT false)
 RETURNS SETOF uuid
 LANGUAGE plpgsql
 STABLE ROWS 2
 SET search_path TO ''
AS $function$
begin
  return query
  select p_connection_id where not p_is_connected
  union
  select o.id
  from private.connection_secrets as s
  join public.calendar_connections as k on k.id = s.connection_id
  join private.connection_secrets as t on t.account_key = s.account_key
  join public.calendar_connections as o on o.id = t.connection_id and o.provider = k.provider
  where s.connection_id = p_connection_id
    and (not p_is_connected or (o.status <> 'disconnected' and t.sealed is not null and t.revoking_since is null));
end;
$function$;

ALTER FUNCTION "private"."connections_of_account"(uuid, boolean) OWNER TO "postgres";

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

ALTER FUNCTION "private"."enqueue_announced_sync"(uuid, timestamp with time zone) OWNER TO "postgres";

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
      now(), p_run_at, s.announced_sync_at + n.gap, s.blocked_until,
      -- As pulls that a notice causes (private.enqueue_pull): a provider that calls may have recovered.
      case
        when s.backoff_until > now() and s.failure_code = 'rate_limited' then s.backoff_until
        when s.backoff_until > now() then least(s.backoff_until, s.announced_sync_at + interval '10 seconds')
      end
    ) as run_at
    from unnest(v_ids) as i (id)
    left join private.connection_sync as s on s.connection_id = i.id
    left join private.announced_sync_intervals(v_ids) as n on n.connection_id = i.id
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

CREATE OR REPLACE FUNCTION private.erase_connection(p_connection_id uuid, p_is_revoked boolean DEFAULT true)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  perform private.hand_over_channels(p_connection_id, p_is_leaving => true);
  update public.calendar_connections as k set status = 'disconnected', last_error = null where k.id = p_connection_id;
  update public.calendars as c set push_expires_at = null where c.connection_id = p_connection_id and c.push_expires_at is not null;
  update private.connection_sync as s set next_poll_at = 'infinity' where s.connection_id = p_connection_id;
  perform private.remove_jobs('connection:' || p_connection_id);
  if not p_is_revoked then
    update private.connection_secrets as s set revoking_since = now() where s.connection_id = p_connection_id;
    perform private.enqueue_finish_disconnect(p_connection_id);
    return;
  end if;
  update private.connection_secrets as s
  set sealed = null, updated_at = now(), revoking_since = null, consent_claims = null, asks_consent = false
  where s.connection_id = p_connection_id;
  delete from private.channels as h where h.connection_id = p_connection_id;
  delete from private.noticed_events as e where e.connection_id = p_connection_id;
  -- Other calendars may have shown them before.
  perform private.enqueue_planning(array(
    select p.booking_id
    from public.calendars as c
    join public.booking_calendar_events as p on p.calendar_id = c.id
    join public.bookings as b on b.id = p.booking_id and b.ends_at > now()
    where c.connection_id = p_connection_id and exists (
      select from public.synced_events as e where e.booking_id = p.booking_id and e.calendar_id <> p.calendar_id
    )
  ));
end;
$function$;

CREATE OR REPLACE FUNCTION private.hand_over_channels(p_connection_id uuid, p_is_leaving boolean)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_next_id uuid;
begin
  if not exists (select from private.channels as h where h.connection_id = p_connection_id and h.calendar_id is null) then
    return;
  end if;
  select k.id into v_next_id
  from private.connections_of_account(p_connection_id, p_is_connected => true) as a (id)
  join public.calendar_connections as k on k.id = a.id
  where k.id <> p_connection_id and k.status in ('active', 'error')
    and exists (select from public.calendars as c where c.connection_id = k.id and private.should_be_watched(c.id))
  order by private.quiet_until(k.id) nulls first, k.created_at, k.id
  limit 1;
  if v_next_id is not null then
    update private.channels as h set connection_id = v_next_id where h.connection_id = p_connection_id and h.calendar_id is null;
  elsif p_is_leaving then
    update private.channels as h set state = 'closing', close_after = now()
    where h.connection_id = p_connection_id and h.calendar_id is null and h.state <> 'closing';
  end if;
end;
$function$;

ALTER FUNCTION "private"."hand_over_channels"(uuid, boolean) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.hand_over_channels_of_deleted()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if exists (select from private.channels as h where h.connection_id = old.id and h.calendar_id is null) then
    perform private.lock_watched(old.id, null);
    perform private.hand_over_channels(old.id, p_is_leaving => true);
  end if;
  return old;
end;
$function$;

ALTER FUNCTION "private"."hand_over_channels_of_deleted"() OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.has_healthy_channel(p_calendar_id uuid)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return exists (
    select from private.channels_of_calendar(p_calendar_id) as h
    where h.state = 'open' and h.verified_at is not null and h.expires_at > now()
      and h.suspected_at is null and coalesce(h.missed_at < now() - interval '1 day', true)
  );
end;
$function$;

CREATE OR REPLACE FUNCTION private.is_account_to_watch(p_connection_id uuid)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return exists (select from private.watchable_calendars(p_connection_id))
    and not exists (
      select from private.calendar_watch as w
      where w.connection_id = p_connection_id and w.calendar_id is null and w.watch_after > now()
    )
    and not exists (
      select from private.channels_of_account(p_connection_id) as h where private.is_standing_channel(h)
    );
end;
$function$;

ALTER FUNCTION "private"."is_account_to_watch"(uuid) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.is_known_event(p_connection_id uuid, p_event_id text)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return (
    select bool_or(private.should_be_watched(c.id))
    from public.calendars as c
    where c.connection_id = p_connection_id and (
      exists (select from public.synced_events as e where e.calendar_id = c.id and e.provider_event_id = p_event_id)
      or exists (select from public.synced_events as e where e.calendar_id = c.id and e.series_id = p_event_id)
    )
  );
end;
$function$;

ALTER FUNCTION "private"."is_known_event"(uuid, text) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.is_standing_channel(p_channel private.channels)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return case p_channel.state
    when 'opening' then p_channel.opened_at > now() - interval '10 minutes'
    when 'open' then p_channel.expires_at > now() and (p_channel.renew_at > now() or p_channel.is_renewable)
      and (p_channel.verified_at is not null or p_channel.opened_at > now() - interval '10 minutes')
    else false
  end;
end;
$function$;

ALTER FUNCTION "private"."is_standing_channel"(private.channels) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.judge_channels(p_connection_id uuid)
 RETURNS boolean
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_of_account constant uuid[] := array(select h.id from private.channels_of_account(p_connection_id) as h);
  v_is_of_account constant boolean := cardinality(v_of_account) > 0;
  v_connections constant uuid[] := case
    when v_is_of_account then array(select private.connections_of_account(p_connection_id)) else array[p_connection_id]
  end;
  v_watched constant uuid[] := array(
    select c.id from public.calendars as c
    where c.connection_id = any (v_connections)
      and (v_is_of_account or exists (select from private.channels as h where h.calendar_id = c.id))
  );
  v_locked constant uuid[] := array(
    select c.id from public.calendars as c where c.id = any (v_watched) order by c.id for no key update of c skip locked
  );
  v_is_whole boolean := cardinality(v_locked) = cardinality(v_watched);
begin
  perform private.retire_channels(p_connection_id, c.id)
  from public.calendars as c
  where c.id = any (v_locked) and c.connection_id = p_connection_id and exists (select from private.channels as h where h.calendar_id = c.id);
  if not (v_is_of_account and v_is_whole) then
    return v_is_whole;
  end if;

  -- A notice or a pull may hold a channel, and another worker the plan of a connection that has to follow.
  v_is_whole := cardinality(v_of_account) = cardinality(array(
    select h.id from private.channels as h where h.id = any (v_of_account) order by h.id for no key update of h skip locked
  )) and (select count(*) from private.connection_sync as s where s.connection_id = any (v_connections)) = cardinality(array(
    select s.connection_id from private.connection_sync as s
    where s.connection_id = any (v_connections)
    order by s.connection_id for no key update of s skip locked
  ));
  if v_is_whole then
    perform private.retire_channels(p_connection_id, null);
  end if;
  return v_is_whole;
end;
$function$;

ALTER FUNCTION "private"."judge_channels"(uuid) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.lock_connection(p_connection_id uuid, p_owner_id uuid, p_is_leaving boolean DEFAULT false)
 RETURNS public.calendar_connections
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_connection public.calendar_connections;
  v_ids uuid[];
begin
  perform private.lock_owner_hosts(p_owner_id);
  select array_agg(a.id) into v_ids
  from public.calendar_connections as k
  cross join lateral private.connections_of_account(k.id) as a (id)
  where k.id = p_connection_id and k.owner_id = p_owner_id and (p_is_leaving or a.id = k.id);
  -- Pulls lock a calendar before its connection; the same order here.
  perform from public.calendars as c where c.connection_id = any (v_ids) order by c.id for no key update;
  select k.* into v_connection
  from public.calendar_connections as k
  where k.id = p_connection_id and k.owner_id = p_owner_id
  for no key update;
  return v_connection;
end;
$function$;

ALTER FUNCTION "private"."lock_connection"(uuid, uuid, boolean) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.lock_watched(p_connection_id uuid, p_calendar_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  if p_calendar_id is null then
    perform from public.calendars as c
    where c.connection_id in (select private.connections_of_account(p_connection_id))
    order by c.id for no key update;
  else
    perform from public.calendars as c where c.id = p_calendar_id for no key update;
  end if;
end;
$function$;

ALTER FUNCTION "private"."lock_watched"(uuid, uuid) OWNER TO "postgres";

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

CREATE OR REPLACE FUNCTION private.mark_synced(p_calendar_ids uuid[], p_covered_from timestamp with time zone, p_covered_until timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_connection_ids uuid[];
  v_responding uuid[];
  v_alive_again uuid[];
begin
  update public.calendars as c
  set sync_status = 'synced', sync_error = private.calendar_warning(c.id), last_synced_at = now(),
    covered_from = p_covered_from, covered_until = p_covered_until
  where c.id = any (p_calendar_ids);
  update private.calendar_sync as s set failures = 0, retry_at = null, unanswered_at = null
  where s.calendar_id = any (p_calendar_ids) and (s.retry_at is not null or s.unanswered_at is not null);
  select array_agg(distinct c.connection_id) into v_connection_ids from public.calendars as c where c.id = any (p_calendar_ids);

  -- The account responds: its backoff is over, except what its provider asked for.
  with responding as (
    update private.connection_sync as s
    set refused_at = null, failures = 0, backoff_until = null, next_poll_at = greatest(s.blocked_until, now() + case
      -- Calendars that nobody tried meanwhile may be due.
      when exists (select from public.calendars as c where c.connection_id = s.connection_id and c.sync_status = 'error') then interval '5 seconds'
      else private.jittered(60)
    end)
    where s.connection_id = any (v_connection_ids) and (s.refused_at is not null or s.failures > 0 or s.backoff_until is not null)
    returning s.connection_id
  )
  select array_agg(a.connection_id) into v_responding from responding as a;
  select array_agg(k.id) into v_alive_again
  from public.calendar_connections as k where k.id = any (v_connection_ids) and k.status = 'needs_reconnect';
  -- Nobody knows what its list said while it did not let us in.
  update private.connection_sync as s set relist_at = least(s.relist_at, now()) where s.connection_id = any (v_alive_again);
  update public.calendar_connections as k
  set status = 'active', last_error = null
  where k.id = any (v_connection_ids) and k.status <> 'disconnected' and (k.status <> 'active' or k.last_error is not null)
    and not exists (select from public.calendars as c where c.connection_id = k.id and c.sync_status = 'error');
  update public.calendar_connections as k
  set status = 'active'
  where k.id = any (v_connection_ids) and k.status in ('needs_reconnect', 'error');
  update private.connection_secrets as s set consent_claims = null, asks_consent = false
  where s.connection_id = any (v_alive_again) and (s.consent_claims is not null or s.asks_consent);
  perform private.hasten_pushes(a.id) from unnest(v_responding) as a (id);
  perform private.resume_pushes(a.id) from unnest(v_alive_again) as a (id);
end;
$function$;

CREATE OR REPLACE FUNCTION private.plan_channel()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_channel constant private.channels := case when tg_op = 'DELETE' then old else new end;
  v_is_over constant boolean := tg_op = 'DELETE' or new.state = 'closing';
begin
  perform private.maintain_soon(a.id, case when v_is_over then now() else private.channel_due_at(v_channel) end)
  from (
    select v_channel.connection_id as id
    union
    select private.connections_of_account(v_channel.connection_id) where v_is_over and v_channel.calendar_id is null
    order by id
  ) as a;
  return null;
end;
$function$;

CREATE OR REPLACE FUNCTION private.read_page(p_page jsonb)
 RETURNS TABLE(expected_cursor text, next_cursor text, run_id uuid, is_full boolean, is_last boolean, covered_from timestamp with time zone, covered_until timestamp with time zone, changes jsonb, unreadable_series text[], fully_listed_series text[], deleted_series text[], missing_series text[], object_states jsonb, unknown_times jsonb, is_every_unknown boolean, warning text, versions jsonb)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_stray text;
begin
  select
    p.expected_cursor, p.next_cursor, p.run_id, p.is_full, p.is_last, p.covered_from, p.covered_until, p.changes,
    coalesce(p.unreadable_series, '{}'), coalesce(p.fully_listed_series, '{}'), coalesce(p.deleted_series, '{}'), coalesce(p.missing_series, '{}'),
    coalesce(p.object_states, '{}'), coalesce(p.unknown_times, '[]'), coalesce(p.is_every_unknown, false), p.warning,
    p.versions
  into
    read_page.expected_cursor, read_page.next_cursor, read_page.run_id, read_page.is_full, read_page.is_last,
    read_page.covered_from, read_page.covered_until, read_page.changes,
    read_page.unreadable_series, read_page.fully_listed_series, read_page.deleted_series, read_page.missing_series,
    read_page.object_states, read_page.unknown_times, read_page.is_every_unknown, read_page.warning,
    read_page.versions
  from jsonb_to_record(p_page) as p (
    expected_cursor text, next_cursor text, run_id uuid, is_full boolean, is_last boolean,
    covered_from timestamptz, covered_until timestamptz, changes jsonb,
    unreadable_series text[], fully_listed_series text[], deleted_series text[], missing_series text[],
    object_states jsonb, unknown_times jsonb, is_every_unknown boolean, warning text, versions jsonb
  );
  if num_nulls(run_id, is_full, is_last, covered_from, covered_until) > 0 then
    perform private.fail(
      'invalid_request', 'A page must say which run it belongs to, whether it is full and the last one, and what it covers.',
      'Send run_id, is_full, is_last, covered_from and covered_until.'
    );
  end if;
  if jsonb_typeof(changes) is distinct from 'array' or jsonb_array_length(changes) > 500 then
    perform private.fail('invalid_request', 'A page holds at most 500 changes.', 'Send smaller pages.');
  end if;
  -- A field with another name would be lost silently.
  v_stray := (
    select min(k) from jsonb_object_keys(p_page) as k
    where k not in (
      'expected_cursor', 'next_cursor', 'run_id', 'is_full', 'is_last', 'covered_from', 'covered_until', 'changes',
      'unreadable_series', 'fully_listed_series', 'deleted_series', 'missing_series', 'object_states', 'unknown_times', 'is_every_unknown', 'warning',
      'versions'
    )
  );
  if v_stray is not null then
    perform private.fail('invalid_request', format('A page has no field "%s".', left(v_stray, 60)), 'Name the fields as private.read_page does.');
  end if;
  return next;
end;
$function$;

ALTER FUNCTION "private"."read_page"(jsonb) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.record_failure(p_connection_id uuid, p_code text, p_message text, p_needs_reconnect boolean, p_is_account_wide boolean, p_is_doubtful boolean, p_retry_after_ms bigint, p_claims text DEFAULT NULL::text, p_asks_consent boolean DEFAULT false)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_sync private.connection_sync;
  v_is_lost boolean;
  v_next timestamptz;
  v_jobs bigint[];
  v_calendars uuid[];
begin
  if p_is_account_wide then
    -- Whoever waits for a pull of any of its calendars stops waiting.
    perform from private.calendar_sync as s
    where s.calendar_id in (select c.id from public.calendars as c where c.connection_id = p_connection_id)
    order by s.calendar_id for update;
    update private.calendar_sync as s set failed_at = clock_timestamp()
    where s.calendar_id in (select c.id from public.calendars as c where c.connection_id = p_connection_id);
  end if;
  perform private.block_account(p_connection_id, p_retry_after_ms);
  insert into private.connection_sync as s (connection_id, failures, failure_code, refused_at)
  values (p_connection_id, p_is_account_wide::integer, case when p_is_account_wide then p_code end, case when p_needs_reconnect then now() end)
  on conflict on constraint connection_sync_pkey do update set
    failures = s.failures + p_is_account_wide::integer, failure_code = coalesce(excluded.failure_code, s.failure_code),
    refused_at = case when p_needs_reconnect then coalesce(s.refused_at, now()) end
  returning * into v_sync;

  v_is_lost := p_needs_reconnect and (not p_is_doubtful or v_sync.refused_at <= now() - interval '60 seconds');
  if v_is_lost and exists (
    select from public.calendar_connections as k where k.id = p_connection_id and k.status not in ('needs_reconnect', 'disconnected')
  ) then
    perform private.notify_owner('connection_needs_reconnect', p_connection_id => p_connection_id);
  end if;
  update private.connection_secrets as s
  set consent_claims = coalesce(p_claims, s.consent_claims), asks_consent = s.asks_consent or p_asks_consent
  where s.connection_id = p_connection_id and p_needs_reconnect and (p_claims is not null or p_asks_consent);
  update public.calendar_connections as k
  set last_error = left(p_message, 1000), status = case
    when v_is_lost then 'needs_reconnect'
    -- No calendar was read for longer than the most tolerant of the hosts that they block allows (none: two hours, because calendars that take
    -- nobody's time are pulled once an hour). Rule 9 treats them as stale by then, so this changes no slot.
    when k.status = 'active' and greatest(
      k.created_at, (select max(c.last_synced_at) from public.calendars as c where c.connection_id = k.id)
    ) < now() - make_interval(mins => coalesce((
      select max(h.stale_after_minutes)
      from public.calendars as c
      join public.calendar_links as l on l.calendar_id = c.id and l.blocks_availability
      join public.hosts as h on h.id = l.host_id
      where c.connection_id = k.id
    ), 120)) then 'error'
    else k.status
  end
  where k.id = p_connection_id and k.status <> 'disconnected';

  if p_is_account_wide then
    v_next := greatest(v_sync.blocked_until, now() + case
      -- Also when the rare sync got no response: an account that does not let us in is not asked more often because of that.
      when v_is_lost or exists (
        select from public.calendar_connections as k where k.id = p_connection_id and k.status = 'needs_reconnect'
      ) then private.jittered(6 * 3600)
      when p_needs_reconnect then private.jittered(80)
      else private.backoff(v_sync.failures)
    end);
    update private.connection_sync as s set next_poll_at = v_next, backoff_until = v_next where s.connection_id = p_connection_id;
    -- Pulls that wait in its lane would fail the same way, one after the other: the next sync makes them.
    select array_agg(j.id) into v_jobs
    from graphile_worker.jobs as j where j.key = 'announced:' || p_connection_id and j.locked_at is null;
    if v_jobs is not null then
      perform private.want_pulls(p_connection_id, p_is_watched_only => true);
      perform graphile_worker.complete_jobs(v_jobs);
    end if;
    select array_agg(j.id), array_agg(c.id) into v_jobs, v_calendars
    from public.calendars as c
    join graphile_worker.jobs as j on j.key = 'pull:' || c.id and j.locked_at is null
    where c.connection_id = p_connection_id;
    if v_jobs is not null then
      update private.calendar_sync as s set wanted_at = clock_timestamp() where s.calendar_id = any (v_calendars);
      perform graphile_worker.complete_jobs(v_jobs);
    end if;
    perform private.enqueue_sync(p_connection_id, p_run_at => v_next);
  end if;
end;
$function$;

ALTER FUNCTION "private"."record_failure"(uuid, text, text, boolean, boolean, boolean, bigint, text, boolean) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.record_watch_failure(p_connection_id uuid, p_calendar_id uuid, p_error_code text, p_message text, p_retry_after_ms bigint DEFAULT NULL::bigint)
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_watch private.calendar_watch;
begin
  select w.* into v_watch
  from private.calendar_watch as w
  where w.connection_id = p_connection_id and w.calendar_id is not distinct from p_calendar_id for update;
  v_watch.failures := coalesce(v_watch.failures, 0) + 1;
  v_watch.watch_after := now() + case
    when p_error_code = 'not_watchable' then private.jittered(7 * 86400)
    when p_error_code = 'misconfigured' then private.jittered(6 * 3600)
    -- Another id is tried at once, but only once.
    when p_error_code = 'channel_taken' and v_watch.watch_error is distinct from 'channel_taken' then interval '0'
    else greatest(
      private.jittered(least(60 * power(2, least(v_watch.failures, 20) - 1), 6 * 3600)),
      make_interval(secs => least(coalesce(p_retry_after_ms, 0) / 1000.0, 86400))
    )
  end;
  insert into private.calendar_watch as w (connection_id, calendar_id, failures, failed_at, watch_after, watch_error, watch_message)
  values (p_connection_id, p_calendar_id, v_watch.failures, now(), v_watch.watch_after, p_error_code, left(p_message, 1000))
  on conflict on constraint calendar_watch_key do update
  set failures = excluded.failures, failed_at = excluded.failed_at, watch_after = excluded.watch_after, watch_error = excluded.watch_error,
    watch_message = excluded.watch_message;
  return v_watch.watch_after;
end;
$function$;

ALTER FUNCTION "private"."record_watch_failure"(uuid, uuid, text, text, bigint) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.retire_channels(p_connection_id uuid, p_calendar_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  -- Those that it stands for, and of these the ones that still count.
  v_all constant uuid[] := case
    when p_calendar_id is null then array(select private.connections_of_account(p_connection_id)) else array[p_connection_id]
  end;
  v_connected constant uuid[] := case
    when p_calendar_id is null then array(select private.connections_of_account(p_connection_id, p_is_connected => true)) else v_all
  end;
  v_ids constant uuid[] := array(
    select h.id from private.channels as h where h.connection_id = any (v_all) and h.calendar_id is not distinct from p_calendar_id
  );
  v_is_needed constant boolean := case
    when p_calendar_id is not null then private.should_be_watched(p_calendar_id)
    else exists (select from public.calendars as c where c.connection_id = any (v_connected) and private.should_be_watched(c.id))
  end;
  v_best private.channels;
  v_unverified_of uuid;
  v_expires_at timestamptz;
begin
  if p_calendar_id is null then
    perform private.hand_over_channels(k.id, p_is_leaving => k.id <> all (v_connected))
    from public.calendar_connections as k
    where k.id = any (v_all) and (k.id <> all (v_connected) or k.status = 'needs_reconnect');
  end if;
  delete from private.channels as h
  where h.id = any (v_ids) and h.expires_at <= now();

  update private.channels as h
  set suspected_at = null, missed_at = h.suspected_at, misses = h.misses + 1,
    -- The second missed change is the channel's fault; but changes that its provider never reports must not cost a channel each time.
    renew_at = case
      when h.misses >= 1 and not h.is_renewable then least(h.renew_at, greatest(now(), h.opened_at + interval '1 hour'))
      else h.renew_at
    end,
    -- Two of the same kind are not allowed where they can be prolonged, so it is closed first.
    state = case when h.misses >= 1 and h.is_renewable and h.opened_at <= now() - interval '1 hour' then 'closing' else h.state end
  where h.id = any (v_ids) and h.suspected_at <= now() - interval '60 seconds';

  for v_unverified_of in
    update private.channels as h set state = 'closing'
    where h.id = any (v_ids) and h.opened_at <= now() - interval '10 minutes'
      and (h.state = 'opening' or (h.state = 'open' and h.verified_at is null))
    returning h.connection_id
  loop
    perform private.record_watch_failure(
      v_unverified_of, p_calendar_id, 'unverified', 'The provider agreed to notify us of changes, but no notice has arrived.'
    );
  end loop;

  select h.* into v_best
  from private.channels as h
  where h.id = any (v_ids) and h.state = 'open' and h.verified_at is not null
  order by h.opened_at desc, h.id limit 1;
  if v_best.id is not null then
    delete from private.calendar_watch as w
    where w.connection_id = any (v_all) and w.calendar_id is not distinct from p_calendar_id
      and w.failed_at < greatest(v_best.verified_at, v_best.renewed_at);
  end if;
  update private.channels as h set state = 'closing', close_after = now()
  where h.id = any (v_ids) and h.state <> 'closing' and ((h.id <> v_best.id and h.opened_at <= v_best.opened_at) or not v_is_needed);

  v_expires_at := case when v_is_needed then v_best.expires_at end;
  update public.calendars as c
  set push_expires_at = case when c.connection_id = any (v_connected) then v_expires_at end
  where c.connection_id = any (v_all) and (p_calendar_id is null or c.id = p_calendar_id)
    and c.push_expires_at is distinct from case when c.connection_id = any (v_connected) then v_expires_at end;
end;
$function$;

ALTER FUNCTION "private"."retire_channels"(uuid, uuid) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.show_noticed_events(p_calendar_id uuid, p_changes jsonb, p_named text[], p_versions jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_connection_id constant uuid := (select c.connection_id from public.calendars as c where c.id = p_calendar_id);
  v_names text[];
begin
  if not exists (select from private.noticed_events as e where e.connection_id = v_connection_id) then
    return;
  end if;
  v_names := p_named || array(
    select unnest(array[n.provider_event_id, n.series_id]) from jsonb_to_recordset(p_changes) as n (provider_event_id text, series_id text)
  );
  perform from private.noticed_events as e
  where e.connection_id = v_connection_id and e.provider_event_id = any (v_names)
  order by e.provider_event_id for update;
  update private.noticed_events as e
  set shown_version = coalesce(p_versions ->> e.provider_event_id, e.shown_version),
    due_at = case when e.version <> p_versions ->> e.provider_event_id then e.due_at end
  where e.connection_id = v_connection_id and e.provider_event_id = any (v_names);
end;
$function$;

ALTER FUNCTION "private"."show_noticed_events"(uuid, jsonb, text[], jsonb) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.suspect_channel(p_calendar_id uuid, p_touched uuid[], p_has_deletions boolean)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_ids uuid[];
  v_noticed_at timestamptz;
  v_verified_at timestamptz;
  v_read_at timestamptz;
begin
  select array_agg(h.id), max(coalesce(h.last_notice_at, h.verified_at)), min(h.verified_at) into v_ids, v_noticed_at, v_verified_at
  from private.channels_of_calendar(p_calendar_id) as h where h.state = 'open' and h.verified_at is not null;
  if v_ids is null then
    return;
  end if;
  select c.last_synced_at into v_read_at from public.calendars as c where c.id = p_calendar_id;
  -- Only what changed since the last pull: events that enter the window as time passes cause no notices.
  if (p_has_deletions and v_noticed_at < v_read_at - interval '60 seconds') or exists (
    select from public.synced_events as e
    where e.id = any (p_touched) and e.booking_id is null and e.provider_updated_at > greatest(v_read_at, v_verified_at)
      and e.provider_updated_at - interval '60 seconds' > v_noticed_at
  ) then
    update private.channels as h set suspected_at = coalesce(h.suspected_at, now()) where h.id = any (v_ids);
    update private.connection_sync as s set next_poll_at = least(s.next_poll_at, now())
    where s.connection_id = (select c.connection_id from public.calendars as c where c.id = p_calendar_id);
  end if;
end;
$function$;

CREATE OR REPLACE FUNCTION private.take_notices(p_ids uuid[], p_notices jsonb)
 RETURNS uuid[]
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_changed uuid[];
  v_judged uuid[];
  v_first uuid[];
begin
  select
    coalesce(array_agg(distinct n.id) filter (where n.kind in ('opened', 'changed')), '{}'),
    coalesce(array_agg(distinct n.id) filter (where n.kind in ('renew', 'removed')), '{}')
  into v_changed, v_judged
  from jsonb_to_recordset(p_notices) as n (id uuid, kind text);
  -- Calendars before their channels, as everywhere; only notices after which channels are judged or planned need them.
  perform from public.calendars as c
  where c.id in (
    select s.id
    from private.channels as h
    cross join lateral (
      select h.calendar_id as id where h.calendar_id is not null
      union all
      select c.id from private.connections_of_account(h.connection_id) as a (id)
      join public.calendars as c on c.connection_id = a.id
      where h.calendar_id is null
    ) as s
    where h.id = any (p_ids) and (h.verified_at is null or h.id = any (v_judged))
  )
  order by c.id for no key update;
  perform from private.channels as h where h.id = any (p_ids) order by h.id for no key update;
  v_first := array(select h.id from private.channels as h where h.id = any (v_changed) and h.verified_at is null);
  update private.channels as h
  set resource_id = coalesce(h.resource_id, s.resource_id),
    last_notice_at = case when s.is_change then now() else h.last_notice_at end,
    verified_at = coalesce(h.verified_at, case when s.is_change then now() end),
    suspected_at = case when h.suspected_at < now() - interval '60 seconds' or not s.is_change then h.suspected_at end,
    renew_at = case
      when s.is_to_renew and coalesce(h.renewed_at, h.opened_at) < now() - interval '10 minutes' then least(h.renew_at, now())
      else h.renew_at
    end
  from (
    select n.id, min(n.resource_id) as resource_id, bool_or(n.kind in ('opened', 'changed')) as is_change, bool_or(n.kind = 'renew') as is_to_renew
    from jsonb_to_recordset(p_notices) as n (id uuid, resource_id text, kind text)
    group by n.id
  ) as s
  where h.id = any (p_ids) and h.id = s.id;

  -- Asked once for each channel, however many items a call has.
  with told as materialized (
    -- As private.connections_of_account (connected ones), for all of them at once.
    select h.id, o.id as connection_id
    from private.channels as h
    join public.calendar_connections as k on k.id = h.connection_id
    join private.connection_secrets as s on s.connection_id = k.id
    join private.connection_secrets as t on t.account_key = s.account_key and t.sealed is not null and t.revoking_since is null
    join public.calendar_connections as o on o.id = t.connection_id and o.provider = k.provider and o.status <> 'disconnected'
    where h.id = any (p_ids) and h.calendar_id is null
  )
  insert into private.noticed_events as e (connection_id, provider_event_id, version)
  select distinct on (t.connection_id, coalesce(n.event_id, '')) t.connection_id, coalesce(n.event_id, ''), n.version
  from jsonb_to_recordset(p_notices) as n (id uuid, kind text, event_id text, version text, position bigint)
  join told as t on t.id = n.id
  where n.kind in ('opened', 'changed') and (n.event_id is not null or t.id <> all (v_first))
  order by t.connection_id, coalesce(n.event_id, ''), n.position desc
  on conflict on constraint noticed_events_pkey do update
  set version = excluded.version, noticed_at = now(), tries = 0,
    due_at = case when e.shown_version = excluded.version and e.noticed_at >= now() - interval '1 minute' then null else now() end
  -- The same notice twice is one. Later it is another one: an occurrence of a series may change without the version of the series.
  where e.version is distinct from excluded.version or excluded.version is null or e.noticed_at < now() - interval '1 minute';
  return v_first;
end;
$function$;

ALTER FUNCTION "private"."take_notices"(uuid[], jsonb) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.want_pulls(p_connection_id uuid, p_calendar_id uuid DEFAULT NULL::uuid, p_is_watched_only boolean DEFAULT false)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_ids constant uuid[] := array(
    select c.id from public.calendars as c
    where c.connection_id = p_connection_id and (p_calendar_id is null or c.id = p_calendar_id)
      and (not p_is_watched_only or private.should_be_watched(c.id)) and not private.has_vanished(c.id)
  );
begin
  perform from private.calendar_sync as s where s.calendar_id = any (v_ids) order by s.calendar_id for update;
  update private.calendar_sync as s set wanted_at = clock_timestamp() where s.calendar_id = any (v_ids);
end;
$function$;

ALTER FUNCTION "private"."want_pulls"(uuid, uuid, boolean) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.watchable_calendars(p_connection_id uuid)
 RETURNS SETOF public.calendars
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return query
  select c.*
  from public.calendar_connections as k
  join private.connection_secrets as x on x.connection_id = k.id and x.sealed is not null and x.revoking_since is null
  join public.calendars as c on c.connection_id = k.id
  where k.id = p_connection_id and k.status in ('active', 'error') and private.quiet_until(k.id) is null
    -- It is read first; what cannot be read cannot be watched either.
    and c.last_synced_at is not null and c.sync_status <> 'error'
    and private.should_be_watched(c.id);
end;
$function$;

ALTER FUNCTION "private"."watchable_calendars"(uuid) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION public.apply_calendar_changes(calendar_id uuid, page jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_id constant uuid := apply_calendar_changes.calendar_id;
  v_page record;
  v_sync private.calendar_sync;
  v_written record;
  v_removed record;
  v_deleted text[];
  v_missing uuid[];
begin
  -- Before anything else, as bookings do: of an event and a booking at the same time, the later one sees the earlier.
  perform private.lock_calendar(v_id);

  select p.* into v_page from private.read_page(page) as p;
  select s.* into v_sync from private.calendar_sync as s where s.calendar_id = v_id;
  if v_sync.calendar_id is null or v_sync.cursor is distinct from v_page.expected_cursor
    -- Two runs of one listing must not be mixed: each would delete what the other one named.
    or (v_sync.run_id is not null and v_sync.run_id <> v_page.run_id)
  then
    return jsonb_build_object('applied', false, 'created', 0, 'updated', 0, 'deleted', 0, 'held_back', false);
  end if;
  perform private.restore_renamed(v_id, v_page.run_id);
  v_deleted := v_page.deleted_series || v_page.missing_series
    || array(select jsonb_path_query(v_page.changes, '$[*] ? (@.kind == "delete").provider_event_id') #>> '{}');
  -- Before a first listing there is nothing to rename.
  if (v_page.is_full and v_page.expected_cursor is not null) or cardinality(v_deleted) > 0 then
    perform private.rename_events(v_id, v_page.changes, v_page.run_id, v_page.is_full, v_page.is_last, v_deleted);
  end if;
  select * into v_written
  from private.upsert_events(v_id, v_page.changes, v_page.run_id, v_page.fully_listed_series) as u;
  select * into v_removed
  from private.delete_missing_events(
    v_id, v_page.run_id, v_page.is_last and v_page.is_full, v_page.deleted_series, v_page.missing_series, v_page.unreadable_series,
    v_page.covered_from, v_page.covered_until
  ) as w;
  v_missing := v_written.missing_bookings || v_removed.missing_bookings || private.find_missing_events(
    v_id, v_page.run_id, v_deleted || v_page.fully_listed_series, v_page.is_last, v_page.covered_from, v_page.covered_until
  );
  -- A run that is held back may be wrong, so nothing is deleted for it.
  perform private.write_unknown_times(
    v_id, v_page.run_id, v_page.unknown_times,
    case when v_removed.is_held_back then '[]' else v_page.changes end,
    case when v_removed.is_held_back then '{}' else v_deleted || v_page.fully_listed_series end, v_page.unreadable_series,
    v_page.is_every_unknown and not v_removed.is_held_back, v_page.is_full and not v_page.is_last
  );
  perform private.write_object_states(v_id, v_page.object_states, not v_removed.is_held_back);
  -- Events that the deletion guard keeps are still busy, so the calendar is known either way; only the cursor must not move.
  if v_page.next_cursor is not null and not v_removed.is_held_back then
    update private.calendar_sync as s set cursor = v_page.next_cursor where s.calendar_id = v_id;
  end if;
  perform private.suspect_channel(
    v_id, v_written.touched,
    not v_page.is_full
      and (cardinality(v_page.deleted_series) > 0 or jsonb_path_exists(v_page.changes, '$[*] ? (@.kind == "delete")'))
      and v_written.deleted + v_removed.deleted > cardinality(v_written.missing_bookings || v_removed.missing_bookings)
  );
  perform private.show_noticed_events(v_id, v_page.changes, v_deleted || v_page.fully_listed_series, v_page.versions);
  if v_page.is_last then
    -- The listing is complete: events whose rows others took over are really gone. An update of no rows would fire the triggers, too.
    if exists (select from public.synced_events as e where e.calendar_id = v_id and e.renamed_from is not null) then
      update public.synced_events as e set renamed_from = null where e.calendar_id = v_id and e.renamed_from is not null;
    end if;
    update private.calendar_sync as s set warning = left(v_page.warning, 1000) where s.calendar_id = v_id;
    perform private.notify_of_unknown_times(v_id);
    perform private.mark_synced(array[v_id], v_page.covered_from, v_page.covered_until);
  end if;
  perform private.detect_conflicts(v_id, v_written.touched, v_missing, v_page.run_id);
  if v_page.is_last then
    perform private.send_conflict_mails(v_page.run_id);
  end if;
  if v_written.created + v_written.updated + v_written.deleted + v_removed.deleted > 0 or v_removed.is_held_back
    or (v_page.is_last and v_page.is_full)
  then
    perform private.log_sync(
      v_id, 'completed', v_written.created, v_written.updated, v_written.deleted + v_removed.deleted,
      case when v_removed.is_held_back then 'Most events are missing from the calendar; waiting for a second, equal result.' end
    );
  end if;
  return jsonb_build_object(
    'applied', true, 'created', v_written.created, 'updated', v_written.updated,
    'deleted', v_written.deleted + v_removed.deleted, 'held_back', v_removed.is_held_back
  );
end;
$function$;

CREATE OR REPLACE FUNCTION public.begin_announced_sync(connection_id uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_id constant uuid := begin_announced_sync.connection_id;
  v_began_at timestamptz;
begin
  if not exists (
    select from public.calendar_connections as k
    join private.connection_secrets as x on x.connection_id = k.id and x.sealed is not null
    where k.id = v_id and k.status <> 'disconnected'
  ) then
    return null;
  end if;
  if private.blocked_until(v_id) is null and not exists (
    select from public.calendar_connections as k where k.id = v_id and k.status = 'needs_reconnect'
  ) then
    update private.connection_sync as s set announced_sync_at = clock_timestamp()
    where s.connection_id = v_id and coalesce(
      s.announced_sync_at <= clock_timestamp() - (select n.gap from private.announced_sync_intervals(array[v_id]) as n), true
    )
    returning s.announced_sync_at into v_began_at;
  end if;
  if v_began_at is null then
    perform private.enqueue_announced_sync(v_id);
    return null;
  end if;
  perform private.want_pulls(v_id, p_is_watched_only => true);
  return jsonb_build_object('began_at', v_began_at);
end;
$function$;

ALTER FUNCTION "public"."begin_announced_sync"(uuid) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION public.begin_channel(calendar_id uuid, channel_id uuid, token_hash text, connection_id uuid DEFAULT NULL::uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_connection_id uuid := begin_channel.connection_id;
  v_is_needed boolean;
begin
  if begin_channel.calendar_id is not null then
    select c.connection_id into v_connection_id from public.calendars as c where c.id = begin_channel.calendar_id;
  end if;
  if v_connection_id is null then
    return jsonb_build_object('begun', false);
  end if;
  perform private.lock_watched(v_connection_id, begin_channel.calendar_id);
  v_is_needed := case
    when begin_channel.calendar_id is null then private.is_account_to_watch(v_connection_id)
    else exists (select from private.calendars_to_watch(v_connection_id) as c where c.id = begin_channel.calendar_id)
  end;
  if v_is_needed then
    insert into private.channels (id, connection_id, calendar_id, token_hash)
    values (begin_channel.channel_id, v_connection_id, begin_channel.calendar_id, begin_channel.token_hash);
  end if;
  return jsonb_build_object('begun', v_is_needed);
end;
$function$;

ALTER FUNCTION "public"."begin_channel"(uuid, uuid, text, uuid) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION public.begin_oauth(attempt_id uuid, owner_id uuid, host_id uuid, provider text, sealed_verifier text, is_repeat boolean DEFAULT false, connection_id uuid DEFAULT NULL::uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_wanted record;
begin
  perform public.require_host(begin_oauth.owner_id, begin_oauth.host_id);
  select k.id, k.account_email, s.consent_claims, s.asks_consent, k.status = 'needs_reconnect' as is_refused into v_wanted
  from public.calendar_connections as k
  join private.connection_secrets as s on s.connection_id = k.id
  left join private.connection_sync as y on y.connection_id = k.id
  where k.owner_id = begin_oauth.owner_id and k.provider = begin_oauth.provider and case
    when begin_oauth.connection_id is not null then k.id = begin_oauth.connection_id
    else k.status = 'needs_reconnect' and (s.consent_claims is not null or s.asks_consent)
  end
  order by y.refused_at desc nulls last, k.id
  limit 1;
  if v_wanted.id is null and begin_oauth.connection_id is not null then
    perform private.fail('not_found', 'You have no such calendar connection.', 'Check the id of the connection.');
  end if;
  insert into private.oauth_attempts (id, owner_id, host_id, provider, sealed_verifier, is_repeat, expires_at)
  values (
    begin_oauth.attempt_id, begin_oauth.owner_id, begin_oauth.host_id, begin_oauth.provider, begin_oauth.sealed_verifier, begin_oauth.is_repeat,
    now() + interval '10 minutes'
  );
  return jsonb_build_object(
    'claims', case when v_wanted.is_refused then v_wanted.consent_claims end,
    'asks_consent', coalesce(v_wanted.is_refused and v_wanted.asks_consent, false),
    'login_hint', case when begin_oauth.connection_id is not null then v_wanted.account_email end
  );
end;
$function$;

ALTER FUNCTION "public"."begin_oauth"(uuid, uuid, uuid, text, text, boolean, uuid) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION public.begin_revoke(connection_id uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  return (
    select jsonb_build_object(
      'connection', jsonb_build_object(
        'id', k.id, 'owner_id', k.owner_id, 'provider', k.provider, 'account_email', k.account_email,
        'account_key', s.account_key, 'secret', s.sealed
      ),
      'channels', coalesce((
        select jsonb_agg(jsonb_build_object('id', h.id, 'resource_id', h.resource_id) order by h.id)
        from private.channels as h where h.connection_id = k.id
      ), '[]'),
      'may_retry', s.revoking_since > now() - interval '1 hour',
      'is_shared', exists (
        select from private.connection_secrets as t
        join public.calendar_connections as o on o.id = t.connection_id
        where o.provider = k.provider and t.account_key = s.account_key and o.id <> k.id and t.sealed is not null
          and (t.revoking_since is null or private.has_to_wait(o, t))
      )
    )
    from public.calendar_connections as k
    join private.connection_secrets as s on s.connection_id = k.id and s.sealed is not null
    where k.id = begin_revoke.connection_id and s.revoking_since is not null and not private.has_to_wait(k, s)
  );
end;
$function$;

CREATE OR REPLACE FUNCTION public.channels_to_maintain(connection_id uuid, account_providers text[] DEFAULT '{}'::text[])
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_id constant uuid := channels_to_maintain.connection_id;
  v_connection constant jsonb := private.connection_with_secret(v_id);
  v_is_of_account constant boolean := v_connection ->> 'provider' = any (account_providers);
begin
  if v_connection is null or private.quiet_until(v_id) is not null or exists (
    select from public.calendar_connections as k where k.id = v_id and k.status = 'needs_reconnect'
  ) then
    return null;
  end if;
  return jsonb_build_object(
    'connection', v_connection,
    'open', case when v_is_of_account then '[]' else coalesce((
      select jsonb_agg(private.calendar_to_read(c) order by c.id) from private.calendars_to_watch(v_id) as c
    ), '[]') end,
    'opens_account', v_is_of_account and private.is_account_to_watch(v_id),
    'renew', coalesce((
      select jsonb_agg(jsonb_build_object(
        'id', h.id, 'resource_id', h.resource_id, 'calendar', (select private.calendar_to_read(c) from public.calendars as c where c.id = h.calendar_id)
      ) order by h.id)
      from private.channels_to_renew(v_id) as h
    ), '[]'),
    'close', coalesce((
      select jsonb_agg(jsonb_build_object('id', h.id, 'resource_id', h.resource_id) order by h.id)
      from private.channels_to_close(v_id) as h
    ), '[]')
  );
end;
$function$;

ALTER FUNCTION "public"."channels_to_maintain"(uuid, text[]) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION public.disconnect_connection(connection_id uuid, owner_id uuid, pushed_events text DEFAULT NULL::text, revocable_providers text[] DEFAULT '{}'::text[])
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_connection public.calendar_connections;
  v_is_revoking boolean;
  v_pushed integer;
  v_lost record;
begin
  v_connection := private.lock_connection(disconnect_connection.connection_id, disconnect_connection.owner_id, p_is_leaving => true);
  if v_connection.id is null then
    perform private.fail('not_found', 'You have no such calendar connection.', 'Check the id of the connection.');
  end if;
  if coalesce(disconnect_connection.pushed_events, 'keep') not in ('keep', 'remove') then
    perform private.fail('invalid_request', 'Events that we wrote can be kept or removed.', 'Set pushed_events to keep or remove.');
  end if;
  select s.revoking_since is not null into v_is_revoking from private.connection_secrets as s where s.connection_id = v_connection.id;
  select count(*) into v_pushed from private.pushed_events(v_connection.id);
  if v_connection.status = 'disconnected' or (v_is_revoking and disconnect_connection.pushed_events is distinct from 'keep') then
    return private.disconnect_json(v_connection.id, v_pushed);
  elsif v_pushed > 0 and disconnect_connection.pushed_events is null then
    return jsonb_build_object('pushed_events', v_pushed, 'connection', null);
  end if;

  if disconnect_connection.pushed_events = 'remove' then
    perform private.change_event(e.event_key, e.calendar_id, false)
    from public.booking_calendar_events as e
    join public.calendars as c on c.id = e.calendar_id
    join public.bookings as b on b.id = e.booking_id
    where c.connection_id = v_connection.id and e.is_wanted and b.ends_at > now();
  end if;
  -- Nothing can be removed from an account that does not let us in.
  if disconnect_connection.pushed_events = 'remove' and v_connection.status <> 'needs_reconnect' and private.has_removals(v_connection.id) then
    perform private.hand_over_channels(v_connection.id, p_is_leaving => true);
    update private.connection_secrets as s set revoking_since = now() where s.connection_id = v_connection.id;
    perform private.enqueue_finish_disconnect(v_connection.id);
  else
    perform private.erase_connection(v_connection.id, not v_connection.provider = any (disconnect_connection.revocable_providers));
  end if;
  for v_lost in
    select l.host_id, l.calendar_id
    from public.calendar_links as l
    join public.calendars as c on c.id = l.calendar_id
    where c.connection_id = v_connection.id and l.is_booking_target
    order by l.host_id
  loop
    perform private.replace_target(v_lost.host_id, v_lost.calendar_id, 'disconnected');
  end loop;
  if found then
    perform private.notify_owner('booking_target_changed', p_connection_id => v_connection.id);
  end if;
  return private.disconnect_json(v_connection.id, v_pushed);
end;
$function$;

CREATE OR REPLACE FUNCTION public.enqueue_due_channels(providers text[], max_count integer DEFAULT 200, account_providers text[] DEFAULT '{}'::text[])
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_account record;
  v_is_judged boolean;
  v_is_due boolean;
  v_planned integer := 0;
  v_enqueued integer := 0;
begin
  for v_account in
    select s.connection_id as id, k.status in ('active', 'error') and k.provider = any (enqueue_due_channels.providers) as is_asked,
      k.provider = any (enqueue_due_channels.account_providers) as is_of_account
    from private.connection_sync as s
    join public.calendar_connections as k on k.id = s.connection_id
    where s.maintain_at <= now()
    order by s.maintain_at, s.connection_id
    limit enqueue_due_channels.max_count
    for no key update of s skip locked
  loop
    v_planned := v_planned + 1;
    v_is_judged := private.judge_channels(v_account.id);
    v_is_due := v_account.is_asked and private.quiet_until(v_account.id) is null and (
      case
        when v_account.is_of_account then private.is_account_to_watch(v_account.id)
        else exists (select from private.calendars_to_watch(v_account.id))
      end
      or exists (select from private.channels_to_renew(v_account.id))
      or exists (select from private.channels_to_close(v_account.id))
    );
    update private.connection_sync as s
    set maintain_at = least(
      private.channels_due_at(v_account.id),
      -- By then it is clear whether the job was done, and a calendar that is locked now is checked.
      case when v_is_due or not v_is_judged then now() + interval '1 minute' end
    )
    where s.connection_id = v_account.id;
    if v_is_due then
      perform private.enqueue(
        'maintain_channels', jsonb_build_object('connection_id', v_account.id),
        p_key => 'channels:' || v_account.id, p_queue => 'connection:' || v_account.id,
        p_max_attempts => 3, p_key_mode => 'preserve_run_at'
      );
      v_enqueued := v_enqueued + 1;
    end if;
  end loop;
  return jsonb_build_object('enqueued', v_enqueued, 'planned', v_planned);
end;
$function$;

ALTER FUNCTION "public"."enqueue_due_channels"(text[], integer, text[]) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION public.fail_channel(channel_id uuid, error_code text, is_uncertain boolean, is_account_wide boolean, retry_after_ms bigint DEFAULT NULL::bigint, error_message text DEFAULT NULL::text, connection_id uuid DEFAULT NULL::uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_channel private.channels;
  v_id uuid;
  v_again_at timestamptz;
begin
  select h.* into v_channel from private.channels as h where h.id = fail_channel.channel_id;
  perform private.lock_watched(v_channel.connection_id, v_channel.calendar_id);
  if not fail_channel.is_uncertain then
    delete from private.channels as h where h.id = fail_channel.channel_id and h.state = 'opening';
  end if;
  -- What one connection of an account could not do says nothing about the one that cares for the channel now.
  if v_channel.id is not null and v_channel.calendar_id is null
    and coalesce(fail_channel.connection_id = v_channel.connection_id, true)
  then
    v_again_at := private.record_watch_failure(
      v_channel.connection_id, null, fail_channel.error_code, fail_channel.error_message, fail_channel.retry_after_ms
    );
  end if;
  for v_id in
    select c.id from public.calendars as c
    where c.id = v_channel.calendar_id or (
      fail_channel.is_account_wide and v_channel.calendar_id is not null and c.connection_id = v_channel.connection_id and not exists (
        select from private.calendar_watch as w where w.calendar_id = c.id and w.watch_after > now()
      )
    )
    order by c.id
  loop
    v_again_at := greatest(v_again_at, private.record_watch_failure(
      v_channel.connection_id, v_id, fail_channel.error_code, fail_channel.error_message, fail_channel.retry_after_ms
    ));
  end loop;
  return jsonb_build_object('again', coalesce(v_again_at <= now(), false));
end;
$function$;

ALTER FUNCTION "public"."fail_channel"(uuid, text, boolean, boolean, bigint, text, uuid) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION public.fail_pull(calendar_id uuid, error_code text, error_message text, needs_reconnect boolean, is_account_wide boolean DEFAULT false, is_doubtful boolean DEFAULT false, retry_after_ms bigint DEFAULT NULL::bigint, is_retryable boolean DEFAULT true, is_unanswered boolean DEFAULT false, claims text DEFAULT NULL::text, asks_consent boolean DEFAULT false)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_connection_id uuid;
  v_has_vanished boolean;
  v_is_server boolean;
  v_sync private.calendar_sync;
begin
  v_has_vanished := case
    when fail_pull.error_code = 'gone' then private.record_missing_calendar(fail_pull.calendar_id) else private.has_vanished(fail_pull.calendar_id)
  end;
  update public.calendars as c
  set sync_status = case when v_has_vanished then 'synced' else 'error' end,
    sync_error = case when v_has_vanished then private.calendar_warning(c.id) else left(fail_pull.error_message, 1000) end
  where c.id = fail_pull.calendar_id
  returning c.connection_id into v_connection_id;
  if v_connection_id is null then
    return jsonb_build_object('account_failed', false);
  end if;
  -- Another calendar of the account got no response either, and none could be read since: their server does not respond.
  v_is_server := fail_pull.is_unanswered and exists (
    select from public.calendars as c
    join private.calendar_sync as s on s.calendar_id = c.id
    where c.connection_id = v_connection_id and c.id <> fail_pull.calendar_id and s.unanswered_at > coalesce((
      select max(o.last_synced_at) from public.calendars as o where o.connection_id = v_connection_id
    ), '-infinity')
  );
  update private.calendar_sync as s
  set failed_at = clock_timestamp(), unanswered_at = case when fail_pull.is_unanswered then clock_timestamp() end,
    failures = case when v_has_vanished then 0 else s.failures + (not v_is_server)::integer end,
    retry_at = case when not v_has_vanished and not v_is_server then now() + greatest(
      private.backoff(s.failures + 1),
      -- A failure that does not pass by itself is retried at the usual pace at first.
      case when not fail_pull.is_retryable then private.jittered(least(60 * power(2, least(s.failures, 20)), 600)) end
    ) end
  where s.calendar_id = fail_pull.calendar_id
  returning * into v_sync;
  if fail_pull.error_code = 'gone' and not v_has_vanished then
    -- The list of calendars did not name it: one more attempt is enough.
    update private.connection_sync as s
    set relist_at = least(s.relist_at, greatest(now(), s.listed_at + interval '60 seconds'))
    where s.connection_id = v_connection_id and v_sync.missing_since is not null;
  end if;
  perform private.log_sync(
    fail_pull.calendar_id, 'failed', 0, 0, 0, left(fail_pull.error_code || ': ' || fail_pull.error_message, 1000)
  );
  if v_has_vanished and not fail_pull.is_account_wide then
    return jsonb_build_object('account_failed', false);
  end if;
  perform private.record_failure(
    v_connection_id, fail_pull.error_code, fail_pull.error_message, fail_pull.needs_reconnect,
    fail_pull.is_account_wide or v_is_server, fail_pull.is_doubtful, fail_pull.retry_after_ms, fail_pull.claims, fail_pull.asks_consent
  );
  -- Its own backoff, besides the account's: success with another calendar does not end it.
  if v_sync.retry_at is not null then
    perform private.enqueue_pull(fail_pull.calendar_id, v_connection_id, p_run_at => greatest(v_sync.retry_at, (
      select s.backoff_until from private.connection_sync as s where s.connection_id = v_connection_id
    )));
  end if;
  return jsonb_build_object('account_failed', fail_pull.is_account_wide or v_is_server);
end;
$function$;

ALTER FUNCTION "public"."fail_pull"(uuid, text, text, boolean, boolean, boolean, bigint, boolean, boolean, text, boolean) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION public.fail_sync(connection_id uuid, error_code text, error_message text, needs_reconnect boolean, is_doubtful boolean DEFAULT false, retry_after_ms bigint DEFAULT NULL::bigint, claims text DEFAULT NULL::text, asks_consent boolean DEFAULT false)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  -- By id, as everywhere: whoever cares for a channel of the account locks them, too (private.lock_watched).
  perform from public.calendars as c where c.connection_id = fail_sync.connection_id order by c.id for no key update;
  update public.calendars as c
  set sync_status = 'error', sync_error = left(fail_sync.error_message, 1000)
  where c.connection_id = fail_sync.connection_id and not private.has_vanished(c.id);
  insert into public.sync_logs (owner_id, connection_id, operation, status, error_message)
  select k.owner_id, k.id, 'poll', 'failed', left(fail_sync.error_code || ': ' || fail_sync.error_message, 1000)
  from public.calendar_connections as k where k.id = fail_sync.connection_id;
  perform private.record_failure(
    fail_sync.connection_id, fail_sync.error_code, fail_sync.error_message, fail_sync.needs_reconnect, true, fail_sync.is_doubtful,
    fail_sync.retry_after_ms, fail_sync.claims, fail_sync.asks_consent
  );
  return null;
end;
$function$;

ALTER FUNCTION "public"."fail_sync"(uuid, text, text, boolean, boolean, bigint, text, boolean) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION public.finish_announced_sync(connection_id uuid, began_at timestamp with time zone, has_found boolean, lags_ms integer[] DEFAULT '{}'::integer[])
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_id constant uuid := finish_announced_sync.connection_id;
  v_next timestamptz;
  v_is_unlikely boolean;
  v_event record;
  v_is_last boolean;
begin
  perform from private.noticed_events as e where e.connection_id = v_id order by e.provider_event_id for update;
  update private.noticed_events as e set due_at = null
  where e.connection_id = v_id and e.provider_event_id = '' and e.due_at <= finish_announced_sync.began_at and finish_announced_sync.has_found;
  v_is_unlikely := exists (
    select from private.noticed_events as e where e.connection_id = v_id and e.missed_at > now() - interval '10 minutes'
  );
  for v_event in
    select e.provider_event_id as id, e.tries, private.is_known_event(v_id, e.provider_event_id) as is_known
    from private.noticed_events as e
    where e.connection_id = v_id and e.due_at <= finish_announced_sync.began_at
  loop
    v_is_last := v_event.tries >= cardinality(lags_ms);
    update private.noticed_events as e
    set tries = e.tries + 1,
      due_at = case
        when not v_is_last and coalesce(v_event.is_known, not v_is_unlikely)
        then now() + make_interval(secs => least(greatest(lags_ms[e.tries + 1], 0), 60000) / 1000.0)
      end,
      -- Only one that had all its attempts, so that they are made again for the first one after the ten minutes.
      missed_at = case when v_is_last and v_event.tries > 0 and v_event.is_known is null then now() else e.missed_at end
    where e.connection_id = v_id and e.provider_event_id = v_event.id;
  end loop;
  delete from private.noticed_events as e
  where e.connection_id = v_id and e.due_at is null and e.noticed_at < now() - interval '1 minute'
    and coalesce(e.missed_at < now() - interval '10 minutes', true);
  select min(e.due_at) into v_next from private.noticed_events as e where e.connection_id = v_id;
  if v_next is not null then
    perform private.enqueue_announced_sync(v_id, greatest(v_next, private.quiet_until(v_id)));
  end if;
  return null;
end;
$function$;

ALTER FUNCTION "public"."finish_announced_sync"(uuid, timestamp with time zone, boolean, integer[]) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION public.finish_channel(channel_id uuid, resource_id text, expires_at timestamp with time zone, is_verified boolean DEFAULT false, is_renewable boolean DEFAULT false)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_channel private.channels;
  v_was_opening boolean;
  v_life constant interval := finish_channel.expires_at - now();
begin
  select h.* into v_channel from private.channels as h where h.id = finish_channel.channel_id;
  perform private.lock_watched(v_channel.connection_id, v_channel.calendar_id);
  select h.* into v_channel from private.channels as h where h.id = finish_channel.channel_id for no key update;
  v_was_opening := v_channel.state = 'opening';
  update private.channels as h
  set state = case when v_was_opening then 'open' else h.state end,
    verified_at = coalesce(
      -- A notice of another resource verifies nothing.
      case when not v_was_opening or h.resource_id = finish_channel.resource_id then h.verified_at end,
      case when finish_channel.is_verified then now() end
    ),
    resource_id = finish_channel.resource_id, expires_at = finish_channel.expires_at, is_renewable = finish_channel.is_renewable,
    renewed_at = case when not v_was_opening then now() end,
    renew_at = now() + greatest(case
      when finish_channel.is_renewable then greatest(least(v_life * (0.5 - 0.05 * random()), v_life - interval '48 hours'), v_life * 0.25)
      else v_life * (0.7 + 0.1 * random())
    end, interval '1 minute')
  where h.id = finish_channel.channel_id
  returning h.* into v_channel;
  if v_channel.state is distinct from 'open' then
    return jsonb_build_object('kept', false);
  end if;
  perform private.retire_channels(v_channel.connection_id, v_channel.calendar_id);
  -- As after the first notice of a channel that this verifies: nobody knows what changed before.
  if v_was_opening and v_channel.verified_at = now() then
    if v_channel.calendar_id is null then
      perform private.enqueue_announced_sync(a.id)
      from (select c.id from private.connections_of_account(v_channel.connection_id, p_is_connected => true) as c (id) order by c.id) as a;
    else
      perform private.enqueue_pull(v_channel.calendar_id, v_channel.connection_id, p_is_announced => true);
    end if;
  end if;
  return jsonb_build_object('kept', true);
end;
$function$;

ALTER FUNCTION "public"."finish_channel"(uuid, text, timestamp with time zone, boolean, boolean) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION public.finish_disconnect(connection_id uuid, is_incomplete boolean DEFAULT false)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_connection public.calendar_connections;
  v_secret private.connection_secrets;
begin
  select k.* into v_connection from public.calendar_connections as k where k.id = finish_disconnect.connection_id;
  v_connection := private.lock_connection(v_connection.id, v_connection.owner_id, p_is_leaving => true);
  select s.* into v_secret from private.connection_secrets as s where s.connection_id = v_connection.id;
  if v_secret.revoking_since is null then
    return jsonb_build_object('finished', true);
  end if;
  if finish_disconnect.is_incomplete or private.has_to_wait(v_connection, v_secret) then
    perform private.enqueue_finish_disconnect(
      v_connection.id, greatest(now() + interval '1 minute', private.blocked_until(v_connection.id))
    );
    return jsonb_build_object('finished', false);
  end if;
  perform private.erase_connection(v_connection.id);
  return jsonb_build_object('finished', true);
end;
$function$;

ALTER FUNCTION "public"."finish_disconnect"(uuid, boolean) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION public.finish_unchanged_pulls(calendar_ids uuid[], covered_from timestamp with time zone, covered_until timestamp with time zone, run_id uuid DEFAULT NULL::uuid, expected_cursor text DEFAULT NULL::text, next_cursor text DEFAULT NULL::text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform from public.calendars as c where c.id = any (finish_unchanged_pulls.calendar_ids) order by c.id for no key update;
  if next_cursor is not null then
    update private.calendar_sync as s set cursor = next_cursor
    where s.calendar_id = any (finish_unchanged_pulls.calendar_ids) and s.cursor = expected_cursor
      -- As for the pages of a run: another one has begun since.
      and s.run_id = finish_unchanged_pulls.run_id;
    if not found then
      return jsonb_build_object('finished', false);
    end if;
  end if;
  perform private.mark_synced(
    finish_unchanged_pulls.calendar_ids, finish_unchanged_pulls.covered_from, finish_unchanged_pulls.covered_until
  );
  -- Changes that were undone between two pulls leave some calendars as they were.
  perform private.enqueue_verify(p.event_key, p.calendar_id)
  from public.booking_calendar_events as p
  join public.bookings as b on b.id = p.booking_id
  where p.calendar_id = any (finish_unchanged_pulls.calendar_ids) and p.is_wanted and p.listed_at is null and p.state = 'pushed'
    and b.ends_at > greatest(now(), finish_unchanged_pulls.covered_from) and b.starts_at < finish_unchanged_pulls.covered_until;
  return jsonb_build_object('finished', true);
end;
$function$;

ALTER FUNCTION "public"."finish_unchanged_pulls"(uuid[], timestamp with time zone, timestamp with time zone, uuid, text, text) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION public.lose_channel(channel_id uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_channel private.channels;
  v_ids uuid[];
begin
  select h.* into v_channel from private.channels as h where h.id = lose_channel.channel_id;
  perform private.lock_watched(v_channel.connection_id, v_channel.calendar_id);
  delete from private.channels as h where h.id = lose_channel.channel_id;
  if not found then
    return null;
  end if;
  perform private.retire_channels(v_channel.connection_id, v_channel.calendar_id);
  v_ids := case
    when v_channel.calendar_id is null then array(select private.connections_of_account(v_channel.connection_id, p_is_connected => true))
    else array[v_channel.connection_id]
  end;
  perform private.want_pulls(a.id, v_channel.calendar_id) from (select unnest(v_ids) as id order by id) as a;
  perform from private.connection_sync as s where s.connection_id = any (v_ids) order by s.connection_id for no key update;
  update private.connection_sync as s set next_poll_at = least(s.next_poll_at, greatest(now(), private.quiet_until(s.connection_id)))
  where s.connection_id = any (v_ids);
  return null;
end;
$function$;

ALTER FUNCTION "public"."lose_channel"(uuid) OWNER TO "postgres";

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
    select h.id, h.connection_id, h.calendar_id, n.kinds, h.id = any (v_first) as is_first,
      -- As private.connections_of_account (connected ones), which would cost as much as all the rest if it were called for each.
      case when h.calendar_id is null then array(
        select o.id
        from private.connection_secrets as s
        join private.connection_secrets as t on t.account_key = s.account_key and t.sealed is not null and t.revoking_since is null
        join public.calendar_connections as o on o.id = t.connection_id and o.status <> 'disconnected'
        where s.connection_id = h.connection_id and o.provider = receive_notices.provider
      ) end as ids_of_account
    from (
      select s.id, array_agg(distinct s.kind) as kinds from jsonb_to_recordset(v_proven) as s (id uuid, kind text) group by s.id
    ) as n
    join private.channels as h on h.id = n.id
    where h.id = any (v_ids)
    order by h.connection_id, h.calendar_id
  loop
    if 'removed' = any (v_channel.kinds) then
      perform public.lose_channel(v_channel.id);
    elsif 'missed' = any (v_channel.kinds) then
      perform private.want_pulls(a.id, v_channel.calendar_id)
      from (select unnest(coalesce(v_channel.ids_of_account, array[v_channel.connection_id])) as id order by id) as a;
    end if;
    if v_channel.is_first then
      perform private.retire_channels(v_channel.connection_id, v_channel.calendar_id);
    end if;
    continue when v_channel.kinds = '{renew}';
    if v_channel.calendar_id is null then
      v_to_sync := v_to_sync || v_channel.ids_of_account;
    else
      perform private.enqueue_pull(
        v_channel.calendar_id, v_channel.connection_id, p_is_announced => true, p_tries => case when not v_channel.is_first then 0 end
      );
    end if;
  end loop;
  -- Whichever connection cares for the channel.
  perform private.enqueue_announced_syncs(v_to_sync);

  return coalesce((
    select jsonb_agg(case when n.position = any (v_positions) then 'accepted' else 'refused' end order by n.position)
    from jsonb_array_elements(notices) with ordinality as n (value, position)
  ), '[]');
end;
$function$;

CREATE OR REPLACE FUNCTION public.save_connection(owner_id uuid, provider text, account_key text, account_email text, host_id uuid, secret text, calendars jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_host_id uuid;
  v_connection public.calendar_connections;
  v_id uuid;
  v_linked uuid[];
begin
  -- Under the locks of the hosts nobody else connects the same account.
  perform private.lock_connection(null, save_connection.owner_id);
  v_host_id := (public.require_host(save_connection.owner_id, save_connection.host_id) ->> 'host_id')::uuid;

  select k.id into v_id
  from public.calendar_connections as k
  join private.connection_secrets as s on s.connection_id = k.id
  where k.owner_id = save_connection.owner_id and k.provider = save_connection.provider
    and private.account_key_form(s.account_key) = private.account_key_form(save_connection.account_key)
  -- There may be several from before spellings were compared: take the one in use.
  order by k.status = 'disconnected', s.account_key <> save_connection.account_key, k.created_at, k.id
  limit 1;
  if v_id is null then
    insert into public.calendar_connections (owner_id, provider, account_email)
    values (save_connection.owner_id, save_connection.provider, save_connection.account_email)
    returning id into v_id;
  else
    v_connection := private.lock_connection(v_id, save_connection.owner_id);
    update public.calendar_connections as k
    set status = 'active', last_error = null, account_email = save_connection.account_email
    where k.id = v_id;
  end if;
  insert into private.connection_secrets (connection_id, account_key, sealed)
  values (v_id, save_connection.account_key, save_connection.secret)
  on conflict on constraint connection_secrets_pkey do update
  -- The secret is sealed for the key that comes with it.
  set account_key = excluded.account_key, sealed = excluded.sealed, updated_at = now(), revoking_since = null, consent_claims = null, asks_consent = false;

  -- The first pull is queued below; later syncs keep their own pace.
  insert into private.connection_sync as s (connection_id, next_poll_at, relist_at)
  values (v_id, now() + private.jittered(60), now() + private.jittered(86400))
  on conflict on constraint connection_sync_pkey do update
  set next_poll_at = excluded.next_poll_at, relist_at = excluded.relist_at, listed_at = now(), failures = 0, refused_at = null,
    -- The provider has just let its owner in, whatever it asked for before.
    backoff_until = null, blocked_until = null;
  delete from private.calendar_watch as w where w.connection_id = v_id and w.watch_error <> 'not_watchable';

  v_linked := private.save_calendars(
    v_id, v_host_id,
    -- An account that is connected again for another host is new to that host.
    save_connection.host_id is not null and not exists (
      select from public.calendar_links as l
      join public.calendars as c on c.id = l.calendar_id
      where l.host_id = v_host_id and c.connection_id = v_id
    ),
    save_connection.calendars
  );
  if v_connection.status = 'disconnected' then
    select array_agg(c.id) into v_linked from public.calendars as c where c.connection_id = v_id;
  end if;
  -- The first target of a host: the primary one of these calendars if it is writable, else the first writable one of the owner's own.
  update public.calendar_links as l set is_booking_target = true
  where l.host_id = v_host_id
    and not exists (select from public.calendar_links as o where o.host_id = v_host_id and o.is_booking_target)
    and l.calendar_id = (
      select c.id
      from jsonb_array_elements(save_connection.calendars) with ordinality as a (value, position)
      join public.calendars as c on c.connection_id = v_id and c.provider_calendar_id = a.value ->> 'provider_calendar_id'
      join public.calendar_links as k on k.calendar_id = c.id and k.host_id = v_host_id
      where c.access = 'write' and c.id = any (v_linked)
        and ((a.value ->> 'is_primary')::boolean or (a.value ->> 'is_own')::boolean)
      order by coalesce((a.value ->> 'is_primary')::boolean, false) desc, a.position
      limit 1
    );
  perform private.restore_targets(save_connection.owner_id);
  perform private.resume_pushes(v_id);
  return jsonb_build_object('connection', private.connection_json(v_id));
end;
$function$;

ALTER TABLE "private"."calendar_watch" ADD CONSTRAINT "calendar_watch_connection_fkey" FOREIGN KEY (connection_id) REFERENCES public.calendar_connections(id) ON DELETE CASCADE;

ALTER TABLE "private"."calendar_watch" ADD CONSTRAINT "calendar_watch_key" UNIQUE NULLS NOT DISTINCT (connection_id, calendar_id);

ALTER TABLE "private"."channels" ADD CONSTRAINT "channels_connection_fkey" FOREIGN KEY (connection_id) REFERENCES public.calendar_connections(id) ON DELETE CASCADE;

ALTER TABLE "private"."connection_secrets" ADD CONSTRAINT "connection_secrets_claims_valid" CHECK (((jsonb_typeof((consent_claims)::jsonb) = 'object'::text) AND (octet_length(consent_claims) <= 4096)));

ALTER TABLE "private"."noticed_events" ADD CONSTRAINT "noticed_events_connection_fkey" FOREIGN KEY (connection_id) REFERENCES public.calendar_connections(id) ON DELETE CASCADE;

CREATE INDEX calendar_watch_calendar_idx ON private.calendar_watch USING btree (calendar_id);

CREATE INDEX channels_connection_idx ON private.channels USING btree (connection_id);

CREATE INDEX connection_secrets_account_idx ON private.connection_secrets USING hash (account_key);

CREATE TRIGGER channels_plan_update AFTER UPDATE ON private.channels FOR EACH ROW WHEN ((COALESCE((new.expires_at < old.expires_at), ((new.expires_at IS NOT NULL) AND (old.expires_at IS NULL))) OR COALESCE((new.renew_at < old.renew_at), ((new.renew_at IS NOT NULL) AND (old.renew_at IS NULL))) OR COALESCE((new.suspected_at < old.suspected_at), ((new.suspected_at IS NOT NULL) AND (old.suspected_at IS NULL))) OR (new.opened_at < old.opened_at) OR (new.close_after < old.close_after) OR ((new.state = 'closing'::text) AND (old.state <> 'closing'::text)) OR (new.connection_id <> old.connection_id))) EXECUTE FUNCTION private.plan_channel();

CREATE TRIGGER calendar_connections_hand_over BEFORE DELETE ON public.calendar_connections FOR EACH ROW EXECUTE FUNCTION private.hand_over_channels_of_deleted();

CREATE TRIGGER calendar_connections_plan_channels AFTER UPDATE OF status ON public.calendar_connections FOR EACH ROW WHEN ((((new.status = ANY (ARRAY['active'::text, 'error'::text])) AND (old.status <> ALL (ARRAY['active'::text, 'error'::text]))) OR ((new.status = 'needs_reconnect'::text) AND (old.status <> 'needs_reconnect'::text)))) EXECUTE FUNCTION private.plan_channels();

COMMENT ON COLUMN "private"."calendar_watch"."watch_message" IS 'The same for the owner; contains no title.';

COMMENT ON COLUMN "private"."channels"."calendar_id" IS 'Null: the channel is the account''s and stands for all its calendars, those of all connections of the account.';

COMMENT ON COLUMN "private"."channels"."connection_id" IS 'Whose credentials open, prolong and close it. The channel of an account goes to another connection of the account when this one cannot care for it any more (private.hand_over_channels).';

COMMENT ON COLUMN "private"."channels"."renew_at" IS 'When it is prolonged (is_renewable), or another channel is opened; this one is closed once that one is verified.';

COMMENT ON COLUMN "private"."channels"."renewed_at" IS 'When it was last prolonged. Demands to prolong it are ignored for ten minutes.';

COMMENT ON COLUMN "private"."channels"."resource_id" IS 'The provider''s name for what is watched, or for the channel; from the response, or from the first proven notice if that comes sooner.';

COMMENT ON COLUMN "private"."channels"."verified_at" IS 'Since when it is known that notices arrive: when the first one came, or when the opening itself showed it.';

COMMENT ON COLUMN "private"."connection_secrets"."asks_consent" IS 'Whether the next consent has to ask for permission again, because it was withdrawn.';

COMMENT ON COLUMN "private"."connection_secrets"."consent_claims" IS 'What the provider wants proven at the next consent: JSON, given back to it as it is (public.begin_oauth). Null: nothing.';

COMMENT ON COLUMN "private"."connection_sync"."announced_sync_at" IS 'When the last sync of the account began that a notice caused (public.begin_announced_sync).';

COMMENT ON COLUMN "private"."noticed_events"."due_at" IS 'The sync that begins then, or later, should show it; null: it was shown, or let go.';

COMMENT ON COLUMN "private"."noticed_events"."missed_at" IS 'When it was let go after all attempts though no calendar of the connection has it: most likely it is of one that is not read. Kept for ten minutes, in which others of that kind are let go after one sync.';

COMMENT ON COLUMN "private"."noticed_events"."provider_event_id" IS 'Empty: the notice named no event, so anything that changed shows it.';

COMMENT ON COLUMN "private"."noticed_events"."shown_version" IS 'The version that a pull last showed since the notice; a late notice of the same one is no news.';

COMMENT ON COLUMN "private"."noticed_events"."tries" IS 'How often the account was synced again because of it.';

COMMENT ON COLUMN "private"."noticed_events"."version" IS 'The version that the last notice named; null: none.';

COMMENT ON FUNCTION "private"."announced_sync_intervals"(uuid[]) IS 'The least time between the beginnings of two announced syncs, for each of these connections: at most three in a second for its account, which it shares with the other connections of the account.';

COMMENT ON FUNCTION "private"."calendars_to_watch"(uuid) IS 'The calendars of a connection that need a channel of their own now: there is none, it is due for renewal, or no notice of it came in 10 minutes (private.is_standing_channel). Without those that were refused recently (private.calendar_watch).';

COMMENT ON FUNCTION "private"."channels_due_at"(uuid) IS 'When a connection has to look after channels next: when the first of its own or of its account''s is due (private.channel_due_at), another attempt is permitted, or the backoff of the account ends; at least once a day.';

COMMENT ON FUNCTION "private"."channels_of_account"(uuid) IS 'The channels of the account of a connection, whichever of its connections cares for them.';

COMMENT ON FUNCTION "private"."channels_of_calendar"(uuid) IS 'The channels that stand for a calendar: its own, and those of its account, which may be in the care of another connection.';

COMMENT ON FUNCTION "private"."channels_to_close"(uuid) IS 'The channels that a connection can close now: its own, and those of its account whoever cares for them, so that none is in the way of the next one.';

COMMENT ON FUNCTION "private"."channels_to_renew"(uuid) IS 'The channels of a connection that are to be prolonged now; not those for which that failed recently (private.calendar_watch).';

COMMENT ON FUNCTION "private"."connection_json"(uuid) IS 'A connection with its calendars and their links, as the contract shows it. No secrets. blocked_until: its provider asked us to wait until then; next_try_at: it failed and is asked again then; both else null. push_error: why there is no channel for a calendar, so that it is polled (private.calendar_watch); null: nothing went wrong; push_error_code: the same as a code.';

COMMENT ON FUNCTION "private"."connections_of_account"(uuid, boolean) IS 'The connections of the account of a connection, itself among them: several owners may have connected it, and it has one account key for all. p_is_connected: without those that are disconnected or about to be. For the work of the service; no owner may learn of the others.';

COMMENT ON FUNCTION "private"."enqueue"(text, jsonb, text, text, timestamp with time zone, integer, integer, text) IS 'Adds a job in the caller''s transaction: it runs only if that commits. The same p_key replaces a waiting job (p_key_mode ''preserve_run_at'': at its old place in the queue); jobs of one p_queue run one at a time. Workers check five times a second; they are notified only of jobs that a visitor waits for (p_priority -10) or that a provider''s notice asks for (-6), never of what a booking adds. The only caller of graphile_worker.add_job (many at once: private.enqueue_announced_syncs); the service installs that schema before it is ready.';

COMMENT ON FUNCTION "private"."enqueue_announced_sync"(uuid, timestamp with time zone) IS 'Queues an announced sync of one account (private.enqueue_announced_syncs).';

COMMENT ON FUNCTION "private"."enqueue_announced_syncs"(uuid[], timestamp with time zone) IS 'Queues an announced sync of each of these accounts in its lane, now or at p_run_at: it pulls all its calendars that take somebody''s time or get bookings. For notices that name no calendar. Never before the provider permits it (private.blocked_until), and those of an account begin at least private.announced_sync_intervals apart. A waiting one is not doubled, only brought forward; a running one is followed by another. If an account needs a reconnect, its calendars are pulled when that is over. Beside private.enqueue the only caller of graphile-worker''s functions: it adds many jobs, and notifies workers of them.';

COMMENT ON FUNCTION "private"."erase_connection"(uuid, boolean) IS 'Ends a connection: erases its secret, removes its jobs and deletes its channels, whose notices no longer count. Calendars, links, events and logs stay as history; the account key stays so that a reconnect is recognised. The channel of an account is handed over if another connection needs it (private.hand_over_channels). Not p_is_revoked: its provider must still be notified, so secret and channels stay for the job that closes the channels, withdraws the consent and erases the rest. The caller holds the locks (private.lock_connection, p_is_leaving).';

COMMENT ON FUNCTION "private"."hand_over_channels"(uuid, boolean) IS 'A connection can no longer care for the channels of its account: gives them to another one of the account that needs them. If there is none, they stay where they are, or (p_is_leaving) are to be closed: whoever connects the account next opens another one. The caller has locked the account (private.lock_watched).';

COMMENT ON FUNCTION "private"."hand_over_channels_of_deleted"() IS 'The channel of an account outlives the connection that opened it, if another owner has connected the account (private.hand_over_channels).';

COMMENT ON FUNCTION "private"."has_healthy_channel"(uuid) IS 'Whether we are notified of changes of a calendar: a channel that stands for it is open, its notices arrive, and none was missed in the last day.';

COMMENT ON FUNCTION "private"."is_account_to_watch"(uuid) IS 'Whether a connection whose provider has one channel for all calendars of an account needs it now, for any of them. Not if it was refused recently (private.calendar_watch), or another connection of the account has one.';

COMMENT ON FUNCTION "private"."is_known_event"(uuid, text) IS 'Whether a calendar of a connection that takes somebody''s time or gets bookings has an event, or occurrences of it. False: only others have; null: none has.';

COMMENT ON FUNCTION "private"."is_standing_channel"(private.channels) IS 'Whether a channel makes another one unnecessary: it is about to be opened, or open and not due to be replaced. One that can be prolonged is never replaced while it lives.';

COMMENT ON FUNCTION "private"."judge_channels"(uuid) IS 'Judges the channels of a connection (private.retire_channels), and those of its account if nobody else holds any of its calendars, channels or plans. Returns whether all of them were judged. Waits for nobody: the caller holds the plan of the connection.';

COMMENT ON FUNCTION "private"."lock_connection"(uuid, uuid, boolean) IS 'Locks the hosts of an owner (bookings wait), the calendars of a connection and the connection; all null if it is not theirs. p_connection_id null locks the hosts only. p_is_leaving: it may end, which concerns the channels of its account, so the calendars of all connections of the account are locked (private.lock_watched).';

COMMENT ON FUNCTION "private"."lock_watched"(uuid, uuid) IS 'Locks what a channel stands for, before its channels: a calendar, or (p_calendar_id null) all calendars of an account by id, those of all its connections.';

COMMENT ON FUNCTION "private"."maintain_soon"(uuid, timestamp with time zone) IS 'Something changed that may concern the channels of an account: they are maintained at this instant, or sooner if that is already planned (public.enqueue_due_channels, which is waited for).';

COMMENT ON FUNCTION "private"."plan_channel"() IS 'A channel was added, is due sooner than before, was given to another connection, is to be closed, or was deleted without having been closed. The end of one of an account concerns all its connections: the next one may be for any of them to open. What makes it due later is found when it is maintained, so that a notice, which comes without the lock of the calendar, waits for no account.';

COMMENT ON FUNCTION "private"."plan_channels"() IS 'The channels of an account are maintained soon, because readable calendars that somebody needs are watched: an account lets us in again or no longer, was disconnected or connected; a calendar was read for the first time, or became (un)readable; a calendar takes somebody''s time or gets bookings, or no longer does (private.should_be_watched).';

COMMENT ON FUNCTION "private"."read_page"(jsonb) IS 'The fields of one page of a pull. Always: expected_cursor (null before the first pull), run_id, is_full (the run names everything), is_last, covered_from, covered_until (ISO 8601) and changes (at most 500: kind upsert or delete, and what private.upsert_events takes). Optional: next_cursor; names of series in unreadable_series, fully_listed_series, deleted_series, missing_series; object_states, the state of each object by its id, null to delete it; unknown_times, is_every_unknown; warning, for the owner; versions, of events by their ids, for notices that name one. Raises invalid_request.';

COMMENT ON FUNCTION "private"."record_failure"(uuid, text, text, boolean, boolean, boolean, bigint, text, boolean) IS 'Records a failure. If it concerns the whole account: the account backs off, longer each time (private.backoff), other accounts go on, and pulls that wait in its lane become part of the next sync. Whatever failed: as long as its provider asked, nothing at all asks the account (private.block_account). Refused credentials need a reconnect: at once if that is certain, else when they are still refused a minute later; the owner is notified once, and a rare sync checks whether the problem has gone. p_claims, p_asks_consent: what the next consent has to carry (public.begin_oauth).';

COMMENT ON FUNCTION "private"."record_watch_failure"(uuid, uuid, text, text, bigint) IS 'No channel could be opened or prolonged for a calendar, or for an account (p_calendar_id null): plans the next attempt, and keeps why, for the owner (p_message). not_watchable: in a week; misconfigured: in 6 h; channel_taken: at once the first time; else after 1 min, doubled each time up to 6 h, and never sooner than the provider asked for (in milliseconds); all 20 % more or less.';

COMMENT ON FUNCTION "private"."retire_channels"(uuid, uuid) IS 'Judges the channels of a calendar or (p_calendar_id null) of an account, which the caller has locked (private.lock_watched): gives those of a connection that cannot care for them to another one of the account (private.hand_over_channels), deletes those that ended, gives up one that was not verified in 10 minutes, closes older ones once a newer one is verified, and all if nobody needs them any more. A change without a notice within 60 s was missed; after the second one the channel is replaced.';

COMMENT ON FUNCTION "private"."show_noticed_events"(uuid, jsonb, text[], jsonb) IS 'A pull of a calendar named the events of these changes and these others: notices of them are over, unless it showed another version (p_versions: by event, if known) than the notice names.';

COMMENT ON FUNCTION "private"."suspect_channel"(uuid, uuid[], boolean) IS 'A pull wrote these rows, or found that foreign events were deleted: without a notice of that, the channels that stand for the calendar are suspected. Events of our own bookings do not count.';

COMMENT ON FUNCTION "private"."take_notices"(uuid[], jsonb) IS 'Records proven notices, [{position, id (of the channel), resource_id, kind, event_id, version}], with these channels, and the events that they tell of, for each connection of the account (private.noticed_events). Returns the channels that this verified: it was their first notice of a change.';

COMMENT ON FUNCTION "private"."want_pulls"(uuid, uuid, boolean) IS 'Something is known to have changed, or may have, in a calendar or (null) in all calendars of an account, or in those of them that take somebody''s time or get bookings (p_is_watched_only): the next sync of the account pulls them, whatever their channel says.';

COMMENT ON FUNCTION "private"."watchable_calendars"(uuid) IS 'The calendars of a connection that are readable and take somebody''s time or get bookings; none while the account backs off (private.quiet_until) or does not let us in.';

COMMENT ON FUNCTION "public"."begin_announced_sync"(uuid) IS 'An announced sync of an account begins (private.enqueue_announced_sync): it pulls the calendars that take somebody''s time or get bookings: {began_at}. Null if the connection is gone or disconnected; also while its provider asked us to wait, it needs a reconnect, or the last one began a moment ago: it is then put off.';

COMMENT ON FUNCTION "public"."begin_channel"(uuid, uuid, text, uuid) IS 'Announces that a channel is about to be opened, for a calendar or (calendar_id null) for all calendars of a connection; token_hash = SHA-256 (hex) of its token: {begun}. False: none is needed (any more), or another worker is about to open one.';

COMMENT ON FUNCTION "public"."begin_oauth"(uuid, uuid, uuid, text, text, boolean, uuid) IS 'Records that an owner is sent to a provider to give consent, for which they have 10 minutes: {claims, asks_consent, login_hint}: what the provider wants proven, whether it has to ask for permission again, and the address of the account that is connected again (connection_id). If none is named, the first two are those of the account that the provider refused last, if it wanted any. Raises not_found (no such host or connection of this owner).';

COMMENT ON FUNCTION "public"."begin_revoke"(uuid) IS 'What the service needs to revoke a connection: {connection (with its sealed secret), channels: [{id, resource_id}], is_shared: somebody else has connected the same account, so its consent must stay, may_retry: the disconnect is less than an hour old, so that what fails may be tried again}. Null if there is nothing to revoke: the connection is not (or no longer) being revoked, or must still wait (private.has_to_wait).';

COMMENT ON FUNCTION "public"."channels_to_maintain"(uuid, text[]) IS 'What the channels of an account need: {connection (with its sealed secret), open: calendars, opens_account: whether to open the one for all calendars (its provider is one of account_providers, which have those), renew: [{id, resource_id, calendar (null: the account''s)}], close: [{id, resource_id}], those of the account whoever opened them}. Null if the connection is deleted or disconnected, needs a reconnect, or backs off (private.quiet_until).';

COMMENT ON FUNCTION "public"."enqueue_due_channels"(text[], integer, text[]) IS 'Maintains the channels of at most max_count accounts that are due, the longest waiting first: judges them (private.judge_channels), queues maintenance for those of these providers that need it (account_providers: those of them with one channel for all calendars of an account), and plans the next check (private.channels_due_at): {enqueued, planned}. Accounts are found only by when they are due (connection_sync.maintain_at, brought forward by triggers). Call it again while planned = max_count; any number of processes may.';

COMMENT ON FUNCTION "public"."fail_channel"(uuid, text, boolean, boolean, bigint, text, uuid) IS 'A channel could not be opened or prolonged: {again}, whether to try another one at once (private.record_watch_failure says when else). is_uncertain: the provider may have granted it; its first notice will show that, and no other one is requested for 10 minutes. is_account_wide: the other calendars of the account back off as well. A channel that could not be prolonged stays open. connection_id: whose attempt it was.';

COMMENT ON FUNCTION "public"."fail_pull"(uuid, text, text, boolean, boolean, boolean, bigint, boolean, boolean, text, boolean) IS 'Records the failure of a pull on calendar, connection and log: {account_failed}. The calendar is retried later each time, by its own count of failures; a failure that concerns the account is counted there as well (private.record_failure). is_unanswered: nobody knows yet whether the calendar or its server is to blame; if it is the server, only the account counts it. Events stay as they are: rule 9 decides what that means for slots. A calendar that is missing twice is no longer a failure: private.record_missing_calendar.';

COMMENT ON FUNCTION "public"."fail_sync"(uuid, text, text, boolean, boolean, bigint, text, boolean) IS 'A sync, or anything else that concerns the whole account, could not reach it: records that on the account, its calendars and the log, and plans the next sync (private.record_failure).';

COMMENT ON FUNCTION "public"."finish_announced_sync"(uuid, timestamp with time zone, boolean, integer[]) IS 'An announced sync of an account ended that began then. Another one follows for events that a notice told of and that no pull has shown: after the next of lags_ms (milliseconds, at most a minute each), and after the last one the notice is let go. A notice without an event is over if anything was found (has_found). Notices name events of calendars that are not read, too. One that only such a calendar is known to have is let go at once, and one that is not known at all if another one was let go after all attempts in the last ten minutes: polls find what that misses.';

COMMENT ON FUNCTION "public"."finish_channel"(uuid, text, timestamp with time zone, boolean, boolean) IS 'The provider granted a channel, or prolonged it: {kept}. is_verified: the opening showed that notices arrive; what it stands for is then read. It is renewed after 70 to 80 % of its granted life; one that can be prolonged (is_renewable) at half of it or 48 hours before its end, whichever is sooner, but not before a quarter of it. False: it was given up meanwhile and must be closed.';

COMMENT ON FUNCTION "public"."finish_disconnect"(uuid, boolean) IS 'Ends a connection that is being revoked as soon as nothing needs its secret (private.has_to_wait): {finished}. Does nothing if it was connected again meanwhile. is_incomplete: its provider could not be told of all of it and will be told again, in a minute (public.begin_revoke).';

COMMENT ON FUNCTION "public"."finish_unchanged_pulls"(uuid[], timestamp with time zone, timestamp with time zone, uuid, text, text) IS 'The provider said that nothing changed in these calendars: refreshes last_synced_at and coverage, without the locks of hosts and without a log row: {finished}. next_cursor: the cursor of this one calendar changed although nothing else did; it replaces expected_cursor if no other run than run_id began and nobody replaced it meanwhile, else nothing is done ({finished: false}). Own events that no pull has shown since they were written are checked directly.';

COMMENT ON FUNCTION "public"."lose_channel"(uuid) IS 'The provider does not know a channel any more: another one is opened, and all that it stood for is read, because nobody knows what changed meanwhile.';

COMMENT ON FUNCTION "public"."receive_notices"(text, jsonb) IS 'A provider called: for each of [{channel_id, resource_id, token_hash, kind, event_id, version}] whether it is accepted or refused, in order. kind (null: changed): opened, changed: queues one pull of the calendar or, for the channel of an account, one sync of each of its connections (private.enqueue_announced_syncs), which must show event_id in this version; a running one is followed by another. renew: the channel is prolonged or replaced, once in ten minutes. removed: it is opened anew; that and missed have everything read that it stands for. The first notice of a change verifies a channel. Channels that are unknown, another provider''s, over, to be closed, or of another resource or token cause no work.';

COMMENT ON TABLE "private"."calendar_watch" IS 'Calendars, or accounts (calendar_id null), for which no channel could be opened or prolonged: why, and when to try again.';

COMMENT ON TABLE "private"."channels" IS 'Channels by which a provider notifies us of changes of a calendar, or of any calendar of an account. A row exists before the provider is asked for the channel: the first notice may come before the response.';

COMMENT ON TABLE "private"."noticed_events" IS 'Events of which a notice of an account''s channel told, until a pull has shown them. The provider''s lists may be behind its notices, so the account is synced again (public.finish_announced_sync). A minute after it was shown, or let go, a row is deleted.';

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
        'public.finish_disconnect(uuid, boolean)',
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
    ('function', 'private.announced_sync_intervals(uuid[])'),
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
    ('function', 'public.finish_disconnect(uuid, boolean)'),
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
