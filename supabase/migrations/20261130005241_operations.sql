-- Written by npm run db:diff from sql/. Read it before it is committed: data are kept only where it says so.

set local check_function_bodies = off;

DROP FUNCTION "public"."service_status"();

CREATE TABLE "private"."calendar_audits" ("calendar_id" uuid NOT NULL, "audited_at" timestamp with time zone NOT NULL DEFAULT now(), "outcome" text NOT NULL, "listed" integer NOT NULL, "drift" jsonb NOT NULL DEFAULT '{}'::jsonb, CONSTRAINT "calendar_audits_outcome_known" CHECK ((outcome = ANY (ARRAY['equal'::text, 'repaired'::text, 'held_back'::text, 'failed'::text]))), CONSTRAINT "calendar_audits_pkey" PRIMARY KEY (calendar_id));

ALTER TABLE "private"."calendar_audits" OWNER TO "postgres";

ALTER TABLE "private"."connection_sync" ADD COLUMN "audit_at" timestamp with time zone NOT NULL DEFAULT (now() + (random() * '7 days'::interval));

CREATE OR REPLACE FUNCTION private.booked_sessions(p_host_id uuid, p_range tstzrange, p_now timestamp with time zone, p_except uuid DEFAULT NULL::uuid)
 RETURNS TABLE(event_type_id uuid, during tstzrange, taken bigint, has_hold boolean, has_booking boolean, booking_ids uuid[], buffer_before interval, buffer_after interval)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return query
  -- Read once, not for each booking: a booking's event type is one of its host.
  with types as materialized (
    select e.id, e.buffer_before_minutes, e.buffer_after_minutes from public.event_types as e where e.host_id = p_host_id
  )
  select
    b.event_type_id, b.during, count(*), bool_or(b.status = 'held'), bool_or(b.status <> 'held'), array_agg(b.id order by b.created_at),
    make_interval(mins => e.buffer_before_minutes), make_interval(mins => e.buffer_after_minutes)
  from public.bookings as b
  join types as e on e.id = b.event_type_id
  where b.host_id = p_host_id
    and b.status in ('held', 'pending', 'confirmed')
    and (b.status = 'confirmed' or coalesce(b.expires_at > p_now, true))
    and b.id is distinct from p_except
    -- No buffer is longer than a day (constraint event_types_buffers_valid).
    and b.during && tstzrange(lower(p_range) - interval '24 hours', upper(p_range) + interval '24 hours')
  group by b.event_type_id, b.during, e.buffer_before_minutes, e.buffer_after_minutes;
end;
$function$;

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
      where b.host_id = v_host_id and b.status = 'confirmed' and b.during && tstzrange(now(), null)
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
  v_calendars uuid[];
  v_busy tstzmultirange;
  v_special tstzmultirange;
begin
  select array_agg(b.calendar_id) into v_calendars from private.blocking_calendars(p_host_id) as b;
  if v_calendars is null then
    return '{}';
  end if;

  select range_agg(d.spans) into v_busy
  from private.busy_days as d
  where d.calendar_id = any (v_calendars) and d.day between v_from and v_until and not isempty(d.spans);

  select range_agg(x.span) into v_special
  from (
    select tstzmultirange(tstzrange(private.day_start(d.day, z.zone), private.day_start(d.day + 1, z.zone)))
    from private.busy_days as d
    join public.calendars as c on c.id = d.calendar_id
    cross join lateral (select coalesce(c.time_zone, p_host_zone) as zone) as z
    where d.calendar_id = any (v_calendars) and d.day between v_from and v_until and d.is_all_day
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
      where b.host_id = p_host_id and b.during && p_range and b.status in ('held', 'pending', 'confirmed')
        and (b.status = 'confirmed' or coalesce(b.expires_at > p_now, true))
      union all
      select false, b.id, b.during
      from unnest(v_calendars) as c (id)
      cross join lateral (select k.* from public.bookings as k where k.calendar_id = c.id and k.during && p_range offset 0) as b
      where not p_with_bookings
        and (b.status = 'confirmed' or (b.status in ('held', 'pending') and coalesce(b.expires_at > p_now, true)))
    ) as o
    where o.booking_id is distinct from p_except
    group by o.booking_id
    union all
    -- Bookings of other hosts that go to these calendars, written there yet or not.
    select tstzmultirange(b.during)
    from unnest(v_calendars) as c (id)
    cross join lateral (select k.* from public.bookings as k where k.calendar_id = c.id and k.during && p_range offset 0) as b
    where p_with_bookings and b.host_id <> p_host_id
      and (b.status = 'confirmed' or (b.status in ('held', 'pending') and coalesce(b.expires_at > p_now, true)))
  ) as x (span);

  return (coalesce(v_busy, '{}') + coalesce(v_special, '{}')) * tstzmultirange(p_range);
