-- Written by npm run db:diff from sql/. Read it before it is committed: data are kept only where it says so.
-- squawk-ignore-file constraint-missing-not-valid, adding-foreign-key-constraint, adding-not-nullable-field, require-concurrent-index-creation, adding-field-with-default, ban-drop-not-null, require-concurrent-index-deletion

set local check_function_bodies = off;

DROP TRIGGER "hosts_plan_forgetting" ON "public"."hosts";

DROP INDEX "public"."bookings_calendar_idx";

DROP INDEX "public"."bookings_expiring_idx";

DROP FUNCTION "public"."explain_slots"(uuid, timestamp with time zone, timestamp with time zone, integer, timestamp with time zone[]);

DROP FUNCTION "public"."forget_due_visitors"(integer);

DROP FUNCTION "public"."service_status"();

CREATE TABLE "private"."calendar_audits" ("calendar_id" uuid NOT NULL, "audited_at" timestamp with time zone NOT NULL DEFAULT now(), "outcome" text NOT NULL, "listed" integer NOT NULL, "drift" jsonb NOT NULL DEFAULT '{}'::jsonb, CONSTRAINT "calendar_audits_drift_object" CHECK ((jsonb_typeof(drift) = 'object'::text)), CONSTRAINT "calendar_audits_outcome_known" CHECK ((outcome = ANY (ARRAY['equal'::text, 'repaired'::text, 'held_back'::text, 'failed'::text]))), CONSTRAINT "calendar_audits_pkey" PRIMARY KEY (calendar_id));

ALTER TABLE "private"."calendar_audits" OWNER TO "postgres";

CREATE TABLE "private"."history" ("id" bigint GENERATED ALWAYS AS IDENTITY NOT NULL, "subject" uuid NOT NULL, "kind" text NOT NULL, "row_id" uuid NOT NULL, "valid_until" timestamp with time zone NOT NULL DEFAULT now(), "is_deleted" boolean NOT NULL, "was" jsonb NOT NULL, CONSTRAINT "history_pkey" PRIMARY KEY (subject, kind, valid_until, id), CONSTRAINT "history_was_object" CHECK ((jsonb_typeof(was) = 'object'::text)));

ALTER TABLE "private"."history" OWNER TO "postgres";

CREATE TABLE "private"."lost_bookings" ("id" uuid NOT NULL DEFAULT gen_random_uuid(), "calendar_id" uuid NOT NULL, "provider_event_id" text NOT NULL, "booking_id" uuid NOT NULL, "found_at" timestamp with time zone NOT NULL DEFAULT now(), "notified_at" timestamp with time zone, "acknowledged_at" timestamp with time zone, CONSTRAINT "lost_bookings_event_key" UNIQUE (calendar_id, provider_event_id), CONSTRAINT "lost_bookings_pkey" PRIMARY KEY (id));

ALTER TABLE "private"."lost_bookings" OWNER TO "postgres";

CREATE TABLE "private"."prunings" ("kind" text NOT NULL, "pruned_until" timestamp with time zone NOT NULL, CONSTRAINT "prunings_pkey" PRIMARY KEY (kind));

ALTER TABLE "private"."prunings" OWNER TO "postgres";

CREATE UNLOGGED TABLE "private"."rate_buckets" ("key" text NOT NULL, "full_at" timestamp with time zone NOT NULL, "granted" integer NOT NULL, CONSTRAINT "rate_buckets_pkey" PRIMARY KEY (key));

ALTER TABLE "private"."rate_buckets" OWNER TO "postgres";

ALTER TABLE "public"."booking_calendar_events" SET (fillfactor=70);

ALTER TABLE "public"."bookings" SET (fillfactor=80);

ALTER TABLE "public"."notifications" SET (fillfactor=70);

ALTER TABLE "private"."calendar_sync" ADD COLUMN "tidy_at" timestamp with time zone NOT NULL DEFAULT (now() + '7 days'::interval);

ALTER TABLE "private"."calendar_sync" ADD COLUMN "restored_at" timestamp with time zone;

ALTER TABLE "private"."connection_secrets" ADD COLUMN "is_pruned" boolean NOT NULL DEFAULT false;

ALTER TABLE "private"."connection_sync" ADD COLUMN "audit_at" timestamp with time zone NOT NULL DEFAULT (now() + '7 days'::interval);

ALTER TABLE "private"."host_versions" ADD COLUMN "history_since" timestamp with time zone NOT NULL DEFAULT now();

ALTER TABLE "public"."calendars" ADD COLUMN "stores_titles" boolean NOT NULL DEFAULT true;

ALTER TABLE "public"."synced_events" ADD COLUMN "created_at" timestamp with time zone NOT NULL DEFAULT now();

CREATE OR REPLACE FUNCTION private.asked_at()
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return current_setting('openslot.asked_at')::timestamptz;
end;
$function$;

ALTER FUNCTION "private"."asked_at"() OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.blocked_instants_then(p_rules private.slot_rules, p_range tstzrange)
 RETURNS TABLE(blocked_period_id uuid, kind text, during tstzrange, reason text)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return query
  select p.id, p.kind, d.during, p.reason
  from private.rows_then(null::public.blocked_periods) as p
  cross join lateral (
    select case when p.start_date is null
      then tstzrange(p.starts_at, p.ends_at)
      else tstzrange(
        private.day_start(p.start_date, p_rules.host_zone), private.day_start(p.end_date + 1, p_rules.host_zone)
      )
    end as during
  ) as d
  where p.host_id = p_rules.host_id
    and (p.event_type_id is null or p.event_type_id = p_rules.event_type_id)
    and (p.start_date is null or p.start_date <= (upper(p_range) at time zone 'UTC')::date + 1)
    and (p.end_date is null or p.end_date >= (lower(p_range) at time zone 'UTC')::date - 1)
    and d.during && p_range;
end;
$function$;

ALTER FUNCTION "private"."blocked_instants_then"(private.slot_rules, tstzrange) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.blocking_calendars(p_host_id uuid)
 RETURNS TABLE(calendar_id uuid, time_zone text, is_connected boolean, last_synced_at timestamp with time zone, covered_until timestamp with time zone)
 LANGUAGE plpgsql
 STABLE ROWS 4
 SET search_path TO ''
AS $function$
begin
  return query
  with linked as materialized (
    select c.id, c.connection_id, c.time_zone, c.last_synced_at, c.covered_until
    from public.calendar_links as l
    join public.calendars as c on c.id = l.calendar_id
    where l.host_id = p_host_id and l.blocks_availability
  ),
  -- Calendars of one account are many: it is looked up once.
  account as materialized (
    select k.id, k.status
    from (select distinct l.connection_id as id from linked as l) as i
    join public.calendar_connections as k on k.id = i.id
    where k.status <> 'disconnected'
  )
  select l.id, l.time_zone, a.status = 'active', l.last_synced_at, l.covered_until
  from linked as l
  join account as a on a.id = l.connection_id;
end;
$function$;

CREATE OR REPLACE FUNCTION private.blocking_calendars_then(p_host_id uuid)
 RETURNS TABLE(calendar_id uuid, time_zone text, is_connected boolean, last_synced_at timestamp with time zone, covered_until timestamp with time zone)
 LANGUAGE plpgsql
 STABLE ROWS 4
 SET search_path TO ''
AS $function$
begin
  return query
  with linked as materialized (
    select c.id, c.connection_id, c.time_zone, c.last_synced_at, c.covered_until
    from private.rows_then(null::public.calendar_links) as l
    join private.rows_then(null::public.calendars) as c on c.id = l.calendar_id
    where l.host_id = p_host_id and l.blocks_availability
  ),
  -- Calendars of one account are many: it is looked up once.
  account as materialized (
    select k.id, k.status
    from (select distinct l.connection_id as id from linked as l) as i
    join private.rows_then(null::public.calendar_connections) as k on k.id = i.id
    where k.status <> 'disconnected'
  )
  select l.id, l.time_zone, a.status = 'active', l.last_synced_at, l.covered_until
  from linked as l
  join account as a on a.id = l.connection_id;
end;
$function$;

ALTER FUNCTION "private"."blocking_calendars_then"(uuid) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.booked_sessions(p_host_id uuid, p_range tstzrange, p_now timestamp with time zone, p_except uuid DEFAULT NULL::uuid)
 RETURNS TABLE(event_type_id uuid, during tstzrange, taken bigint, has_hold boolean, has_booking boolean, booking_ids uuid[], buffer_before interval, buffer_after interval)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  -- No buffer is longer than a day (constraint event_types_buffers_valid).
  v_from constant timestamptz := lower(p_range) - interval '24 hours';
  v_until constant timestamptz := upper(p_range) + interval '24 hours';
begin
  return query
  -- Read once, not for each booking: a booking's event type is one of its host.
  with types as materialized (
    select e.id, e.buffer_before_minutes, e.buffer_after_minutes from public.event_types as e where e.host_id = p_host_id
  )
  select
    b.event_type_id, b.during, count(*), bool_or(b.status = 'held'), bool_or(b.status <> 'held'), array_agg(b.id order by b.created_at),
    make_interval(mins => e.buffer_before_minutes), make_interval(mins => e.buffer_after_minutes)
  from (
    select k.*
    from public.bookings as k
    where k.host_id = p_host_id
      and k.status in ('held', 'pending', 'confirmed')
      and (k.status = 'confirmed' or coalesce(k.expires_at > p_now, true))
      and k.id is distinct from p_except
      and k.ends_at > v_from and k.starts_at < v_until
    -- By host and time alone: else the planner looks for each event type.
    offset 0
  ) as b
  join types as e on e.id = b.event_type_id
  group by b.event_type_id, b.during, e.buffer_before_minutes, e.buffer_after_minutes;
end;
$function$;

CREATE OR REPLACE FUNCTION private.booked_sessions_then(p_host_id uuid, p_range tstzrange, p_now timestamp with time zone, p_except uuid DEFAULT NULL::uuid)
 RETURNS TABLE(event_type_id uuid, during tstzrange, taken bigint, has_hold boolean, has_booking boolean, booking_ids uuid[], buffer_before interval, buffer_after interval)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  -- No buffer is longer than a day (constraint event_types_buffers_valid).
  v_from constant timestamptz := lower(p_range) - interval '24 hours';
  v_until constant timestamptz := upper(p_range) + interval '24 hours';
begin
  return query
  -- Read once, not for each booking: a booking's event type is one of its host.
  with types as materialized (
    select e.id, e.buffer_before_minutes, e.buffer_after_minutes from private.rows_then(null::public.event_types) as e where e.host_id = p_host_id
  )
  select
    b.event_type_id, b.during, count(*), bool_or(b.status = 'held'), bool_or(b.status <> 'held'), array_agg(b.id order by b.created_at),
    make_interval(mins => e.buffer_before_minutes), make_interval(mins => e.buffer_after_minutes)
  from (
    select k.*
    from private.rows_then(null::public.bookings) as k
    where k.host_id = p_host_id
      and k.status in ('held', 'pending', 'confirmed')
      and (k.status = 'confirmed' or coalesce(k.expires_at > p_now, true))
      and k.id is distinct from p_except
      and k.ends_at > v_from and k.starts_at < v_until
    -- By host and time alone: else the planner looks for each event type.
    offset 0
  ) as b
  join types as e on e.id = b.event_type_id
  group by b.event_type_id, b.during, e.buffer_before_minutes, e.buffer_after_minutes;
end;
$function$;

ALTER FUNCTION "private"."booked_sessions_then"(uuid, tstzrange, timestamp with time zone, uuid) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.bookings_without_event(p_calendar_id uuid, p_run_id uuid, p_listed text[], p_unreadable text[], p_covered_from timestamp with time zone, p_covered_until timestamp with time zone, p_is_whole boolean)
 RETURNS TABLE(kind text)
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_event record;
  v_host_id uuid;
  v_missing integer;
begin
  for v_event in
    select p.event_key, p.provider_event_id, p.state, p.revision, p.pushed_revision, p.pushed_at,
      b.starts_at < p_covered_until as is_covered,
      exists (
        select from public.booking_conflicts as k where k.booking_id = b.id and k.kind in ('moved', 'deleted') and k.resolved_at is null
      ) as is_open
    from public.booking_calendar_events as p
    join public.bookings as b on b.id = p.booking_id
    where p.calendar_id = p_calendar_id and p.is_wanted and b.status = 'confirmed' and b.ends_at > greatest(now(), p_covered_from)
    order by p.event_key
  loop
    if v_event.pushed_revision is distinct from v_event.revision then
      if private.is_writable(p_calendar_id) and not v_event.is_open and not exists (
        select from graphile_worker.jobs as j
        where j.key = format('push:%s:%s', v_event.event_key, p_calendar_id) and j.attempts < j.max_attempts
      ) then
        perform private.enqueue_push(v_event.event_key, p_calendar_id);
        kind := 'booking_unwritten';
        return next;
      end if;
    elsif p_is_whole and v_event.is_covered and not v_event.is_open and v_event.provider_event_id is not null
      -- The listing may not have seen an event that was written after it began.
      and v_event.pushed_at < (select s.last_attempt_at from private.calendar_sync as s where s.calendar_id = p_calendar_id)
      and not v_event.provider_event_id = any (p_listed || p_unreadable)
    then
      perform private.enqueue_verify(v_event.event_key, p_calendar_id, p_run_id);
      kind := 'booking_lost';
      return next;
    end if;
  end loop;

  for v_host_id in
    select l.host_id from public.calendar_links as l
    where l.calendar_id = p_calendar_id and l.is_booking_target and private.is_writable(p_calendar_id)
  loop
    v_missing := (
      select count(*)
      from public.bookings as b
      where b.host_id = v_host_id and b.status = 'confirmed' and b.ends_at > now()
        and not private.has_calendar_event(b.id)
        and not exists (
          select from public.booking_conflicts as k where k.booking_id = b.id and k.kind = 'deleted' and k.resolved_at is null
        )
    );
    if v_missing > 0 then
      perform private.enqueue(
        'plan_missing_pushes', jsonb_build_object('host_id', v_host_id), p_key => 'plan_missing_pushes:' || v_host_id
      );
      return query select 'booking_unplanned' from generate_series(1, v_missing);
    end if;
  end loop;
end;
$function$;

ALTER FUNCTION "private"."bookings_without_event"(uuid, uuid, text[], text[], timestamp with time zone, timestamp with time zone, boolean) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.bump_versions_of_lost_bookings()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform private.bump_owner_versions(
    array(select distinct c.owner_id from new_rows as n join public.calendars as c on c.id = n.calendar_id), '{connections}'
  );
  return null;
end;
$function$;

ALTER FUNCTION "private"."bump_versions_of_lost_bookings"() OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.busy_days_then()
 RETURNS SETOF private.busy_days
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return query
  select
    e.calendar_id, d.day,
    case when e.is_all_day then '{}' else tstzmultirange(
      e.during * tstzrange(d.day::timestamp at time zone 'UTC', (d.day + 1)::timestamp at time zone 'UTC')
    ) end,
    e.is_all_day
  from private.rows_then(null::public.synced_events) as e
  cross join lateral (
    select
      case when e.is_all_day then e.start_date else (e.starts_at at time zone 'UTC')::date end as first_day,
      case when e.is_all_day then e.end_date - 1 else ((e.ends_at at time zone 'UTC') - interval '1 microsecond')::date end as last_day
  ) as f
  cross join lateral (select f.first_day + i from generate_series(0, f.last_day - f.first_day) as i) as d (day)
  where e.is_busy and e.deleted_at is null and e.booking_id is null and not e.is_long and (e.is_all_day or e.ends_at > e.starts_at);
end;
$function$;

ALTER FUNCTION "private"."busy_days_then"() OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.calendar_problems(p_owner_id uuid, p_host_ids uuid[])
 RETURNS SETOF jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return query
  select jsonb_build_object(
    'kind', 'connection', 'connection_id', k.id, 'provider', k.provider, 'account_email', k.account_email, 'status', k.status,
    'message', k.last_error
  )
  from public.calendar_connections as k
  where k.owner_id = p_owner_id and k.status in ('needs_reconnect', 'error') and (
    exists (
      select from public.calendars as c join public.calendar_links as l on l.calendar_id = c.id
      where c.connection_id = k.id and l.host_id = any (p_host_ids)
    )
    or not exists (select from public.calendars as c join public.calendar_links as l on l.calendar_id = c.id where c.connection_id = k.id)
  )
  order by k.created_at, k.id;

  return query
  select jsonb_build_object(
    'kind', 'calendar', 'calendar_id', c.id, 'calendar_name', c.name, 'connection_id', c.connection_id,
    'host_ids', jsonb_agg(h.id order by h.created_at, h.id), 'last_synced_at', private.iso_instant(c.last_synced_at),
    'message', coalesce(c.sync_error, min(private.unread_text(c.last_synced_at, make_interval(mins => h.stale_after_minutes), now())))
  )
  from public.hosts as h
  cross join lateral private.unknown_spans(
    jsonb_populate_record(null::private.slot_rules, jsonb_build_object(
      'host_id', h.id, 'host_zone', h.time_zone, 'stale_after', make_interval(mins => h.stale_after_minutes)
    )), now()
  ) as u
  join public.calendars as c on c.id = u.calendar_id
  join public.calendar_connections as k on k.id = c.connection_id and k.status = 'active'
  where h.id = any (p_host_ids) and u.unknown_time_id is null and u.span @> now()
  group by c.id
  order by c.name, c.id;

  return query
  select jsonb_build_object('kind', 'unknown_time', 'calendar_id', c.id, 'calendar_name', c.name) || private.unknown_time_json(t)
  from (
    select distinct b.calendar_id from unnest(p_host_ids) as h (id) cross join lateral private.blocking_calendars(h.id) as b
  ) as b
  join public.calendars as c on c.id = b.calendar_id
  cross join lateral (
    select u.* from private.unknown_times as u
    where u.calendar_id = c.id and u.acknowledged_at is null and (u.until_day is null or u.until_day >= (now() at time zone 'UTC')::date - 1)
    order by u.from_day nulls first, u.id limit 20
  ) as t
  order by t.from_day nulls first, t.id;

  return query
  select jsonb_build_object(
    'kind', 'lost_booking', 'calendar_id', c.id, 'calendar_name', c.name, 'connection_id', c.connection_id,
    'message', 'This booking is in your calendar only: it was made after the backup that was restored.'
  ) || o.shown
  from public.calendars as c
  cross join lateral private.open_lost_bookings(c.id) as o
  where c.id = any (array(select l.calendar_id from public.calendar_links as l where l.host_id = any (p_host_ids)))
  order by o.shown ->> 'start', o.shown ->> 'id'
  limit 20;

  return query
  select jsonb_build_object(
    'kind', 'booking_target', 'host_id', t.host_id, 'calendar_id', t.target ->> 'calendar_id', 'calendar_name', t.target ->> 'calendar_name',
    'change', t.target -> 'change', 'message', format('"%s" no longer gets the bookings.', t.target -> 'change' ->> 'calendar_name')
  )
  from (
    select c.host_id, private.booking_target_json(c.host_id) as target
    from private.booking_target_changes as c where c.host_id = any (p_host_ids)
  ) as t
  order by t.host_id;
end;
$function$;

CREATE OR REPLACE FUNCTION private.closed_span(p_day date, p_start_time time without time zone, p_end_time time without time zone)
 RETURNS tsrange
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return tsrange(p_day + coalesce(p_start_time, time '00:00'), p_day + coalesce(p_end_time, time '24:00'));
end;
$function$;

ALTER FUNCTION "private"."closed_span"(date, time without time zone, time without time zone) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.closed_wall_time(p_rules private.slot_rules, p_from date, p_until date)
 RETURNS TABLE(override_id uuid, wall tsrange, label text)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return query
  select
    o.id,
    private.closed_span(o.override_date, o.start_time, o.end_time),
    o.label
  from public.availability_overrides as o
  where o.host_id = p_rules.host_id
    and (o.event_type_id is null or o.event_type_id = p_rules.event_type_id)
    and o.override_date >= p_from and o.override_date < p_until
    and o.effect = 'closed';
end;
$function$;

CREATE OR REPLACE FUNCTION private.closed_wall_time_then(p_rules private.slot_rules, p_from date, p_until date)
 RETURNS TABLE(override_id uuid, wall tsrange, label text)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return query
  select
    o.id,
    private.closed_span(o.override_date, o.start_time, o.end_time),
    o.label
  from private.rows_then(null::public.availability_overrides) as o
  where o.host_id = p_rules.host_id
    and (o.event_type_id is null or o.event_type_id = p_rules.event_type_id)
    and o.override_date >= p_from and o.override_date < p_until
    and o.effect = 'closed';
end;
$function$;

ALTER FUNCTION "private"."closed_wall_time_then"(private.slot_rules, date, date) OWNER TO "postgres";

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
      'next_poll_at', (
        select private.iso_instant(s.next_poll_at) from private.connection_sync as s where s.connection_id = k.id and k.status <> 'disconnected'
      ),
      'sync_mark', (
        select to_char(max(c.last_synced_at) at time zone 'UTC', 'YYYYMMDDHH24MISSUS') from public.calendars as c where c.connection_id = k.id
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
          'policy', c.policy, 'stores_titles', c.stores_titles,
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
          ), '[]'),
          'lost_bookings', coalesce((select jsonb_agg(o.shown) from private.open_lost_bookings(c.id) as o), '[]')
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

CREATE OR REPLACE FUNCTION private.double_bookings(p_booking_ids uuid[])
 RETURNS TABLE(booking_id uuid, other_booking_id uuid)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
begin
  return query
  with mine as materialized (
    select b.id, b.host_id, b.calendar_id, b.during
    from public.bookings as b
    where b.id = any (p_booking_ids) and b.ends_at > now()
      and (b.status = 'confirmed' or (b.status = 'pending' and coalesce(b.expires_at > now(), true)))
  ),
  near as (
    -- One by one, and by these keys alone: else the planner may scan all bookings.
    select m.id as booking_id, o.*
    from mine as m
    join public.calendar_links as l on l.calendar_id = m.calendar_id and l.blocks_availability and l.host_id <> m.host_id
    cross join lateral (
      select b.id, b.status, b.ends_at, b.expires_at
      from public.bookings as b
      where b.host_id = l.host_id and b.ends_at > lower(m.during) and b.starts_at < upper(m.during) and b.status in ('pending', 'confirmed')
      offset 0
    ) as o
    where not private.is_disconnected(l.calendar_id)
    union
    select m.id, o.id, o.status, o.ends_at, o.expires_at
    from mine as m
    join public.calendar_links as l on l.host_id = m.host_id and l.blocks_availability
    cross join lateral (
      select b.* from public.bookings as b where b.calendar_id = l.calendar_id and b.ends_at > lower(m.during) and b.starts_at < upper(m.during) offset 0
    ) as o
    where o.host_id <> m.host_id and o.status in ('pending', 'confirmed') and not private.is_disconnected(l.calendar_id)
  )
  select n.booking_id, n.id
  from near as n
  where n.ends_at > now() and (n.status = 'confirmed' or coalesce(n.expires_at > now(), true));
end;
$function$;