end;
$function$;

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
      and b.during && tstzrange(now(), null) and b.status in ('pending', 'confirmed')
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

CREATE OR REPLACE FUNCTION public.compare_listing(calendar_id uuid, run_id uuid, changes jsonb, unreadable_series text[], covered_from timestamp with time zone, covered_until timestamp with time zone, is_whole boolean)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_drift jsonb;
  v_bookings jsonb;
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
      when e.title is distinct from left(l.title, 500) and not exists (
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

CREATE INDEX connection_sync_audit_idx ON private.connection_sync USING btree (audit_at);

COMMENT ON COLUMN "private"."calendar_audits"."drift" IS 'What differed, by kind and how often (public.compare_listing), without zeros.';

COMMENT ON COLUMN "private"."calendar_audits"."listed" IS 'How many events the provider listed.';

COMMENT ON COLUMN "private"."calendar_audits"."outcome" IS 'equal: nothing differed; repaired: what differed is written, or being checked; held_back: the deletion guard waits for a second, equal listing; failed: it could not be read.';

COMMENT ON COLUMN "private"."connection_sync"."audit_at" IS 'When its calendars are next compared with full listings (public.enqueue_due_audits): weekly, at a random moment of the week.';

COMMENT ON COLUMN "public"."notifications"."begun_at" IS 'When the mail is first handed out to be sent: from then on nothing is added to it, and it is not counted again.';

COMMENT ON FUNCTION "private"."bookings_without_event"(uuid, uuid, text[], text[], timestamp with time zone, timestamp with time zone, boolean) IS 'The confirmed bookings to come whose event is not where it should be, one row each (public.compare_listing says which kinds), and the repair of each queued: what a listing lacks is checked directly before anything follows from it. Changes that the host has yet to decide about are none.';

COMMENT ON FUNCTION "private"."enqueue"(text, jsonb, text, text, timestamp with time zone, integer, integer, text) IS 'Adds a job in the caller''s transaction: it runs only if that commits. The same p_key replaces a waiting job (p_key_mode ''preserve_run_at'': at its old place in the queue); jobs of one p_queue run one at a time. Workers check five times a second and are notified of nothing here: for jobs that a visitor waits for (p_priority -10) or that a provider''s notice asks for (-6) the service calls public.wake_workers after the commit. The only caller of graphile_worker.add_job (many at once: private.enqueue_all, private.enqueue_announced_syncs); the service installs that schema before it is ready.';

COMMENT ON FUNCTION "private"."enqueue_announced_syncs"(uuid[], timestamp with time zone) IS 'Queues an announced sync of each of these accounts in its lane, now or at p_run_at: it pulls all its calendars that take somebody''s time or get bookings. For notices that name no calendar. Never before the provider permits it (private.blocked_until), and those of an account begin at least private.announced_sync_intervals apart. A waiting one is not doubled, only brought forward; a running one is followed by another. If an account needs a reconnect, its calendars are pulled when that is over. Beside private.enqueue the only caller of graphile-worker''s functions: it adds many jobs.';

COMMENT ON FUNCTION "private"."enqueue_audit"(uuid, uuid[], timestamp with time zone, integer) IS 'Queues the audit of these calendars of an account (null: all) in its lane, after everything else that waits there, and never while the account backs off. p_tries: how often the deletion guard has held it back.';

COMMENT ON FUNCTION "private"."enqueue_blind_check"(uuid, timestamp with time zone) IS 'A calendar counts again that did not since p_since (null: unknown since when): queues the check of what was booked meanwhile (public.check_blind_period).';

COMMENT ON FUNCTION "private"."follow_disconnection"() IS 'Calendars of a disconnected account take nobody''s time: conflicts that they cause end; those between bookings come back with the account, and its events are compared with what was booked meanwhile. Whoever disconnects or connects holds the locks of the owner''s hosts (private.lock_connection).';

COMMENT ON FUNCTION "private"."follow_links"() IS 'Links changed: future bookings that are not written yet go to the current booking target; bookings of other hosts that now take their time, or no longer do, are reported or closed as conflicts; events that now take their time are compared with their bookings; conflicts with events that no longer take their time are closed.';

COMMENT ON FUNCTION "private"."function_fingerprints"() IS 'A fingerprint (16 hex digits) of each function of ours that exists, by its name and arguments: of its body and all that changes what it does, and of nothing that depends on the version of Postgres. Compared with those of the release (sync-service/src/db/function-fingerprints.json).';

COMMENT ON FUNCTION "private"."mark_synced"(uuid[], timestamp with time zone, timestamp with time zone) IS 'Calendars were read: marks them as fresh and covered, with their warnings; their account lets us in and is asked at its usual pace again. What was booked while they were stale is checked (private.enqueue_blind_check). Events that were not written meanwhile are written now (private.hasten_pushes, private.resume_pushes). The error of the connection ends once none of its calendars has one.';

COMMENT ON FUNCTION "public"."check_blind_period"(uuid, timestamp with time zone) IS 'A calendar is read again, or takes time again, after it did not since then (null: unknown): opens a conflict for each of its events in the time of a booking to come, also of those that no pull has touched, and sends the mail about them at once. What the host knows or decided is not reported again. {bookings: taken meanwhile, clashes: bookings with an open conflict}; a row in sync_logs if there were any.';

COMMENT ON FUNCTION "public"."compare_listing"(uuid, uuid, jsonb, text[], timestamp with time zone, timestamp with time zone, boolean) IS 'How what is stored of a calendar differs from a full listing (changes as private.upsert_events takes them, all pages together; is_whole: what it does not name does not exist), by kind, without zeros: missing (listed, not stored), moved, busy (other status, transparency or effect), title, extra (stored, not listed); and of bookings to come: booking_lost (their event is not listed), booking_unwritten (their last change was never written and nobody is about to), booking_unplanned (no event was ever planned). Queues the repair of these three: a direct check, a write, a plan. Writes no event.';

COMMENT ON FUNCTION "public"."continue_audit"(uuid, uuid[], integer) IS 'An audit gives the lane of its account back before it is through: queues the remaining calendars. tries: the deletion guard held them back so often; they are listed again in 90 s.';

COMMENT ON FUNCTION "public"."enqueue_due_audits"(integer) IS 'Queues the audit of each of at most max_count accounts that are due, and plans the next one in a week (20 % more or less): {planned}. Call it again while planned = max_count; any number of processes may.';

COMMENT ON FUNCTION "public"."finish_audit"(uuid, text, integer, jsonb) IS 'Stores how the audit of a calendar ended (outcome and drift as in private.calendar_audits), and a row for people in sync_logs unless nothing differed: processed are the events listed, created, updated and deleted what was repaired.';

COMMENT ON FUNCTION "public"."get_audit"(uuid) IS 'The last audit of each calendar of an account, and whether another one waits or runs: {is_waiting, calendars: [{id, name, audited_at, outcome, listed, drift}]}.';

COMMENT ON FUNCTION "public"."request_audit"(uuid) IS 'Queues an audit of an account now: {since}; public.get_audit says how it went. Raises not_found, invalid_state.';

COMMENT ON FUNCTION "public"."service_status"(boolean) IS 'For /readyz: {migrations}, the versions of all applied migrations, oldest first; with_functions: also {functions}, the fingerprint of each function of ours by its name and arguments (private.function_fingerprints), which takes some 20 ms.';

COMMENT ON FUNCTION "public"."wake_workers"(integer) IS 'Has so many job workers of each process (1 to 100) look for a job now instead of within a fifth of a second. To be called in a transaction of its own, after the one that added the jobs has been committed: writes nothing. The only function that notifies workers.';

COMMENT ON TABLE "private"."calendar_audits" IS 'The last audit of each calendar: what its provider lists in full, compared with what is stored. One row per calendar.';

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
        'public.explain_slots(uuid, timestamptz, timestamptz, integer, timestamptz[])',
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
        'public.forget_workers(text[])',
        'public.request_deletion(uuid, text)',
        'public.get_deletion(uuid)',
        'public.next_deletion_step(uuid, integer)',
        'public.delete_owner_rows(uuid, integer)',
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
        'public.forget_due_visitors(integer)',
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
    ('table', 'public.api_keys'),
    ('table', 'private.api_key_digests'),
    ('function', 'private.backoff(integer)'),
    ('function', 'private.iso_instant(timestamptz)'),
    ('function', 'private.jittered(double precision)'),
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
    ('function', 'private.closed_wall_time(private.slot_rules, date, date)'),
    ('function', 'private.day_or_instant(text, text)'),
    ('function', 'private.day_start(date, text)'),
    ('function', 'private.explain_candidates(private.slot_rules, tstzrange, tstzmultirange, integer)'),
    ('function', 'public.explain_slots(uuid, timestamptz, timestamptz, integer, timestamptz[])'),
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
    ('function', 'public.request_deletion(uuid, text)'),
    ('function', 'public.resend_notification(uuid, uuid, uuid)'),
    ('function', 'public.rights_status()'),
    ('function', 'public.service_status(boolean)'),
    ('function', 'public.stop_digest(uuid, boolean)'),
    ('function', 'public.worker_heartbeat(text[])'),
    ('function', 'public.write_probe(uuid)'),
    ('function', 'public.zone_offsets(text[], timestamptz[])'),
    ('function', 'public.zones_in_use()'),
    ('function', 'public.forget_due_visitors(integer)'),
    ('function', 'private.forget_mails(uuid[])'),
    ('function', 'private.forget_visitors(uuid[])'),
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
    ('function', 'private.hand_over_channels_of_deleted()'),
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