CREATE OR REPLACE FUNCTION private.enqueue(p_task text, p_payload jsonb, p_key text DEFAULT NULL::text, p_queue text DEFAULT NULL::text, p_run_at timestamp with time zone DEFAULT NULL::timestamp with time zone, p_max_attempts integer DEFAULT NULL::integer, p_priority integer DEFAULT NULL::integer, p_key_mode text DEFAULT NULL::text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'private', 'pg_catalog'
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
AS $function$
begin
  perform graphile_worker.add_job(
    p_task, p_payload::json, queue_name => p_queue, run_at => p_run_at, max_attempts => p_max_attempts,
    job_key => p_key, priority => p_priority, job_key_mode => p_key_mode
  );
end;
$function$;

CREATE OR REPLACE FUNCTION private.enqueue_announced_syncs(p_connection_ids uuid[], p_run_at timestamp with time zone DEFAULT NULL::timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'private', 'pg_catalog'
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
  -- All at once, for a provider may tell of hundreds of accounts in one call.
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

CREATE OR REPLACE FUNCTION private.enqueue_audit(p_connection_id uuid, p_calendar_ids uuid[] DEFAULT NULL::uuid[], p_run_at timestamp with time zone DEFAULT NULL::timestamp with time zone, p_tries integer DEFAULT 0)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  perform private.enqueue(
    'audit_account',
    jsonb_strip_nulls(jsonb_build_object(
      'connection_id', p_connection_id, 'calendar_ids', to_jsonb(p_calendar_ids), 'tries', nullif(p_tries, 0)
    )),
    p_key => 'audit:' || p_connection_id, p_queue => 'connection:' || p_connection_id, p_max_attempts => 3,
    p_run_at => greatest(p_run_at, private.quiet_until(p_connection_id)), p_priority => 10
  );
end;
$function$;

ALTER FUNCTION "private"."enqueue_audit"(uuid, uuid[], timestamp with time zone, integer) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.enqueue_blind_check(p_calendar_id uuid, p_since timestamp with time zone DEFAULT NULL::timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  perform private.enqueue(
    'check_blind_period', jsonb_strip_nulls(jsonb_build_object('calendar_id', p_calendar_id, 'since', p_since)),
    p_key => 'check_blind_period:' || p_calendar_id
  );
end;
$function$;

ALTER FUNCTION "private"."enqueue_blind_check"(uuid, timestamp with time zone) OWNER TO "postgres";

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
  set sealed = null, updated_at = now(), is_pruned = false, revoking_since = null, consent_claims = null, asks_consent = false
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

CREATE OR REPLACE FUNCTION private.excess_rights()
 RETURNS TABLE(fault text, remedy text)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_table_privileges text[] := '{select,insert,update,delete,truncate,references,trigger}';
begin
  -- Older ones do not know its name.
  if current_setting('server_version_num')::integer >= 170000 then
    v_table_privileges := v_table_privileges || 'maintain'::text;
  end if;
  return query
  with lists as materialized (select l.kind, l.id, l.name from private.own_object_ids() as l),
  declared as materialized (
    select d.role, d.privilege, d.column_name,
      case d.kind when 'function' then to_regprocedure(d.object)::oid else to_regclass(d.object)::oid end as id
    from private.declared_rights() as d
    where d.role in ('anon', 'authenticated')
  ),
  roles (role) as (values ('anon'), ('authenticated')),
  held as (
    select r.role, 'execute' as privilege, null::text as column_name, l.kind, l.id, l.name
    from lists as l cross join roles as r
    where l.kind = 'function' and has_function_privilege(r.role, l.id, 'execute')
    union all
    select r.role, p.privilege, null, l.kind, l.id, l.name
    from lists as l cross join roles as r
    cross join unnest(v_table_privileges) as p (privilege)
    where l.kind = 'table' and has_table_privilege(r.role, l.id, p.privilege)
    union all
    select r.role, p.privilege, a.attname::text, 'table', l.id, l.name
    from lists as l cross join roles as r
    cross join unnest('{select,insert,update,references}'::text[]) as p (privilege)
    join pg_catalog.pg_attribute as a on a.attrelid = l.id and a.attnum > 0 and not a.attisdropped
    where l.kind = 'table' and has_any_column_privilege(r.role, l.id, p.privilege) and not has_table_privilege(r.role, l.id, p.privilege)
      and has_column_privilege(r.role, l.id, a.attnum, p.privilege)
    union all
    select r.role, p.privilege, null, l.kind, l.id, l.name
    from lists as l cross join roles as r cross join unnest('{usage,select,update}'::text[]) as p (privilege)
    where l.kind = 'sequence' and has_sequence_privilege(r.role, l.id, p.privilege)
    union all
    select r.role, 'usage', null, l.kind, l.id, l.name
    from lists as l cross join roles as r where l.kind = 'type' and has_type_privilege(r.role, l.id, 'usage')
    union all
    select r.role, p.privilege, null, l.kind, l.id, l.name
    from lists as l cross join roles as r cross join unnest('{usage,create}'::text[]) as p (privilege)
    where l.kind = 'schema' and has_schema_privilege(r.role, l.id, p.privilege)
  )
  select format('%s has %s%s on %s %s', h.role, h.privilege, ' (' || h.column_name || ')', h.kind, h.name),
    'select private.restore_rights();'
  from held as h
  where not exists (
    select from declared as d
    where d.role = h.role and d.id = h.id and d.privilege = h.privilege and d.column_name is not distinct from h.column_name
  )
  union all
  -- The queue's schema belongs to the service; whoever may use it could add jobs.
  select format('%s has usage on schema %s', r.role, n.nspname), format('revoke usage on schema %s from public, anon, authenticated;', n.nspname)
  from roles as r join pg_catalog.pg_namespace as n on n.nspname = 'graphile_worker'
  where has_schema_privilege(r.role, n.oid, 'usage')
  order by 1;
end;
$function$;

CREATE OR REPLACE FUNCTION private.explain_starts_then(p_event_type_id uuid, p_range tstzrange, p_duration_minutes integer, p_starts timestamp with time zone[], p_now timestamp with time zone, p_except uuid DEFAULT NULL::uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_max constant integer := 10000;
  v_rules constant private.slot_rules := private.load_slot_rules_then(p_event_type_id, p_duration_minutes);
  v_range tstzrange := p_range;
  v_wide tstzrange;
  v_hours tstzmultirange;
  v_open tstzmultirange;
  v_anchors timestamptz[];
  v_busy tstzmultirange;
  v_full_days tstzmultirange;
  v_full_weeks tstzmultirange;
  v_fresh record;
begin
  if p_starts is not null then
    if cardinality(p_starts) = 0 then
      return '[]';
    end if;
    select tstzrange(min(s), max(s), '[]') into v_range from unnest(p_starts) as s;
  end if;
  v_wide := tstzrange(
    lower(v_range) - v_rules.buffer_before - interval '1 day', upper(v_range) + v_rules.duration + v_rules.buffer_after + interval '1 day'
  );
  v_hours := private.open_hours_then(v_rules, v_range, false);
  v_open := private.open_hours_then(v_rules, v_range);
  select array_agg(a.anchor order by a.anchor) into v_anchors from private.grid_anchors(v_rules, v_open) as a;
  v_busy := private.external_busy_then(v_rules.host_id, v_rules.host_zone, v_wide, p_now, p_except);
  v_full_days := private.full_days_then(v_rules, v_range, p_now, p_except, 'day', v_rules.max_per_day);
  v_full_weeks := private.full_days_then(v_rules, v_range, p_now, p_except, 'week', v_rules.max_per_week);
  select f.* into v_fresh from private.host_freshness_then(v_rules, p_now) as f;

  return (
    with start as materialized (
      select c.starts_at, tstzrange(c.starts_at, c.starts_at + v_rules.duration) as slot,
        tstzrange(c.starts_at - v_rules.buffer_before, c.starts_at + v_rules.duration + v_rules.buffer_after) as wide
      from (
        select distinct s as starts_at from unnest(p_starts) as s
        union all
        select e.starts_at from private.explain_candidates(v_rules, v_range, v_open, v_max) as e where p_starts is null
      ) as c
    ),
    closed as materialized (
      select c.override_id, c.label, private.wall_to_instants(tsmultirange(c.wall), v_rules.zone) as during
      from private.closed_wall_time_then(
        v_rules, (lower(v_wide) at time zone v_rules.zone)::date - 1, (upper(v_wide) at time zone v_rules.zone)::date + 1
      ) as c
    ),
    blocked as materialized (select b.* from private.blocked_instants_then(v_rules, v_wide) as b),
    event as materialized (
      select r.* from private.external_rows_then(v_rules.host_id, v_rules.host_zone, v_wide, p_now) as r
    ),
    session as materialized (
      select s.*, s.event_type_id = v_rules.event_type_id as is_own_type
      from private.booked_sessions_then(v_rules.host_id, v_wide, p_now, p_except) as s
    ),
    reason as (
      select s.starts_at, 1 as rank, jsonb_build_object('reason', 'inactive') as reason
      from start as s where not v_rules.is_active
      union all
      select s.starts_at, 2, jsonb_build_object('reason', 'outside_hours') from start as s where not v_hours @> s.slot
      union all
      select s.starts_at, 3, jsonb_build_object('reason', 'closed_override', 'override_id', c.override_id, 'label', c.label)
      from start as s join closed as c on c.during && s.slot
      union all
      select s.starts_at, 4, jsonb_build_object('reason', 'off_grid') from start as s
      where v_open @> s.starts_at
        and mod(
          extract(epoch from s.starts_at - v_anchors[width_bucket(s.starts_at, v_anchors)]), extract(epoch from v_rules.step)
        ) <> 0
      union all
      select s.starts_at, 5, jsonb_build_object(
        'reason', b.kind, 'blocked_period_id', b.blocked_period_id, 'note', b.reason,
        'start', private.iso_instant(lower(b.during)), 'end', private.iso_instant(upper(b.during))
      )
      from start as s join blocked as b on b.during && s.slot
      union all
      select s.starts_at, 6, jsonb_build_object(
        'reason', case
          when v_busy && s.slot and (e.busy is null or e.busy && s.slot) then coalesce(e.source, 'external_event') else 'buffer'
        end,
        'source', coalesce(e.source, 'external_event'), 'calendar_id', e.calendar_id,
        'start', private.iso_instant(lower(e.busy)), 'end', private.iso_instant(upper(e.busy))
      ) || case
        when e.booking_ids is null then jsonb_build_object('synced_event_id', e.synced_event_id, 'title', e.title)
        else jsonb_build_object('booking_ids', e.booking_ids, 'host_id', e.host_id)
      end
      from start as s left join event as e on e.busy && s.wide
      where v_busy && s.wide
      union all
      select s.starts_at, 7, jsonb_build_object(
        'reason', case
          when x.is_same and v_rules.seats > 1 then 'seats'
          when not b.during && s.slot then 'buffer'
          else k.source
        end,
        'source', k.source, 'booking_ids', b.booking_ids,
        'start', private.iso_instant(lower(b.during)), 'end', private.iso_instant(upper(b.during))
      )
      from start as s
      join session as b
        on b.during && s.wide or tstzrange(lower(b.during) - b.buffer_before, upper(b.during) + b.buffer_after) && s.slot
      cross join lateral (select b.is_own_type and b.during = s.slot as is_same) as x
      join (values ('booking'), ('hold')) as k (source)
        on case k.source when 'hold' then b.has_hold else b.has_booking end
      where not x.is_same or b.taken >= v_rules.seats
      union all
      select s.starts_at, 7, jsonb_build_object('reason', 'seats', 'waitlist_entry_ids', w.entry_ids)
      from start as s
      join private.waiting_sessions_then(v_rules, v_range, p_now, p_except) as w on w.starts_at = s.starts_at
      where w.taken < v_rules.seats and w.taken + w.waiting >= v_rules.seats
      union all
      select s.starts_at, 8, jsonb_build_object('reason', 'notice') from start as s
      where s.starts_at < p_now + v_rules.min_notice
      union all
      select s.starts_at, 9, jsonb_build_object('reason', 'horizon') from start as s
      where s.starts_at >= p_now + v_rules.horizon
      union all
      select s.starts_at, 10, jsonb_build_object('reason', 'daily_limit', 'limit', v_rules.max_per_day)
      from start as s where v_full_days @> s.starts_at
      union all
      select s.starts_at, 11, jsonb_build_object('reason', 'weekly_limit', 'limit', v_rules.max_per_week)
      from start as s where v_full_weeks @> s.starts_at
      union all
      select s.starts_at, 12, jsonb_build_object('reason', 'stale_calendar') from start as s
      where v_rules.stale_policy = 'closed' and v_fresh.is_stale
      union all
      select s.starts_at, 13, jsonb_build_object('reason', 'not_covered') || u.details
      from start as s
      join private.explain_unknown_then(v_rules, p_now) as u on u.span && s.wide
      where v_rules.stale_policy = 'closed' and not v_fresh.is_stale
    )
    select coalesce(jsonb_agg(
      jsonb_build_object(
        'start', private.iso_instant(s.starts_at), 'end', private.iso_instant(s.starts_at + v_rules.duration),
        'free', r.reasons is null, 'reasons', coalesce(r.reasons, '[]')
      ) order by s.starts_at
    ), '[]')
    from start as s
    left join (
      select r.starts_at, jsonb_agg(r.reason order by r.rank) as reasons from reason as r group by r.starts_at
    ) as r on r.starts_at = s.starts_at
  );
end;
$function$;

ALTER FUNCTION "private"."explain_starts_then"(uuid, tstzrange, integer, timestamp with time zone[], timestamp with time zone, uuid) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.explain_then(p_event_type_id uuid, p_range tstzrange, p_duration_minutes integer, p_starts timestamp with time zone[], p_as_of timestamp with time zone)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_near tstzrange := p_range;
  v_host_id uuid;
  v_owner_id uuid;
  v_since timestamptz;
  v_rules private.slot_rules;
begin
  select h.id, h.owner_id, greatest(
    coalesce(v.history_since, now()), (select p.pruned_until from private.prunings as p where p.kind = 'history')
  ) into v_host_id, v_owner_id, v_since
  from public.event_types as e
  join public.hosts as h on h.id = e.host_id
  left join private.host_versions as v on v.host_id = h.id
  where e.id = p_event_type_id;
  if p_as_of > now() or p_as_of <= v_since then
    perform private.fail(
      'invalid_range', 'as_of must be in the past, and in the time of which we still know what was known.',
      'Choose an instant after ' || private.iso_instant(v_since) || '.'
    );
  end if;
  if cardinality(p_starts) > 0 then
    select tstzrange(min(s), max(s), '[]') into v_near from unnest(p_starts) as s;
  end if;
  perform set_config('openslot.asked_at', p_as_of::text, true);
  perform set_config('openslot.owner_id', v_owner_id::text, true);
  perform set_config('openslot.near', tstzrange(lower(v_near) - interval '40 days', upper(v_near) + interval '40 days')::text, true);
  v_rules := private.load_slot_rules_then(p_event_type_id, p_duration_minutes);
  return jsonb_build_object(
    'event_type_id', v_rules.event_type_id,
    'duration_minutes', v_rules.duration_minutes,
    'time_zone', v_rules.zone,
    'as_of', private.iso_instant(p_as_of),
    'slots', private.explain_starts_then(p_event_type_id, p_range, p_duration_minutes, p_starts, p_as_of)
  );
end;
$function$;

ALTER FUNCTION "private"."explain_then"(uuid, tstzrange, integer, timestamp with time zone[], timestamp with time zone) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.explain_unknown_then(p_rules private.slot_rules, p_now timestamp with time zone)
 RETURNS TABLE(span tstzrange, details jsonb)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return query
  select
    s.span,
    jsonb_build_object('calendar_id', c.id, 'calendar_name', c.name) || case
      when u.id is null then jsonb_build_object('covered_until', private.iso_instant(nullif(s.covered_until, '-infinity')))
      else jsonb_build_object('unknown_time_id', u.id, 'message', u.message, 'days', private.unknown_days(u))
    end
  from private.unknown_spans_then(p_rules, p_now) as s
  join private.rows_then(null::public.calendars) as c on c.id = s.calendar_id
  left join private.rows_then(null::private.unknown_times) as u on u.id = s.unknown_time_id;
end;
$function$;

ALTER FUNCTION "private"."explain_unknown_then"(private.slot_rules, timestamp with time zone) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.external_busy(p_host_id uuid, p_host_zone text, p_range tstzrange, p_now timestamp with time zone, p_except uuid DEFAULT NULL::uuid, p_with_bookings boolean DEFAULT true)
 RETURNS tstzmultirange
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  -- A local day begins at most 14 hours before the UTC day of its date and ends at most 12 hours after it.
  v_from constant date := (lower(p_range) at time zone 'UTC')::date - 1;
  v_until constant date := (upper(p_range) at time zone 'UTC')::date + 1;
  v_calendars constant uuid[] := array(select b.calendar_id from private.blocking_calendars(p_host_id) as b);
  v_busy tstzmultirange;
  v_whole_days private.busy_days[];
  v_special tstzmultirange;
begin
  if v_calendars = '{}' then
    return '{}';
  end if;

  select range_agg(d.spans) filter (where not isempty(d.spans)), array_agg(d) filter (where d.is_all_day) into v_busy, v_whole_days
  from private.busy_days as d
  where d.calendar_id = any (v_calendars) and d.day between v_from and v_until;

  select range_agg(x.span) into v_special
  from (
    select tstzmultirange(tstzrange(private.day_start(d.day, z.zone), private.day_start(d.day + 1, z.zone)))
    from unnest(v_whole_days) as d
    join public.calendars as c on c.id = d.calendar_id
    cross join lateral (select coalesce(c.time_zone, p_host_zone) as zone) as z
    union all
    select tstzmultirange(coalesce(
      e.during, tstzrange(private.day_start(e.start_date, z.zone), private.day_start(e.end_date, z.zone))
    ))
    from public.synced_events as e
    join public.calendars as c on c.id = e.calendar_id
    cross join lateral (select coalesce(c.time_zone, p_host_zone) as zone) as z
    where e.calendar_id = any (v_calendars)
      and e.is_busy and e.deleted_at is null and e.booking_id is null and e.is_long
    union all
    -- Events of bookings. This host's do not count inside their booking, which counts itself. Events and bookings are read each by one range and
    -- brought together by a sort: a look at the booking of each event would cost more with every level that a large index has.
    select coalesce(range_agg(o.span) filter (where o.is_event), '{}') - coalesce(range_agg(o.span) filter (where not o.is_event), '{}')
    from (
      select true as is_event, e.booking_id, e.during as span
      from public.synced_events as e
      where e.calendar_id = any (v_calendars)
        and e.is_busy and e.deleted_at is null and e.booking_id is not null and not e.is_all_day
        and e.ends_at > lower(p_range) and e.starts_at < upper(p_range)
      union all
      select true, e.booking_id, tstzrange(private.day_start(e.start_date, z.zone), private.day_start(e.end_date, z.zone))
      from public.synced_events as e
      join public.calendars as c on c.id = e.calendar_id
      cross join lateral (select coalesce(c.time_zone, p_host_zone) as zone) as z
      where e.calendar_id = any (v_calendars)
        and e.is_busy and e.deleted_at is null and e.booking_id is not null and e.is_all_day
        and e.end_date >= v_from and e.start_date <= v_until
      union all
      select false, b.id, b.during
      from public.bookings as b
      where b.host_id = p_host_id and b.status in ('held', 'pending', 'confirmed')
        and b.ends_at > lower(p_range) and b.starts_at <= upper(p_range)
        and (b.status = 'confirmed' or coalesce(b.expires_at > p_now, true))
      union all
      select false, b.id, b.during
      from unnest(v_calendars) as c (id)
      cross join lateral (
        select k.* from public.bookings as k where k.calendar_id = c.id and k.ends_at > lower(p_range) and k.starts_at <= upper(p_range) offset 0
      ) as b
      where not p_with_bookings
        and (b.status = 'confirmed' or (b.status in ('held', 'pending') and coalesce(b.expires_at > p_now, true)))
    ) as o
    where o.booking_id is distinct from p_except
    group by o.booking_id
    union all
    -- Bookings of other hosts that go to these calendars, written there yet or not.
    select tstzmultirange(b.during)
    from unnest(v_calendars) as c (id)
    cross join lateral (
      select k.* from public.bookings as k where k.calendar_id = c.id and k.ends_at > lower(p_range) and k.starts_at <= upper(p_range) offset 0
    ) as b
    where p_with_bookings and b.host_id <> p_host_id
      and (b.status = 'confirmed' or (b.status in ('held', 'pending') and coalesce(b.expires_at > p_now, true)))
  ) as x (span);

  return (coalesce(v_busy, '{}') + coalesce(v_special, '{}')) * tstzmultirange(p_range);
end;
$function$;

CREATE OR REPLACE FUNCTION private.external_busy_then(p_host_id uuid, p_host_zone text, p_range tstzrange, p_now timestamp with time zone, p_except uuid DEFAULT NULL::uuid, p_with_bookings boolean DEFAULT true)
 RETURNS tstzmultirange
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  -- A local day begins at most 14 hours before the UTC day of its date and ends at most 12 hours after it.
  v_from constant date := (lower(p_range) at time zone 'UTC')::date - 1;
  v_until constant date := (upper(p_range) at time zone 'UTC')::date + 1;
  v_calendars constant uuid[] := array(select b.calendar_id from private.blocking_calendars_then(p_host_id) as b);
  v_busy tstzmultirange;
  v_whole_days private.busy_days[];
  v_special tstzmultirange;
begin
  if v_calendars = '{}' then
    return '{}';
  end if;

  select range_agg(d.spans) filter (where not isempty(d.spans)), array_agg(d) filter (where d.is_all_day) into v_busy, v_whole_days
  from private.busy_days_then() as d
  where d.calendar_id = any (v_calendars) and d.day between v_from and v_until;

  select range_agg(x.span) into v_special
  from (
    select tstzmultirange(tstzrange(private.day_start(d.day, z.zone), private.day_start(d.day + 1, z.zone)))
    from unnest(v_whole_days) as d
    join private.rows_then(null::public.calendars) as c on c.id = d.calendar_id
    cross join lateral (select coalesce(c.time_zone, p_host_zone) as zone) as z
    union all
    select tstzmultirange(coalesce(
      e.during, tstzrange(private.day_start(e.start_date, z.zone), private.day_start(e.end_date, z.zone))
    ))
    from private.rows_then(null::public.synced_events) as e
    join private.rows_then(null::public.calendars) as c on c.id = e.calendar_id
    cross join lateral (select coalesce(c.time_zone, p_host_zone) as zone) as z
    where e.calendar_id = any (v_calendars)
      and e.is_busy and e.deleted_at is null and e.booking_id is null and e.is_long
    union all
    -- Events of bookings. This host's do not count inside their booking, which counts itself. Events and bookings are read each by one range and
    -- brought together by a sort: a look at the booking of each event would cost more with every level that a large index has.
    select coalesce(range_agg(o.span) filter (where o.is_event), '{}') - coalesce(range_agg(o.span) filter (where not o.is_event), '{}')
    from (
      select true as is_event, e.booking_id, e.during as span
      from private.rows_then(null::public.synced_events) as e
      where e.calendar_id = any (v_calendars)
        and e.is_busy and e.deleted_at is null and e.booking_id is not null and not e.is_all_day
        and e.ends_at > lower(p_range) and e.starts_at < upper(p_range)
      union all
      select true, e.booking_id, tstzrange(private.day_start(e.start_date, z.zone), private.day_start(e.end_date, z.zone))
      from private.rows_then(null::public.synced_events) as e
      join private.rows_then(null::public.calendars) as c on c.id = e.calendar_id
      cross join lateral (select coalesce(c.time_zone, p_host_zone) as zone) as z
      where e.calendar_id = any (v_calendars)
        and e.is_busy and e.deleted_at is null and e.booking_id is not null and e.is_all_day
        and e.end_date >= v_from and e.start_date <= v_until
      union all
      select false, b.id, b.during
      from private.rows_then(null::public.bookings) as b
      where b.host_id = p_host_id and b.status in ('held', 'pending', 'confirmed')
        and b.ends_at > lower(p_range) and b.starts_at <= upper(p_range)
        and (b.status = 'confirmed' or coalesce(b.expires_at > p_now, true))
      union all
      select false, b.id, b.during
      from unnest(v_calendars) as c (id)
      cross join lateral (
        select k.* from private.rows_then(null::public.bookings) as k where k.calendar_id = c.id and k.ends_at > lower(p_range) and k.starts_at <= upper(p_range) offset 0
      ) as b
      where not p_with_bookings
        and (b.status = 'confirmed' or (b.status in ('held', 'pending') and coalesce(b.expires_at > p_now, true)))
    ) as o
    where o.booking_id is distinct from p_except
    group by o.booking_id
    union all
    -- Bookings of other hosts that go to these calendars, written there yet or not.
    select tstzmultirange(b.during)
    from unnest(v_calendars) as c (id)
    cross join lateral (
      select k.* from private.rows_then(null::public.bookings) as k where k.calendar_id = c.id and k.ends_at > lower(p_range) and k.starts_at <= upper(p_range) offset 0
    ) as b
    where p_with_bookings and b.host_id <> p_host_id
      and (b.status = 'confirmed' or (b.status in ('held', 'pending') and coalesce(b.expires_at > p_now, true)))
  ) as x (span);

  return (coalesce(v_busy, '{}') + coalesce(v_special, '{}')) * tstzmultirange(p_range);
end;
$function$;

ALTER FUNCTION "private"."external_busy_then"(uuid, text, tstzrange, timestamp with time zone, uuid, boolean) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.external_rows(p_host_id uuid, p_host_zone text, p_range tstzrange, p_now timestamp with time zone)
 RETURNS TABLE(source text, synced_event_id uuid, booking_ids uuid[], host_id uuid, calendar_id uuid, title text, busy tstzmultirange)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return query
  select 'external_event', e.id, null::uuid[], null::uuid, e.calendar_id, e.title, x.busy
  from private.blocking_calendars(p_host_id) as c
  -- Calendar by calendar: else the planner scans all events.
  cross join lateral (select k.* from public.synced_events as k where k.calendar_id = c.calendar_id offset 0) as e
  cross join lateral (select coalesce(c.time_zone, p_host_zone) as zone) as z
  cross join lateral (
    select coalesce(
      e.during, tstzrange(private.day_start(e.start_date, z.zone), private.day_start(e.end_date, z.zone))
    ) as span
  ) as s
  left join public.bookings as b
    on b.id = e.booking_id and b.host_id = p_host_id
    and (b.status = 'confirmed' or (b.status in ('held', 'pending') and coalesce(b.expires_at > p_now, true)))
  cross join lateral (select tstzmultirange(s.span) - tstzmultirange(coalesce(b.during, 'empty')) as busy) as x
  where e.is_busy and e.deleted_at is null
    and case when e.is_all_day
      then e.start_date <= (upper(p_range) at time zone 'UTC')::date + 1
        and e.end_date >= (lower(p_range) at time zone 'UTC')::date - 1
      else e.during && p_range
    end
    and x.busy && p_range;

  return query
  select case when b.status = 'held' then 'hold' else 'booking' end, null::uuid, array_agg(b.id order by b.created_at, b.id),
    b.host_id, b.calendar_id, null::text, tstzmultirange(b.during)
  from private.blocking_calendars(p_host_id) as c
  cross join lateral (select k.* from public.bookings as k where k.calendar_id = c.calendar_id and k.ends_at > lower(p_range) and k.starts_at < upper(p_range) offset 0) as b
  where b.host_id <> p_host_id
    and (b.status = 'confirmed' or (b.status in ('held', 'pending') and coalesce(b.expires_at > p_now, true)))
  group by 1, b.host_id, b.calendar_id, b.during;
end;
$function$;

CREATE OR REPLACE FUNCTION private.external_rows_then(p_host_id uuid, p_host_zone text, p_range tstzrange, p_now timestamp with time zone)
 RETURNS TABLE(source text, synced_event_id uuid, booking_ids uuid[], host_id uuid, calendar_id uuid, title text, busy tstzmultirange)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return query
  select 'external_event', e.id, null::uuid[], null::uuid, e.calendar_id, e.title, x.busy
  from private.blocking_calendars_then(p_host_id) as c
  -- Calendar by calendar: else the planner scans all events.
  cross join lateral (select k.* from private.rows_then(null::public.synced_events) as k where k.calendar_id = c.calendar_id offset 0) as e
  cross join lateral (select coalesce(c.time_zone, p_host_zone) as zone) as z
  cross join lateral (
    select coalesce(
      e.during, tstzrange(private.day_start(e.start_date, z.zone), private.day_start(e.end_date, z.zone))
    ) as span
  ) as s
  left join private.rows_then(null::public.bookings) as b
    on b.id = e.booking_id and b.host_id = p_host_id
    and (b.status = 'confirmed' or (b.status in ('held', 'pending') and coalesce(b.expires_at > p_now, true)))
  cross join lateral (select tstzmultirange(s.span) - tstzmultirange(coalesce(b.during, 'empty')) as busy) as x
  where e.is_busy and e.deleted_at is null
    and case when e.is_all_day
      then e.start_date <= (upper(p_range) at time zone 'UTC')::date + 1
        and e.end_date >= (lower(p_range) at time zone 'UTC')::date - 1
      else e.during && p_range
    end
    and x.busy && p_range;

  return query
  select case when b.status = 'held' then 'hold' else 'booking' end, null::uuid, array_agg(b.id order by b.created_at, b.id),
    b.host_id, b.calendar_id, null::text, tstzmultirange(b.during)
  from private.blocking_calendars_then(p_host_id) as c
  cross join lateral (select k.* from private.rows_then(null::public.bookings) as k where k.calendar_id = c.calendar_id and k.ends_at > lower(p_range) and k.starts_at < upper(p_range) offset 0) as b
  where b.host_id <> p_host_id
    and (b.status = 'confirmed' or (b.status in ('held', 'pending') and coalesce(b.expires_at > p_now, true)))
  group by 1, b.host_id, b.calendar_id, b.during;
end;
$function$;

ALTER FUNCTION "private"."external_rows_then"(uuid, text, tstzrange, timestamp with time zone) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.follow_disconnection()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform private.recheck_double_bookings(array(
    select distinct l.host_id
    from public.calendars as c
    join public.calendar_links as l on l.calendar_id = c.id and l.blocks_availability
    where c.connection_id = new.id
  ));
  if new.status = 'disconnected' then
    perform private.close_overlaps(c.id) from public.calendars as c where c.connection_id = new.id;
  else
    perform private.enqueue_blind_check(c.id, c.last_synced_at)
    from public.calendars as c
    where c.connection_id = new.id and c.last_synced_at is not null
      and exists (select from public.calendar_links as l where l.calendar_id = c.id and l.blocks_availability);
  end if;
  return null;
end;
$function$;

CREATE OR REPLACE FUNCTION private.follow_links()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_host_ids uuid[];
begin
  if tg_op = 'INSERT' then
    v_host_ids := array(select n.host_id from new_rows as n);
  elsif tg_op = 'DELETE' then
    v_host_ids := array(select o.host_id from old_rows as o);
  else
    v_host_ids := array(
      select x.host_id
      from (
        (table new_rows except table old_rows) union all (table old_rows except table new_rows)
      ) as x
    );
  end if;
  update public.bookings as b
  set calendar_id = b.calendar_id -- bookings_complete derives it
  where b.host_id = any (v_host_ids) and b.status in ('held', 'pending', 'confirmed')
    -- Past bookings count as long as a buffer may reach them (constraint event_types_buffers_valid).
    and b.during && tstzrange(now() - interval '24 hours', null)
    and b.calendar_id is distinct from private.receiving_calendar(b.id, b.host_id, b.event_type_id, b.starts_at, b.ends_at);
  perform private.recheck_double_bookings(v_host_ids);
  if tg_op <> 'DELETE' then
    -- Calendars that begin to take time, with the events that are known of them.
    perform private.enqueue_blind_check(c.id)
    from new_rows as n
    join public.calendars as c on c.id = n.calendar_id and c.last_synced_at is not null
    where n.blocks_availability and n.host_id = any (v_host_ids);
  end if;
  if tg_op <> 'INSERT' then
    perform private.close_overlaps(o.calendar_id, array[o.host_id])
    from old_rows as o
    where o.blocks_availability and o.host_id = any (v_host_ids);
  end if;
  return null;
end;
$function$;

CREATE OR REPLACE FUNCTION private.follow_relocated_events(p_host_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_event record;
  v_result jsonb;
begin
  -- Nearly always the owner has lost no calendar, and their bookings need not be read.
  if not exists (
    select from public.hosts as h
    join public.calendars as c on c.owner_id = h.owner_id
    where h.id = p_host_id and (private.is_disconnected(c.id) or private.has_vanished(c.id))
  ) then
    return;
  end if;
  for v_event in
    select distinct on (p.event_key, p.calendar_id) p.event_key, p.calendar_id, p.revision, p.is_wanted, p.provider_event_id,
      b.id as booking_id, e.calendar_id as to_calendar_id, e.provider_event_id as found_as
    from public.bookings as b
    join public.booking_calendar_events as p on p.booking_id = b.id
    join public.synced_events as e on e.booking_id = b.id and e.calendar_id <> p.calendar_id
    left join public.calendar_links as l on l.calendar_id = e.calendar_id and l.host_id = b.host_id and l.is_booking_target
    where b.host_id = p_host_id and b.ends_at > now() and ((p.is_wanted and b.status = 'confirmed') or (not p.is_wanted and p.state = 'pending'))
      and p.provider_event_id is not null and (private.is_disconnected(p.calendar_id) or private.has_vanished(p.calendar_id))
      and private.is_writable(e.calendar_id)
      -- By its name, as CalDAV or Google spells it: later writes find the event by that.
      and replace(lower(e.ical_uid), '-', '') like replace(p.event_key::text, '-', '') || '%'
      and e.series_id is null and e.status <> 'cancelled' and e.deleted_at is null
      and not exists (
        select from public.booking_calendar_events as o
        where o.booking_id = p.booking_id and o.is_wanted and o.calendar_id <> p.calendar_id and private.is_writable(o.calendar_id)
      )
    order by p.event_key, p.calendar_id, l.is_booking_target nulls last, e.calendar_id, e.provider_event_id
  loop
    v_result := public.relocate_event(
      v_event.event_key, v_event.calendar_id, v_event.revision, v_event.to_calendar_id, v_event.found_as, null
    );
    if (v_result ->> 'relocated')::boolean then
      -- A copy: the event in the old calendar is removed if that calendar comes back. One with the same id may be the same event, of a shared
      -- calendar.
      insert into public.booking_calendar_events as p (
        event_key, calendar_id, booking_id, is_wanted, revision, pushed_revision, provider_event_id, attempts
      )
      select v_event.event_key, v_event.calendar_id, v_event.booking_id, false, v_event.revision + 1, v_event.revision, v_event.provider_event_id, 1
      where v_event.provider_event_id <> v_event.found_as;
      -- It may have been moved in time as well.
      if v_event.is_wanted then
        perform private.enqueue_verify(v_event.event_key, v_event.to_calendar_id);
      end if;
    end if;
  end loop;
end;
$function$;

CREATE OR REPLACE FUNCTION private.forget_titles()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  -- In the order in which a pull writes them.
  update public.synced_events as e set title = null where e.calendar_id = new.id and e.title is not null;
  delete from private.outbox as o
  using private.conflict_mails as m
  join public.booking_conflicts as k on k.id = m.conflict_id
  join public.synced_events as e on e.id = k.synced_event_id
  where e.calendar_id = new.id and o.notification_id = m.notification_id;
  delete from private.outbox as o
  using public.notifications as n
  where n.connection_id = new.connection_id and n.kind = 'bookings_lost' and o.notification_id = n.id;
  update public.booking_conflicts as k set event_title = null
  from public.synced_events as e
  where e.calendar_id = new.id and k.synced_event_id = e.id and k.event_title is not null;
  update private.history as h set was = h.was - 'title'
  where h.subject = new.id and h.kind = 'synced_events' and h.was ? 'title';
  return null;
end;
$function$;

ALTER FUNCTION "private"."forget_titles"() OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.full_days_then(p_rules private.slot_rules, p_range tstzrange, p_now timestamp with time zone, p_except uuid, p_unit text, p_limit integer)
 RETURNS tstzmultirange
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_length constant interval := case p_unit when 'week' then interval '7 days' else interval '1 day' end;
begin
  if p_limit is null then
    return '{}';
  end if;
  return (
    select coalesce(
      range_agg(
        tstzmultirange(tstzrange(
          private.day_start(f.first_day, p_rules.zone), private.day_start((f.first_day + v_length)::date, p_rules.zone)
        ))
        -- Joining a session that is counted already adds nothing.
        - coalesce(f.joinable, '{}')
      ),
      '{}'::tstzmultirange
    )
    from (
      select
        s.first_day,
        range_agg(tstzrange(lower(s.during), lower(s.during), '[]'))
          filter (where upper(s.during) - lower(s.during) = p_rules.duration) as joinable
      from (
        select
          b.during, d.first_day, count(*) over (partition by d.first_day) as total
        from (
          select distinct b.during
          from private.rows_then(null::public.bookings) as b
          where b.event_type_id = p_rules.event_type_id
            and b.status in ('held', 'pending', 'confirmed')
            and (b.status = 'confirmed' or coalesce(b.expires_at > p_now, true))
            and b.id is distinct from p_except
            and b.starts_at >= lower(p_range) - interval '9 days'
            and b.starts_at <= upper(p_range) + interval '9 days'
        ) as b
        cross join lateral (
          select date_trunc(p_unit, lower(b.during) at time zone p_rules.zone)::date as first_day
        ) as d
      ) as s
      where s.total >= p_limit
      group by s.first_day
    ) as f
  );
end;
$function$;

ALTER FUNCTION "private"."full_days_then"(private.slot_rules, tstzrange, timestamp with time zone, uuid, text, integer) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.function_fingerprints()
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return (
    select coalesce(jsonb_object_agg(o.object, left(md5(concat_ws(
      E'\n',
      l.lanname,
      pg_get_function_arguments(p.oid),
      pg_get_function_result(p.oid),
      p.provolatile,
      p.prosecdef,
      p.proisstrict,
      p.proparallel,
      array_to_string(p.proconfig, E'\n'),
      -- How a line ends, and what is invisible at its end, depends on who sent it.
      regexp_replace(p.prosrc, '[ \t\r]+$', '', 'gn')
    )), 16)), '{}')
    from private.own_objects() as o
    join pg_catalog.pg_proc as p on p.oid = to_regprocedure(o.object)
    join pg_catalog.pg_language as l on l.oid = p.prolang
    where o.kind = 'function'
  );
end;
$function$;

ALTER FUNCTION "private"."function_fingerprints"() OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.gather_mail(p_notification_id uuid)
 RETURNS boolean
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_max_mails constant integer := 10;
  v_mail public.notifications;
  v_mailbox text;
  v_mailed_at timestamptz[];
  v_into uuid;
begin
  select n.* into v_mail from public.notifications as n where n.id = p_notification_id;
  if v_mail.gathered_into is not null then
    return true;
  end if;
  -- A mail that was handed out before is being retried.
  if v_mail.id is null or v_mail.begun_at is not null or v_mail.state = 'sent'
    -- To the owner, whose address is verified, of what it is about.
    or num_nonnulls(v_mail.connection_id, v_mail.endpoint_id, v_mail.host_id) > 0 or exists (
      select from public.bookings as b
      join public.hosts as h on h.id = b.host_id
      join auth.users as u on u.id = h.owner_id
      where b.id = v_mail.booking_id and lower(u.email) = lower(v_mail.recipient)
    )
  then
    return false;
  end if;

  v_mailbox := private.mailbox(v_mail.recipient);
  insert into private.mail_recipients as r (mailbox) values (v_mailbox)
  on conflict (mailbox) do update set last_at = now()
  returning array(
    select t.mailed_at from unnest(r.mailed_at) as t (mailed_at) where t.mailed_at > now() - interval '1 hour' order by 1
  ) into v_mailed_at;

  if cardinality(v_mailed_at) < v_max_mails or v_mail.kind = 'waitlist_offered' then
    update private.mail_recipients as r set mailed_at = v_mailed_at || now() where r.mailbox = v_mailbox;
    delete from private.gathering_mails as g where g.notification_id = p_notification_id;
    return false;
  end if;
  if v_mail.waitlist_entry_id is not null then
    -- Said on the page as well; it must not be a way to fill somebody's mailbox.
    update public.notifications as n
    set state = 'failed', attempts = n.attempts + 1, last_error = 'Not sent: this address got too many mails within an hour.'
    where n.id = p_notification_id;
    return true;
  end if;
  insert into private.gathering_mails as g (recipient, notification_id) values (v_mail.recipient, p_notification_id)
  on conflict (recipient) do update set recipient = excluded.recipient
  returning g.notification_id into v_into;
  if v_into <> p_notification_id then
    update public.notifications as n set gathered_into = v_into where n.id = p_notification_id;
  else
    perform private.enqueue(
      'send_notification', jsonb_build_object('notification_id', p_notification_id), p_key => 'send_notification:' || p_notification_id,
      p_run_at => v_mailed_at[1] + interval '1 hour'
    );
  end if;
  return true;
end;
$function$;

CREATE OR REPLACE FUNCTION private.host_freshness_then(p_rules private.slot_rules, p_now timestamp with time zone)
 RETURNS TABLE(is_stale boolean, covered_until timestamp with time zone, unknown tstzmultirange)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return query
  select coalesce(bool_or(u.is_stale), false), min(u.covered_until), coalesce(range_agg(u.span), '{}')
  from private.unknown_spans_then(p_rules, p_now) as u;
end;
$function$;

ALTER FUNCTION "private"."host_freshness_then"(private.slot_rules, timestamp with time zone) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.hosts_of_slots(p_host_id uuid, p_event_type_id uuid, p_starts timestamp with time zone[], p_booking_ids uuid[])
 RETURNS uuid[]
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
begin
  return array(
    select p_host_id
    union
    select l.host_id
    from (
      select t.calendar_id from public.calendar_links as t where t.host_id = p_host_id and t.is_booking_target
      union
      select b.calendar_id
      from unnest(p_booking_ids) as i (id)
      cross join lateral (select o.calendar_id from public.bookings as o where o.id = i.id offset 0) as b
      union
      select b.calendar_id
      from unnest(p_starts) as s (at)
      cross join lateral (
        select o.calendar_id from public.bookings as o where o.event_type_id = p_event_type_id and o.starts_at = s.at offset 0
      ) as b
    ) as c
    -- One by one: of lists of unknown length the planner expects more than there are, and may read whole tables.
    cross join lateral (
      select k.host_id from public.calendar_links as k where k.calendar_id = c.calendar_id and k.blocks_availability offset 0
    ) as l
    union
    -- A conflict between two bookings has a row for each.
    select b.host_id
    from public.booking_conflicts as k
    join public.bookings as b on b.id = k.booking_id
    where k.other_host_id = p_host_id and k.resolved_at is null
  );
end;
$function$;

CREATE OR REPLACE FUNCTION private.insert_hold(p_host_id uuid, p_event_type_id uuid, p_start timestamp with time zone, p_duration_minutes integer, p_address_key text, p_own_id uuid, p_own_generation integer)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_max_holds constant integer := 3;
  v_rules private.slot_rules;
  v_booking public.bookings;
begin
  -- It may be a booking by now, and bookings are not ended here.
  update public.bookings as b set status = 'expired', expires_at = least(b.expires_at, now())
  where b.id = p_own_id and b.host_id = p_host_id and b.generation = p_own_generation and b.status = 'held';
  v_rules := private.load_slot_rules(p_event_type_id, p_duration_minutes);
  perform private.expire_overlapping(p_host_id, tstzrange(p_start, p_start + v_rules.duration));
  perform private.require_free_start(v_rules, p_start, now());
  if private.count_active(p_host_id, 'address', p_address_key, v_max_holds) >= v_max_holds then
    perform private.fail(
      'rate_limited', 'Several times are already reserved for your address.', 'Book without a reservation, or try again in a few minutes.'
    );
  end if;
  insert into public.bookings (host_id, event_type_id, status, starts_at, ends_at, expires_at)
  values (p_host_id, p_event_type_id, 'held', p_start, p_start + v_rules.duration, now() + interval '5 minutes')
  returning * into v_booking;
  if p_address_key is not null then
    insert into private.counted_bookings (booking_id, kind, host_id, counted_as, until)
    values (v_booking.id, 'address', p_host_id, p_address_key, v_booking.expires_at);
  end if;
  return jsonb_build_object(
    'id', v_booking.id, 'expires_at', private.iso_instant(v_booking.expires_at), 'generation', v_booking.generation
  );
exception
  when exclusion_violation or unique_violation then
    -- A row was written without these functions; the constraint refuses it.
    perform private.fail('slot_taken', 'This time has just been taken.', 'Choose another time.');
end;
$function$;

CREATE OR REPLACE FUNCTION private.keep_freshness()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if old.last_synced_at is null or new.last_synced_at is null or new.last_synced_at < old.last_synced_at or exists (
    select from public.calendar_links as l
    join public.hosts as h on h.id = l.host_id
    -- One that the host has changed meanwhile may have been shorter.
    left join lateral (
      select min((k.was ->> 'stale_after_minutes')::integer) as minutes
      from private.history as k
      where k.subject = h.id and k.kind = 'hosts' and k.valid_until > old.last_synced_at
    ) as c on true
    where l.calendar_id = new.id
      and new.last_synced_at - old.last_synced_at > make_interval(mins => least(h.stale_after_minutes, c.minutes))
  ) then
    insert into private.history (subject, kind, row_id, is_deleted, was)
    values (new.id, 'calendars', new.id, false, jsonb_build_object('last_synced_at', old.last_synced_at));
  end if;
  return null;
end;
$function$;

ALTER FUNCTION "private"."keep_freshness"() OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.keep_history()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_old constant jsonb := to_jsonb(old);
  v_new constant jsonb := case tg_op when 'UPDATE' then to_jsonb(new) end;
  v_columns constant text[] := tg_argv[2]::text[];
  v_was jsonb;
begin
  v_was := (
    select jsonb_object_agg(c.name, v_old -> c.name)
    from unnest(v_columns) as c (name)
    where v_new is null or v_old -> c.name is distinct from v_new -> c.name
  );
  -- What the host's calendar calls a booking tells who booked it.
  if v_old ->> 'booking_id' is not null then
    v_was := v_was - 'title';
  end if;
  if v_was <> '{}' then
    insert into private.history (subject, kind, row_id, is_deleted, was)
    values ((v_old ->> tg_argv[0])::uuid, tg_table_name, (v_old ->> tg_argv[1])::uuid, tg_op = 'DELETE', v_was);
  end if;
  return null;
end;
$function$;

ALTER FUNCTION "private"."keep_history"() OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.load_slot_rules_then(p_event_type_id uuid, p_duration_minutes integer)
 RETURNS private.slot_rules
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_rules private.slot_rules;
  v_durations integer[];
begin
  select
    e.id, e.host_id, e.is_active and h.is_active, coalesce(e.time_zone, h.time_zone), h.time_zone,
    d.minutes, make_interval(mins => d.minutes),
    make_interval(mins => coalesce(e.slot_interval_minutes, d.minutes)),
    make_interval(mins => e.buffer_before_minutes), make_interval(mins => e.buffer_after_minutes),
    make_interval(mins => e.min_notice_minutes), make_interval(hours => 24 * e.horizon_days),
    e.max_per_day, e.max_per_week, e.seats, e.requires_confirmation,
    h.stale_policy, make_interval(mins => h.stale_after_minutes)
  into v_rules
  from private.rows_then(null::public.event_types) as e
  join private.rows_then(null::public.hosts) as h on h.id = e.host_id
  cross join lateral (select coalesce(p_duration_minutes, e.durations_minutes[1]) as minutes) as d
  where e.id = p_event_type_id and d.minutes = any (e.durations_minutes);
  if v_rules.event_type_id is not null then
    return v_rules;
  end if;

  select e.durations_minutes into v_durations from private.rows_then(null::public.event_types) as e where e.id = p_event_type_id;
  if v_durations is null then
    perform private.fail('not_found', 'There is no such event type.', 'Check event_type_id.');
  end if;
  perform private.fail(
    'invalid_request', 'This duration is not offered.',
    'Choose one of these lengths in minutes: ' || array_to_string(v_durations, ', ') || '.'
  );
end;
$function$;

ALTER FUNCTION "private"."load_slot_rules_then"(uuid, integer) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.lock_series(p_booking_id uuid, p_actor_generation integer, p_actor_user_id uuid)
 RETURNS public.bookings
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_booking public.bookings;
begin
  select b.* into v_booking from public.bookings as b where b.id = p_booking_id;
  if v_booking.series_id is null then
    -- Whoever may not see the booking does not learn that it belongs to no series.
    perform private.lock_booking(p_booking_id, p_actor_generation, p_actor_user_id);
    perform private.fail('invalid_state', 'This booking belongs to no series.', 'Change the booking itself.', '{"reason": "no_series"}');
  end if;
  perform private.lock_slots(v_booking.host_id, v_booking.event_type_id, array_agg(o.starts_at), array_agg(o.id))
  from public.bookings as o where o.series_id = v_booking.series_id;
  perform private.mark_expired(array(select o.id from public.bookings as o where o.series_id = v_booking.series_id));
  return private.authorize_booking(p_booking_id, p_actor_generation, p_actor_user_id);
end;
$function$;

CREATE OR REPLACE FUNCTION private.mailed_lost_bookings(p_notification public.notifications)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  if p_notification.kind <> 'bookings_lost' then
    return null;
  end if;
  return (
    select jsonb_build_object(
      'name', c.name,
      'time_zone', (
        select h.time_zone from public.hosts as h
        left join public.calendar_links as l on l.host_id = h.id and l.calendar_id = c.id
        where h.owner_id = c.owner_id
        order by l.is_booking_target desc nulls last, h.created_at, h.id limit 1
      ),
      'bookings', jsonb_agg(o.shown order by o.shown ->> 'start', o.shown ->> 'id')
    )
    from public.calendars as c
    cross join lateral private.open_lost_bookings(c.id, p_notification.created_at) as o
    where c.connection_id = p_notification.connection_id
    group by c.id
    limit 1
  );
end;
$function$;

ALTER FUNCTION "private"."mailed_lost_bookings"(public.notifications) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.mark_synced(p_calendar_ids uuid[], p_covered_from timestamp with time zone, p_covered_until timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
declare
  v_connection_ids uuid[];
  v_responding uuid[];
  v_alive_again uuid[];
begin
  -- What was booked while a calendar could not be read is checked.
  perform private.enqueue_blind_check(c.id, c.last_synced_at)
  from public.calendars as c
  join public.calendar_connections as k on k.id = c.connection_id
  where c.id = any (p_calendar_ids) and (k.status = 'needs_reconnect' or c.last_synced_at < now() - interval '1 minute') and exists (
    select from public.calendar_links as l
    join public.hosts as h on h.id = l.host_id
    where l.calendar_id = c.id and l.blocks_availability
      and (k.status = 'needs_reconnect' or c.last_synced_at < now() - make_interval(mins => h.stale_after_minutes))
  );
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

CREATE OR REPLACE FUNCTION private.note_restore()
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_mails integer;
  v_reminders integer;
  v_calendars integer;
begin
  -- No mail is sent twice: what was on its way then has probably arrived since.
  update public.notifications as n
  set state = 'failed', failing_since = coalesce(n.failing_since, now()),
    last_error = 'A backup was restored: this mail may have been sent after it was made. Send it again if it was not.'
  where n.state = 'pending';
  get diagnostics v_mails = row_count;
  delete from private.planned_reminders as r where r.due_at <= now();
  get diagnostics v_reminders = row_count;
  update private.planned_digests as d
  set due_at = d.due_at + ceil(extract(epoch from now() - d.due_at) / 604800) * interval '7 days'
  where d.due_at <= now();

  -- What happened in calendars since then is read as a whole: a cursor of then may be refused, or lead past what was already read. Until
  -- it is, they are stale, and the hosts' policies decide.
  update private.calendar_sync as s
  set cursor = null, run_id = null, held_back_digest = null, held_back_at = null, retry_at = null, restored_at = now();
  get diagnostics v_calendars = row_count;
  update public.calendars as c set last_synced_at = null, sync_status = 'pending' where c.sync_status <> 'pending' or c.last_synced_at is not null;
  update private.connection_sync as k set next_poll_at = now(), relist_at = now(), backoff_until = null, blocked_until = null;
  return jsonb_build_object('mails', v_mails, 'reminders', v_reminders, 'calendars', v_calendars);
end;
$function$;

ALTER FUNCTION "private"."note_restore"() OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.notify_of_lost_bookings(p_calendar_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_connection_id uuid;
  v_recipient text;
begin
  if not exists (select from private.lost_bookings as x where x.calendar_id = p_calendar_id and x.notified_at is null) then
    return;
  end if;
  select c.connection_id, u.email into v_connection_id, v_recipient
  from public.calendars as c
  left join auth.users as u on u.id = c.owner_id and private.wants_mail(u.id, null, 'sync')
  where c.id = p_calendar_id;
  if v_recipient is null then
    return;
  end if;
  perform private.add_notification('bookings_lost', v_recipient, p_connection_id => v_connection_id);
  update private.lost_bookings as x set notified_at = now() where x.calendar_id = p_calendar_id and x.notified_at is null;
end;
$function$;

ALTER FUNCTION "private"."notify_of_lost_bookings"(uuid) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.open_hours_then(p_rules private.slot_rules, p_range tstzrange, p_with_closed boolean DEFAULT true)
 RETURNS tstzmultirange
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return (
    select private.wall_to_instants(
      private.open_wall_time_then(
        p_rules,
        (lower(p_range) at time zone p_rules.zone)::date - 1,
        ((upper(p_range) + p_rules.duration) at time zone p_rules.zone)::date + 2,
        p_with_closed
      ),
      p_rules.zone
    )
  );
end;
$function$;

ALTER FUNCTION "private"."open_hours_then"(private.slot_rules, tstzrange, boolean) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.open_lost_bookings(p_calendar_id uuid, p_notified_at timestamp with time zone DEFAULT NULL::timestamp with time zone)
 RETURNS TABLE(lost private.lost_bookings, shown jsonb)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return query
  select x, jsonb_build_object(
    'id', x.id, 'title', e.title,
    'start', coalesce(private.iso_instant(e.starts_at), e.start_date::text), 'end', coalesce(private.iso_instant(e.ends_at), e.end_date::text),
    'found_at', private.iso_instant(x.found_at)
  )
  from private.lost_bookings as x
  join public.synced_events as e
    on e.calendar_id = x.calendar_id and e.provider_event_id = x.provider_event_id and e.booking_id is null and e.deleted_at is null
  where x.calendar_id = p_calendar_id and x.acknowledged_at is null and (p_notified_at is null or x.notified_at = p_notified_at)
  order by coalesce(e.starts_at, e.start_date::timestamp at time zone 'UTC'), x.id
  limit 200;
end;
$function$;

ALTER FUNCTION "private"."open_lost_bookings"(uuid, timestamp with time zone) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.open_wall_time(p_rules private.slot_rules, p_from date, p_until date, p_with_closed boolean DEFAULT true)
 RETURNS tsmultirange
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_own_hours boolean;
  v_open tsmultirange;
  v_closed tsmultirange;
begin
  select exists (
    select from public.availability_rules as r
    where r.event_type_id = p_rules.event_type_id and r.valid_from is null and r.valid_until is null
  ) into v_own_hours;

  with override as materialized (
    select o.override_date as day, o.effect, o.start_time, o.end_time, o.event_type_id is not null as is_own
    from public.availability_overrides as o
    where o.host_id = p_rules.host_id
      and (o.event_type_id is null or o.event_type_id = p_rules.event_type_id)
      and o.override_date >= p_from and o.override_date < p_until
  ),
  opened as (
    select o.day, bool_or(o.is_own) as has_own from override as o where o.effect = 'open' group by o.day
  ),
  day as materialized (
    -- 2000-01-02 was a Sunday.
    select p_from + i as day, ((p_from + i - date '2000-01-02') % 7 + 7) % 7 as dow
    from pg_catalog.generate_series(0, p_until - p_from - 1) as i
  ),
  window_of_day as (
    select d.day, r.start_time, r.end_time
    from day as d
    join public.availability_rules as r
      on r.host_id = p_rules.host_id
      and r.day_of_week = d.dow
      and case
        when r.valid_from is null and r.valid_until is null
          then r.event_type_id is not distinct from case when v_own_hours then p_rules.event_type_id end
        else (r.event_type_id is null or r.event_type_id = p_rules.event_type_id)
          and d.day >= coalesce(r.valid_from, d.day) and d.day <= coalesce(r.valid_until, d.day)
      end
    where d.day not in (select o.day from opened as o)
    union all
    select o.day, o.start_time, o.end_time
    from override as o
    left join opened as p on p.day = o.day
    where o.effect = 'extra' or (o.effect = 'open' and o.is_own = p.has_own)
  )
  select
    (select range_agg(tsrange(w.day + w.start_time, w.day + w.end_time)) from window_of_day as w),
    (select range_agg(private.closed_span(o.day, o.start_time, o.end_time)) from override as o where o.effect = 'closed')
  into v_open, v_closed;

  if v_open is null then
    return '{}';
  end if;
  if not p_with_closed then
    return v_open;
  end if;
  return v_open - coalesce(v_closed, '{}');
end;
$function$;

CREATE OR REPLACE FUNCTION private.open_wall_time_then(p_rules private.slot_rules, p_from date, p_until date, p_with_closed boolean DEFAULT true)
 RETURNS tsmultirange
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_own_hours boolean;
  v_open tsmultirange;
  v_closed tsmultirange;
begin
  select exists (
    select from private.rows_then(null::public.availability_rules) as r
    where r.event_type_id = p_rules.event_type_id and r.valid_from is null and r.valid_until is null
  ) into v_own_hours;

  with override as materialized (
    select o.override_date as day, o.effect, o.start_time, o.end_time, o.event_type_id is not null as is_own
    from private.rows_then(null::public.availability_overrides) as o
    where o.host_id = p_rules.host_id
      and (o.event_type_id is null or o.event_type_id = p_rules.event_type_id)
      and o.override_date >= p_from and o.override_date < p_until
  ),
  opened as (
    select o.day, bool_or(o.is_own) as has_own from override as o where o.effect = 'open' group by o.day
  ),
  day as materialized (
    -- 2000-01-02 was a Sunday.
    select p_from + i as day, ((p_from + i - date '2000-01-02') % 7 + 7) % 7 as dow
    from pg_catalog.generate_series(0, p_until - p_from - 1) as i
  ),
  window_of_day as (
    select d.day, r.start_time, r.end_time
    from day as d
    join private.rows_then(null::public.availability_rules) as r
      on r.host_id = p_rules.host_id
      and r.day_of_week = d.dow
      and case
        when r.valid_from is null and r.valid_until is null
          then r.event_type_id is not distinct from case when v_own_hours then p_rules.event_type_id end
        else (r.event_type_id is null or r.event_type_id = p_rules.event_type_id)
          and d.day >= coalesce(r.valid_from, d.day) and d.day <= coalesce(r.valid_until, d.day)
      end
    where d.day not in (select o.day from opened as o)
    union all
    select o.day, o.start_time, o.end_time
    from override as o
    left join opened as p on p.day = o.day
    where o.effect = 'extra' or (o.effect = 'open' and o.is_own = p.has_own)
  )
  select
    (select range_agg(tsrange(w.day + w.start_time, w.day + w.end_time)) from window_of_day as w),
    (select range_agg(private.closed_span(o.day, o.start_time, o.end_time)) from override as o where o.effect = 'closed')
  into v_open, v_closed;

  if v_open is null then
    return '{}';
  end if;
  if not p_with_closed then
    return v_open;
  end if;
  return v_open - coalesce(v_closed, '{}');
end;
$function$;

ALTER FUNCTION "private"."open_wall_time_then"(private.slot_rules, date, date, boolean) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.plan_account()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  insert into private.connection_sync (connection_id, audit_at) values (new.connection_id, now() + random() * interval '7 days')
  on conflict do nothing;
  return null;
end;
$function$;

CREATE OR REPLACE FUNCTION private.plan_forgetting()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  insert into private.planned_forgetting as f (host_id, due_at)
  values (new.id, case when new.retention_days is null then 'infinity' else now() end)
  on conflict (host_id) do update set due_at = excluded.due_at;
  return null;
end;
$function$;

CREATE OR REPLACE FUNCTION private.prune_holds(p_before timestamp with time zone, p_max_count integer)
 RETURNS integer
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_since constant timestamptz := (select p.pruned_until from private.prunings as p where p.kind = 'holds');
  v_ids uuid[];
  v_until timestamptz;
begin
  select array_agg(x.id), max(x.ends_at) into v_ids, v_until
  from (
    select b.id, b.ends_at from public.bookings as b
    where b.status = 'expired' and b.ends_at < p_before and b.ends_at > coalesce(v_since, '-infinity')
    order by b.ends_at
    fetch first p_max_count rows with ties
  ) as x;
  if v_ids is null then
    return 0;
  end if;
  delete from public.bookings as b
  where b.id = any (v_ids) and not exists (select from public.booking_attendees as a where a.booking_id = b.id);
  insert into private.prunings as p (kind, pruned_until) values ('holds', v_until)
  on conflict on constraint prunings_pkey do update set pruned_until = greatest(p.pruned_until, excluded.pruned_until);
  return cardinality(v_ids);
end;
$function$;

ALTER FUNCTION "private"."prune_holds"(timestamp with time zone, integer) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.prune_left_accounts(p_before timestamp with time zone, p_max_count integer)
 RETURNS integer
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_connection_id uuid;
  v_calendar_id uuid;
  v_pruned integer := 0;
  v_count integer;
begin
  while v_pruned < p_max_count loop
    select s.connection_id into v_connection_id
    from private.connection_secrets as s
    join public.calendar_connections as k on k.id = s.connection_id and k.status = 'disconnected'
    where s.sealed is null and not s.is_pruned and s.updated_at < p_before
    order by s.updated_at
    limit 1;
    exit when v_connection_id is null;
    for v_calendar_id in select c.id from public.calendars as c where c.connection_id = v_connection_id order by c.id loop
      perform private.lock_calendar(v_calendar_id);
      delete from public.synced_events as e
      where e.id in (select x.id from public.synced_events as x where x.calendar_id = v_calendar_id limit p_max_count);
      get diagnostics v_count = row_count;
      v_pruned := v_pruned + v_count;
      exit when v_count = p_max_count;
      -- Whoever connects it again has it listed in full.
      update private.calendar_sync as s set cursor = null where s.calendar_id = v_calendar_id;
      delete from private.calendar_objects as o where o.calendar_id = v_calendar_id;
      delete from private.unknown_times as u where u.calendar_id = v_calendar_id;
      delete from private.lost_bookings as x where x.calendar_id = v_calendar_id;
    end loop;
    v_pruned := v_pruned + 1;
    if v_count is distinct from p_max_count then
      update private.connection_secrets as s set is_pruned = true where s.connection_id = v_connection_id and s.sealed is null;
    end if;
  end loop;
  return v_pruned;
end;
$function$;

ALTER FUNCTION "private"."prune_left_accounts"(timestamp with time zone, integer) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.prune_past_events(p_before timestamp with time zone, p_max_count integer)
 RETURNS integer
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_calendar_id uuid;
  v_looked integer := 0;
  v_pruned integer;
begin
  while v_looked < p_max_count loop
    select s.calendar_id into v_calendar_id
    from private.calendar_sync as s
    where s.tidy_at <= now()
    order by s.tidy_at
    limit 1
    for no key update skip locked;
    exit when v_calendar_id is null;
    delete from public.synced_events as e
    where e.id in (
      select x.id from public.synced_events as x
      where x.calendar_id = v_calendar_id and coalesce(x.ends_at, x.end_date::timestamp at time zone 'UTC') < p_before
      limit p_max_count
    );
    get diagnostics v_pruned = row_count;
    delete from private.lost_bookings as x
    where x.calendar_id = v_calendar_id and not exists (
      select from public.synced_events as e where e.calendar_id = x.calendar_id and e.provider_event_id = x.provider_event_id
    );
    delete from private.busy_days as d
    where d.calendar_id = v_calendar_id and d.day < (p_before at time zone 'UTC')::date - 62 and d.spans = '{}' and not d.is_all_day;
    v_looked := v_looked + 20 + v_pruned;
    if v_pruned < p_max_count then
      update private.calendar_sync as s set tidy_at = now() + private.jittered(7 * 86400) where s.calendar_id = v_calendar_id;
    end if;
  end loop;
  return v_looked;
end;
$function$;

ALTER FUNCTION "private"."prune_past_events"(timestamp with time zone, integer) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.queue_figures()
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
 SET enable_seqscan TO 'off'
AS $function$
begin
  return (
    with recursive priority as (
      select (
        select j.priority from graphile_worker._private_jobs as j where j.is_available order by j.priority limit 1
      ) as value
      union all
      select (
        select j.priority from graphile_worker._private_jobs as j
        where j.is_available and j.priority > p.value
        order by j.priority limit 1
      )
      from priority as p
      where p.value is not null
    ),
    due as (
      select d.task_id, d.run_at
      from priority as p
      cross join lateral (
        select j.task_id, j.run_at from graphile_worker._private_jobs as j
        where j.is_available and j.priority = p.value and j.run_at <= now()
        order by j.run_at limit 200
      ) as d
    ),
    task as (
      select t.identifier, count(*) as jobs, min(d.run_at) as oldest_at
      from due as d
      join graphile_worker._private_tasks as t on t.id = d.task_id
      group by t.identifier
    )
    select jsonb_build_object(
      'queue_oldest_seconds', coalesce(extract(epoch from now() - min(t.oldest_at)), 0),
      'queue', coalesce(jsonb_agg(jsonb_build_object('task', t.identifier, 'jobs', t.jobs)), '[]')
    )
    from task as t
  );
end;
$function$;

ALTER FUNCTION "private"."queue_figures"() OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.read_titles_again()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  update private.calendar_sync as s set cursor = null, run_id = null where s.calendar_id = new.id;
  delete from private.calendar_objects as o where o.calendar_id = new.id;
  perform private.enqueue_sync(k.id, p_is_urgent => true, p_calendar_ids => array[new.id])
  from public.calendar_connections as k
  where k.id = new.connection_id and k.status in ('active', 'error');
  return null;
end;
$function$;

ALTER FUNCTION "private"."read_titles_again"() OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.reassign_event(p_booking_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_successor record;
  v_proposal_id uuid;
  v_event public.booking_calendar_events;
begin
  select o.id, o.status into v_successor
  from public.bookings as b
  join public.bookings as o
    on o.event_type_id = b.event_type_id and o.starts_at = b.starts_at and o.ends_at = b.ends_at and o.id <> b.id
    and o.status in ('pending', 'confirmed') and (o.status = 'confirmed' or coalesce(o.expires_at > now(), true))
  where b.id = p_booking_id
  order by o.status = 'confirmed' desc, o.created_at
  limit 1;
  if v_successor.id is null then
    return;
  end if;
  v_event := private.session_event(p_booking_id);
  if v_event.booking_id = p_booking_id and v_successor.status <> 'confirmed' then
    -- Requests have no event; it moves or ends with this booking.
    return;
  end if;
  update public.synced_events as e set booking_id = v_successor.id where e.booking_id = p_booking_id;
  if v_event.booking_id = p_booking_id then
    update public.booking_calendar_events as p set booking_id = v_successor.id
    where p.event_key = v_event.event_key and p.calendar_id = v_event.calendar_id;
    -- The host's open decisions about the event move along; conflicts with an event that the successor had before are over.
    update public.booking_conflicts as k set resolved_at = now(), resolution = 'gone'
    where k.booking_id = v_successor.id and k.kind <> 'overlap' and k.resolved_at is null;
    for v_proposal_id in
      update public.booking_conflicts as k set booking_id = v_successor.id
      where k.booking_id = p_booking_id and k.kind <> 'overlap' and k.resolved_at is null
      returning k.id
    loop
      perform private.notify_of_conflict(v_proposal_id);
    end loop;
  end if;
  if v_event.event_key is not null and exists (
    select from public.bookings as b where b.id = p_booking_id and b.status = 'confirmed'
  ) then
    perform private.change_event(v_event.event_key, v_event.calendar_id, true);
  end if;
end;
$function$;

CREATE OR REPLACE FUNCTION private.recheck_double_bookings(p_host_ids uuid[])
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_booking_ids constant uuid[] := array(
    select b.id from public.bookings as b
    where b.host_id = any (p_host_ids) and b.status in ('pending', 'confirmed') and b.ends_at > now()
  );
begin
  perform private.close_double_bookings(v_booking_ids);
  perform private.detect_double_bookings(v_booking_ids);
end;
$function$;

CREATE OR REPLACE FUNCTION private.record_lost_bookings(p_calendar_id uuid, p_changes jsonb, p_restored_at timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_uuid constant text := '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$';
begin
  insert into private.lost_bookings (calendar_id, provider_event_id, booking_id)
  select distinct on (c.provider_event_id) p_calendar_id, c.provider_event_id, l.value::uuid
  from jsonb_to_recordset(p_changes) as c (kind text, provider_event_id text, links jsonb)
  cross join lateral jsonb_array_elements_text(c.links) with ordinality as l (value, position)
  -- What the backup has was no booking then either, or was forgotten on purpose.
  join public.synced_events as e
    on e.calendar_id = p_calendar_id and e.provider_event_id = c.provider_event_id
      and e.created_at >= p_restored_at and e.booking_id is null and e.deleted_at is null
  where c.kind = 'upsert' and l.value ~ v_uuid
    and not exists (
      select from jsonb_array_elements_text(c.links) as k (value)
      join public.bookings as b on b.id = k.value::uuid
      where k.value ~ v_uuid
    )
    -- A feed shows the events of another calendar once more.
    and not exists (
      select from public.calendars as own
      join public.calendars as other on other.owner_id = own.owner_id and other.id <> own.id
      join private.lost_bookings as o on o.calendar_id = other.id and o.booking_id = l.value::uuid
      where own.id = p_calendar_id
    )
  order by c.provider_event_id, l.position
  on conflict on constraint lost_bookings_event_key do nothing;
end;
$function$;

ALTER FUNCTION "private"."record_lost_bookings"(uuid, jsonb, timestamp with time zone) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.rows_then(p_row anyelement)
 RETURNS SETOF anyelement
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_table constant regclass := pg_typeof(p_row)::text::regclass;
  v_kind constant text := (select c.relname from pg_catalog.pg_class as c where c.oid = v_table);
  v_owner_id constant uuid := current_setting('openslot.owner_id')::uuid;
  v_near constant tstzrange := current_setting('openslot.near')::tstzrange;
  v_id constant text := case v_kind when 'calendar_links' then 'calendar_id' else 'id' end;
  v_made constant text := case v_kind when 'unknown_times' then 'detected_at' else 'created_at' end;
  v_subject constant text := case
    when v_kind in ('hosts', 'calendars', 'calendar_connections') then 'id'
    when v_kind in ('synced_events', 'unknown_times') then 'calendar_id'
    else 'host_id'
  end;
  v_subjects constant uuid[] := case
    when v_kind in ('calendars', 'synced_events', 'unknown_times')
      then array(select c.id from public.calendars as c where c.owner_id = v_owner_id)
    when v_kind = 'calendar_connections' then array(select k.id from public.calendar_connections as k where k.owner_id = v_owner_id)
    else array(select h.id from public.hosts as h where h.owner_id = v_owner_id)
  end;
begin
  return query execute format(
    $query$
      with change as materialized (
        select h.subject, h.row_id, jsonb_object_agg(w.key, w.value order by h.id desc) as was
        from private.history as h
        cross join lateral jsonb_each(h.was) as w
        where h.subject = any ($1) and h.kind = %1$L and h.valid_until >= $2
        group by h.subject, h.row_id
      )
      select r.*
      from %2$s as t
      left join change as c on c.subject = t.%4$I and c.row_id = t.%3$I
      cross join lateral jsonb_populate_record(t, c.was) as r
      where t.%4$I = any ($1) and t.%5$I < $2 and (c.row_id is not null or (%6$s))
      union all
      select r.*
      from change as c
      cross join lateral jsonb_populate_record(null::%2$s, c.was) as r
      where c.was ? %5$L and r.%5$I < $2
        and not exists (select from %2$s as t where t.%3$I = c.row_id and t.%4$I = c.subject)
    $query$,
    v_kind, v_table, v_id, v_subject, v_made,
    -- What is not near the question and never changed is not read.
    case when v_kind = 'bookings' then format(
      't.starts_at between %L and %L', lower(v_near) - interval '40 days', upper(v_near)
    ) else 'true' end
  ) using v_subjects, private.asked_at();
end;
$function$;

ALTER FUNCTION "private"."rows_then"(anyelement) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.seats_taken_then(p_host_id uuid, p_event_type_id uuid, p_starts_at timestamp with time zone, p_ends_at timestamp with time zone)
 RETURNS integer
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return (
    select count(*) from private.rows_then(null::public.bookings) as b
    where b.host_id = p_host_id and b.event_type_id = p_event_type_id and b.starts_at = p_starts_at and b.ends_at = p_ends_at
      and b.status in ('held', 'pending', 'confirmed') and (b.status = 'confirmed' or coalesce(b.expires_at > private.asked_at(), true))
  );
end;
$function$;

ALTER FUNCTION "private"."seats_taken_then"(uuid, uuid, timestamp with time zone, timestamp with time zone) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.session_event(p_booking_id uuid)
 RETURNS public.booking_calendar_events
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_events constant public.booking_calendar_events[] := array(
    select p
    from public.bookings as b
    join public.bookings as o
      on o.event_type_id = b.event_type_id and o.starts_at = b.starts_at and o.ends_at = b.ends_at and o.status = 'confirmed'
    join public.booking_calendar_events as p on p.booking_id = o.id and p.is_wanted
    where b.id = p_booking_id
  );
begin
  -- Nearly always there is one at most; then nothing has to be known of its calendar.
  if cardinality(v_events) < 2 then
    return v_events[1];
  end if;
  return (
    select p
    from unnest(v_events) as p
    order by not private.is_writable(p.calendar_id), private.is_disconnected(p.calendar_id), p.booking_id = p_booking_id, p.event_key
    limit 1
  );
end;
$function$;

CREATE OR REPLACE FUNCTION private.stale_calendars(p_rules private.slot_rules, p_range tstzrange, p_now timestamp with time zone)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  -- Most hosts without calendars never get one, and each booking asks.
  if not exists (select from public.calendar_links as l where l.host_id = p_rules.host_id and l.blocks_availability) then
    return null;
  end if;
  return (
    select jsonb_agg(
      jsonb_build_object('calendar_id', c.id, 'reason', coalesce(
        case when k.status <> 'active' then k.last_error end,
        case when u.events > 0 and not u.is_stale then
          'It has an event whose time cannot be read: ' || u.message
          || case when u.events > 1 then format(' (and %s more)', u.events - 1) else '' end
        end,
        c.sync_error,
        private.unread_text(c.last_synced_at, p_rules.stale_after, p_now)
      ))
      order by c.id
    )
    from (
      select s.calendar_id, bool_or(s.is_stale) as is_stale, count(s.unknown_time_id) as events, min(t.message) as message
      from private.unknown_spans(p_rules, p_now) as s
      left join private.unknown_times as t on t.id = s.unknown_time_id
      where s.span && p_range
      group by s.calendar_id
    ) as u
    join public.calendars as c on c.id = u.calendar_id
    join public.calendar_connections as k on k.id = c.connection_id
  );
end;
$function$;

CREATE OR REPLACE FUNCTION private.sync_figures()
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
 SET enable_seqscan TO 'off'
AS $function$
declare
  v_result jsonb;
begin
  with failing as materialized (
    select s.connection_id, coalesce(s.failure_code, 'unknown') as code
    from private.connection_sync as s
    where s.failures > 0
    limit 200
  ),
  account as materialized (
    select k.id, k.provider, k.status, f.code
    from failing as f
    cross join lateral (
      select c.id, c.provider, c.status from public.calendar_connections as c where c.id = f.connection_id offset 0
    ) as k
    where k.status <> 'disconnected'
  ),
  late as materialized (
    select s.connection_id as id, k.provider
    from (
      select n.connection_id from private.connection_sync as n
      where n.next_poll_at < now() - interval '1 minute'
      order by n.next_poll_at limit 20
    ) as s
    join public.calendar_connections as k on k.id = s.connection_id
  ),
  pulled as (
    select a.provider, max(extract(epoch from now() - coalesce(c.last_synced_at, c.created_at))) as seconds
    from (
      select l.id, l.provider from late as l
      union
      -- Of the others only their owners can say when they will be read again.
      (select a.id, a.provider from account as a where a.status <> 'needs_reconnect' limit 20)
    ) as a
    join public.calendars as c on c.connection_id = a.id
    where exists (select from public.calendar_links as l where l.calendar_id = c.id and l.blocks_availability)
    group by a.provider
  )
  select jsonb_build_object(
    'sync_late_seconds', coalesce((
      select greatest(0, extract(epoch from now() - s.next_poll_at))
      from private.connection_sync as s order by s.next_poll_at limit 1
    ), 0),
    'failing', coalesce((
      select jsonb_agg(to_jsonb(x))
      from (
        select a.provider, case a.status when 'needs_reconnect' then a.status else a.code end as code, count(*) as accounts
        from account as a
        group by 1, 2
      ) as x
    ), '[]'),
    'oldest_pulls', coalesce((select jsonb_agg(to_jsonb(r)) from pulled as r), '[]')
  )
  into v_result;
  return v_result;
end;
$function$;

ALTER FUNCTION "private"."sync_figures"() OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.unknown_spans(p_rules private.slot_rules, p_now timestamp with time zone)
 RETURNS TABLE(calendar_id uuid, unknown_time_id uuid, is_stale boolean, covered_until timestamp with time zone, span tstzrange)
 LANGUAGE plpgsql
 STABLE ROWS 4
 SET search_path TO ''
AS $function$
begin
  return query
  -- Read once for both.
  with blocking as materialized (
    select b.*, coalesce(b.time_zone, p_rules.host_zone) as zone from private.blocking_calendars(p_rules.host_id) as b
  )
  select
    b.calendar_id, null::uuid, s.is_stale, coalesce(b.covered_until, '-infinity'),
    tstzrange(case when not s.is_stale then coalesce(b.covered_until, '-infinity') end, null)
  from blocking as b
  cross join lateral (
    select not b.is_connected or b.last_synced_at is null or b.last_synced_at < p_now - p_rules.stale_after as is_stale
  ) as s
  union all
  select
    b.calendar_id, u.id, false, case when u.from_day is null then '-infinity'::timestamptz end,
    tstzrange(private.day_start(u.from_day, b.zone), private.day_start(u.until_day, b.zone))
  from blocking as b
  cross join lateral (
    select k.* from private.unknown_times as k where k.calendar_id = b.calendar_id and k.acknowledged_at is null
    -- Calendar by calendar: else the planner scans them all.
    offset 0
  ) as u;
end;
$function$;

CREATE OR REPLACE FUNCTION private.unknown_spans_then(p_rules private.slot_rules, p_now timestamp with time zone)
 RETURNS TABLE(calendar_id uuid, unknown_time_id uuid, is_stale boolean, covered_until timestamp with time zone, span tstzrange)
 LANGUAGE plpgsql
 STABLE ROWS 4
 SET search_path TO ''
AS $function$
begin
  return query
  -- Read once for both.
  with blocking as materialized (
    select b.*, coalesce(b.time_zone, p_rules.host_zone) as zone from private.blocking_calendars_then(p_rules.host_id) as b
  )
  select
    b.calendar_id, null::uuid, s.is_stale, coalesce(b.covered_until, '-infinity'),
    tstzrange(case when not s.is_stale then coalesce(b.covered_until, '-infinity') end, null)
  from blocking as b
  cross join lateral (
    select not b.is_connected or b.last_synced_at is null or b.last_synced_at < p_now - p_rules.stale_after as is_stale
  ) as s
  union all
  select
    b.calendar_id, u.id, false, case when u.from_day is null then '-infinity'::timestamptz end,
    tstzrange(private.day_start(u.from_day, b.zone), private.day_start(u.until_day, b.zone))
  from blocking as b
  cross join lateral (
    select k.* from private.rows_then(null::private.unknown_times) as k where k.calendar_id = b.calendar_id and k.acknowledged_at is null
    -- Calendar by calendar: else the planner scans them all.
    offset 0
  ) as u;
end;
$function$;

ALTER FUNCTION "private"."unknown_spans_then"(private.slot_rules, timestamp with time zone) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.visitor_bookings(p_owner_id uuid, p_email text)
 RETURNS SETOF uuid
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return query
  select b.id
  from public.hosts as h
  cross join lateral (select x.id, x.starts_at from public.bookings as x where x.host_id = h.id offset 0) as b
  join public.booking_attendees as a on a.booking_id = b.id
  where h.owner_id = p_owner_id and lower(a.email) = lower(p_email)
  order by b.starts_at, b.id;
end;
$function$;

ALTER FUNCTION "private"."visitor_bookings"(uuid, text) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.waiting_sessions_then(p_rules private.slot_rules, p_range tstzrange, p_now timestamp with time zone, p_except uuid DEFAULT NULL::uuid)
 RETURNS TABLE(starts_at timestamp with time zone, waiting integer, taken integer, entry_ids uuid[])
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  if p_rules.seats = 1 then
    return;
  end if;
  return query
  select w.starts_at, w.waiting, private.seats_taken_then(p_rules.host_id, p_rules.event_type_id, w.starts_at, w.starts_at + p_rules.duration), w.entry_ids
  from (
    select o.starts_at, count(*)::integer as waiting, array_agg(o.id order by o.position) as entry_ids
    from private.rows_then(null::public.waitlist_entries) as o
    where o.event_type_id = p_rules.event_type_id and o.state = 'waiting'
      and o.starts_at between greatest(lower(p_range), p_now) and upper(p_range) and o.ends_at = o.starts_at + p_rules.duration
    group by o.starts_at
  ) as w
  where not exists (
    select from private.rows_then(null::public.bookings) as b
    where b.id = p_except and b.event_type_id = p_rules.event_type_id and b.starts_at = w.starts_at and b.ends_at = w.starts_at + p_rules.duration
      and b.status in ('held', 'pending', 'confirmed') and (b.status = 'confirmed' or coalesce(b.expires_at > p_now, true))
  );
end;
$function$;

ALTER FUNCTION "private"."waiting_sessions_then"(private.slot_rules, tstzrange, timestamp with time zone, uuid) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.write_confirmation(p_booking_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_confirmed uuid[];
  v_is_double boolean;
begin
  -- Two requests may overlap where a calendar began to block the other's host after both were made.
  select coalesce(array_agg(o.id) filter (where o.status = 'confirmed'), '{}'), count(*) > 0 into v_confirmed, v_is_double
  from private.double_bookings(array[p_booking_id]) as d
  join public.bookings as o on o.id = d.other_booking_id;
  if v_confirmed <> '{}' then
    perform private.fail(
      'slot_taken', 'Another booking of yours is confirmed at this time.', 'Decline this one, propose another time, or cancel the other one.',
      jsonb_build_object('booking_ids', v_confirmed)
    );
  end if;
  update public.bookings as b
  set status = 'confirmed', confirmed_at = now(), expires_at = null, proposed_starts_at = null, proposed_ends_at = null
  where b.id = p_booking_id and b.status = 'pending';
  perform private.plan_push(p_booking_id);
  -- Under the locks there are no more than there were.
  if v_is_double then
    perform private.detect_double_bookings(array[p_booking_id]);
  end if;
end;
$function$;

CREATE OR REPLACE FUNCTION public.acknowledge_lost_booking(lost_booking_id uuid, owner_id uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_lost private.lost_bookings;
begin
  update private.lost_bookings as x set acknowledged_at = coalesce(x.acknowledged_at, now())
  from public.calendars as c
  where x.id = acknowledge_lost_booking.lost_booking_id and c.id = x.calendar_id and c.owner_id = acknowledge_lost_booking.owner_id
  returning x.* into v_lost;
  if v_lost.id is null then
    perform private.fail('not_found', 'There is no such booking in your calendars.', 'Load the list of calendars again.');
  end if;
  return jsonb_build_object(
    'lost_booking', jsonb_build_object('id', v_lost.id, 'acknowledged_at', private.iso_instant(v_lost.acknowledged_at))
  );
end;
$function$;

ALTER FUNCTION "public"."acknowledge_lost_booking"(uuid, uuid) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION public.add_tick(task text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform private.enqueue(add_tick.task, '{}', p_key => add_tick.task, p_max_attempts => 1);
  return null;
end;
$function$;

ALTER FUNCTION "public"."add_tick"(text) OWNER TO "postgres";

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
  if not (select c.stores_titles from public.calendars as c where c.id = v_id) then
    v_page.changes := (select coalesce(jsonb_agg(c.change - 'title' order by c.position), '[]')
      from jsonb_array_elements(v_page.changes) with ordinality as c (change, position));
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
  if v_sync.restored_at is not null then
    perform private.record_lost_bookings(v_id, v_page.changes, v_sync.restored_at);
  end if;
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
    if v_sync.restored_at is not null and not v_removed.is_held_back then
      perform private.notify_of_lost_bookings(v_id);
      update private.calendar_sync as s set restored_at = null where s.calendar_id = v_id;
    end if;
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

CREATE OR REPLACE FUNCTION public.cancel_series(booking_id uuid, reason text DEFAULT NULL::text, actor_generation integer DEFAULT NULL::integer, actor_user_id uuid DEFAULT NULL::uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
declare
  v_is_host constant boolean := cancel_series.actor_user_id is not null;
  v_booking constant public.bookings := private.lock_series(
    cancel_series.booking_id, cancel_series.actor_generation, cancel_series.actor_user_id
  );
  v_fault constant text := private.text_fault('The reason', cancel_series.reason, 2000, true);
  v_open public.bookings;
  v_cancelled uuid[] := '{}';
begin
  if v_fault is not null then
    perform private.fail('invalid_request', v_fault);
  end if;
  for v_open in
    select b.* from public.bookings as b
    where b.series_id = v_booking.series_id and b.status in ('pending', 'confirmed') and b.starts_at > now()
      and b.generation is not distinct from case when v_is_host then b.generation else cancel_series.actor_generation end
    order by b.starts_at, b.id
  loop
    -- What is too near stays, as it would alone.
    continue when (private.change_limits(v_open, v_is_host)).cancel_refusal is not null;
    perform private.require_change(v_open, false, v_is_host, cancel_series.reason);
    perform private.write_cancellation(v_open.id, case when v_is_host then 'host' else 'visitor' end, cancel_series.reason);
    v_cancelled := v_cancelled || v_open.id;
  end loop;
  if v_cancelled <> '{}' then
    perform private.notify_series(v_cancelled, 'series_cancelled');
  elsif exists (
    select from public.bookings as b where b.series_id = v_booking.series_id and b.status in ('pending', 'confirmed') and b.starts_at > now()
  ) and not exists (
    -- Asked again: what could be cancelled is, and the parties were told.
    select from public.bookings as b
    join public.notifications as n on n.booking_id = b.id and n.kind = 'series_cancelled'
    where b.series_id = v_booking.series_id
  ) then
    perform private.fail(
      'invalid_state', 'None of these bookings can be cancelled online any more.', 'Write to the host.', '{"reason": "too_late"}'
    );
  end if;
  return private.series_result(v_booking.series_id) || private.booking_result(v_booking.id);
end;
$function$;

CREATE OR REPLACE FUNCTION public.check_blind_period(calendar_id uuid, since timestamp with time zone DEFAULT NULL::timestamp with time zone)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_run_id constant uuid := gen_random_uuid();
  v_event_ids uuid[];
  v_bookings integer;
  v_clashes integer;
begin
  perform private.lock_calendar(check_blind_period.calendar_id);
  with booked as materialized (
    select b.id, b.during, greatest(b.created_at, b.confirmed_at) as booked_at, b.unread_calendars
    from public.calendar_links as l
    join public.bookings as b on b.host_id = l.host_id
    where l.calendar_id = check_blind_period.calendar_id and l.blocks_availability
      and b.ends_at > now() and b.status in ('pending', 'confirmed')
  ),
  met as (
    -- One by one, each by the index of its kind: else the planner scans all events of the calendar.
    select e.id
    from booked as b
    cross join lateral (
      select x.id from public.synced_events as x
      where x.calendar_id = check_blind_period.calendar_id and x.is_busy and x.deleted_at is null and x.booking_id is null and not x.is_all_day
        and x.during && b.during
      offset 0
    ) as e
    union
    select e.id
    from (select max(upper(b.during)) as until from booked as b) as b
    cross join lateral (
      select x.id from public.synced_events as x
      where x.calendar_id = check_blind_period.calendar_id and x.is_busy and x.deleted_at is null and x.booking_id is null and x.is_all_day
        and x.start_date <= (b.until at time zone 'UTC')::date + 1 and x.end_date >= (now() at time zone 'UTC')::date - 1
      offset 0
    ) as e
  )
  select
    (select array_agg(m.id) from met as m),
    (
      select count(*) from booked as b
      where b.booked_at >= since or b.unread_calendars @> jsonb_build_array(jsonb_build_object('calendar_id', check_blind_period.calendar_id))
    )
  into v_event_ids, v_bookings;
  perform private.detect_overlaps(check_blind_period.calendar_id, coalesce(v_event_ids, '{}'), v_run_id);
  perform private.send_conflict_mails(v_run_id);

  v_clashes := (
    select count(distinct k.booking_id)
    from public.booking_conflicts as k
    join public.synced_events as e on e.id = k.synced_event_id
    where e.id = any (v_event_ids) and e.calendar_id = check_blind_period.calendar_id and k.kind = 'overlap' and k.resolved_at is null
  );
  if v_bookings > 0 then
    insert into public.sync_logs (owner_id, connection_id, calendar_id, operation, status, events_processed, error_message)
    select c.owner_id, c.connection_id, c.id, 'blind_period', 'completed', v_bookings, format(
      'Bookings taken while this calendar could not be read: %s. At the time of its events: %s.', v_bookings, v_clashes
    )
    from public.calendars as c where c.id = check_blind_period.calendar_id;
  end if;
  return jsonb_build_object('bookings', v_bookings, 'clashes', v_clashes);
end;
$function$;

ALTER FUNCTION "public"."check_blind_period"(uuid, timestamp with time zone) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION public.claim_seat(entry_id uuid, generation integer, answers jsonb DEFAULT NULL::jsonb, location jsonb DEFAULT NULL::jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_entry public.waitlist_entries := private.require_entry(claim_seat.entry_id, claim_seat.generation);
begin
  perform private.lock_slot(v_entry.host_id, v_entry.event_type_id, v_entry.starts_at);
  v_entry := private.require_entry(claim_seat.entry_id, claim_seat.generation);
  if v_entry.state = 'claimed' then
    return private.booking_result(v_entry.booking_id);
  elsif v_entry.state not in ('offered', 'missed') then
    perform private.fail(
      'invalid_state', 'No seat is kept for you.', 'You get a mail when one gets free.', jsonb_build_object('reason', v_entry.state)
    );
  end if;
  perform private.insert_booking(
    private.find_event_host(v_entry.event_type_id), v_entry.event_type_id, v_entry.starts_at,
    (extract(epoch from v_entry.ends_at - v_entry.starts_at) / 60)::integer,
    jsonb_build_object('name', v_entry.name, 'email', v_entry.email, 'time_zone', v_entry.time_zone, 'locale', v_entry.locale),
    coalesce(claim_seat.answers, v_entry.answers), v_entry.booking_id, null, null, coalesce(claim_seat.location, v_entry.location), null,
    p_is_locked => true
  );
  update public.waitlist_entries as w set state = 'claimed' where w.id = v_entry.id;
  return private.booking_result(v_entry.booking_id);
end;
$function$;

CREATE OR REPLACE FUNCTION public.compare_listing(calendar_id uuid, run_id uuid, changes jsonb, unreadable_series text[], covered_from timestamp with time zone, covered_until timestamp with time zone, is_whole boolean)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_drift jsonb;
  v_bookings jsonb;
  v_stores_titles constant boolean := (select c.stores_titles from public.calendars as c where c.id = compare_listing.calendar_id);
begin
  with listed as materialized (
    select distinct on (c.provider_event_id) c.*
    from rows from (jsonb_to_recordset(changes) as (
      kind text, provider_event_id text, series_id text, title text, starts_at timestamptz, ends_at timestamptz, is_all_day boolean,
      start_date date, end_date date, status text, transparency text, is_busy boolean
    )) with ordinality as c (
      kind, provider_event_id, series_id, title, starts_at, ends_at, is_all_day, start_date, end_date, status, transparency, is_busy, position
    )
    order by c.provider_event_id, c.position desc
  ),
  pair as (
    select case
      when e.id is null then 'missing'
      when (e.starts_at, e.ends_at, e.start_date, e.end_date, e.is_all_day)
        is distinct from (l.starts_at, l.ends_at, l.start_date, l.end_date, coalesce(l.is_all_day, false)) then 'moved'
      when (e.is_busy, e.status, e.transparency, e.deleted_at)
        is distinct from (coalesce(l.is_busy, true), coalesce(l.status, 'confirmed'), coalesce(l.transparency, 'opaque'), null) then 'busy'
      when v_stores_titles and e.title is distinct from left(l.title, 500) and not exists (
        select from public.bookings as b where b.id = e.booking_id and b.forgotten_at is not null
      ) then 'title'
    end as kind
    from listed as l
    left join public.synced_events as e
      on e.calendar_id = compare_listing.calendar_id and e.provider_event_id = l.provider_event_id
    where l.kind = 'upsert'
    union all
    select 'extra'
    from private.known_events(compare_listing.calendar_id, covered_from, covered_until) as e
    where is_whole
      and not exists (select from listed as l where l.provider_event_id = e.provider_event_id and l.kind = 'upsert')
      and not coalesce(e.series_id = any (unreadable_series), false) and not e.provider_event_id = any (unreadable_series)
  )
  select jsonb_object_agg(x.kind, x.count) into v_drift
  from (select p.kind, count(*) as count from pair as p where p.kind is not null group by p.kind) as x;

  select jsonb_object_agg(x.kind, x.count) into v_bookings
  from (
    select w.kind, count(*) as count
    from private.bookings_without_event(
      compare_listing.calendar_id, compare_listing.run_id,
      array(select c.value ->> 'provider_event_id' from jsonb_array_elements(changes) as c where c.value ->> 'kind' = 'upsert'),
      unreadable_series, covered_from, covered_until, is_whole
    ) as w
    group by w.kind
  ) as x;
  return coalesce(v_drift, '{}') || coalesce(v_bookings, '{}');
end;
$function$;

ALTER FUNCTION "public"."compare_listing"(uuid, uuid, jsonb, text[], timestamp with time zone, timestamp with time zone, boolean) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION public.continue_audit(connection_id uuid, calendar_ids uuid[], tries integer DEFAULT 0)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform private.enqueue_audit(
    continue_audit.connection_id, continue_audit.calendar_ids,
    -- The deletion guard wants the second listing a minute later.
    case when tries > 0 then now() + interval '90 seconds' end, tries
  );
  return null;
end;
$function$;

ALTER FUNCTION "public"."continue_audit"(uuid, uuid[], integer) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION public.delete_owner_rows(owner_id uuid, max_count integer DEFAULT 1000)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_owner_id constant uuid := (select d.owner_id from private.owner_deletions as d where d.owner_id = delete_owner_rows.owner_id for update);
  v_host_ids uuid[];
  v_calendar_ids uuid[];
  v_connection_ids uuid[];
  v_count integer;
begin
  if v_owner_id is null then
    return jsonb_build_object('finished', true);
  end if;
  perform private.lock_owner_hosts(v_owner_id);
  v_host_ids := array(select h.id from public.hosts as h where h.owner_id = v_owner_id);
  v_calendar_ids := array(select c.id from public.calendars as c where c.owner_id = v_owner_id);
  v_connection_ids := array(select k.id from public.calendar_connections as k where k.owner_id = v_owner_id);
  -- What there may be much of, a part at a time: first who would be offered seats that are now free.
  delete from public.waitlist_entries as w where w.host_id = any (v_host_ids);
  delete from public.bookings as b
  where b.id in (select o.id from public.bookings as o where o.host_id = any (v_host_ids) limit delete_owner_rows.max_count);
  get diagnostics v_count = row_count;
  if v_count = 0 then
    delete from public.synced_events as e
    where e.id in (select o.id from public.synced_events as o where o.calendar_id = any (v_calendar_ids) limit delete_owner_rows.max_count);
    get diagnostics v_count = row_count;
  end if;
  if v_count = 0 then
    delete from public.sync_logs as l
    where l.id in (select o.id from public.sync_logs as o where o.owner_id = v_owner_id limit delete_owner_rows.max_count);
    get diagnostics v_count = row_count;
  end if;
  if v_count = 0 then
    delete from public.webhook_deliveries as d
    where d.id in (
      select o.id
      from public.webhook_endpoints as e
      join public.webhook_deliveries as o on o.endpoint_id = e.id
      where e.owner_id = v_owner_id
      limit delete_owner_rows.max_count
    );
    get diagnostics v_count = row_count;
  end if;
  if v_count > 0 then
    return jsonb_build_object('finished', false);
  end if;

  delete from public.hosts as h where h.owner_id = v_owner_id;
  delete from public.calendar_connections as k where k.owner_id = v_owner_id;
  -- Last of all, since what is deleted leaves its history.
  delete from private.history as h where h.subject = any (v_host_ids || v_calendar_ids || v_connection_ids);
  delete from public.webhook_endpoints as e where e.owner_id = v_owner_id;
  delete from public.api_keys as k where k.owner_id = v_owner_id;
  delete from private.oauth_attempts as a where a.owner_id = v_owner_id;
  delete from private.owner_deletions as d where d.owner_id = v_owner_id;
  -- What this transaction deleted would be counted at its end; pages that are open notice that nothing is counted any more.
  delete from private.changed_versions as v where v.owner_id = v_owner_id;
  delete from private.owner_versions as v where v.owner_id = v_owner_id;
  return jsonb_build_object('finished', true);
end;
$function$;

CREATE OR REPLACE FUNCTION public.enqueue_due_audits(max_count integer DEFAULT 200)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_account record;
  v_planned integer := 0;
begin
  for v_account in
    select s.connection_id, k.status = 'active' and x.sealed is not null as is_readable
    from private.connection_sync as s
    join public.calendar_connections as k on k.id = s.connection_id
    left join private.connection_secrets as x on x.connection_id = s.connection_id
    where s.audit_at <= now()
    order by s.audit_at, s.connection_id
    limit enqueue_due_audits.max_count
    for no key update of s skip locked
  loop
    v_planned := v_planned + 1;
    update private.connection_sync as s set audit_at = now() + private.jittered(7 * 86400) where s.connection_id = v_account.connection_id;
    -- One that needs a reconnect is read in full when it is back.
    if v_account.is_readable then
      perform private.enqueue_audit(v_account.connection_id);
    end if;
  end loop;
  return jsonb_build_object('planned', v_planned);
end;
$function$;

ALTER FUNCTION "public"."enqueue_due_audits"(integer) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION public.explain_slots(event_type_id uuid, range_start timestamp with time zone, range_end timestamp with time zone, duration_minutes integer DEFAULT NULL::integer, starts timestamp with time zone[] DEFAULT NULL::timestamp with time zone[], as_of timestamp with time zone DEFAULT NULL::timestamp with time zone)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_rules private.slot_rules;
begin
  if not exists (
    select from public.event_types as e
    join public.hosts as h on h.id = e.host_id
    where e.id = explain_slots.event_type_id and h.owner_id = (select auth.uid())
  ) then
    perform private.fail('not_found', 'You have no such event type.', 'Check event_type_id and who is signed in.');
  end if;
  if cardinality(explain_slots.starts) > 10000 or array_position(explain_slots.starts, null) is not null then
    perform private.fail('invalid_request', 'starts must be at most 10,000 instants.', 'Ask in smaller portions.');
  end if;
  perform private.require_range(min(s), max(s) + interval '1 second', 400) from unnest(explain_slots.starts) as s having count(*) > 0;
  if as_of is not null then
    return private.explain_then(
      explain_slots.event_type_id, private.require_range(explain_slots.range_start, explain_slots.range_end, 400),
      explain_slots.duration_minutes, explain_slots.starts, as_of
    );
  end if;
  v_rules := private.load_slot_rules(explain_slots.event_type_id, explain_slots.duration_minutes);
  return jsonb_build_object(
    'event_type_id', v_rules.event_type_id,
    'duration_minutes', v_rules.duration_minutes,
    'time_zone', v_rules.zone,
    'as_of', private.iso_instant(now()),
    'slots', private.explain_starts(
      explain_slots.event_type_id,
      private.require_range(explain_slots.range_start, explain_slots.range_end, 400),
      explain_slots.duration_minutes, explain_slots.starts, now()
    )
  );
end;
$function$;

ALTER FUNCTION "public"."explain_slots"(uuid, timestamp with time zone, timestamp with time zone, integer, timestamp with time zone[], timestamp with time zone) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION public.export_visitor(owner_id uuid, email text)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_ids constant uuid[] := array(select b.id from private.visitor_bookings(export_visitor.owner_id, export_visitor.email) as b (id));
begin
  return jsonb_build_object(
    'bookings', coalesce((select jsonb_agg(to_jsonb(b) order by b.starts_at, b.id) from public.bookings as b where b.id = any (v_ids)), '[]'),
    'booking_attendees', coalesce((
      select jsonb_agg(to_jsonb(a) order by a.id) from public.booking_attendees as a where a.booking_id = any (v_ids)
    ), '[]'),
    'waitlist_entries', coalesce((
      select jsonb_agg(to_jsonb(w) order by w.created_at, w.id)
      from public.hosts as h
      join public.waitlist_entries as w on w.host_id = h.id
      where h.owner_id = export_visitor.owner_id and lower(w.email) = lower(export_visitor.email)
    ), '[]'),
    'notifications', coalesce((
      select jsonb_agg(to_jsonb(n) order by n.created_at, n.id)
      from public.notifications as n
      where n.booking_id = any (v_ids) and lower(n.recipient) = lower(export_visitor.email)
    ), '[]'),
    'mails', coalesce((
      select jsonb_agg(jsonb_build_object('subject', o.subject, 'body', o.body, 'ics', o.ics, 'created_at', o.created_at) order by o.id)
      from public.notifications as n
      join private.outbox as o on o.notification_id = n.id
      where n.booking_id = any (v_ids) and lower(o.recipient) = lower(export_visitor.email)
    ), '[]')
  );
end;
$function$;

ALTER FUNCTION "public"."export_visitor"(uuid, text) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION public.finish_audit(calendar_id uuid, outcome text, listed integer, drift jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_text constant text := (
    select string_agg(format('%s: %s', d.key, d.value), ', ' order by d.key) from jsonb_each_text(drift) as d
  );
begin
  insert into private.calendar_audits as a (calendar_id, outcome, listed, drift)
  select c.id, finish_audit.outcome, finish_audit.listed, finish_audit.drift from public.calendars as c where c.id = finish_audit.calendar_id
  on conflict on constraint calendar_audits_pkey do update
  set audited_at = now(), outcome = excluded.outcome, listed = excluded.listed, drift = excluded.drift;
  if finish_audit.outcome = 'equal' then
    return null;
  end if;
  insert into public.sync_logs (
    owner_id, connection_id, calendar_id, operation, status, events_processed, events_created, events_updated, events_deleted, error_message, duration_ms
  )
  select
    c.owner_id, c.connection_id, c.id, 'audit', case when finish_audit.outcome = 'failed' then 'failed' else 'completed' end, finish_audit.listed,
    coalesce((drift ->> 'missing')::integer, 0),
    coalesce((drift ->> 'moved')::integer, 0) + coalesce((drift ->> 'busy')::integer, 0) + coalesce((drift ->> 'title')::integer, 0),
    case when finish_audit.outcome <> 'held_back' then coalesce((drift ->> 'extra')::integer, 0) else 0 end,
    case finish_audit.outcome
      when 'failed' then 'The calendar could not be compared with what its provider has; the reason is that of the last pull.'
      when 'held_back' then 'Most events are missing from the calendar; waiting for a second, equal result. Differences: ' || v_text || '.'
      else 'Differences found and repaired: ' || v_text || '.'
    end,
    (extract(epoch from clock_timestamp() - s.last_attempt_at) * 1000)::integer
  from public.calendars as c
  left join private.calendar_sync as s on s.calendar_id = c.id
  where c.id = finish_audit.calendar_id;
  return null;
end;
$function$;

ALTER FUNCTION "public"."finish_audit"(uuid, text, integer, jsonb) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION public.finish_notification(notification_id uuid, error text DEFAULT NULL::text, is_retryable boolean DEFAULT false, is_bounced boolean DEFAULT false, is_unsure boolean DEFAULT false)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_mail public.notifications;
begin
  with finished as (
    update public.notifications as n
    set state = case
        when finish_notification.error is null then 'sent'
        when finish_notification.is_retryable and coalesce(n.failing_since > now() - interval '24 hours', true) then 'pending'
        else 'failed'
      end,
      attempts = n.attempts + 1,
      last_error = left(finish_notification.error, 1000),
      failing_since = case when finish_notification.error is not null then coalesce(n.failing_since, now()) end,
      sent_at = case when finish_notification.error is null then now() end,
      unsure_since = case when finish_notification.error is not null and finish_notification.is_unsure then n.unsure_since end
    where (n.id = finish_notification.notification_id or n.gathered_into = finish_notification.notification_id)
      and n.state <> 'sent'
    returning n as mail
  )
  select (f.mail).* into v_mail from finished as f where (f.mail).id = finish_notification.notification_id;
  if v_mail.id is null then
    -- It was sent before.
    select n.* into v_mail from public.notifications as n where n.id = finish_notification.notification_id;
  end if;
  if finish_notification.error is null then
    delete from private.outbox as o where o.notification_id = finish_notification.notification_id;
  elsif v_mail.state = 'pending' then
    perform private.enqueue(
      'send_notification', jsonb_build_object('notification_id', v_mail.id), p_key => 'send_notification:' || v_mail.id,
      -- The last attempt comes when the 24 hours are over.
      p_run_at => least(now() + private.mail_backoff(v_mail.attempts), v_mail.failing_since + interval '24 hours 1 second')
    );
  end if;
  if finish_notification.error is null or finish_notification.is_bounced then
    update public.booking_attendees as a
    set email_bounced_at = case when finish_notification.is_bounced then now() end
    where a.booking_id = v_mail.booking_id and a.email = v_mail.recipient
      and (finish_notification.is_bounced or a.email_bounced_at is not null);
  end if;
  return null;
end;
$function$;

CREATE OR REPLACE FUNCTION public.forget_due_visitors(max_count integer DEFAULT 200, default_days integer DEFAULT NULL::integer)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_left integer := forget_due_visitors.max_count;
  v_limit integer;
  v_host_id uuid;
  v_before timestamptz;
  v_booking_ids uuid[];
  v_entries integer;
  v_forgotten integer := 0;
begin
  if default_days is not null then
    update private.planned_forgetting as f set due_at = now()
    where f.host_id in (select o.host_id from private.planned_forgetting as o where o.due_at = 'infinity' limit max_count);
  end if;
  while v_left > 0 loop
    select f.host_id, now() - make_interval(days => least(h.retention_days, default_days)) into v_host_id, v_before
    from private.planned_forgetting as f
    join public.hosts as h on h.id = f.host_id
    where f.due_at <= now()
    order by f.due_at
    limit 1
    for update of f skip locked;
    exit when v_host_id is null;

    v_limit := v_left;
    v_booking_ids := array(
      select b.id from public.bookings as b
      where b.host_id = v_host_id and b.forgotten_at is null and b.ends_at < v_before
      order by b.ends_at
      limit v_limit
      for no key update skip locked
    );
    if v_booking_ids <> '{}' then
      perform private.forget_visitors(v_booking_ids);
    end if;
    delete from public.waitlist_entries as w
    where w.id in (
      select o.id from public.waitlist_entries as o
      where o.host_id = v_host_id and o.starts_at < v_before and o.ends_at < v_before
      order by o.starts_at
      limit v_limit
    );
    get diagnostics v_entries = row_count;
    -- A weekly summary names visitors of the week before it.
    delete from private.outbox as o
    using public.notifications as n
    where n.host_id = v_host_id and n.created_at < v_before + interval '8 days' and o.notification_id = n.id;

    v_forgotten := v_forgotten + cardinality(v_booking_ids) + v_entries;
    v_left := v_left - 1 - cardinality(v_booking_ids) - v_entries;
    if greatest(cardinality(v_booking_ids), v_entries) < v_limit then
      update private.planned_forgetting as f
      set due_at = case when v_before is null then 'infinity' else now() + interval '1 day' end
      where f.host_id = v_host_id;
    end if;
  end loop;
  return jsonb_build_object('planned', forget_due_visitors.max_count - v_left, 'forgotten', v_forgotten);
end;
$function$;

ALTER FUNCTION "public"."forget_due_visitors"(integer, integer) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION public.forget_visitor(owner_id uuid, email text, max_count integer DEFAULT 200)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_ids uuid[];
  v_upcoming uuid[];
  v_places integer;
begin
  v_ids := array(select b.id from private.visitor_bookings(forget_visitor.owner_id, forget_visitor.email) as b (id));
  v_upcoming := array(
    select b.id from public.bookings as b
    where b.id = any (v_ids) and b.ends_at > now()
      and (b.status = 'confirmed' or (b.status in ('held', 'pending') and coalesce(b.expires_at > now(), true)))
    order by b.starts_at, b.id
  );
  if v_upcoming <> '{}' then
    perform private.fail(
      'invalid_state', 'This visitor has bookings or requests that are not over.', 'Cancel or decline them first; details.bookings names them.',
      jsonb_build_object('bookings', v_upcoming)
    );
  end if;

  v_ids := array(
    select b.id from public.bookings as b where b.id = any (v_ids) order by b.id limit forget_visitor.max_count for no key update
  );
  perform private.forget_visitors(v_ids);
  delete from public.waitlist_entries as w
  using public.hosts as h
  where h.owner_id = forget_visitor.owner_id and w.host_id = h.id and lower(w.email) = lower(forget_visitor.email);
  get diagnostics v_places = row_count;
  -- Weekly summaries name visitors.
  delete from private.outbox as o
  using public.notifications as n, public.hosts as h
  where h.owner_id = forget_visitor.owner_id and n.host_id = h.id and o.notification_id = n.id and v_ids <> '{}';
  delete from private.mail_recipients as r where r.mailbox = private.mailbox(forget_visitor.email);
  return jsonb_build_object('forgotten', cardinality(v_ids) + v_places, 'planned', cardinality(v_ids));
end;
$function$;

ALTER FUNCTION "public"."forget_visitor"(uuid, text, integer) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION public.get_audit(connection_id uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  return jsonb_build_object(
    'is_waiting', exists (
      select from graphile_worker.jobs as j where j.key = 'audit:' || get_audit.connection_id and j.attempts < j.max_attempts
    ),
    'calendars', coalesce((
      select jsonb_agg(jsonb_build_object(
        'id', c.id, 'name', c.name, 'audited_at', a.audited_at, 'outcome', a.outcome, 'listed', a.listed, 'drift', a.drift
      ) order by c.name, c.id)
      from public.calendars as c
      join private.calendar_audits as a on a.calendar_id = c.id
      where c.connection_id = get_audit.connection_id
    ), '[]')
  );
end;
$function$;

ALTER FUNCTION "public"."get_audit"(uuid) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION public.get_calendar_view(host_id uuid, range_start timestamp with time zone, range_end timestamp with time zone)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_range constant tstzrange := private.require_range(get_calendar_view.range_start, get_calendar_view.range_end, 400);
  v_host public.hosts;
  v_rules private.slot_rules;
begin
  select h.* into v_host from public.hosts as h where h.id = get_calendar_view.host_id and h.owner_id = (select auth.uid());
  if v_host.id is null then
    perform private.fail('not_found', 'You have no such host.', 'Check host_id and who is signed in.');
  end if;
  v_rules.host_id := v_host.id;
  v_rules.zone := v_host.time_zone;
  v_rules.host_zone := v_host.time_zone;
  v_rules.duration := interval '0';

  return jsonb_build_object(
    'host_id', v_host.id,
    'time_zone', v_host.time_zone,
    'open_hours', coalesce((
      select jsonb_agg(jsonb_build_object('start', private.iso_instant(lower(o.span)), 'end', private.iso_instant(upper(o.span))))
      from unnest(private.open_hours(v_rules, v_range) * tstzmultirange(v_range)) as o (span)
    ), '[]'),
    'bookings', coalesce((
      select jsonb_agg(private.booking_json(b.id) order by b.starts_at, b.id)
      from public.bookings as b
      where b.host_id = v_host.id and b.during && v_range and b.status in ('pending', 'confirmed')
        and (b.status = 'confirmed' or coalesce(b.expires_at > now(), true))
    ), '[]'),
    'sessions', coalesce((
      select jsonb_agg(private.session_json(s.event_type_id, s.starts_at, s.ends_at) order by s.starts_at, s.event_type_id)
      from (
        select b.event_type_id, b.starts_at, b.ends_at
        from public.bookings as b
        join public.event_types as e on e.id = b.event_type_id and e.seats > 1
        where b.host_id = v_host.id and b.during && v_range
          and (b.status = 'confirmed' or (b.status in ('held', 'pending') and coalesce(b.expires_at > now(), true)))
        union
        select w.event_type_id, w.starts_at, w.ends_at
        from public.waitlist_entries as w
        where w.host_id = v_host.id and w.state in ('waiting', 'offered') and w.ends_at > lower(v_range) and w.starts_at < upper(v_range)
          and w.starts_at > lower(v_range) - interval '366 days'
      ) as s
    ), '[]'),
    -- Bookings of other hosts of the same owner that take this host's time through a calendar.
    'bookings_elsewhere', coalesce((
      select jsonb_agg(private.booking_json(b.id) order by b.starts_at, b.id)
      from private.blocking_calendars(v_host.id) as c
      cross join lateral (select k.* from public.bookings as k where k.calendar_id = c.calendar_id and k.ends_at > lower(v_range) and k.starts_at < upper(v_range) offset 0) as b
      where b.host_id <> v_host.id and (b.status = 'confirmed' or (b.status = 'pending' and coalesce(b.expires_at > now(), true)))
    ), '[]'),
    'external_events', coalesce((
      select jsonb_agg(jsonb_build_object(
        'id', e.id, 'calendar_id', e.calendar_id, 'calendar_name', e.calendar_name, 'provider_calendar_id', e.provider_calendar_id,
        'provider', e.provider, 'provider_event_id', e.provider_event_id, 'title', e.title,
        'start', private.iso_instant(e.starts_at), 'end', private.iso_instant(e.ends_at),
        'is_all_day', e.is_all_day, 'start_date', e.start_date, 'end_date', e.end_date,
        'status', e.status, 'is_busy', e.is_busy, 'booking_id', e.booking_id
      ) order by coalesce(e.starts_at, e.start_date::timestamp at time zone v_host.time_zone), e.id)
      from private.shown_events(v_host.id, v_host.time_zone, v_range) as e
    ), '[]'),
    'blocks', coalesce((
      select jsonb_agg(jsonb_build_object(
        'id', b.blocked_period_id, 'kind', b.kind, 'reason', b.reason,
        'start', private.iso_instant(lower(b.during)), 'end', private.iso_instant(upper(b.during))
      ) order by lower(b.during))
      from private.blocked_instants(v_rules, v_range) as b
    ), '[]')
  );
end;
$function$;

CREATE OR REPLACE FUNCTION public.hold_slot(event_type_id uuid, starts_at timestamp with time zone, duration_minutes integer, address_key text DEFAULT NULL::text, own_hold_id uuid DEFAULT NULL::uuid, own_generation integer DEFAULT NULL::integer, idempotency_key text DEFAULT NULL::text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
 SET plan_cache_mode TO 'force_generic_plan'
 SET enable_seqscan TO 'off'
AS $function$
declare
  v_host_id constant uuid := private.find_event_host(hold_slot.event_type_id);
  v_own_id constant uuid := (
    select b.id from public.bookings as b
    where b.id = hold_slot.own_hold_id and b.generation = hold_slot.own_generation and b.host_id = v_host_id and b.status = 'held'
  );
  -- Among the keys of bookings, of which it is none.
  v_key constant text := 'hold ' || md5(hold_slot.idempotency_key);
  v_hash constant text := concat_ws(' ', hold_slot.event_type_id, extract(epoch from hold_slot.starts_at), hold_slot.duration_minutes);
  v_known_id uuid := private.find_idempotent_booking(null, hold_slot.event_type_id, v_key, v_hash);
  v_hold jsonb;
begin
  if v_known_id is null then
    -- Checked once without the lock, so that nobody queues for a slot that is gone.
    begin
      perform private.require_free_start(
        private.load_slot_rules(hold_slot.event_type_id, hold_slot.duration_minutes),
        private.require_finite_start(hold_slot.starts_at), now(), v_own_id
      );
    exception
      when sqlstate 'PT409' or sqlstate 'PT503' then
        -- The same request, sent twice, may have just taken it.
        v_known_id := private.find_idempotent_booking(null, hold_slot.event_type_id, v_key, v_hash);
        if v_known_id is null then
          raise;
        end if;
    end;
  end if;
  if v_known_id is null then
    perform private.lock_slot(v_host_id, hold_slot.event_type_id, hold_slot.starts_at);
    v_known_id := private.find_idempotent_booking(null, hold_slot.event_type_id, v_key, v_hash);
  end if;
  if v_known_id is not null then
    select jsonb_build_object('id', b.id, 'expires_at', private.iso_instant(b.expires_at), 'generation', b.generation) into v_hold
    from public.bookings as b where b.id = v_known_id and b.status = 'held' and b.expires_at > now();
    if v_hold is null then
      perform private.fail('hold_expired', 'The reservation is over.', 'You can still book this time if it is free.');
    end if;
    return v_hold;
  end if;
  v_hold := private.insert_hold(
    v_host_id, hold_slot.event_type_id, hold_slot.starts_at, hold_slot.duration_minutes,
    hold_slot.address_key, v_own_id, hold_slot.own_generation
  );
  perform private.keep_idempotency_key(null, hold_slot.event_type_id, v_key, v_hash, (v_hold ->> 'id')::uuid);
  return v_hold;
end;
$function$;

CREATE OR REPLACE FUNCTION public.next_deletion_step(owner_id uuid, max_count integer DEFAULT 50)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_requested_at constant timestamptz := (
    select d.requested_at from private.owner_deletions as d where d.owner_id = next_deletion_step.owner_id
  );
  v_bookings constant uuid[] := array(
    select b.id from private.bookings_to_cancel(next_deletion_step.owner_id) as b (id) limit next_deletion_step.max_count
  );
  v_connections constant uuid[] := array(
    select k.id
    from public.calendar_connections as k
    left join private.connection_secrets as s on s.connection_id = k.id
    where k.owner_id = next_deletion_step.owner_id and k.status <> 'disconnected' and s.revoking_since is null
    order by k.id
  );
  v_step text := 'delete';
begin
  if v_requested_at is null then
    v_step := 'none';
  elsif v_bookings <> '{}' or v_connections <> '{}' then
    v_step := 'cancel';
  elsif v_requested_at > now() - interval '3 days' and private.is_deletion_waiting(next_deletion_step.owner_id) then
    v_step := 'wait';
    perform private.enqueue(
      'delete_owner_data', jsonb_build_object('owner_id', next_deletion_step.owner_id),
      p_key => 'delete_owner_data:' || next_deletion_step.owner_id, p_queue => 'owner_deletions',
      -- Most is done within seconds; what is not may take as long again.
      p_run_at => now() + least(greatest((now() - v_requested_at) / 4, interval '1 second'), interval '10 minutes')
    );
  end if;
  return jsonb_build_object('step', v_step, 'bookings', to_jsonb(v_bookings), 'connections', to_jsonb(v_connections));
end;
$function$;

CREATE OR REPLACE FUNCTION public.next_notification(notification_id uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_is_unsure boolean;
begin
  if private.gather_mail(next_notification.notification_id) then
    return null;
  end if;
  update public.notifications as n
  set unsure_since = coalesce(n.unsure_since, now()),
    -- From now on nothing is added to it, and it is not counted again (private.gather_mail).
    begun_at = coalesce(n.begun_at, now())
  from (
    select o.id, o.unsure_since is not null as is_unsure from public.notifications as o where o.id = next_notification.notification_id
  ) as before
  where n.id = before.id and (
    n.state = 'pending'
    -- Of an older version, which called it failed after each attempt.
    or (n.state = 'failed' and n.failing_since is null)
  )
  returning before.is_unsure into v_is_unsure;
  if v_is_unsure is null then
    return null;
  end if;
  return (
    select jsonb_build_object(
      'notification', jsonb_build_object('id', n.id, 'kind', n.kind, 'recipient', n.recipient, 'booking_sequence', n.booking_sequence),
      'is_unsure', v_is_unsure,
      'booking', private.mailed_booking(
        b.id,
        n.recipient is distinct from (select a.email from public.booking_attendees as a where a.booking_id = b.id)
      ),
      'generation', coalesce(b.generation, y.generation),
      'series', private.mailed_series(
        n.kind, b.series_id, n.series_booking_ids, n.recipient is distinct from (select a.email from public.booking_attendees as a where a.booking_id = b.id)
      ),
      'series_id', b.series_id,
      'waitlist_entry', private.waitlist_result(y.id) -> 'entry',
      'is_in_calendar', exists (
        select from public.bookings as o
        join public.booking_calendar_events as p on p.booking_id = o.id
        where o.event_type_id = b.event_type_id and o.starts_at = b.starts_at and o.ends_at = b.ends_at
          and not private.is_disconnected(p.calendar_id)
      ),
      -- What is about no single host is in the language of the oldest.
      'locale', case when h.id is not null then h.locale else (
        select o.locale from public.hosts as o where o.owner_id = u.id order by o.created_at, o.id limit 1
      ) end,
      'conflicts', coalesce((
        select jsonb_agg(
          jsonb_build_object('booking', private.booking_json(f.booking_id), 'conflict', private.conflict_json(f))
          order by o.starts_at, o.id, f.event_starts_at, f.id
        )
        from private.conflict_mails as m
        join public.booking_conflicts as f on f.id = m.conflict_id
        join public.bookings as o on o.id = f.booking_id
        where m.notification_id = n.id
      ), '[]'),
      'gathered', coalesce((
        select jsonb_agg(
          jsonb_build_object(
            'kind', g.kind, 'booking', private.mailed_booking(g.booking_id, false), 'generation', o.generation, 'series_id', o.series_id,
            'series', private.mailed_series(g.kind, o.series_id, g.series_booking_ids, false)
          )
          order by g.created_at, g.id
        )
        from (
          select m.* from public.notifications as m
          where m.gathered_into = n.id and m.recipient = n.recipient order by m.created_at desc, m.id limit 100
        ) as g
        join public.bookings as o on o.id = g.booking_id
      ), '[]'),
      'gathered_more', greatest(0, -100 + (
        select count(*) from public.notifications as m where m.gathered_into = n.id and m.recipient = n.recipient
      )),
      'connection', case when k.id is not null then jsonb_build_object(
        'id', k.id, 'provider', k.provider, 'account_email', k.account_email, 'status', k.status, 'last_error', k.last_error,
        'read_only_targets', coalesce((
          select jsonb_agg(c.name order by c.name, c.id) from public.calendars as c
          where c.connection_id = k.id and c.access <> 'write' and exists (
            select from public.calendar_links as l where l.calendar_id = c.id and l.is_booking_target
          )
        ), '[]'),
        'target_changes', coalesce((
          select jsonb_agg(jsonb_build_object(
            'host', o.display_name, 'reason', t.reason, 'from', t.calendar_name,
            'to', case when private.is_writable(c.id) then jsonb_build_object(
              'name', c.name, 'provider', a.provider, 'account_email', a.account_email
            ) end
          ) order by o.display_name, o.id)
          from public.hosts as o
          -- Another mail reports what changed since.
          join private.booking_target_changes as t on t.host_id = o.id and t.changed_at = n.created_at
          left join public.calendar_links as l on l.host_id = o.id and l.is_booking_target
          left join public.calendars as c on c.id = l.calendar_id
          left join public.calendar_connections as a on a.id = c.connection_id
          where o.owner_id = k.owner_id
        ), '[]'),
        'unknown_times', private.mailed_unknown_times(n),
        'lost_bookings', private.mailed_lost_bookings(n),
        -- The mail is created at the moment when the calendar vanishes.
        'vanished', case when n.kind = 'calendar_vanished' then (
          select jsonb_build_object('name', c.name, 'hosts', coalesce((
            select jsonb_agg(o.display_name order by o.display_name, o.id) from public.hosts as o where o.id = any (s.vanished_from)
          ), '[]'))
          from public.calendars as c
          join private.calendar_sync as s on s.calendar_id = c.id
          where c.connection_id = k.id and s.vanished_at = n.created_at
        ) end
      ) end,
      'endpoint', case when w.id is not null then jsonb_build_object(
        'url', w.url, 'is_active', w.is_active, 'disabled_reason', w.disabled_reason
      ) end,
      'digest', case when n.host_id is not null then private.mailed_digest(n.host_id, n.created_at) end
    )
    from public.notifications as n
    left join public.bookings as b on b.id = n.booking_id
    left join public.hosts as h on h.id = coalesce(b.host_id, n.host_id)
    left join public.calendar_connections as k on k.id = n.connection_id
    left join public.webhook_endpoints as w on w.id = n.endpoint_id
    left join public.waitlist_entries as y on y.id = n.waitlist_entry_id
    left join auth.users as u on u.id = coalesce(h.owner_id, k.owner_id, w.owner_id)
    where n.id = next_notification.notification_id
  );
end;
$function$;

CREATE OR REPLACE FUNCTION public.plan_missing_pushes(host_id uuid, max_count integer DEFAULT 50)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_booking_id uuid;
  v_planned integer := 0;
begin
  -- All of them: an event takes the time of every host that its calendar blocks.
  perform private.lock_connection(null, (select h.owner_id from public.hosts as h where h.id = plan_missing_pushes.host_id));
  -- An event that its owner moved to another calendar is not missing.
  perform private.follow_relocated_events(plan_missing_pushes.host_id);
  if not exists (
    select from public.calendar_links as l
    where l.host_id = plan_missing_pushes.host_id and l.is_booking_target and private.is_writable(l.calendar_id)
  ) then
    return jsonb_build_object('planned', 0);
  end if;
  for v_booking_id in
    select b.id
    from public.bookings as b
    where b.host_id = plan_missing_pushes.host_id and b.status = 'confirmed' and b.ends_at > now()
      and not private.has_calendar_event(b.id)
      -- An event that its owner deleted is written again when they say so.
      and not exists (
        select from public.booking_conflicts as k where k.booking_id = b.id and k.kind = 'deleted' and k.resolved_at is null
      )
    order by b.starts_at, b.id
    limit plan_missing_pushes.max_count
  loop
    v_planned := v_planned + 1;
    -- Another booking of its session may have brought the event.
    if not private.has_calendar_event(v_booking_id) then
      perform private.plan_push(v_booking_id);
    end if;
  end loop;
  if v_planned > 0 then
    perform private.recheck_double_bookings(array[plan_missing_pushes.host_id]);
  end if;
  return jsonb_build_object('planned', v_planned);
end;
$function$;

CREATE OR REPLACE FUNCTION public.prune_old_rows(kind text, keep_days integer, max_count integer DEFAULT 1000)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_before constant timestamptz := now() - make_interval(days => keep_days);
  v_pruned integer;
begin
  if keep_days < 1 or keep_days is null then
    perform private.fail('invalid_request', 'Something is kept for a day at least.', 'Choose a larger keep_days.');
  end if;
  case kind
    when 'mails' then
      -- They are numbered as they are written.
      delete from private.outbox as o
      where o.id in (select x.id from private.outbox as x order by x.id limit max_count) and o.created_at < v_before;
    when 'notifications' then
      delete from public.notifications as n
      where n.id in (
        select x.id from public.notifications as x where x.created_at < v_before and x.state <> 'pending' order by x.created_at limit max_count
      );
    when 'holds' then
      return jsonb_build_object('planned', private.prune_holds(v_before, max_count));
    when 'waiting' then
      delete from public.waitlist_entries as w
      where w.id in (
        select x.id from public.waitlist_entries as x where x.state <> 'waiting' and x.ends_at < v_before order by x.ends_at limit max_count
      );
    when 'events' then
      return jsonb_build_object('planned', private.prune_past_events(v_before, max_count));
    when 'left_accounts' then
      return jsonb_build_object('planned', private.prune_left_accounts(v_before, max_count));
    when 'history' then
      insert into private.prunings as p (kind, pruned_until) values ('history', v_before)
      on conflict on constraint prunings_pkey do update set pruned_until = greatest(p.pruned_until, excluded.pruned_until);
      delete from private.history as h
      where (h.subject, h.kind, h.valid_until, h.id) in (
        select x.subject, x.kind, x.valid_until, x.id from private.history as x where x.valid_until < v_before order by x.valid_until limit max_count
      );
    when 'failed_jobs' then
      perform graphile_worker.complete_jobs(array(
        select j.id from graphile_worker.jobs as j
        where j.attempts >= j.max_attempts and j.locked_at is null and j.updated_at < v_before order by j.id limit max_count
      ));
      return jsonb_build_object('planned', 0);
    else
      perform private.fail('invalid_request', 'There is no such kind of rows.', 'docs/privacy.md names them.');
  end case;
  get diagnostics v_pruned = row_count;
  return jsonb_build_object('planned', v_pruned);
end;
$function$;

ALTER FUNCTION "public"."prune_old_rows"(text, integer, integer) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION public.put_off_webhooks(endpoint_id uuid, delay_ms integer)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform private.enqueue(
    'deliver_webhooks', jsonb_build_object('endpoint_id', put_off_webhooks.endpoint_id), p_key => 'webhooks:' || put_off_webhooks.endpoint_id,
    p_queue => 'webhooks:' || put_off_webhooks.endpoint_id, p_run_at => now() + make_interval(secs => put_off_webhooks.delay_ms / 1000.0)
  );
  return null;
end;
$function$;

ALTER FUNCTION "public"."put_off_webhooks"(uuid, integer) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION public.request_audit(connection_id uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if not exists (
    select from public.calendar_connections as k where k.id = request_audit.connection_id and k.status <> 'disconnected'
  ) then
    perform private.fail('not_found', 'There is no such connected account.', 'Check the id: calendar_connections lists them.');
  end if;
  if private.needs_reconnect(request_audit.connection_id) then
    perform private.fail('invalid_state', 'This account needs a reconnect before it can be read.', 'Let its owner connect it again.');
  end if;
  perform private.enqueue_audit(request_audit.connection_id);
  return jsonb_build_object('since', now());
end;
$function$;

ALTER FUNCTION "public"."request_audit"(uuid) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION public.request_deletion(owner_id uuid, confirm text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if not exists (
    select from auth.users as u
    where u.id = request_deletion.owner_id and lower(coalesce(u.email, u.id::text)) = lower(btrim(request_deletion.confirm))
  ) then
    perform private.fail(
      'invalid_request', 'This is not the email address of your account.', 'Type the address with which you sign in, to confirm that all is deleted.'
    );
  end if;
  perform private.lock_owner_hosts(request_deletion.owner_id);
  insert into private.owner_deletions as d (owner_id) values (request_deletion.owner_id) on conflict on constraint owner_deletions_pkey do nothing;
  update public.hosts as h
  set is_active = false, weekly_digest = false, notifications = '{"bookings": false, "conflicts": false, "sync": false}'
  where h.owner_id = request_deletion.owner_id;
  update public.api_keys as k set revoked_at = now() where k.owner_id = request_deletion.owner_id and k.revoked_at is null;
  perform private.enqueue(
    'delete_owner_data', jsonb_build_object('owner_id', request_deletion.owner_id), p_key => 'delete_owner_data:' || request_deletion.owner_id,
    p_queue => 'owner_deletions'
  );
  return jsonb_build_object('deletion', private.deletion_json(request_deletion.owner_id));
end;
$function$;

CREATE OR REPLACE FUNCTION public.rights_status()
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  return (
    select jsonb_build_object('count', count(*), 'first', (array_agg(to_jsonb(x)))[1])
    from (
      select e.fault, e.remedy from private.excess_rights() as e
      union all
      -- A function that was made anew by hand has lost what the list gives it.
      select format('%s lacks execute on function %s', d.role, f.id::regprocedure), 'select private.restore_rights();'
      from private.declared_rights() as d
      cross join lateral to_regprocedure(d.object) as f (id)
      where d.kind = 'function' and f.id is not null and not has_function_privilege(d.role, f.id, 'execute')
    ) as x
  );
end;
$function$;

CREATE OR REPLACE FUNCTION public.service_figures()
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
 SET enable_seqscan TO 'off'
AS $function$
begin
  return private.queue_figures() || private.sync_figures() || jsonb_build_object(
    'workers', (select count(*) from private.workers as w where w.seen_at > now() - interval '30 seconds'),
    'channels', (
      select jsonb_build_object(
        'open', greatest(0, t.estimate - u.opening - u.closing - u.suspected),
        'opening', u.opening, 'closing', u.closing, 'suspected', u.suspected, 'refused', r.refused
      )
      from (
        select greatest(0, c.reltuples)::bigint as estimate from pg_catalog.pg_class as c where c.oid = 'private.channels'::regclass
      ) as t
      cross join (
        select
          count(*) filter (where h.state = 'opening') as opening, count(*) filter (where h.state = 'closing') as closing,
          count(*) filter (where h.state = 'open') as suspected
        from (
          select c.state from private.channels as c where c.state <> 'open' or c.suspected_at is not null limit 200
        ) as h
      ) as u
      cross join (
        select count(*) as refused
        from (select from private.calendar_watch as w where w.watch_error <> 'not_watchable' limit 200) as f
      ) as r
    ),
    'webhooks_failing', (
      select count(*) from (select from private.webhook_state as s where s.failing_since is not null limit 200) as f
    )
  );
end;
$function$;

ALTER FUNCTION "public"."service_figures"() OWNER TO "postgres";

CREATE OR REPLACE FUNCTION public.service_status(with_functions boolean DEFAULT false)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_migrations text[] := '{}';
begin
  if to_regclass('supabase_migrations.schema_migrations') is not null then
    v_migrations := array(select m.version from supabase_migrations.schema_migrations as m order by m.version);
  end if;
  return jsonb_strip_nulls(jsonb_build_object(
    'migrations', v_migrations,
    'functions', case when service_status.with_functions then private.function_fingerprints() end
  ));
end;
$function$;

ALTER FUNCTION "public"."service_status"(boolean) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION public.stop_storing_titles(max_count integer DEFAULT 20)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_calendar_id uuid;
  v_planned integer := 0;
begin
  for v_calendar_id in
    select c.id from public.calendars as c where c.stores_titles order by c.id limit max_count
  loop
    -- As a pull: hosts before calendars.
    perform private.lock_calendar(v_calendar_id);
    update public.calendars as c set stores_titles = false where c.id = v_calendar_id;
    v_planned := v_planned + 1;
  end loop;
  return jsonb_build_object('planned', v_planned);
end;
$function$;

ALTER FUNCTION "public"."stop_storing_titles"(integer) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION public.take_tokens(key text, burst integer, per_minute double precision, wanted integer DEFAULT 1)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_now timestamptz := clock_timestamp();
  -- Seconds that one token takes to come back, and a full bucket.
  v_step double precision := 60 / take_tokens.per_minute;
  v_whole double precision := take_tokens.burst * v_step;
  v_granted integer;
  v_debt double precision;
begin
  delete from private.rate_buckets as b where b.key in (
    select o.key from private.rate_buckets as o
    where o.full_at < v_now and o.key <> take_tokens.key order by o.full_at limit 2 for update skip locked
  );
  insert into private.rate_buckets as b (key, full_at, granted)
  values (
    take_tokens.key, v_now + make_interval(secs => least(take_tokens.wanted, take_tokens.burst) * v_step), least(take_tokens.wanted, take_tokens.burst)
  )
  on conflict on constraint rate_buckets_pkey do update set
    -- Both read the row as it was. A thousandth: what was added in steps is not quite what it is at once.
    granted = least(
      take_tokens.wanted,
      greatest(0, floor((v_whole - least(v_whole, greatest(0, extract(epoch from b.full_at - v_now)))) / v_step + 0.001))::integer
    ),
    -- Emptier than empty: the clock was set back since.
    full_at = greatest(least(b.full_at, v_now + make_interval(secs => v_whole)), v_now) + make_interval(secs => v_step * least(
      take_tokens.wanted,
      greatest(0, floor((v_whole - least(v_whole, greatest(0, extract(epoch from b.full_at - v_now)))) / v_step + 0.001))::integer
    ))
  returning b.granted, extract(epoch from b.full_at - v_now) into strict v_granted, v_debt;
  return jsonb_build_object(
    'granted', v_granted,
    'wait_seconds', case when v_granted = 0 then greatest(1, ceil(v_debt - v_whole + v_step)) else 0 end
  );
end;
$function$;

ALTER FUNCTION "public"."take_tokens"(text, integer, double precision, integer) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION public.wake_workers(job_count integer DEFAULT 1)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  -- All commits that notify wait for one lock of the cluster; this one holds it for no longer than it takes in memory. What it says may be lost.
  perform set_config('synchronous_commit', 'off', true);
  perform pg_catalog.pg_notify('jobs:insert', jsonb_build_object('count', least(greatest(wake_workers.job_count, 1), 100))::text);
end;
$function$;

ALTER FUNCTION "public"."wake_workers"(integer) OWNER TO "postgres";

ALTER TABLE "private"."calendar_audits" ADD CONSTRAINT "calendar_audits_calendar_fkey" FOREIGN KEY (calendar_id) REFERENCES public.calendars(id) ON DELETE CASCADE;

ALTER TABLE "private"."lost_bookings" ADD CONSTRAINT "lost_bookings_calendar_fkey" FOREIGN KEY (calendar_id) REFERENCES public.calendars(id) ON DELETE CASCADE;

CREATE INDEX calendar_sync_tidy_idx ON private.calendar_sync USING btree (tidy_at);

CREATE INDEX calendar_watch_refused_idx ON private.calendar_watch USING btree (connection_id) WHERE (watch_error <> 'not_watchable'::text);

CREATE INDEX channels_unwell_idx ON private.channels USING btree (id) WHERE ((state <> 'open'::text) OR (suspected_at IS NOT NULL));

CREATE INDEX connection_secrets_left_idx ON private.connection_secrets USING btree (updated_at) WHERE ((sealed IS NULL) AND (NOT is_pruned));

CREATE INDEX connection_sync_audit_idx ON private.connection_sync USING btree (audit_at);

CREATE INDEX connection_sync_failing_idx ON private.connection_sync USING btree (connection_id) WHERE (failures > 0);

CREATE INDEX history_until_idx ON private.history USING btree (valid_until);

CREATE INDEX rate_buckets_full_idx ON private.rate_buckets USING btree (full_at);

CREATE INDEX webhook_state_failing_idx ON private.webhook_state USING btree (failing_since) WHERE (failing_since IS NOT NULL);

CREATE INDEX IF NOT EXISTS bookings_calendar_time_idx ON public.bookings USING btree (calendar_id, ends_at, starts_at) WHERE (calendar_id IS NOT NULL);

CREATE INDEX bookings_expired_idx ON public.bookings USING btree (ends_at) WHERE (status = 'expired'::text);

CREATE INDEX bookings_expiring_idx ON public.bookings USING btree (expires_at) WHERE ((status = ANY (ARRAY['held'::text, 'pending'::text])) AND (expires_at IS NOT NULL));

CREATE INDEX IF NOT EXISTS bookings_time_idx ON public.bookings USING btree (host_id, ends_at, starts_at) WHERE (status = ANY (ARRAY['held'::text, 'pending'::text, 'confirmed'::text]));

CREATE INDEX calendars_titles_idx ON public.calendars USING btree (id) WHERE stores_titles;

CREATE INDEX notifications_created_idx ON public.notifications USING btree (created_at);

CREATE INDEX waitlist_entries_over_idx ON public.waitlist_entries USING btree (ends_at) WHERE (state <> 'waiting'::text);

CREATE TRIGGER lost_bookings_version_insert AFTER INSERT ON private.lost_bookings REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.bump_versions_of_lost_bookings();

CREATE TRIGGER lost_bookings_version_update AFTER UPDATE ON private.lost_bookings REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.bump_versions_of_lost_bookings();

CREATE TRIGGER unknown_times_history_delete AFTER DELETE ON private.unknown_times FOR EACH ROW EXECUTE FUNCTION private.keep_history('calendar_id', 'id', '{id,calendar_id,detected_at,from_day,until_day,message,acknowledged_at}');

CREATE TRIGGER unknown_times_history_update AFTER UPDATE ON private.unknown_times FOR EACH ROW WHEN (((old.from_day IS DISTINCT FROM new.from_day) OR (old.until_day IS DISTINCT FROM new.until_day) OR (old.message IS DISTINCT FROM new.message) OR (old.acknowledged_at IS DISTINCT FROM new.acknowledged_at))) EXECUTE FUNCTION private.keep_history('calendar_id', 'id', '{id,calendar_id,detected_at,from_day,until_day,message,acknowledged_at}');

CREATE TRIGGER availability_overrides_history_delete AFTER DELETE ON public.availability_overrides FOR EACH ROW EXECUTE FUNCTION private.keep_history('host_id', 'id', '{id,host_id,created_at,event_type_id,override_date,effect,start_time,end_time,label}');

CREATE TRIGGER availability_overrides_history_update AFTER UPDATE ON public.availability_overrides FOR EACH ROW WHEN (((old.event_type_id IS DISTINCT FROM new.event_type_id) OR (old.override_date IS DISTINCT FROM new.override_date) OR (old.effect IS DISTINCT FROM new.effect) OR (old.start_time IS DISTINCT FROM new.start_time) OR (old.end_time IS DISTINCT FROM new.end_time) OR (old.label IS DISTINCT FROM new.label))) EXECUTE FUNCTION private.keep_history('host_id', 'id', '{id,host_id,created_at,event_type_id,override_date,effect,start_time,end_time,label}');

CREATE TRIGGER availability_rules_history_delete AFTER DELETE ON public.availability_rules FOR EACH ROW EXECUTE FUNCTION private.keep_history('host_id', 'id', '{id,host_id,created_at,event_type_id,day_of_week,start_time,end_time,valid_from,valid_until,label}');

CREATE TRIGGER availability_rules_history_update AFTER UPDATE ON public.availability_rules FOR EACH ROW WHEN (((old.event_type_id IS DISTINCT FROM new.event_type_id) OR (old.day_of_week IS DISTINCT FROM new.day_of_week) OR (old.start_time IS DISTINCT FROM new.start_time) OR (old.end_time IS DISTINCT FROM new.end_time) OR (old.valid_from IS DISTINCT FROM new.valid_from) OR (old.valid_until IS DISTINCT FROM new.valid_until) OR (old.label IS DISTINCT FROM new.label))) EXECUTE FUNCTION private.keep_history('host_id', 'id', '{id,host_id,created_at,event_type_id,day_of_week,start_time,end_time,valid_from,valid_until,label}');

CREATE TRIGGER blocked_periods_history_delete AFTER DELETE ON public.blocked_periods FOR EACH ROW EXECUTE FUNCTION private.keep_history('host_id', 'id', '{id,host_id,created_at,event_type_id,kind,start_date,end_date,starts_at,ends_at,reason}');

CREATE TRIGGER blocked_periods_history_update AFTER UPDATE ON public.blocked_periods FOR EACH ROW WHEN (((old.event_type_id IS DISTINCT FROM new.event_type_id) OR (old.kind IS DISTINCT FROM new.kind) OR (old.start_date IS DISTINCT FROM new.start_date) OR (old.end_date IS DISTINCT FROM new.end_date) OR (old.starts_at IS DISTINCT FROM new.starts_at) OR (old.ends_at IS DISTINCT FROM new.ends_at) OR (old.reason IS DISTINCT FROM new.reason))) EXECUTE FUNCTION private.keep_history('host_id', 'id', '{id,host_id,created_at,event_type_id,kind,start_date,end_date,starts_at,ends_at,reason}');

CREATE TRIGGER bookings_history_delete AFTER DELETE ON public.bookings FOR EACH ROW EXECUTE FUNCTION private.keep_history('host_id', 'id', '{id,host_id,created_at,status,event_type_id,starts_at,ends_at,during,expires_at,calendar_id}');

CREATE TRIGGER bookings_history_update AFTER UPDATE ON public.bookings FOR EACH ROW WHEN (((old.status IS DISTINCT FROM new.status) OR (old.event_type_id IS DISTINCT FROM new.event_type_id) OR (old.starts_at IS DISTINCT FROM new.starts_at) OR (old.ends_at IS DISTINCT FROM new.ends_at) OR (old.expires_at IS DISTINCT FROM new.expires_at) OR (old.calendar_id IS DISTINCT FROM new.calendar_id))) EXECUTE FUNCTION private.keep_history('host_id', 'id', '{id,host_id,created_at,status,event_type_id,starts_at,ends_at,during,expires_at,calendar_id}');

CREATE TRIGGER calendar_connections_history_update AFTER UPDATE ON public.calendar_connections FOR EACH ROW WHEN ((old.status IS DISTINCT FROM new.status)) EXECUTE FUNCTION private.keep_history('id', 'id', '{status}');

CREATE TRIGGER calendar_links_history_delete AFTER DELETE ON public.calendar_links FOR EACH ROW EXECUTE FUNCTION private.keep_history('host_id', 'calendar_id', '{calendar_id,host_id,created_at,blocks_availability}');

CREATE TRIGGER calendar_links_history_update AFTER UPDATE ON public.calendar_links FOR EACH ROW WHEN ((old.blocks_availability IS DISTINCT FROM new.blocks_availability)) EXECUTE FUNCTION private.keep_history('host_id', 'calendar_id', '{calendar_id,host_id,created_at,blocks_availability}');

CREATE TRIGGER calendars_forget_titles AFTER UPDATE ON public.calendars FOR EACH ROW WHEN ((old.stores_titles AND (NOT new.stores_titles))) EXECUTE FUNCTION private.forget_titles();

CREATE TRIGGER calendars_history_freshness AFTER UPDATE ON public.calendars FOR EACH ROW WHEN (((old.last_synced_at IS DISTINCT FROM new.last_synced_at) AND COALESCE(((new.last_synced_at < old.last_synced_at) OR (new.last_synced_at > (old.last_synced_at + '00:01:00'::interval))), true))) EXECUTE FUNCTION private.keep_freshness();

CREATE TRIGGER calendars_history_update AFTER UPDATE ON public.calendars FOR EACH ROW WHEN (((old.time_zone IS DISTINCT FROM new.time_zone) OR (old.covered_until IS DISTINCT FROM new.covered_until))) EXECUTE FUNCTION private.keep_history('id', 'id', '{time_zone,covered_until}');

CREATE TRIGGER calendars_read_titles_again AFTER UPDATE OF stores_titles ON public.calendars FOR EACH ROW WHEN ((new.stores_titles AND (NOT old.stores_titles))) EXECUTE FUNCTION private.read_titles_again();

CREATE TRIGGER event_types_history_update AFTER UPDATE ON public.event_types FOR EACH ROW WHEN (((old.is_active IS DISTINCT FROM new.is_active) OR (old.time_zone IS DISTINCT FROM new.time_zone) OR (old.durations_minutes IS DISTINCT FROM new.durations_minutes) OR (old.slot_interval_minutes IS DISTINCT FROM new.slot_interval_minutes) OR (old.buffer_before_minutes IS DISTINCT FROM new.buffer_before_minutes) OR (old.buffer_after_minutes IS DISTINCT FROM new.buffer_after_minutes) OR (old.min_notice_minutes IS DISTINCT FROM new.min_notice_minutes) OR (old.horizon_days IS DISTINCT FROM new.horizon_days) OR (old.max_per_day IS DISTINCT FROM new.max_per_day) OR (old.max_per_week IS DISTINCT FROM new.max_per_week) OR (old.seats IS DISTINCT FROM new.seats) OR (old.requires_confirmation IS DISTINCT FROM new.requires_confirmation))) EXECUTE FUNCTION private.keep_history('host_id', 'id', '{is_active,time_zone,durations_minutes,slot_interval_minutes,buffer_before_minutes,buffer_after_minutes,min_notice_minutes,horizon_days,max_per_day,max_per_week,seats,requires_confirmation}');

CREATE TRIGGER hosts_history_update AFTER UPDATE ON public.hosts FOR EACH ROW WHEN (((old.is_active IS DISTINCT FROM new.is_active) OR (old.time_zone IS DISTINCT FROM new.time_zone) OR (old.stale_policy IS DISTINCT FROM new.stale_policy) OR (old.stale_after_minutes IS DISTINCT FROM new.stale_after_minutes))) EXECUTE FUNCTION private.keep_history('id', 'id', '{is_active,time_zone,stale_policy,stale_after_minutes}');

CREATE TRIGGER hosts_plan_forgetting AFTER INSERT ON public.hosts FOR EACH ROW EXECUTE FUNCTION private.plan_forgetting();

CREATE TRIGGER synced_events_history_delete AFTER DELETE ON public.synced_events FOR EACH ROW EXECUTE FUNCTION private.keep_history('calendar_id', 'id', '{id,calendar_id,created_at,title,starts_at,ends_at,start_date,end_date,is_all_day,is_busy,deleted_at,booking_id,during,is_long}');

CREATE TRIGGER synced_events_history_update AFTER UPDATE ON public.synced_events FOR EACH ROW WHEN (((old.title IS DISTINCT FROM new.title) OR (old.starts_at IS DISTINCT FROM new.starts_at) OR (old.ends_at IS DISTINCT FROM new.ends_at) OR (old.start_date IS DISTINCT FROM new.start_date) OR (old.end_date IS DISTINCT FROM new.end_date) OR (old.is_all_day IS DISTINCT FROM new.is_all_day) OR (old.is_busy IS DISTINCT FROM new.is_busy) OR (old.deleted_at IS DISTINCT FROM new.deleted_at) OR (old.booking_id IS DISTINCT FROM new.booking_id))) EXECUTE FUNCTION private.keep_history('calendar_id', 'id', '{id,calendar_id,created_at,title,starts_at,ends_at,start_date,end_date,is_all_day,is_busy,deleted_at,booking_id,during,is_long}');

CREATE TRIGGER waitlist_entries_history_delete AFTER DELETE ON public.waitlist_entries FOR EACH ROW EXECUTE FUNCTION private.keep_history('host_id', 'id', '{id,host_id,event_type_id,position,created_at,state,starts_at,ends_at}');

CREATE TRIGGER waitlist_entries_history_update AFTER UPDATE ON public.waitlist_entries FOR EACH ROW WHEN (((old.state IS DISTINCT FROM new.state) OR (old.starts_at IS DISTINCT FROM new.starts_at) OR (old.ends_at IS DISTINCT FROM new.ends_at))) EXECUTE FUNCTION private.keep_history('host_id', 'id', '{id,host_id,event_type_id,position,created_at,state,starts_at,ends_at}');

COMMENT ON COLUMN "private"."calendar_audits"."drift" IS 'What differed, by kind and how often (public.compare_listing), without zeros.';

COMMENT ON COLUMN "private"."calendar_audits"."listed" IS 'How many events the provider listed.';

COMMENT ON COLUMN "private"."calendar_audits"."outcome" IS 'equal: nothing differed; repaired: what differed is written, or being checked; held_back: the deletion guard waits for a second, equal listing; failed: it could not be read.';

COMMENT ON COLUMN "private"."calendar_sync"."restored_at" IS 'When a backup was restored since which it was not read as a whole yet: events that link to unknown bookings are of bookings that were lost. Else null.';

COMMENT ON COLUMN "private"."calendar_sync"."tidy_at" IS 'When it is next looked through for events that ended long ago (private.prune_past_events).';

COMMENT ON COLUMN "private"."connection_secrets"."is_pruned" IS 'Disconnected so long ago that what was read of it is deleted (private.prune_left_accounts).';

COMMENT ON COLUMN "private"."connection_sync"."audit_at" IS 'When its calendars are next compared with full listings (public.enqueue_due_audits): weekly, at a random moment of the week.';

COMMENT ON COLUMN "private"."history"."id" IS 'Of several changes of one row in one transaction, the order.';

COMMENT ON COLUMN "private"."history"."is_deleted" IS 'Whether the row was deleted then. Else it was updated.';

COMMENT ON COLUMN "private"."history"."kind" IS 'The table.';

COMMENT ON COLUMN "private"."history"."row_id" IS 'The row; of calendar_links, the calendar.';

COMMENT ON COLUMN "private"."history"."subject" IS 'Whose history it is: a host, a calendar or a connection.';

COMMENT ON COLUMN "private"."history"."valid_until" IS 'The time of the transaction that changed it.';

COMMENT ON COLUMN "private"."history"."was" IS 'Of an update the columns that changed, of a deletion all that matter, as they were before. Nothing of visitors, and no titles of events of bookings.';

COMMENT ON COLUMN "private"."host_versions"."history_since" IS 'Since when its history is kept (private.history): explain_slots knows nothing of earlier times.';

COMMENT ON COLUMN "private"."lost_bookings"."acknowledged_at" IS 'When the owner said that they have seen to it; null: not yet.';

COMMENT ON COLUMN "private"."lost_bookings"."booking_id" IS 'The booking that the event links to; there is none.';

COMMENT ON COLUMN "private"."lost_bookings"."notified_at" IS 'created_at of the mail that reports it; null: its owner wants no mails about their calendars.';

COMMENT ON COLUMN "private"."lost_bookings"."provider_event_id" IS 'The event, as in synced_events. No foreign key, because it would be checked for each event that is deleted: without its event a row says nothing.';

COMMENT ON COLUMN "private"."rate_buckets"."full_at" IS 'When it would be full again if nothing more was taken. Then the row says nothing and may go.';

COMMENT ON COLUMN "private"."rate_buckets"."granted" IS 'How many the last call got.';

COMMENT ON COLUMN "private"."rate_buckets"."key" IS 'What is limited, and whom: no address, but a keyed hash of its group.';

COMMENT ON COLUMN "public"."calendars"."stores_titles" IS 'False: only the times of its events are stored, no titles. Switched off, the titles that are stored go too.';

COMMENT ON COLUMN "public"."notifications"."begun_at" IS 'When the mail is first handed out to be sent: from then on nothing is added to it, and it is not counted again.';

COMMENT ON COLUMN "public"."synced_events"."created_at" IS 'When it became known to us.';

COMMENT ON FUNCTION "private"."asked_at"() IS 'The time that a question about the past is about, set by private.explain_then for its transaction. Only the generated functions (…_then) ask.';

COMMENT ON FUNCTION "private"."blocked_instants_then"(private.slot_rules, tstzrange) IS 'As private.blocked_instants, from what was known at private.asked_at().';

COMMENT ON FUNCTION "private"."blocking_calendars_then"(uuid) IS 'As private.blocking_calendars, from what was known at private.asked_at().';

COMMENT ON FUNCTION "private"."booked_sessions_then"(uuid, tstzrange, timestamp with time zone, uuid) IS 'As private.booked_sessions, from what was known at private.asked_at().';

COMMENT ON FUNCTION "private"."bookings_without_event"(uuid, uuid, text[], text[], timestamp with time zone, timestamp with time zone, boolean) IS 'The confirmed bookings to come whose event is not where it should be, one row each (public.compare_listing says which kinds), and the repair of each queued: what a listing lacks is checked directly before anything follows from it. Changes that the host has yet to decide about are none.';

COMMENT ON FUNCTION "private"."bump_versions_of_lost_bookings"() IS 'Once per statement: open pages of the owner show which bookings are lost.';

COMMENT ON FUNCTION "private"."busy_days_then"() IS 'private.busy_days as it was at private.asked_at(), made from the events of that time, one row for each day of each (days are not merged).';

COMMENT ON FUNCTION "private"."calendar_problems"(uuid, uuid[]) IS 'What is wrong with the calendars of these hosts of an owner, gravest first, each {kind, message, …}: connection (needs_reconnect, error; also of accounts without any link), calendar (of a working account, takes time and is not known now), unknown_time (an event that nobody has acknowledged), lost_booking (private.open_lost_bookings), booking_target (lost without the owner choosing that).';

COMMENT ON FUNCTION "private"."closed_span"(date, time without time zone, time without time zone) IS 'The wall-clock time that a closed override takes away: its window, or without times the whole day.';

COMMENT ON FUNCTION "private"."closed_wall_time_then"(private.slot_rules, date, date) IS 'As private.closed_wall_time, from what was known at private.asked_at().';

COMMENT ON FUNCTION "private"."enqueue"(text, jsonb, text, text, timestamp with time zone, integer, integer, text) IS 'Adds a job in the caller''s transaction: it runs only if that commits. The same p_key replaces a waiting job (p_key_mode ''preserve_run_at'': at its old place in the queue); jobs of one p_queue run one at a time. Workers check five times a second and are notified of nothing here: for jobs that a visitor waits for (p_priority -10) or that a provider''s notice asks for (-6) the service calls public.wake_workers after the commit. The only caller of graphile_worker.add_job (many at once: private.enqueue_all, private.enqueue_announced_syncs); the service installs that schema before it is ready.';

COMMENT ON FUNCTION "private"."enqueue_announced_syncs"(uuid[], timestamp with time zone) IS 'Queues an announced sync of each of these accounts in its lane, now or at p_run_at: it pulls all its calendars that take somebody''s time or get bookings. For notices that name no calendar. Never before the provider permits it (private.blocked_until), and those of an account begin at least private.announced_sync_intervals apart. A waiting one is not doubled, only brought forward; a running one is followed by another. If an account needs a reconnect, its calendars are pulled when that is over. Beside private.enqueue the only caller of graphile-worker''s functions: it adds many jobs.';

COMMENT ON FUNCTION "private"."enqueue_audit"(uuid, uuid[], timestamp with time zone, integer) IS 'Queues the audit of these calendars of an account (null: all) in its lane, after everything else that waits there, and never while the account backs off. p_tries: how often the deletion guard has held it back.';

COMMENT ON FUNCTION "private"."enqueue_blind_check"(uuid, timestamp with time zone) IS 'A calendar counts again that did not since p_since (null: unknown since when): queues the check of what was booked meanwhile (public.check_blind_period).';

COMMENT ON FUNCTION "private"."explain_starts_then"(uuid, tstzrange, integer, timestamp with time zone[], timestamp with time zone, uuid) IS 'As private.explain_starts, from what was known at private.asked_at().';

COMMENT ON FUNCTION "private"."explain_then"(uuid, tstzrange, integer, timestamp with time zone[], timestamp with time zone) IS 'What explain_slots would have told just before p_as_of, by the same rules, from the rows of that time (private.rows_then): a booking does not count at its own created_at. Raises invalid_range (in the future, or earlier than history is kept), not_found (the event type did not exist yet), invalid_request.';

COMMENT ON FUNCTION "private"."explain_unknown_then"(private.slot_rules, timestamp with time zone) IS 'As private.explain_unknown, from what was known at private.asked_at().';

COMMENT ON FUNCTION "private"."external_busy_then"(uuid, text, tstzrange, timestamp with time zone, uuid, boolean) IS 'As private.external_busy, from what was known at private.asked_at().';

COMMENT ON FUNCTION "private"."external_rows_then"(uuid, text, tstzrange, timestamp with time zone) IS 'As private.external_rows, from what was known at private.asked_at().';

COMMENT ON FUNCTION "private"."follow_disconnection"() IS 'Calendars of a disconnected account take nobody''s time: conflicts that they cause end; those between bookings come back with the account, and its events are compared with what was booked meanwhile. Whoever disconnects or connects holds the locks of the owner''s hosts (private.lock_connection).';

COMMENT ON FUNCTION "private"."follow_links"() IS 'Links changed: future bookings that are not written yet go to the current booking target; bookings of other hosts that now take their time, or no longer do, are reported or closed as conflicts; events that now take their time are compared with their bookings; conflicts with events that no longer take their time are closed.';

COMMENT ON FUNCTION "private"."forget_titles"() IS 'A calendar stores no titles any more: those that are stored go too, with the history of its events, its conflicts and kept mails about these and about lost bookings.';

COMMENT ON FUNCTION "private"."full_days_then"(private.slot_rules, tstzrange, timestamp with time zone, uuid, text, integer) IS 'As private.full_days, from what was known at private.asked_at().';

COMMENT ON FUNCTION "private"."function_fingerprints"() IS 'A fingerprint (16 hex digits) of each function of ours that exists, by its name and arguments: of its body and all that changes what it does, and of nothing that depends on the version of Postgres. Compared with those of the release (sync-service/src/db/function-fingerprints.json).';

COMMENT ON FUNCTION "private"."host_freshness_then"(private.slot_rules, timestamp with time zone) IS 'As private.host_freshness, from what was known at private.asked_at().';

COMMENT ON FUNCTION "private"."insert_hold"(uuid, uuid, timestamp with time zone, integer, text, uuid, integer) IS 'Under the locks of the hosts, which the caller has (private.lock_slot): ends the visitor''s own hold, checks with the core, counts the holds of the address and inserts the new one.';

COMMENT ON FUNCTION "private"."keep_freshness"() IS 'Keeps when a calendar had been read (private.history) only where it became stale for one of its hosts before it was read again: of all other times it is enough to know that it was fresh, and it is read every minute.';

COMMENT ON FUNCTION "private"."keep_history"() IS 'Keeps what a row said before it changed or was deleted (private.history). Arguments of the trigger: the columns with its subject and its id, and the columns that are kept.';

COMMENT ON FUNCTION "private"."load_slot_rules_then"(uuid, integer) IS 'As private.load_slot_rules, from what was known at private.asked_at().';

COMMENT ON FUNCTION "private"."mailed_lost_bookings"(public.notifications) IS 'What a mail about lost bookings says: the calendar, the zone of its host, and the bookings (private.open_lost_bookings). Null: it is about something else, or the owner has seen to all of them.';

COMMENT ON FUNCTION "private"."mark_synced"(uuid[], timestamp with time zone, timestamp with time zone) IS 'Calendars were read: marks them as fresh and covered, with their warnings; their account lets us in and is asked at its usual pace again. What was booked while they were stale is checked (private.enqueue_blind_check). Events that were not written meanwhile are written now (private.hasten_pushes, private.resume_pushes). The error of the connection ends once none of its calendars has one.';

COMMENT ON FUNCTION "private"."note_restore"() IS 'Says that the database is an older one: mails on their way are given up (an owner may send each again), reminders that were due are dropped, each calendar is stale until it was read as a whole, and tells its owner then of bookings that only it knows (private.record_lost_bookings). Called by the owner of the schema, once after each restore, before a service runs on it (docs/backup.md). Returns how many of each. Walks through all calendars: it is no part of what runs every day.';

COMMENT ON FUNCTION "private"."notify_of_lost_bookings"(uuid) IS 'Writes the owner of a calendar, if they want mails about calendars (hosts.notifications), one mail about the bookings of which only the calendar knows (private.lost_bookings). Called once after a restore, when the calendar was read as a whole. The caller holds the lock of the calendar.';

COMMENT ON FUNCTION "private"."open_hours_then"(private.slot_rules, tstzrange, boolean) IS 'As private.open_hours, from what was known at private.asked_at().';

COMMENT ON FUNCTION "private"."open_lost_bookings"(uuid, timestamp with time zone) IS 'The bookings of which only a calendar knows, and that their owner has not seen to, by time, at most 200: each as the owner sees it, {id, title, start, end (dates, end exclusive, if it takes whole days), found_at}. Only those whose event is still there. p_notified_at: those that this mail reports.';

COMMENT ON FUNCTION "private"."open_wall_time_then"(private.slot_rules, date, date, boolean) IS 'As private.open_wall_time, from what was known at private.asked_at().';

COMMENT ON FUNCTION "private"."plan_forgetting"() IS 'The owner said how long visitors are remembered, or something else than before: their bookings are looked through soon, or never (infinity) unless the installation has a number.';

COMMENT ON FUNCTION "private"."prune_holds"(timestamp with time zone, integer) IS 'Deletes holds that expired without a visitor and ended before p_before. Expired requests stay, so a mark (private.prunings) says how far it has looked. How many it looked at: p_max_count or more means that there may be others.';

COMMENT ON FUNCTION "private"."prune_left_accounts"(timestamp with time zone, integer) IS 'Deletes the events, object states and cursors of accounts that were disconnected before p_before, each account once. What was deleted, in rows: less than p_max_count means that nothing is left.';

COMMENT ON FUNCTION "private"."prune_past_events"(timestamp with time zone, integer) IS 'Deletes the events that ended before p_before, calendar by calendar, each once a week. What was done, in rows (a calendar counts 20): less than p_max_count means that nothing is left to do now.';

COMMENT ON FUNCTION "private"."queue_figures"() IS 'The jobs that are due and wait: {queue_oldest_seconds, queue: [{task, jobs}]}, of each priority the 200 oldest; those of a lane that is busy among them.';

COMMENT ON FUNCTION "private"."read_titles_again"() IS 'A calendar stores titles again: it is read as a whole now, as if for the first time. What is known stays busy meanwhile.';

COMMENT ON FUNCTION "private"."record_lost_bookings"(uuid, jsonb, timestamp with time zone) IS 'After the restore of a backup at p_restored_at: remembers which events of a page (changes as private.upsert_events has written them) became known only since, and link to a booking that does not exist: it was made after the backup. Their time is taken as that of all events is. Under the lock of the calendar.';

COMMENT ON FUNCTION "private"."rows_then"(anyelement) IS 'The rows of a table (named by the type of p_row, null) of the owner of the question, as they were just before private.asked_at(): what there is now, with what private.history says that it was before it changed, and what was deleted since. Of bookings those near the question. A transaction that committed while the question was asked may count on the other side.';

COMMENT ON FUNCTION "private"."seats_taken_then"(uuid, uuid, timestamp with time zone, timestamp with time zone) IS 'As private.seats_taken, from what was known at private.asked_at().';

COMMENT ON FUNCTION "private"."sync_figures"() IS 'How syncs are doing: {sync_late_seconds, failing: [{provider, code, accounts}], oldest_pulls: [{provider, seconds}]}. sync_late_seconds: of the account that is due for longest, 0: none is. failing: of up to 200 accounts whose last sync failed; code needs_reconnect: only their owner can help. oldest_pulls: of calendars that take time, of 20 accounts that are late for more than a minute and 20 that fail; all others were read in their turn.';

COMMENT ON FUNCTION "private"."unknown_spans_then"(private.slot_rules, timestamp with time zone) IS 'As private.unknown_spans, from what was known at private.asked_at().';

COMMENT ON FUNCTION "private"."visitor_bookings"(uuid, text) IS 'The bookings of a visitor with the hosts of an owner, by their email address, whatever its case. Reads all bookings of the owner.';

COMMENT ON FUNCTION "private"."waiting_sessions_then"(private.slot_rules, tstzrange, timestamp with time zone, uuid) IS 'As private.waiting_sessions, from what was known at private.asked_at().';

COMMENT ON FUNCTION "public"."acknowledge_lost_booking"(uuid, uuid) IS 'The owner has seen to a booking of which only their calendar knew: it is no longer shown. Its event stays, and takes its time. Repeatable; the first time counts: {lost_booking}. Raises not_found.';

COMMENT ON FUNCTION "public"."add_tick"(text) IS 'Adds the job of a tick, one for all processes: its task is its key, and it is not repeated if it fails, for the next tick comes soon. Notifies nobody (private.enqueue).';

COMMENT ON FUNCTION "public"."apply_calendar_changes"(uuid, jsonb) IS 'Writes one page (private.read_page defines it) of a pull if none began since (begin_pull gave run_id) and the cursor is still expected_cursor: {applied, created, updated, deleted, held_back}. Removes rows of fully_listed_series that this run has not named (private.upsert_events). Those of deleted_series, missing_series and, at the end of a full listing, all that it did not name go through the deletion guard (private.delete_missing_events), except for unreadable_series. The last page extends the coverage and notifies the owner of new unknown times (private.write_unknown_times) and, the first time after a restore, of lost bookings (private.record_lost_bookings). Raises invalid_request.';

COMMENT ON FUNCTION "public"."check_blind_period"(uuid, timestamp with time zone) IS 'A calendar is read again, or takes time again, after it did not since then (null: unknown): opens a conflict for each of its events in the time of a booking to come, also of those that no pull has touched, and sends the mail about them at once. What the host knows or decided is not reported again. {bookings: taken meanwhile, clashes: bookings with an open conflict}; a row in sync_logs if there were any.';

COMMENT ON FUNCTION "public"."compare_listing"(uuid, uuid, jsonb, text[], timestamp with time zone, timestamp with time zone, boolean) IS 'How what is stored of a calendar differs from a full listing (changes as private.upsert_events takes them, all pages together; is_whole: what it does not name does not exist), by kind, without zeros: missing (listed, not stored), moved, busy (other status, transparency or effect), title, extra (stored, not listed); and of bookings to come: booking_lost (their event is not listed), booking_unwritten (their last change was never written and nobody is about to), booking_unplanned (no event was ever planned). Queues the repair of these three: a direct check, a write, a plan. Writes no event.';

COMMENT ON FUNCTION "public"."continue_audit"(uuid, uuid[], integer) IS 'An audit gives the lane of its account back before it is through: queues the remaining calendars. tries: the deletion guard held them back so often; they are listed again in 90 s.';

COMMENT ON FUNCTION "public"."enqueue_due_audits"(integer) IS 'Queues the audit of each of at most max_count accounts that are due, and plans the next one in a week (20 % more or less): {planned}. Call it again while planned = max_count; any number of processes may.';

COMMENT ON FUNCTION "public"."explain_slots"(uuid, timestamp with time zone, timestamp with time zone, integer, timestamp with time zone[], timestamp with time zone) IS 'For the owner: every candidate start of the range (or the given starts), whether it is free, and all reasons against it with the row behind each. as_of: as it would have been told then, from what was known then (private.explain_then). Raises not_found (also for another owner''s event type), invalid_range, invalid_request.';

COMMENT ON FUNCTION "public"."export_visitor"(uuid, text) IS 'What is stored of a visitor with the hosts of an owner, by their email address: {bookings, booking_attendees, waitlist_entries, notifications, mails (kept ones to them)}, rows as they are.';

COMMENT ON FUNCTION "public"."finish_audit"(uuid, text, integer, jsonb) IS 'Stores how the audit of a calendar ended (outcome and drift as in private.calendar_audits), and a row for people in sync_logs unless nothing differed: processed are the events listed, created, updated and deleted what was repaired.';

COMMENT ON FUNCTION "public"."forget_due_visitors"(integer, integer) IS 'Housekeeping: forgets the visitors of bookings and waiting lists that ended more than hosts.retention_days ago, each host once a day, about max_count per call: {planned, forgotten}. default_days: of all hosts those that ended more than so many days ago, if a host has no number or a larger one.  planned counts hosts, bookings and places; as long as it is max_count or more, there may be others.';

COMMENT ON FUNCTION "public"."forget_visitor"(uuid, text, integer) IS 'Deletes what is known of a visitor with the hosts of an owner, by their email address, as private.forget_visitors, in at most max_count bookings, and their places on waiting lists: {forgotten, planned}; call it again while planned = max_count. The bookings stay, without them. Raises invalid_state while they have bookings or requests that are not over.';

COMMENT ON FUNCTION "public"."get_audit"(uuid) IS 'The last audit of each calendar of an account, and whether another one waits or runs: {is_waiting, calendars: [{id, name, audited_at, outcome, listed, drift}]}.';

COMMENT ON FUNCTION "public"."prune_old_rows"(text, integer, integer) IS 'Housekeeping: deletes what is older than keep_days of a kind that docs/privacy.md describes (mails, notifications, holds, waiting, events, left_accounts, history, failed_jobs), about max_count rows per call: {planned}; call it again while planned >= max_count. Raises invalid_request.';

COMMENT ON FUNCTION "public"."put_off_webhooks"(uuid, integer) IS 'What waits for an endpoint goes on in delay_ms, in its lane: the process that was about to send it has enough to do, or gives way to others. The job is that of private.plan_webhooks, one for all that waits.';

COMMENT ON FUNCTION "public"."request_audit"(uuid) IS 'Queues an audit of an account now: {since}; public.get_audit says how it went. Raises not_found, invalid_state.';

COMMENT ON FUNCTION "public"."rights_status"() IS 'For the start of the service and /readyz: what visitors or signed-in users may do beyond the list of rights, and which functions of the list a role of the API may not call: {count, first: {fault, remedy} or null}. Takes about 10 ms.';

COMMENT ON FUNCTION "public"."service_figures"() IS 'What operators watch that is the same for all processes, for GET /metrics: private.queue_figures and private.sync_figures, and {workers, channels: {open, opening, closing, suspected, refused}, webhooks_failing}. Counts stop at 200, so that the cost does not grow with what is there; open channels are by the planner''s estimate. refused: accounts and calendars for which no channel could be opened, other than for good.';

COMMENT ON FUNCTION "public"."service_status"(boolean) IS 'For /readyz: {migrations}, the versions of all applied migrations, oldest first; with_functions: also {functions}, the fingerprint of each function of ours by its name and arguments (private.function_fingerprints), which takes some 20 ms.';

COMMENT ON FUNCTION "public"."stop_storing_titles"(integer) IS 'The installation stores no titles: switches them off in at most max_count calendars, with all that is stored (private.forget_titles): {planned}; call it again while planned = max_count.';

COMMENT ON FUNCTION "public"."take_tokens"(text, integer, double precision, integer) IS 'Takes up to `wanted` tokens from a bucket of `burst` that is refilled with `per_minute`, for all processes together: {granted, wait_seconds until there is one, if granted is 0}. Deletes some buckets that are full again. Locks one row, of this bucket.';

COMMENT ON FUNCTION "public"."wake_workers"(integer) IS 'Has so many job workers of each process (1 to 100) look for a job now instead of within a fifth of a second. To be called in a transaction of its own, after the one that added the jobs has been committed: writes nothing. The only function that notifies workers.';

COMMENT ON TABLE "private"."calendar_audits" IS 'The last audit of each calendar: what its provider lists in full, compared with what is stored. One row per calendar.';

COMMENT ON TABLE "private"."history" IS 'What rows that decide about slots said before they changed, so that explain_slots can tell what was known at a time (private.rows_then). Written by triggers (private.keep_history) only when what matters changes: a new row leaves none, since rows know when they were made. No foreign key: the rows outlive what they are about, for as long as history is kept.';

COMMENT ON TABLE "private"."lost_bookings" IS 'Events of bookings that a restored database does not know, because they were made after the backup (private.note_restore). They take time as all events do; their owner is told of them, and says when they have seen to each.';

COMMENT ON TABLE "private"."planned_forgetting" IS 'When the past bookings of a host are next looked through for visitors to forget; infinity: not as long as neither it nor the installation has a number of days. Kept by a trigger.';

COMMENT ON TABLE "private"."prunings" IS 'How far back housekeeping has deleted what is kept for a time (public.prune_old_rows), where others need to know.';

COMMENT ON TABLE "private"."rate_buckets" IS 'What callers have used of their limits, for all processes together (public.take_tokens). Unlogged: after a crash of the database all of them are full again, and no request waits for a disk.';

-- Written by hand: what is due once a week is spread over the week from the beginning.
update private.connection_sync as s set audit_at = now() + random() * interval '7 days';
update private.calendar_sync as s set tidy_at = now() + random() * interval '7 days';
-- Every host has a plan now, those without a number of days one that is never due.
insert into private.planned_forgetting (host_id, due_at) select h.id, 'infinity' from public.hosts as h on conflict do nothing;

-- Queues of deletions named the owner; they are left over where no deletion is under way.
do $$
begin
  if to_regclass('graphile_worker._private_job_queues') is not null then
    delete from graphile_worker._private_job_queues as q
    where q.queue_name like 'owner:%' and q.locked_at is null
      and not exists (select from graphile_worker._private_jobs as j where j.job_queue_id = q.id);
  end if;
end
$$;

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
        'public.blocked_periods', 'public.calendar_links', 'public.webhook_endpoints'
      ]),
      ('{authenticated}', '{select}', null, 'table', array[
        'public.calendar_connections', 'public.calendars', 'public.synced_events', 'public.bookings', 'public.booking_attendees',
        'public.booking_calendar_events', 'public.booking_conflicts', 'public.notifications', 'public.sync_logs', 'public.api_keys',
        'public.webhook_deliveries', 'public.waitlist_entries'
      ]),
      ('{authenticated}', '{update}', 'policy', 'table', array['public.calendars']),
      ('{authenticated}', '{update}', 'stores_titles', 'table', array['public.calendars']),
      -- The secret key is the operator's: their scripts read and write the public tables. The service itself only calls functions.
      ('{service_role}', '{select,insert,update,delete}', null, 'table', array[
        'public.hosts', 'public.event_types', 'public.availability_rules', 'public.availability_overrides', 'public.blocked_periods',
        'public.calendar_connections', 'public.calendars', 'public.calendar_links', 'public.synced_events', 'public.bookings',
        'public.booking_attendees', 'public.booking_calendar_events', 'public.booking_conflicts', 'public.notifications', 'public.sync_logs',
        'public.api_keys', 'public.webhook_endpoints', 'public.webhook_deliveries', 'public.waitlist_entries'
      ]),
      -- Visitors read these; nothing else is public.
      ('{anon,authenticated,service_role}', '{execute}', null, 'function', array[
        'public.get_available_slots(uuid, timestamptz, timestamptz, integer)',
        'public.get_booking_page(text, text)',
        'public.get_host_page(text)',
        'public.get_page_with_slots(text, text, timestamptz, timestamptz, integer)',
        'public.get_full_sessions(uuid, timestamptz, timestamptz, integer)'
      ]),
      -- Owners ask these about their own hosts.
      ('{authenticated}', '{execute}', null, 'function', array[
        'public.explain_slots(uuid, timestamptz, timestamptz, integer, timestamptz[], timestamptz)',
        'public.get_calendar_view(uuid, timestamptz, timestamptz)',
        'public.get_report(uuid, timestamptz, timestamptz)',
        'public.get_booking_sheet(uuid)',
        'public.preview_slots(uuid, timestamptz, timestamptz, jsonb)',
        'public.get_schedule(uuid)',
        'public.save_schedule(uuid, text, jsonb)',
        'public.get_calendar_month(uuid, timestamptz, timestamptz, uuid)',
        'public.get_overview(uuid)',
        'public.export_own_rows(text, text[], integer)'
      ]),
      -- Constraints of the tables that they write call these as the writer; nobody may use the schema to call them by name.
      ('{authenticated,service_role}', '{execute}', null, 'function', array[
        'private.text_fault(text, text, integer, boolean)',
        'private.is_blank(text)',
        'private.durations_fault(integer[])',
        'private.questions_fault(jsonb)',
        'private.reminders_fault(integer[])',
        'private.mail_settings_fault(text, text, text, text)',
        'private.origins_fault(text[])',
        'private.notifications_fault(jsonb)',
        'private.locations_fault(jsonb)'
      ]),
      -- The service alone calls these.
      ('{service_role}', '{execute}', null, 'function', array[
        'public.hold_slot(uuid, timestamptz, integer, text, uuid, integer, text)',
        'public.renew_hold(uuid, integer)',
        'public.release_hold(uuid, integer)',
        'public.create_booking(uuid, timestamptz, integer, jsonb, jsonb, uuid, integer, text, text, jsonb, uuid, jsonb)',
        'public.get_booking(uuid, integer, uuid)',
        'public.get_series(uuid, integer, uuid)',
        'public.cancel_booking(uuid, text, integer, uuid)',
        'public.reschedule_booking(uuid, timestamptz, integer, integer, uuid, text, boolean)',
        'public.confirm_booking(uuid, uuid)',
        'public.decline_booking(uuid, uuid, text)',
        'public.create_host_booking(uuid, uuid, timestamptz, integer, jsonb, jsonb, boolean, boolean, text, text, jsonb)',
        'public.propose_time(uuid, timestamptz, uuid, integer)',
        'public.accept_proposed_time(uuid, integer, timestamptz)',
        'public.create_booking_series(uuid, timestamptz, integer, text, integer, jsonb, jsonb, uuid, integer, text, text, jsonb, uuid, jsonb)',
        'public.find_series(uuid)',
        'public.cancel_series(uuid, text, integer, uuid)',
        'public.decide_series(uuid, boolean, uuid, text)',
        'public.join_waitlist(uuid, timestamptz, integer, jsonb, jsonb, jsonb)',
        'public.get_waitlist_entry(uuid, integer)',
        'public.leave_waitlist(uuid, integer)',
        'public.claim_seat(uuid, integer, jsonb, jsonb)',
        'public.offer_due_seats(integer)',
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
        'public.acknowledge_lost_booking(uuid, uuid)',
        'public.calendar_object_states(uuid, text[])',
        'public.count_awaited_calendars(uuid[], timestamptz)',
        'public.finish_unchanged_pulls(uuid[], timestamptz, timestamptz, uuid, text, text)',
        'public.begin_announced_sync(uuid)',
        'public.finish_announced_sync(uuid, timestamptz, boolean, integer[])',
        'public.fail_sync(uuid, text, text, boolean, boolean, bigint, text, boolean, integer)',
        'public.fail_pull(uuid, text, text, boolean, boolean, boolean, bigint, boolean, boolean, text, boolean, integer)',
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
        'public.fail_channel(uuid, text, boolean, boolean, bigint, text, uuid, integer)',
        'public.close_channel_done(uuid, boolean)',
        'public.receive_notices(text, jsonb)',
        'public.begin_push(uuid, uuid)',
        'public.plan_missing_pushes(uuid, integer)',
        'public.finish_push(uuid, uuid, integer, text, text, boolean, text, boolean)',
        'public.fail_push(uuid, uuid, integer, text, boolean, bigint)',
        'public.begin_verify(uuid, uuid, integer, uuid)',
        'public.begin_search(uuid, uuid, integer, uuid[], uuid)',
        'public.continue_search(uuid, uuid, integer, uuid[], uuid)',
        'public.relocate_event(uuid, uuid, integer, uuid, text, text)',
        'public.propose_change(uuid, uuid, integer, text, jsonb, uuid)',
        'public.list_conflicts(uuid, uuid)',
        'public.list_all_conflicts(uuid, boolean, timestamptz, uuid, integer)',
        'public.resolve_conflict(uuid, uuid, text, uuid)',
        'public.retry_event(uuid, uuid)',
        'public.host_to_lock(uuid, uuid, uuid)',
        'public.find_live_host(text)',
        'public.live_versions(uuid[])',
        'public.owner_versions(uuid[])',
        'public.worker_heartbeat(text[])',
        'public.wake_workers(integer)',
        'public.add_tick(text)',
        'public.put_off_webhooks(uuid, integer)',
        'public.forget_workers(text[])',
        'public.request_deletion(uuid, text)',
        'public.get_deletion(uuid)',
        'public.next_deletion_step(uuid, integer)',
        'public.delete_owner_rows(uuid, integer)',
        'public.service_figures()',
        'public.service_status(boolean)',
        'public.zones_in_use()',
        'public.rights_status()',
        'public.write_probe(uuid)',
        'public.zone_offsets(text[], timestamptz[])',
        'public.next_notification(uuid)',
        'public.finish_notification(uuid, text, boolean, boolean, boolean)',
        'public.stop_digest(uuid, boolean)',
        'public.get_hosted_page(text, text)',
        'public.get_manage_page(uuid)',
        'public.get_visitor_rules(uuid)',
        'public.use_challenge(text, timestamptz, text)',
        'public.take_tokens(text, integer, double precision, integer)',
        'public.resend_notification(uuid, uuid, uuid)',
        'public.enqueue_due_mails(integer)',
        'public.keep_mail(uuid, text, text, text, text, text)',
        'public.list_mail(integer)',
        'public.mark_no_show(uuid, boolean, uuid)',
        'public.list_bookings(uuid, text[], timestamptz, timestamptz, text, timestamptz, uuid, integer, uuid, uuid, boolean, boolean)',
        'public.list_event_types(uuid)',
        'public.list_own_slots(uuid, uuid, timestamptz, timestamptz, integer)',
        'public.get_own_report(uuid, uuid, text, text)',
        'public.require_event_type(uuid, uuid)',
        'public.create_api_key(uuid, text, text, text[], text)',
        'public.list_api_keys(uuid)',
        'public.revoke_api_key(uuid, uuid)',
        'public.use_api_key(text)',
        'public.create_webhook_endpoint(uuid, uuid, text, text[], text)',
        'public.list_webhook_endpoints(uuid)',
        'public.update_webhook_endpoint(uuid, uuid, text, text[], boolean)',
        'public.delete_webhook_endpoint(uuid, uuid)',
        'public.rotate_webhook_secret(uuid, uuid, text)',
        'public.list_webhook_deliveries(uuid, uuid, timestamptz, uuid, integer)',
        'public.replay_webhook_delivery(uuid, uuid)',
        'public.begin_webhook_delivery(uuid)',
        'public.finish_webhook_delivery(uuid, integer, text, text, boolean, bigint, boolean)',
        'public.list_webhook_secrets(uuid, integer)',
        'public.replace_webhook_secret(uuid, text, text)',
        'public.prune_webhook_deliveries(integer, integer)',
        'public.forget_due_visitors(integer, integer)',
        'public.prune_old_rows(text, integer, integer)',
        'public.export_visitor(uuid, text)',
        'public.stop_storing_titles(integer)',
        'public.forget_visitor(uuid, text, integer)',
        'public.enqueue_due_audits(integer)',
        'public.continue_audit(uuid, uuid[], integer)',
        'public.compare_listing(uuid, uuid, jsonb, text[], timestamptz, timestamptz, boolean)',
        'public.finish_audit(uuid, text, integer, jsonb)',
        'public.request_audit(uuid)',
        'public.get_audit(uuid)',
        'public.check_blind_period(uuid, timestamptz)'
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
    ('type', 'private.change_limits'),
    ('type', 'private.slot_rules'),
    ('type', 'private.free_windows'),
    ('function', 'private.fail(text, text, text, jsonb)'),
    ('function', 'private.constraint_fault(text)'),
    ('function', 'private.durations_fault(integer[])'),
    ('function', 'private.hidden_character(text, boolean)'),
    ('function', 'private.is_blank(text)'),
    ('function', 'private.locations_fault(jsonb)'),
    ('function', 'private.locations_of_text(text)'),
    ('function', 'private.mail_settings_fault(text, text, text, text)'),
    ('function', 'private.mailbox(text)'),
    ('function', 'private.nobody()'),
    ('function', 'private.notifications_fault(jsonb)'),
    ('function', 'private.numbers_fault(jsonb)'),
    ('function', 'private.options_fault(text, jsonb, boolean)'),
    ('function', 'private.origins_fault(text[])'),
    ('function', 'private.phone_fault(text, text)'),
    ('function', 'private.questions_fault(jsonb)'),
    ('function', 'private.reminders_fault(integer[])'),
    ('function', 'private.text_fault(text, text, integer, boolean)'),
    ('function', 'private.webhook_fault(text, text[])'),
    ('table', 'private.time_zones'),
    ('table', 'public.hosts'),
    ('table', 'private.planned_forgetting'),
    ('table', 'public.event_types'),
    ('table', 'public.availability_rules'),
    ('table', 'public.availability_overrides'),
    ('table', 'public.blocked_periods'),
    ('table', 'public.calendar_connections'),
    ('table', 'private.account_connections'),
    ('table', 'private.connection_secrets'),
    ('table', 'public.calendars'),
    ('table', 'private.calendar_sync'),
    ('table', 'private.calendar_objects'),
    ('table', 'private.connection_sync'),
    ('table', 'private.unknown_times'),
    ('table', 'private.lost_bookings'),
    ('table', 'private.booking_target_changes'),
    ('table', 'public.calendar_links'),
    ('table', 'public.bookings'),
    ('table', 'public.booking_attendees'),
    ('table', 'private.counted_bookings'),
    ('table', 'public.waitlist_entries'),
    ('table', 'public.synced_events'),
    ('table', 'private.busy_days'),
    ('table', 'public.booking_calendar_events'),
    ('table', 'public.booking_conflicts'),
    ('table', 'public.webhook_endpoints'),
    ('table', 'private.webhook_state'),
    ('table', 'public.webhook_deliveries'),
    ('table', 'public.notifications'),
    ('table', 'private.mail_recipients'),
    ('table', 'private.gathering_mails'),
    ('table', 'private.conflict_mails'),
    ('table', 'private.outbox'),
    ('table', 'private.planned_reminders'),
    ('table', 'private.planned_digests'),
    ('table', 'public.sync_logs'),
    ('table', 'private.calendar_audits'),
    ('table', 'private.history'),
    ('table', 'private.prunings'),
    ('table', 'private.idempotency_keys'),
    ('table', 'private.workers'),
    ('table', 'private.probes'),
    ('table', 'private.host_versions'),
    ('table', 'private.owner_versions'),
    ('table', 'private.changed_versions'),
    ('table', 'private.owner_deletions'),
    ('table', 'private.oauth_attempts'),
    ('table', 'private.channels'),
    ('table', 'private.calendar_watch'),
    ('table', 'private.noticed_events'),
    ('table', 'private.used_challenges'),
    ('table', 'private.rate_buckets'),
    ('table', 'public.api_keys'),
    ('table', 'private.api_key_digests'),
    ('function', 'private.backoff(integer)'),
    ('function', 'private.iso_instant(timestamptz)'),
    ('function', 'private.jittered(double precision)'),
    ('function', 'public.add_tick(text)'),
    ('function', 'private.enqueue(text, jsonb, text, text, timestamptz, integer, integer, text)'),
    ('function', 'private.enqueue_all(text, jsonb[], text[], timestamptz[])'),
    ('function', 'private.has_later_job(text, timestamptz)'),
    ('function', 'private.pg_notify(text, text)'),
    ('function', 'private.remove_jobs(text)'),
    ('function', 'public.wake_workers(integer)'),
    ('function', 'private.add_booking_event(uuid, text)'),
    ('function', 'private.add_notification(text, text, uuid, uuid, uuid, timestamptz, uuid, uuid, uuid, uuid, uuid[])'),
    ('function', 'private.add_webhook_event(uuid, text, jsonb)'),
    ('function', 'private.booking_deliveries(public.bookings)'),
    ('function', 'private.booking_details(uuid)'),
    ('function', 'private.booking_event(text)'),
    ('function', 'private.enqueue_mails(uuid[], timestamptz[])'),
    ('function', 'private.expects_join_url(uuid)'),
    ('function', 'private.is_invited_alone(uuid)'),
    ('function', 'private.is_mail_current(text, text)'),
    ('function', 'private.labelled_answers(jsonb, jsonb)'),
    ('function', 'private.location_text(public.bookings, text, boolean)'),
    ('function', 'private.mail_backoff(integer)'),
    ('function', 'private.mail_join_url(uuid)'),
    ('function', 'private.mail_series_links(uuid, text)'),
    ('function', 'private.makes_video(uuid)'),
    ('function', 'private.next_digest_at(text)'),
    ('function', 'private.notify_of_conflict(uuid, uuid)'),
    ('function', 'private.notify_of_lost_bookings(uuid)'),
    ('function', 'private.notify_of_unknown_times(uuid)'),
    ('function', 'private.notify_owner(text, uuid)'),
    ('function', 'private.notify_parties(uuid, text, uuid[])'),
    ('function', 'private.notify_series(uuid[], text)'),
    ('function', 'private.plan_reminders(uuid[])'),
    ('function', 'private.series_place(uuid)'),
    ('function', 'private.wants_mail(uuid, uuid, text)'),
    ('function', 'private.was_published(uuid, timestamptz)'),
    ('function', 'private.connections_of_account(uuid, boolean)'),
    ('function', 'private.lock_calendar(uuid)'),
    ('function', 'private.lock_connection(uuid, uuid, boolean)'),
    ('function', 'private.lock_host(uuid)'),
    ('function', 'private.lock_owner_hosts(uuid)'),
    ('function', 'private.lock_schedule(uuid)'),
    ('function', 'private.lock_watched(uuid, uuid)'),
    ('function', 'private.blocked_until(uuid)'),
    ('function', 'private.calendar_to_read(public.calendars)'),
    ('function', 'private.connection_with_secret(uuid)'),
    ('function', 'private.enqueue_pull(uuid, uuid, boolean, timestamptz, integer)'),
    ('function', 'private.enqueue_sync(uuid, boolean, timestamptz, uuid[])'),
    ('function', 'private.has_vanished(uuid)'),
    ('function', 'private.is_outdated(uuid, integer)'),
    ('function', 'private.location_notice(uuid, jsonb)'),
    ('function', 'private.needs_reconnect(uuid)'),
    ('function', 'private.quiet_until(uuid)'),
    ('function', 'public.request_relist(uuid, text)'),
    ('function', 'private.awaited_starts(private.slot_rules, tstzrange, timestamptz, uuid)'),
    ('function', 'private.blocked_instants(private.slot_rules, tstzrange)'),
    ('function', 'private.blocking_calendars(uuid)'),
    ('function', 'private.booked_sessions(uuid, tstzrange, timestamptz, uuid)'),
    ('function', 'private.bookings_within_hours(uuid, tstzrange)'),
    ('function', 'private.change_slot_rules(uuid, jsonb)'),
    ('function', 'private.closed_span(date, time, time)'),
    ('function', 'private.closed_wall_time(private.slot_rules, date, date)'),
    ('function', 'private.day_or_instant(text, text)'),
    ('function', 'private.day_start(date, text)'),
    ('function', 'private.explain_candidates(private.slot_rules, tstzrange, tstzmultirange, integer)'),
    ('function', 'public.explain_slots(uuid, timestamptz, timestamptz, integer, timestamptz[], timestamptz)'),
    ('function', 'private.explain_starts(uuid, tstzrange, integer, timestamptz[], timestamptz, uuid)'),
    ('function', 'private.explain_unknown(private.slot_rules, timestamptz)'),
    ('function', 'private.external_busy(uuid, text, tstzrange, timestamptz, uuid, boolean)'),
    ('function', 'private.external_rows(uuid, text, tstzrange, timestamptz)'),
    ('function', 'private.find_free_windows(private.slot_rules, tstzrange, timestamptz, uuid, boolean, text)'),
    ('function', 'private.first_candidate_beyond(private.slot_rules, tstzrange, timestamptz, integer)'),
    ('function', 'private.full_days(private.slot_rules, tstzrange, timestamptz, uuid, text, integer)'),
    ('function', 'public.get_available_slots(uuid, timestamptz, timestamptz, integer)'),
    ('function', 'public.get_schedule(uuid)'),
    ('function', 'private.grid_anchors(private.slot_rules, tstzmultirange)'),
    ('function', 'private.grid_starts(private.free_windows, interval, integer)'),
    ('function', 'private.host_freshness(private.slot_rules, timestamptz)'),
    ('function', 'private.is_free_start(private.slot_rules, timestamptz, text)'),
    ('function', 'public.list_own_slots(uuid, uuid, timestamptz, timestamptz, integer)'),
    ('function', 'private.list_slots(uuid, tstzrange, integer, timestamptz)'),
    ('function', 'private.load_slot_rules(uuid, integer)'),
    ('function', 'private.local_day(text)'),
    ('function', 'private.open_hours(private.slot_rules, tstzrange, boolean)'),
    ('function', 'private.open_wall_time(private.slot_rules, date, date, boolean)'),
    ('function', 'public.preview_slots(uuid, timestamptz, timestamptz, jsonb)'),
    ('function', 'private.reasons_against(private.slot_rules, timestamptz, uuid, boolean, boolean)'),
    ('function', 'private.replace_blocked_periods(uuid, jsonb)'),
    ('function', 'private.replace_overrides(uuid, jsonb)'),
    ('function', 'private.replace_rules(uuid, jsonb)'),
    ('function', 'private.replace_schedule(uuid, jsonb, uuid)'),
    ('function', 'private.require_changes(uuid, jsonb, boolean)'),
    ('function', 'public.require_event_type(uuid, uuid)'),
    ('function', 'private.require_free_start(private.slot_rules, timestamptz, timestamptz, uuid, boolean)'),
    ('function', 'private.require_host_start(private.slot_rules, timestamptz, uuid, boolean, boolean)'),
    ('function', 'private.require_own_host(uuid)'),
    ('function', 'private.require_range(timestamptz, timestamptz, integer)'),
    ('function', 'public.save_schedule(uuid, text, jsonb)'),
    ('function', 'private.schedule_json(uuid)'),
    ('function', 'private.seats_taken(uuid, uuid, timestamptz, timestamptz)'),
    ('function', 'private.sessions_forbidden(private.slot_rules, tstzrange, timestamptz, uuid)'),
    ('function', 'private.slots_if_active(uuid, tstzrange)'),
    ('function', 'private.slots_without(jsonb, jsonb, timestamptz)'),
    ('function', 'private.stale_calendars(private.slot_rules, tstzrange, timestamptz)'),
    ('function', 'private.unknown_days(private.unknown_times)'),
    ('function', 'private.unknown_spans(private.slot_rules, timestamptz)'),
    ('function', 'private.unread_text(timestamptz, interval, timestamptz)'),
    ('function', 'private.waiting_sessions(private.slot_rules, tstzrange, timestamptz, uuid)'),
    ('function', 'private.wall_to_instants(tsmultirange, text)'),
    ('function', 'private.zone_segments(text, timestamptz, timestamptz)'),
    ('function', 'private.asked_at()'),
    ('function', 'private.blocked_instants_then(private.slot_rules, tstzrange)'),
    ('function', 'private.blocking_calendars_then(uuid)'),
    ('function', 'private.booked_sessions_then(uuid, tstzrange, timestamptz, uuid)'),
    ('function', 'private.busy_days_then()'),
    ('function', 'private.closed_wall_time_then(private.slot_rules, date, date)'),
    ('function', 'private.explain_starts_then(uuid, tstzrange, integer, timestamptz[], timestamptz, uuid)'),
    ('function', 'private.explain_then(uuid, tstzrange, integer, timestamptz[], timestamptz)'),
    ('function', 'private.explain_unknown_then(private.slot_rules, timestamptz)'),
    ('function', 'private.external_busy_then(uuid, text, tstzrange, timestamptz, uuid, boolean)'),
    ('function', 'private.external_rows_then(uuid, text, tstzrange, timestamptz)'),
    ('function', 'private.full_days_then(private.slot_rules, tstzrange, timestamptz, uuid, text, integer)'),
    ('function', 'private.host_freshness_then(private.slot_rules, timestamptz)'),
    ('function', 'private.load_slot_rules_then(uuid, integer)'),
    ('function', 'private.open_hours_then(private.slot_rules, tstzrange, boolean)'),
    ('function', 'private.open_wall_time_then(private.slot_rules, date, date, boolean)'),
    ('function', 'private.rows_then(anyelement)'),
    ('function', 'private.seats_taken_then(uuid, uuid, timestamptz, timestamptz)'),
    ('function', 'private.unknown_spans_then(private.slot_rules, timestamptz)'),
    ('function', 'private.waiting_sessions_then(private.slot_rules, tstzrange, timestamptz, uuid)'),
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
    ('function', 'public.fail_channel(uuid, text, boolean, boolean, bigint, text, uuid, integer)'),
    ('function', 'public.finish_channel(uuid, text, timestamptz, boolean, boolean)'),
    ('function', 'private.hand_over_channels(uuid, boolean)'),
    ('function', 'private.has_healthy_channel(uuid)'),
    ('function', 'private.is_account_to_watch(uuid)'),
    ('function', 'private.is_series(uuid, text)'),
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
    ('function', 'public.accept_proposed_time(uuid, integer, timestamptz)'),
    ('function', 'private.authorize_booking(uuid, integer, uuid)'),
    ('function', 'private.booking_changes(public.bookings, boolean)'),
    ('function', 'private.booking_json(uuid)'),
    ('function', 'private.booking_mails(public.bookings)'),
    ('function', 'private.booking_result(uuid)'),
    ('function', 'public.cancel_booking(uuid, text, integer, uuid)'),
    ('function', 'public.cancel_series(uuid, text, integer, uuid)'),
    ('function', 'private.change_limits(public.bookings, boolean)'),
    ('function', 'private.choose_location(jsonb, jsonb, boolean)'),
    ('function', 'public.confirm_booking(uuid, uuid)'),
    ('function', 'private.count_active(uuid, text, text, integer)'),
    ('function', 'public.create_booking(uuid, timestamptz, integer, jsonb, jsonb, uuid, integer, text, text, jsonb, uuid, jsonb)'),
    ('function', 'public.create_booking_series( uuid, timestamptz, integer, text, integer, jsonb, jsonb, uuid, integer, text, text, jsonb, uuid, jsonb )'),
    ('function', 'public.create_host_booking(uuid, uuid, timestamptz, integer, jsonb, jsonb, boolean, boolean, text, text, jsonb)'),
    ('function', 'public.decide_series(uuid, boolean, uuid, text)'),
    ('function', 'public.decline_booking(uuid, uuid, text)'),
    ('function', 'public.expire_bookings()'),
    ('function', 'private.expire_overlapping(uuid, tstzrange)'),
    ('function', 'private.find_event_host(uuid)'),
    ('function', 'private.find_idempotent_booking(uuid, uuid, text, text)'),
    ('function', 'public.find_series(uuid)'),
    ('function', 'public.get_booking(uuid, integer, uuid)'),
    ('function', 'public.get_booking_sheet(uuid)'),
    ('function', 'public.hold_slot(uuid, timestamptz, integer, text, uuid, integer, text)'),
    ('function', 'public.host_to_lock(uuid, uuid, uuid)'),
    ('function', 'private.hosts_of_slots(uuid, uuid, timestamptz[], uuid[])'),
    ('function', 'private.idempotency_scope(uuid, uuid)'),
    ('function', 'private.insert_booking(uuid, uuid, timestamptz, integer, jsonb, jsonb, uuid, text, text, jsonb, uuid, boolean, jsonb)'),
    ('function', 'private.insert_hold(uuid, uuid, timestamptz, integer, text, uuid, integer)'),
    ('function', 'private.insert_host_booking(private.slot_rules, timestamptz, jsonb, jsonb, jsonb, boolean, jsonb)'),
    ('function', 'private.insert_series( uuid, private.slot_rules, timestamptz[], timestamptz[], jsonb, jsonb, uuid, text, text, jsonb, uuid, jsonb )'),
    ('function', 'private.keep_idempotency_key(uuid, uuid, text, text, uuid)'),
    ('function', 'public.list_bookings( uuid, text[], timestamptz, timestamptz, text, timestamptz, uuid, integer, uuid, uuid, boolean, boolean )'),
    ('function', 'private.lock_booking(uuid, integer, uuid, timestamptz)'),
    ('function', 'private.lock_series(uuid, integer, uuid)'),
    ('function', 'private.lock_slot(uuid, uuid, timestamptz, uuid)'),
    ('function', 'private.lock_slots(uuid, uuid, timestamptz[], uuid[])'),
    ('function', 'private.mark_expired(uuid[])'),
    ('function', 'public.mark_no_show(uuid, boolean, uuid)'),
    ('function', 'private.nearest_starts(private.slot_rules, timestamptz, timestamptz[])'),
    ('function', 'private.open_proposal(public.bookings)'),
    ('function', 'public.propose_time(uuid, timestamptz, uuid, integer)'),
    ('function', 'private.reassign_event(uuid)'),
    ('function', 'private.receiving_calendar(uuid, uuid, uuid, timestamptz, timestamptz)'),
    ('function', 'private.refuse_series(jsonb)'),
    ('function', 'public.release_hold(uuid, integer)'),
    ('function', 'public.renew_hold(uuid, integer)'),
    ('function', 'private.request_expiry(uuid, timestamptz)'),
    ('function', 'private.require_answers(jsonb, jsonb)'),
    ('function', 'private.require_attendee(jsonb)'),
    ('function', 'private.require_change(public.bookings, boolean, boolean, text)'),
    ('function', 'private.require_few_bookings(uuid, text)'),
    ('function', 'private.require_finite_start(timestamptz)'),
    ('function', 'private.require_hold(uuid, uuid, timestamptz, timestamptz)'),
    ('function', 'private.require_series(uuid, text, integer)'),
    ('function', 'private.require_start_or_hold(private.slot_rules, timestamptz, uuid, boolean)'),
    ('function', 'public.reschedule_booking(uuid, timestamptz, integer, integer, uuid, text, boolean)'),
    ('function', 'private.series_json(uuid, boolean)'),
    ('function', 'private.series_result(uuid)'),
    ('function', 'private.series_starts(timestamptz, text, text, integer)'),
    ('function', 'private.try_lock_slot(uuid, uuid, timestamptz)'),
    ('function', 'private.write_booking(private.slot_rules, timestamptz, text, jsonb, jsonb, jsonb, uuid, boolean, uuid, jsonb)'),
    ('function', 'private.write_cancellation(uuid, text, text)'),
    ('function', 'private.write_confirmation(uuid)'),
    ('function', 'private.write_move(public.bookings, private.slot_rules, timestamptz, text, text, text, text)'),
    ('function', 'private.write_refusal(uuid, text)'),
    ('function', 'public.begin_push(uuid, uuid)'),
    ('function', 'public.begin_search(uuid, uuid, integer, uuid[], uuid)'),
    ('function', 'public.begin_verify(uuid, uuid, integer, uuid)'),
    ('function', 'private.change_event(uuid, uuid, boolean)'),
    ('function', 'public.check_blind_period(uuid, timestamptz)'),
    ('function', 'private.close_conflicts(uuid)'),
    ('function', 'private.close_double_bookings(uuid[], text)'),
    ('function', 'private.close_overlaps(uuid, uuid[])'),
    ('function', 'private.conflict_json(public.booking_conflicts)'),
    ('function', 'public.continue_search(uuid, uuid, integer, uuid[], uuid)'),
    ('function', 'private.detect_conflicts(uuid, uuid[], uuid[], uuid)'),
    ('function', 'private.detect_double_bookings(uuid[])'),
    ('function', 'private.detect_overlaps(uuid, uuid[], uuid)'),
    ('function', 'private.double_bookings(uuid[])'),
    ('function', 'private.enqueue_blind_check(uuid, timestamptz)'),
    ('function', 'private.enqueue_planning(uuid[])'),
    ('function', 'private.enqueue_push(uuid, uuid, timestamptz)'),
    ('function', 'private.enqueue_search(public.booking_calendar_events, uuid[], uuid)'),
    ('function', 'private.enqueue_verify(uuid, uuid, uuid, integer)'),
    ('function', 'private.event_content(uuid, uuid)'),
    ('function', 'public.fail_push(uuid, uuid, integer, text, boolean, bigint)'),
    ('function', 'private.find_missing_events(uuid, uuid, text[], boolean, timestamptz, timestamptz)'),
    ('function', 'public.finish_push(uuid, uuid, integer, text, text, boolean, text, boolean)'),
    ('function', 'private.follow_join_url(uuid)'),
    ('function', 'private.follow_relocated_events(uuid)'),
    ('function', 'private.has_calendar_event(uuid)'),
    ('function', 'private.has_open_move(uuid)'),
    ('function', 'private.hasten_pushes(uuid)'),
    ('function', 'private.is_conflict_notified(uuid)'),
    ('function', 'private.is_disconnected(uuid)'),
    ('function', 'private.is_writable(uuid)'),
    ('function', 'private.keep_conflicts(uuid, jsonb)'),
    ('function', 'public.list_all_conflicts(uuid, boolean, timestamptz, uuid, integer)'),
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
    ('function', 'private.release_mails(uuid, uuid)'),
    ('function', 'public.relocate_event(uuid, uuid, integer, uuid, text, text)'),
    ('function', 'public.resolve_conflict(uuid, uuid, text, uuid)'),
    ('function', 'private.resume_pushes(uuid)'),
    ('function', 'public.retry_event(uuid, uuid)'),
    ('function', 'private.send_conflict_mails(uuid)'),
    ('function', 'private.session_event(uuid)'),
    ('function', 'private.store_join_url(uuid, uuid, text)'),
    ('function', 'private.unwritten_events(uuid)'),
    ('function', 'public.claim_seat(uuid, integer, jsonb, jsonb)'),
    ('function', 'public.get_waitlist_entry(uuid, integer)'),
    ('function', 'public.join_waitlist(uuid, timestamptz, integer, jsonb, jsonb, jsonb)'),
    ('function', 'public.leave_waitlist(uuid, integer)'),
    ('function', 'private.next_waiting(uuid, timestamptz, timestamptz)'),
    ('function', 'public.offer_due_seats(integer)'),
    ('function', 'private.offer_seats(uuid, timestamptz, timestamptz)'),
    ('function', 'private.require_entry(uuid, integer)'),
    ('function', 'private.require_few_entries(uuid, text)'),
    ('function', 'private.require_full_session(private.slot_rules, timestamptz, integer)'),
    ('function', 'private.require_new_entry(uuid, timestamptz, timestamptz, text)'),
    ('function', 'private.waitlist_result(uuid)'),
    ('function', 'private.booking_target_json(uuid)'),
    ('function', 'private.next_target(uuid)'),
    ('function', 'private.replace_target(uuid, uuid, text)'),
    ('function', 'private.restore_targets(uuid)'),
    ('function', 'private.account_due_at(uuid, timestamptz)'),
    ('function', 'public.acknowledge_lost_booking(uuid, uuid)'),
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
    ('function', 'public.fail_pull(uuid, text, text, boolean, boolean, boolean, bigint, boolean, boolean, text, boolean, integer)'),
    ('function', 'public.fail_sync(uuid, text, text, boolean, boolean, bigint, text, boolean, integer)'),
    ('function', 'public.finish_announced_sync(uuid, timestamptz, boolean, integer[])'),
    ('function', 'public.finish_sync(uuid)'),
    ('function', 'public.finish_unchanged_pulls(uuid[], timestamptz, timestamptz, uuid, text, text)'),
    ('function', 'private.follow_calendars(uuid, jsonb, boolean)'),
    ('function', 'private.is_known_event(uuid, text)'),
    ('function', 'private.known_events(uuid, timestamptz, timestamptz)'),
    ('function', 'private.log_sync(uuid, text, integer, integer, integer, text)'),
    ('function', 'private.mailed_lost_bookings(public.notifications)'),
    ('function', 'private.mailed_unknown_times(public.notifications)'),
    ('function', 'private.mark_synced(uuid[], timestamptz, timestamptz)'),
    ('function', 'private.merge_busy_days(uuid[], date[], tstzmultirange[])'),
    ('function', 'private.open_lost_bookings(uuid, timestamptz)'),
    ('function', 'private.path_form(text)'),
    ('function', 'public.prune_sync_logs(integer)'),
    ('function', 'public.pull_again(uuid, integer, integer)'),
    ('function', 'private.read_page(jsonb)'),
    ('function', 'public.record_calendar_properties(uuid, text, text, text, boolean)'),
    ('function', 'private.record_failure(uuid, text, text, boolean, boolean, boolean, bigint, text, boolean)'),
    ('function', 'private.record_listing(uuid, jsonb)'),
    ('function', 'private.record_lost_bookings(uuid, jsonb, timestamptz)'),
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
    ('function', 'private.bookings_without_event(uuid, uuid, text[], text[], timestamptz, timestamptz, boolean)'),
    ('function', 'public.compare_listing(uuid, uuid, jsonb, text[], timestamptz, timestamptz, boolean)'),
    ('function', 'public.continue_audit(uuid, uuid[], integer)'),
    ('function', 'private.enqueue_audit(uuid, uuid[], timestamptz, integer)'),
    ('function', 'public.enqueue_due_audits(integer)'),
    ('function', 'public.finish_audit(uuid, text, integer, jsonb)'),
    ('function', 'public.get_audit(uuid)'),
    ('function', 'public.request_audit(uuid)'),
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
    ('function', 'public.begin_webhook_delivery(uuid)'),
    ('function', 'public.create_webhook_endpoint(uuid, uuid, text, text[], text)'),
    ('function', 'public.delete_webhook_endpoint(uuid, uuid)'),
    ('function', 'private.disable_webhook_endpoint(uuid, text)'),
    ('function', 'private.find_webhook_endpoint(uuid, uuid)'),
    ('function', 'public.finish_webhook_delivery(uuid, integer, text, text, boolean, bigint, boolean)'),
    ('function', 'public.list_webhook_deliveries(uuid, uuid, timestamptz, uuid, integer)'),
    ('function', 'public.list_webhook_endpoints(uuid)'),
    ('function', 'public.list_webhook_secrets(uuid, integer)'),
    ('function', 'private.plan_webhooks(uuid)'),
    ('function', 'public.prune_webhook_deliveries(integer, integer)'),
    ('function', 'public.put_off_webhooks(uuid, integer)'),
    ('function', 'private.record_webhook_failure(uuid, text, boolean, bigint)'),
    ('function', 'private.record_webhook_success(uuid)'),
    ('function', 'public.replace_webhook_secret(uuid, text, text)'),
    ('function', 'public.replay_webhook_delivery(uuid, uuid)'),
    ('function', 'public.rotate_webhook_secret(uuid, uuid, text)'),
    ('function', 'public.update_webhook_endpoint(uuid, uuid, text, text[], boolean)'),
    ('function', 'private.webhook_backoff(integer, integer)'),
    ('function', 'private.webhook_delivery_json(public.webhook_deliveries)'),
    ('function', 'private.webhook_endpoint_json(uuid)'),
    ('function', 'private.api_key_json(uuid)'),
    ('function', 'public.create_api_key(uuid, text, text, text[], text)'),
    ('function', 'public.list_api_keys(uuid)'),
    ('function', 'public.revoke_api_key(uuid, uuid)'),
    ('function', 'public.use_api_key(text)'),
    ('function', 'private.calendar_problems(uuid, uuid[])'),
    ('function', 'private.delivery_problems(uuid, uuid[])'),
    ('function', 'public.get_booking_page(text, text)'),
    ('function', 'public.get_calendar_month(uuid, timestamptz, timestamptz, uuid)'),
    ('function', 'public.get_calendar_view(uuid, timestamptz, timestamptz)'),
    ('function', 'public.get_full_sessions(uuid, timestamptz, timestamptz, integer)'),
    ('function', 'public.get_host_page(text)'),
    ('function', 'public.get_hosted_page(text, text)'),
    ('function', 'public.get_manage_page(uuid)'),
    ('function', 'public.get_overview(uuid)'),
    ('function', 'public.get_page_with_slots(text, text, timestamptz, timestamptz, integer)'),
    ('function', 'public.get_visitor_rules(uuid)'),
    ('function', 'public.list_event_types(uuid)'),
    ('function', 'private.offered_starts(uuid, tstzrange)'),
    ('function', 'private.page_settings(public.hosts)'),
    ('function', 'private.session_json(uuid, timestamptz, timestamptz)'),
    ('function', 'private.shown_events(uuid, text, tstzrange)'),
    ('function', 'public.use_challenge(text, timestamptz, text)'),
    ('function', 'private.build_report(public.hosts, tstzrange)'),
    ('function', 'public.get_own_report(uuid, uuid, text, text)'),
    ('function', 'public.get_report(uuid, timestamptz, timestamptz)'),
    ('function', 'private.hours_of(tstzmultirange)'),
    ('function', 'private.offered_time(uuid, tstzrange)'),
    ('function', 'private.report_groups(uuid, text, tstzrange)'),
    ('function', 'private.reported_bookings(uuid, tstzrange)'),
    ('function', 'private.time_figures(tstzmultirange, tstzmultirange)'),
    ('function', 'private.bump_host_versions(uuid[], text[])'),
    ('function', 'private.bump_owner_versions(uuid[], text[])'),
    ('function', 'private.bump_versions_of_calendars(uuid[])'),
    ('function', 'public.find_live_host(text)'),
    ('function', 'public.live_versions(uuid[])'),
    ('function', 'public.owner_versions(uuid[])'),
    ('function', 'private.bookings_to_cancel(uuid)'),
    ('function', 'public.delete_owner_rows(uuid, integer)'),
    ('function', 'private.deletion_json(uuid)'),
    ('function', 'public.enqueue_due_mails(integer)'),
    ('function', 'public.export_own_rows(text, text[], integer)'),
    ('function', 'public.finish_notification(uuid, text, boolean, boolean, boolean)'),
    ('function', 'public.forget_workers(text[])'),
    ('function', 'private.function_fingerprints()'),
    ('function', 'private.gather_mail(uuid)'),
    ('function', 'public.get_deletion(uuid)'),
    ('function', 'public.get_series(uuid, integer, uuid)'),
    ('function', 'private.is_deletion_waiting(uuid)'),
    ('function', 'public.keep_mail(uuid, text, text, text, text, text)'),
    ('function', 'public.list_mail(integer)'),
    ('function', 'private.mailed_booking(uuid, boolean)'),
    ('function', 'private.mailed_digest(uuid, timestamptz)'),
    ('function', 'private.mailed_series(text, uuid, uuid[], boolean)'),
    ('function', 'public.next_deletion_step(uuid, integer)'),
    ('function', 'public.next_notification(uuid)'),
    ('function', 'private.note_restore()'),
    ('function', 'private.queue_figures()'),
    ('function', 'public.request_deletion(uuid, text)'),
    ('function', 'public.resend_notification(uuid, uuid, uuid)'),
    ('function', 'public.rights_status()'),
    ('function', 'public.service_figures()'),
    ('function', 'public.service_status(boolean)'),
    ('function', 'public.stop_digest(uuid, boolean)'),
    ('function', 'private.sync_figures()'),
    ('function', 'public.take_tokens(text, integer, double precision, integer)'),
    ('function', 'public.worker_heartbeat(text[])'),
    ('function', 'public.write_probe(uuid)'),
    ('function', 'public.zone_offsets(text[], timestamptz[])'),
    ('function', 'public.zones_in_use()'),
    ('function', 'public.export_visitor(uuid, text)'),
    ('function', 'public.forget_due_visitors(integer, integer)'),
    ('function', 'private.forget_mails(uuid[])'),
    ('function', 'public.forget_visitor(uuid, text, integer)'),
    ('function', 'private.forget_visitors(uuid[])'),
    ('function', 'private.prune_holds(timestamptz, integer)'),
    ('function', 'private.prune_left_accounts(timestamptz, integer)'),
    ('function', 'public.prune_old_rows(text, integer, integer)'),
    ('function', 'private.prune_past_events(timestamptz, integer)'),
    ('function', 'public.stop_storing_titles(integer)'),
    ('function', 'private.visitor_bookings(uuid, text)'),
    ('function', 'private.differing_rights()'),
    ('function', 'private.excess_rights()'),
    ('function', 'private.own_access_lists()'),
    ('function', 'private.own_object_ids()'),
    ('function', 'private.restore_rights()'),
    ('function', 'private.bump_changed_versions()'),
    ('function', 'private.bump_versions_of_bookings()'),
    ('function', 'private.bump_versions_of_conflicts()'),
    ('function', 'private.bump_versions_of_connections()'),
    ('function', 'private.bump_versions_of_deliveries()'),
    ('function', 'private.bump_versions_of_events()'),
    ('function', 'private.bump_versions_of_freshness()'),
    ('function', 'private.bump_versions_of_hosts()'),
    ('function', 'private.bump_versions_of_lost_bookings()'),
    ('function', 'private.bump_versions_of_owners()'),
    ('function', 'private.bump_versions_of_settings()'),
    ('function', 'private.bump_versions_of_unknown_times()'),
    ('function', 'private.bump_versions_of_webhooks()'),
    ('function', 'private.check_booking_target()'),
    ('function', 'private.check_time_zone()'),
    ('function', 'private.complete_booking()'),
    ('function', 'private.complete_webhook_endpoint()'),
    ('function', 'private.derive_host_of_conflict()'),
    ('function', 'private.derive_owner_from_connection()'),
    ('function', 'private.derive_owner_from_host()'),
    ('function', 'private.follow_access()'),
    ('function', 'private.follow_disconnection()'),
    ('function', 'private.follow_event()'),
    ('function', 'private.follow_links()'),
    ('function', 'private.follow_reminders()'),
    ('function', 'private.follow_seats()'),
    ('function', 'private.follow_session()'),
    ('function', 'private.follow_target()'),
    ('function', 'private.follow_webhook_endpoint()'),
    ('function', 'private.forget_objects()'),
    ('function', 'private.forget_titles()'),
    ('function', 'private.hand_over_channels_of_deleted()'),
    ('function', 'private.keep_freshness()'),
    ('function', 'private.keep_history()'),
    ('function', 'private.limit_own_rows()'),
    ('function', 'private.lock_hosts_of_link()'),
    ('function', 'private.lock_own_hosts()'),
    ('function', 'private.note_update()'),
    ('function', 'private.note_video()'),
    ('function', 'private.note_video_of_calendar()'),
    ('function', 'private.plan_account()'),
    ('function', 'private.plan_channel()'),
    ('function', 'private.plan_channels()'),
    ('function', 'private.plan_channels_of_account()'),
    ('function', 'private.plan_digest()'),
    ('function', 'private.plan_forgetting()'),
    ('function', 'private.read_chosen_calendar()'),
    ('function', 'private.read_titles_again()'),
    ('function', 'private.record_access_of_connection()'),
    ('function', 'private.recount_booking()'),
    ('function', 'private.refresh_busy_days()'),
    ('function', 'private.refuse_active_hosts()'),
    ('function', 'private.refuse_faulty_event_type()'),
    ('function', 'private.refuse_faulty_mail_settings()'),
    ('function', 'private.refuse_faulty_policy()'),
    ('function', 'private.refuse_faulty_text()'),
    ('function', 'private.set_location()'),
    ('function', 'private.declared_rights()'),
    ('function', 'private.own_objects()')
$$;
comment on function private.own_objects() is
  'Every object of ours that has rights; sequences come with their tables. What is not named here belongs to others and is left alone.';

select private.restore_rights();
