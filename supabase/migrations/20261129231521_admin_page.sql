-- Written by npm run db:diff from sql/. Read it before it is committed: data are kept only where it says so.
-- The lost table is empty between transactions, the new ones are empty, and the check that is made anew permits more than the former one: nobody is blocked for long.
-- squawk-ignore-file ban-drop-table, constraint-missing-not-valid, adding-foreign-key-constraint, adding-not-nullable-field, require-concurrent-index-creation, ban-drop-not-null

set local check_function_bodies = off;

DROP TRIGGER "availability_overrides_version" ON "public"."availability_overrides";

DROP TRIGGER "availability_rules_version" ON "public"."availability_rules";

DROP TRIGGER "blocked_periods_version" ON "public"."blocked_periods";

DROP TRIGGER "calendar_links_version" ON "public"."calendar_links";

DROP TRIGGER "event_types_version" ON "public"."event_types";

DROP TRIGGER "hosts_refuse_mail_settings" ON "public"."hosts";

ALTER TABLE "public"."booking_conflicts" DROP CONSTRAINT "booking_conflicts_resolution_known";

DROP FUNCTION "private"."bump_host_versions"(uuid[]);

DROP FUNCTION "private"."notify_owner"(text, uuid, uuid, uuid);

DROP FUNCTION "public"."list_bookings"(uuid, text[], timestamp with time zone, timestamp with time zone, text, timestamp with time zone, uuid, integer);

DROP FUNCTION "public"."reschedule_booking"(uuid, timestamp with time zone, integer, integer, uuid, text);

DROP TABLE "private"."changed_hosts";

DROP FUNCTION "private"."bump_changed_hosts"();

CREATE UNLOGGED TABLE "private"."changed_versions" ("number" bigint GENERATED ALWAYS AS IDENTITY NOT NULL, "host_id" uuid, "owner_id" uuid, "topics" text[] NOT NULL, CONSTRAINT "changed_versions_one_subject" CHECK ((num_nonnulls(host_id, owner_id) = 1)), CONSTRAINT "changed_versions_pkey" PRIMARY KEY (number));

ALTER TABLE "private"."changed_versions" OWNER TO "postgres";

CREATE TABLE "private"."owner_deletions" ("owner_id" uuid NOT NULL, "requested_at" timestamp with time zone NOT NULL DEFAULT now(), CONSTRAINT "owner_deletions_pkey" PRIMARY KEY (owner_id));

ALTER TABLE "private"."owner_deletions" OWNER TO "postgres";

CREATE TABLE "private"."owner_versions" ("owner_id" uuid NOT NULL, "bookings" bigint NOT NULL DEFAULT 0, "connections" bigint NOT NULL DEFAULT 0, "conflicts" bigint NOT NULL DEFAULT 0, "log" bigint NOT NULL DEFAULT 0, "schedule" bigint NOT NULL DEFAULT 0, CONSTRAINT "owner_versions_pkey" PRIMARY KEY (owner_id));

ALTER TABLE "private"."owner_versions" OWNER TO "postgres";

CREATE TABLE "private"."planned_forgetting" ("host_id" uuid NOT NULL, "due_at" timestamp with time zone NOT NULL DEFAULT now(), CONSTRAINT "planned_forgetting_pkey" PRIMARY KEY (host_id));

ALTER TABLE "private"."planned_forgetting" OWNER TO "postgres";

ALTER TABLE "private"."host_versions" ADD COLUMN "bookings" bigint NOT NULL DEFAULT 0;

ALTER TABLE "public"."bookings" ADD COLUMN "forgotten_at" timestamp with time zone;

ALTER TABLE "public"."event_types" ADD COLUMN "updated_at" timestamp with time zone NOT NULL DEFAULT now();

ALTER TABLE "public"."hosts" ADD COLUMN "updated_at" timestamp with time zone NOT NULL DEFAULT now();

ALTER TABLE "public"."hosts" ADD COLUMN "retention_days" integer;

ALTER TABLE "public"."hosts" ADD COLUMN "notifications" jsonb NOT NULL DEFAULT '{"sync": true, "bookings": true, "conflicts": true}'::jsonb;

ALTER TABLE "private"."outbox" ALTER COLUMN "notification_id" DROP NOT NULL;

CREATE OR REPLACE FUNCTION private.add_notification(p_kind text, p_recipient text, p_booking_id uuid DEFAULT NULL::uuid, p_conflict_id uuid DEFAULT NULL::uuid, p_connection_id uuid DEFAULT NULL::uuid, p_run_at timestamp with time zone DEFAULT NULL::timestamp with time zone, p_endpoint_id uuid DEFAULT NULL::uuid, p_host_id uuid DEFAULT NULL::uuid, p_resent_from uuid DEFAULT NULL::uuid, p_waitlist_entry_id uuid DEFAULT NULL::uuid, p_series_booking_ids uuid[] DEFAULT NULL::uuid[])
 RETURNS uuid
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_id uuid;
begin
  if p_recipient = private.nobody() then
    return null;
  end if;
  insert into public.notifications (
    kind, recipient, booking_id, conflict_id, connection_id, endpoint_id, host_id, resent_from, waitlist_entry_id, booking_sequence,
    series_booking_ids
  )
  values (
    p_kind, p_recipient, p_booking_id, p_conflict_id, p_connection_id, p_endpoint_id, p_host_id, p_resent_from, p_waitlist_entry_id,
    (select b.sequence from public.bookings as b where b.id = p_booking_id),
    coalesce(p_series_booking_ids, (select n.series_booking_ids from public.notifications as n where n.id = p_resent_from))
  )
  returning id into v_id;
  perform private.enqueue('send_notification', jsonb_build_object('notification_id', v_id), p_key => 'send_notification:' || v_id, p_run_at => p_run_at);
  return v_id;
end;
$function$;

CREATE OR REPLACE FUNCTION private.booking_deliveries(p_booking public.bookings)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return coalesce((
    select jsonb_agg(jsonb_build_object(
      'id', d.id, 'event', d.event, 'url', e.url, 'is_active', e.is_active, 'state', d.state, 'status_code', d.status_code,
      'last_error', d.last_error, 'attempts', d.attempts, 'created_at', private.iso_instant(d.created_at),
      'delivered_at', private.iso_instant(d.delivered_at),
      'next_attempt_at', case when d.state = 'pending' then private.iso_instant(d.next_attempt_at) end
    ) order by d.created_at desc, d.id)
    from (
      select w.* from public.webhook_deliveries as w
      where w.body #>> '{data,booking,id}' = p_booking.id::text
      order by w.created_at desc
      limit 50
    ) as d
    join public.webhook_endpoints as e on e.id = d.endpoint_id
    -- The host may have had another owner then.
    where e.owner_id = (select h.owner_id from public.hosts as h where h.id = p_booking.host_id)
  ), '[]');
end;
$function$;

ALTER FUNCTION "private"."booking_deliveries"(public.bookings) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.booking_mails(p_booking public.bookings)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return coalesce((
    select jsonb_agg(jsonb_build_object(
      'id', n.id, 'booking_id', n.booking_id, 'kind', n.kind, 'state', n.state, 'last_error', n.last_error,
      'recipient', n.recipient, 'is_to_attendee', n.recipient = a.email,
      'created_at', private.iso_instant(n.created_at), 'sent_at', private.iso_instant(n.sent_at),
      'failing_since', private.iso_instant(n.failing_since), 'is_again', n.resent_from is not null, 'is_gathered', n.gathered_into is not null,
      'can_resend', n.gathered_into is null and not (n.state = 'pending' and n.failing_since is null)
        and private.is_mail_current(n.kind, p_booking.status)
    ) order by n.created_at desc, n.id)
    from (
      select m.* from public.notifications as m where m.booking_id = p_booking.id
      union all
      -- A mail about several dates of a series stands with the first of them.
      select m.*
      from public.bookings as o
      join public.notifications as m on m.booking_id = o.id and m.kind like 'series\_%'
      where o.series_id = p_booking.series_id and o.id <> p_booking.id
        and (m.series_booking_ids is null or p_booking.id = any (m.series_booking_ids))
    ) as n
    left join public.booking_attendees as a on a.booking_id = p_booking.id
  ), '[]');
end;
$function$;

ALTER FUNCTION "private"."booking_mails"(public.bookings) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.bookings_to_cancel(p_owner_id uuid)
 RETURNS SETOF uuid
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return query
  select b.id
  from public.hosts as h
  join public.bookings as b on b.host_id = h.id
  where h.owner_id = p_owner_id and b.starts_at > now() and b.status in ('pending', 'confirmed') and coalesce(b.expires_at > now(), true)
  order by b.starts_at, b.id;
end;
$function$;

ALTER FUNCTION "private"."bookings_to_cancel"(uuid) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.bookings_within_hours(p_host_id uuid, p_range tstzrange)
 RETURNS uuid[]
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return array(
    with booking as materialized (
      select b.id, b.event_type_id, b.during
      from public.bookings as b
      where b.host_id = p_host_id and b.starts_at >= lower(p_range) and b.starts_at < upper(p_range) and b.ends_at > now()
        and (b.status = 'confirmed' or (b.status = 'pending' and coalesce(b.expires_at > now(), true)))
    ),
    type as materialized (
      select t.event_type_id, private.open_hours(r.rules, t.span) - coalesce(
        (select range_agg(p.during) from private.blocked_instants(r.rules, t.span) as p), '{}'
      ) as hours
      from (
        select b.event_type_id, tstzrange(min(lower(b.during)), max(upper(b.during))) as span from booking as b group by b.event_type_id
      ) as t
      cross join lateral (select private.load_slot_rules(t.event_type_id, null) as rules offset 0) as r
    )
    select b.id
    from booking as b
    join type as t on t.event_type_id = b.event_type_id
    where t.hours @> b.during
    order by lower(b.during), b.id
  );
end;
$function$;

ALTER FUNCTION "private"."bookings_within_hours"(uuid, tstzrange) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.bump_changed_versions()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
 SET enable_seqscan TO 'off'
AS $function$
declare
  v_changes private.changed_versions[];
  v_change record;
begin
  with changed as (
    -- The rows of this transaction begin with this one.
    delete from private.changed_versions as c where c.number >= new.number returning c as change
  )
  select array_agg(c.change) into v_changes from changed as c;
  if v_changes is null then
    return null;
  end if;

  -- In one order everywhere, hosts first, so that two transactions never wait for each other.
  for v_change in
    select c.host_id, max(('slots' = any (c.topics))::integer) as slots, max(('bookings' = any (c.topics))::integer) as bookings
    from unnest(v_changes) as c
    where c.host_id is not null
    group by c.host_id
    order by c.host_id
  loop
    update private.host_versions as v
    set version = v.version + v_change.slots, bookings = v.bookings + v_change.bookings
    where v.host_id = v_change.host_id;
    continue when found;
    -- The first change of a host; one that was deleted has no version.
    insert into private.host_versions as v (host_id, version, bookings)
    select h.id, v_change.slots, v_change.bookings from public.hosts as h where h.id = v_change.host_id
    on conflict on constraint host_versions_pkey do update set
      version = v.version + excluded.version, bookings = v.bookings + excluded.bookings;
  end loop;

  for v_change in
    select
      c.owner_id, max(('bookings' = any (c.topics))::integer) as bookings, max(('connections' = any (c.topics))::integer) as connections,
      max(('conflicts' = any (c.topics))::integer) as conflicts, max(('log' = any (c.topics))::integer) as log,
      max(('schedule' = any (c.topics))::integer) as schedule
    from unnest(v_changes) as c
    where c.owner_id is not null
    group by c.owner_id
    order by c.owner_id
  loop
    update private.owner_versions as v
    set bookings = v.bookings + v_change.bookings, connections = v.connections + v_change.connections,
      conflicts = v.conflicts + v_change.conflicts, log = v.log + v_change.log, schedule = v.schedule + v_change.schedule
    where v.owner_id = v_change.owner_id;
    continue when found;
    insert into private.owner_versions as v (owner_id, bookings, connections, conflicts, log, schedule)
    select u.id, v_change.bookings, v_change.connections, v_change.conflicts, v_change.log, v_change.schedule
    from auth.users as u where u.id = v_change.owner_id
    on conflict on constraint owner_versions_pkey do update set
      bookings = v.bookings + excluded.bookings, connections = v.connections + excluded.connections,
      conflicts = v.conflicts + excluded.conflicts, log = v.log + excluded.log, schedule = v.schedule + excluded.schedule;
  end loop;
  return null;
end;
$function$;

ALTER FUNCTION "private"."bump_changed_versions"() OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.bump_host_versions(p_host_ids uuid[], p_topics text[] DEFAULT '{slots}'::text[])
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  insert into private.changed_versions (host_id, topics)
  select distinct i.id, p_topics from unnest(p_host_ids) as i (id);
end;
$function$;

ALTER FUNCTION "private"."bump_host_versions"(uuid[], text[]) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.bump_owner_versions(p_owner_ids uuid[], p_topics text[])
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  insert into private.changed_versions (owner_id, topics)
  select distinct i.id, p_topics from unnest(p_owner_ids) as i (id);
end;
$function$;

ALTER FUNCTION "private"."bump_owner_versions"(uuid[], text[]) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.bump_versions_of_bookings()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_host_ids uuid[];
  v_slot_host_ids uuid[];
begin
  if tg_op = 'INSERT' then
    perform private.bump_host_versions(array(
      select n.host_id from new_rows as n
      union
      select l.host_id
      from new_rows as n
      join public.calendar_links as l on l.calendar_id = n.calendar_id and l.blocks_availability
    ), '{slots,bookings}');
  elsif tg_op = 'DELETE' then
    perform private.bump_host_versions(array(
      select o.host_id from old_rows as o
      union
      select l.host_id
      from old_rows as o
      join public.calendar_links as l on l.calendar_id = o.calendar_id and l.blocks_availability
    ), '{slots,bookings}');
  else
    v_slot_host_ids := array(
      select x.host_id
      from old_rows as o
      join new_rows as n on n.id = o.id
      cross join lateral (
        select n.host_id
        union
        select l.host_id
        from public.calendar_links as l
        where l.calendar_id in (o.calendar_id, n.calendar_id) and l.blocks_availability
      ) as x
      where (o.status, o.starts_at, o.ends_at, o.expires_at, o.calendar_id)
        is distinct from (n.status, n.starts_at, n.ends_at, n.expires_at, n.calendar_id)
    );
    v_host_ids := array(select n.host_id from new_rows as n except select s from unnest(v_slot_host_ids) as s);
    if v_slot_host_ids <> '{}' then
      perform private.bump_host_versions(v_slot_host_ids, '{slots,bookings}');
    end if;
    if v_host_ids <> '{}' then
      perform private.bump_host_versions(v_host_ids, '{bookings}');
    end if;
  end if;
  return null;
end;
$function$;

CREATE OR REPLACE FUNCTION private.bump_versions_of_conflicts()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_host_ids uuid[];
begin
  if tg_op = 'DELETE' then
    v_host_ids := array(select distinct o.host_id from old_rows as o);
  else
    v_host_ids := array(select distinct n.host_id from new_rows as n);
  end if;
  perform private.bump_owner_versions(array(select h.owner_id from public.hosts as h where h.id = any (v_host_ids)), '{conflicts}');
  return null;
end;
$function$;

ALTER FUNCTION "private"."bump_versions_of_conflicts"() OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.bump_versions_of_deliveries()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform private.bump_host_versions(array(
    select b.host_id
    from (
      select n.booking_id, n.state, n.attempts, n.last_error from new_rows as n
      except
      select o.booking_id, o.state, o.attempts, o.last_error from old_rows as o
    ) as c
    join public.bookings as b on b.id = c.booking_id
  ), '{bookings}');
  return null;
end;
$function$;

ALTER FUNCTION "private"."bump_versions_of_deliveries"() OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.bump_versions_of_hosts()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if tg_op = 'INSERT' then
    perform private.bump_owner_versions(array(select n.owner_id from new_rows as n), '{schedule}');
  elsif tg_op = 'DELETE' then
    perform private.bump_owner_versions(array(select o.owner_id from old_rows as o), '{schedule}');
  else
    perform private.bump_host_versions(array(select n.id from new_rows as n));
    perform private.bump_owner_versions(array(select n.owner_id from new_rows as n), '{schedule}');
  end if;
  return null;
end;
$function$;

CREATE OR REPLACE FUNCTION private.bump_versions_of_owners()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if tg_op = 'INSERT' then
    perform private.bump_owner_versions(array(select n.owner_id from new_rows as n), tg_argv[0]::text[]);
  elsif tg_op = 'DELETE' then
    perform private.bump_owner_versions(array(select o.owner_id from old_rows as o), tg_argv[0]::text[]);
  else
    perform private.bump_owner_versions(array(
      select n.owner_id from old_rows as o join new_rows as n on n.id = o.id where n is distinct from o
    ), tg_argv[0]::text[]);
  end if;
  return null;
end;
$function$;

ALTER FUNCTION "private"."bump_versions_of_owners"() OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.bump_versions_of_settings()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_host_ids uuid[];
begin
  if tg_op = 'INSERT' then
    v_host_ids := array(select distinct n.host_id from new_rows as n);
  elsif tg_op = 'DELETE' then
    v_host_ids := array(select distinct o.host_id from old_rows as o);
  else
    v_host_ids := array(select o.host_id from old_rows as o union select n.host_id from new_rows as n);
  end if;
  if v_host_ids = '{}' then
    return null;
  end if;
  perform private.bump_host_versions(v_host_ids);
  perform private.bump_owner_versions(
    array(select h.owner_id from public.hosts as h where h.id = any (v_host_ids)),
    case when tg_table_name = 'calendar_links' then '{schedule,connections}' else '{schedule}' end::text[]
  );
  return null;
end;
$function$;

CREATE OR REPLACE FUNCTION private.bump_versions_of_unknown_times()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_calendar_ids uuid[];
begin
  if tg_op = 'INSERT' then
    perform private.bump_versions_of_calendars(array(select distinct n.calendar_id from new_rows as n where n.acknowledged_at is null));
  elsif tg_op = 'DELETE' then
    perform private.bump_versions_of_calendars(array(select distinct o.calendar_id from old_rows as o where o.acknowledged_at is null));
  else
    perform private.bump_versions_of_calendars(array(
      select distinct n.calendar_id
      from old_rows as o
      join new_rows as n on n.id = o.id
      where (o.from_day, o.until_day, o.acknowledged_at is null) is distinct from (n.from_day, n.until_day, n.acknowledged_at is null)
    ));
  end if;
  if tg_op = 'DELETE' then
    v_calendar_ids := array(select distinct o.calendar_id from old_rows as o);
  else
    v_calendar_ids := array(select distinct n.calendar_id from new_rows as n);
  end if;
  perform private.bump_owner_versions(
    array(select c.owner_id from public.calendars as c where c.id = any (v_calendar_ids)), '{connections}'
  );
  return null;
end;
$function$;

CREATE OR REPLACE FUNCTION private.bump_versions_of_webhooks()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform private.bump_owner_versions(array(
    select e.owner_id from new_rows as n join public.webhook_endpoints as e on e.id = n.endpoint_id
  ), '{bookings}');
  return null;
end;
$function$;

ALTER FUNCTION "private"."bump_versions_of_webhooks"() OWNER TO "postgres";

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

ALTER FUNCTION "private"."calendar_problems"(uuid, uuid[]) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.change_slot_rules(p_event_type_id uuid, p_values jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_row public.event_types;
  v_unknown text;
begin
  if jsonb_typeof(p_values) is distinct from 'object' then
    perform private.fail('invalid_request', 'event_type must be an object.', 'Send the columns that change.');
  end if;
  select e.* into v_row from public.event_types as e where e.id = p_event_type_id;
  select min(k.key) into v_unknown from jsonb_object_keys(p_values) as k (key) where not to_jsonb(v_row) ? k.key;
  if v_unknown is not null then
    perform private.fail(
      'invalid_request', format('An event type has no column "%s".', left(v_unknown, 60)), 'Correct it and send all of it again.'
    );
  end if;
  v_row := jsonb_populate_record(v_row, p_values);
  update public.event_types as e set
    durations_minutes = v_row.durations_minutes,
    slot_interval_minutes = v_row.slot_interval_minutes,
    buffer_before_minutes = v_row.buffer_before_minutes,
    buffer_after_minutes = v_row.buffer_after_minutes,
    min_notice_minutes = v_row.min_notice_minutes,
    horizon_days = v_row.horizon_days,
    max_per_day = v_row.max_per_day,
    max_per_week = v_row.max_per_week,
    seats = v_row.seats,
    requires_confirmation = v_row.requires_confirmation,
    time_zone = v_row.time_zone,
    is_active = v_row.is_active
  where e.id = p_event_type_id;
end;
$function$;

ALTER FUNCTION "private"."change_slot_rules"(uuid, jsonb) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.complete_booking()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_taken integer[];
begin
  if new.status = 'held' and new.expires_at is null then
    new.expires_at := now() + interval '5 minutes';
  end if;
  if new.seat is null then
    v_taken := array(
      select b.seat from public.bookings as b
      where b.event_type_id = new.event_type_id and b.starts_at = new.starts_at and b.ends_at = new.ends_at
        and b.status in ('held', 'pending', 'confirmed') and b.id <> new.id
    );
    -- The lowest number that no row of the session uses.
    new.seat := case
      when v_taken = '{}' then 1
      else (select min(n) from generate_series(1, 1 + cardinality(v_taken)) as n where n <> all (v_taken))
    end;
  end if;
  if new.status not in ('pending', 'confirmed') or (
    tg_op = 'UPDATE' and (new.starts_at, new.ends_at) is distinct from (old.starts_at, old.ends_at)
  ) then
    new.proposed_starts_at := null;
    new.proposed_ends_at := null;
    new.is_forced := false;
  end if;
  if tg_op = 'UPDATE' and old.forgotten_at is not null and (
    (new.cancel_reason, new.move_reason, new.location, new.metadata) is distinct from (old.cancel_reason, old.move_reason, old.location, old.metadata)
  ) then
    new.forgotten_at := null;
  end if;
  new.calendar_id := case when new.status in ('held', 'pending', 'confirmed') then
    private.receiving_calendar(new.id, new.host_id, new.event_type_id, new.starts_at, new.ends_at)
  end;
  return new;
end;
$function$;

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

CREATE OR REPLACE FUNCTION private.constraint_fault(p_constraint text)
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return case p_constraint
    when 'availability_rules_event_type_fkey' then 'event_type_id must be an event type of this host.'
    when 'availability_overrides_event_type_fkey' then 'event_type_id must be an event type of this host.'
    when 'blocked_periods_event_type_fkey' then 'event_type_id must be an event type of this host.'
    when 'availability_rules_day_known' then 'day_of_week must be 0 (Sunday) to 6 (Saturday).'
    when 'availability_rules_end_after_start' then 'end_time must be after start_time; the end of the day is 24:00.'
    when 'availability_overrides_end_after_start' then 'end_time must be after start_time; the end of the day is 24:00.'
    when 'availability_rules_dates_in_calendar' then 'valid_from and valid_until must lie between 1900 and 9999.'
    when 'availability_rules_dates_ordered' then 'valid_until must not be before valid_from.'
    when 'availability_overrides_effect_known' then 'effect must be open, extra or closed.'
    when 'availability_overrides_date_in_calendar' then 'override_date must lie between 1900 and 9999.'
    when 'availability_overrides_times_given' then 'start_time and end_time belong together; open and extra need both.'
    when 'blocked_periods_kind_known' then 'kind must be vacation or block.'
    when 'blocked_periods_dates_or_instants' then 'Give start_date and end_date, or starts_at and ends_at.'
    when 'blocked_periods_ordered' then 'The end must not be before the start.'
    when 'blocked_periods_in_calendar' then 'The dates must lie between 1900 and 9999.'
  end;
end;
$function$;

ALTER FUNCTION "private"."constraint_fault"(text) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.deletion_json(p_owner_id uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return (
    select jsonb_build_object(
      'requested_at', private.iso_instant(d.requested_at),
      'upcoming_bookings', (select count(*) from private.bookings_to_cancel(d.owner_id)),
      'connections', (
        select count(*)
        from public.calendar_connections as k
        left join private.connection_secrets as s on s.connection_id = k.id
        where k.owner_id = d.owner_id and (k.status <> 'disconnected' or s.sealed is not null)
      )
    )
    from private.owner_deletions as d
    where d.owner_id = p_owner_id
  );
end;
$function$;

ALTER FUNCTION "private"."deletion_json"(uuid) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.delivery_problems(p_owner_id uuid, p_host_ids uuid[])
 RETURNS SETOF jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return query
  with booking as materialized (
    select b.id, b.starts_at
    from unnest(p_host_ids) as h (id)
    cross join lateral (
      select k.id, k.starts_at from public.bookings as k
      where k.host_id = h.id and k.starts_at > now() and k.starts_at < now() + interval '60 days' and k.status in ('pending', 'confirmed')
      order by k.starts_at, k.id limit 200
    ) as b
    order by b.starts_at, b.id limit 200
  )
  select p.problem
  from (
    select b.starts_at, b.id, jsonb_build_object(
      'kind', 'event', 'booking_id', b.id, 'calendar_id', e.calendar_id,
      'message', coalesce(e.last_error, 'The event could not be written.')
    ) as problem
    from booking as b join public.booking_calendar_events as e on e.booking_id = b.id
    where e.state = 'failed' and e.is_wanted
    union all
    select b.starts_at, b.id, jsonb_build_object(
      'kind', 'mail', 'booking_id', b.id, 'notification_id', n.id, 'mail', n.kind, 'recipient', n.recipient,
      'message', coalesce(n.last_error, 'The mail could not be sent.')
    )
    from booking as b join public.notifications as n on n.booking_id = b.id
    where n.state = 'failed' and not exists (select from public.notifications as r where r.resent_from = n.id)
  ) as p
  order by p.starts_at, p.id
  limit 50;

  return query
  select jsonb_build_object('kind', 'webhook', 'endpoint_id', w.id, 'url', w.url, 'message', w.disabled_reason)
  from public.webhook_endpoints as w
  where w.owner_id = p_owner_id and w.disabled_reason is not null
  order by w.created_at, w.id;
end;
$function$;

ALTER FUNCTION "private"."delivery_problems"(uuid, uuid[]) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.excess_rights()
 RETURNS TABLE(fault text, remedy text)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
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
    cross join unnest('{select,insert,update,delete,truncate,references,trigger,maintain}'::text[]) as p (privilege)
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

CREATE OR REPLACE FUNCTION private.forget_mails(p_booking_ids uuid[])
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_mail_ids uuid[] := array(
    select n.id from public.notifications as n where n.booking_id = any (p_booking_ids)
    union
    select m.notification_id
    from public.booking_conflicts as k
    join private.conflict_mails as m on m.conflict_id = k.id
    where k.booking_id = any (p_booking_ids) or k.other_booking_id = any (p_booking_ids)
    union
    select n.id
    from public.bookings as b
    join public.bookings as o on o.series_id = b.series_id
    join public.notifications as n on n.booking_id = o.id
    where b.id = any (p_booking_ids) and (
      n.series_booking_ids && p_booking_ids
      or (n.series_booking_ids is null and n.kind like 'series\_%')
    )
  );
begin
  v_mail_ids := v_mail_ids || array(
    select n.gathered_into from public.notifications as n where n.id = any (v_mail_ids) and n.gathered_into is not null
  );
  delete from private.outbox as o where o.notification_id = any (v_mail_ids);
  delete from private.gathering_mails as g
  where g.notification_id in (select n.id from public.notifications as n where n.booking_id = any (p_booking_ids));
  update public.notifications as n
  set recipient = private.nobody(), last_error = null,
    -- What is failed, and has been failing, is never sent (public.next_notification).
    state = case n.state when 'pending' then 'failed' else n.state end,
    failing_since = case n.state when 'pending' then coalesce(n.failing_since, now()) else n.failing_since end
  from public.bookings as b
  join public.hosts as h on h.id = b.host_id
  join auth.users as u on u.id = h.owner_id
  where b.id = any (p_booking_ids) and n.booking_id = b.id and n.recipient is distinct from u.email;
end;
$function$;

ALTER FUNCTION "private"."forget_mails"(uuid[]) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.forget_visitors(p_booking_ids uuid[])
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  -- In the order in which a pull writes them.
  update public.synced_events as e set title = null where e.booking_id = any (p_booking_ids) and e.title is not null;
  update public.booking_calendar_events as p set last_error = null where p.booking_id = any (p_booking_ids) and p.last_error is not null;
  update public.booking_conflicts as k set event_title = null
  where (k.booking_id = any (p_booking_ids) or k.other_booking_id = any (p_booking_ids)) and k.event_title is not null;
  perform private.forget_mails(p_booking_ids);

  update public.booking_attendees as a
  set name = 'Anonymous', email = private.nobody(), time_zone = 'UTC', locale = 'en', answers = '{}', email_bounced_at = null
  where a.booking_id = any (p_booking_ids);
  update public.bookings as b
  set forgotten_at = now(), cancel_reason = null, move_reason = null, metadata = null,
    location = case when b.location ->> 'kind' in ('phone_host_calls', 'ask_visitor') then b.location - 'value' else b.location end
  where b.id = any (p_booking_ids);
  delete from private.counted_bookings as c where c.booking_id = any (p_booking_ids);

  -- Whoever replays a delivery sends what is left.
  update public.webhook_deliveries as d
  set response_body = null, last_error = null, body = jsonb_set(d.body, '{data,booking}', (d.body #> '{data,booking}') || jsonb_build_object(
    'attendee', f.details -> 'attendee', 'cancel_reason', null, 'location', f.details -> 'location', 'metadata', null
  ))
  from (select i.id::text as id, private.booking_details(i.id) as details from unnest(p_booking_ids) as i (id)) as f
  where d.body #>> '{data,booking,id}' = f.id;
end;
$function$;

ALTER FUNCTION "private"."forget_visitors"(uuid[]) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.is_deletion_waiting(p_owner_id uuid)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return exists (
    select from public.calendar_connections as k
    join private.connection_secrets as s on s.connection_id = k.id and s.sealed is not null
    where k.owner_id = p_owner_id
  ) or exists (
    select from public.hosts as h
    join public.bookings as b on b.host_id = h.id
    join public.notifications as n on n.booking_id = b.id and n.state = 'pending'
    where h.owner_id = p_owner_id
  ) or exists (
    select from public.webhook_endpoints as e
    join public.webhook_deliveries as d on d.endpoint_id = e.id and d.state = 'pending' and d.attempts = 0
    where e.owner_id = p_owner_id and e.is_active
  );
end;
$function$;

ALTER FUNCTION "private"."is_deletion_waiting"(uuid) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.is_series(p_connection_id uuid, p_event_id text)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return exists (
    select from public.calendars as c
    join public.synced_events as e on e.calendar_id = c.id and e.series_id = p_event_id
    where c.connection_id = p_connection_id
  );
end;
$function$;

ALTER FUNCTION "private"."is_series"(uuid, text) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.local_day(p_zone text)
 RETURNS tstzrange
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_date constant date := (now() at time zone p_zone)::date;
begin
  return tstzrange(private.day_start(v_date, p_zone), private.day_start(v_date + 1, p_zone));
end;
$function$;

ALTER FUNCTION "private"."local_day"(text) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.lock_schedule(p_host_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
 SET lock_timeout TO '4s'
AS $function$
begin
  perform pg_advisory_xact_lock(hashtextextended('schedule:' || p_host_id, 0));
end;
$function$;

ALTER FUNCTION "private"."lock_schedule"(uuid) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.nobody()
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select 'anonymous@anonymous.invalid'
$function$;

ALTER FUNCTION "private"."nobody"() OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.note_update()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  -- What triggers write says nothing about the owner's edits.
  v_derived constant text[] := '{updated_at,location_notice}';
begin
  new.updated_at := case
    when to_jsonb(new) - v_derived = to_jsonb(old) - v_derived then old.updated_at
    -- Never the same twice, however fast one follows the other.
    else greatest(clock_timestamp(), old.updated_at + interval '1 microsecond')
  end;
  return new;
end;
$function$;

ALTER FUNCTION "private"."note_update"() OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.notifications_fault(p_notifications jsonb)
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE
 SET search_path TO ''
AS $function$
begin
  if jsonb_typeof(p_notifications) is distinct from 'object' then
    return 'notifications must be an object {bookings, conflicts, sync}.';
  end if;
  return (
    select case when p.key in ('bookings', 'conflicts', 'sync')
      then format('notifications: %s must be true or false.', p.key)
      else 'notifications has an unknown field; the fields are bookings, conflicts and sync.'
    end
    from jsonb_each(p_notifications) as p
    where p.key not in ('bookings', 'conflicts', 'sync') or jsonb_typeof(p.value) <> 'boolean'
    limit 1
  );
end;
$function$;

ALTER FUNCTION "private"."notifications_fault"(jsonb) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.notify_of_conflict(p_conflict_id uuid, p_run_id uuid DEFAULT NULL::uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_conflict public.booking_conflicts;
  v_kind text;
  v_recipient text;
  v_last record;
  v_id uuid;
begin
  select k.* into v_conflict from public.booking_conflicts as k where k.id = p_conflict_id;
  v_kind := case v_conflict.kind when 'overlap' then 'booking_conflict' else 'booking_event_' || v_conflict.kind end;
  select u.email into v_recipient
  from public.bookings as b
  join public.hosts as h on h.id = b.host_id
  join auth.users as u on u.id = h.owner_id
  where b.id = v_conflict.booking_id and private.wants_mail(h.owner_id, h.id, 'conflicts');
  if v_recipient is null then
    return;
  end if;

  -- Mails are locked: each is either written after this conflict was added, or seen to have begun.
  select m.mail_count, n.id, n.begun_at, n.created_at into v_last
  from private.conflict_mails as m
  join public.notifications as n on n.id = m.notification_id
  where m.conflict_id = p_conflict_id
  for update of n;
  if v_last.id is not null and v_last.begun_at is null then
    update public.notifications as n set booking_id = v_conflict.booking_id
    where n.id = v_last.id and n.conflict_id = p_conflict_id and n.booking_id <> v_conflict.booking_id;
    return;
  end if;
  select n.id into v_id
  from private.conflict_mails as m
  join public.notifications as n on n.id = m.notification_id
  where m.run_id = p_run_id and n.kind = v_kind and n.recipient = v_recipient and n.begun_at is null
  limit 1
  for update of n;
  if v_id is null then
    v_id := private.add_notification(
      v_kind, v_recipient, v_conflict.booking_id, p_conflict_id,
      -- An event that changes its time with each pull is reported once an hour.
      p_run_at => case
        when v_last.mail_count > 1 then v_last.created_at + interval '1 hour'
        when p_run_id is not null then now() + interval '10 seconds'
      end
    );
  end if;
  insert into private.conflict_mails as m (conflict_id, notification_id, run_id) values (p_conflict_id, v_id, p_run_id)
  on conflict on constraint conflict_mails_pkey do update
  set notification_id = excluded.notification_id, run_id = excluded.run_id, mail_count = m.mail_count + 1;
end;
$function$;

CREATE OR REPLACE FUNCTION private.notify_of_unknown_times(p_calendar_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_connection_id uuid;
  v_recipient text;
  v_last_at timestamptz;
  v_notified_at timestamptz;
begin
  if not exists (
    select from private.unknown_times as u where u.calendar_id = p_calendar_id and u.acknowledged_at is null and u.notified_at is null
  ) or not exists (select from public.calendar_links as l where l.calendar_id = p_calendar_id and l.blocks_availability) then
    return;
  end if;
  -- Where events with the same text cannot be told apart, their owner already has the question.
  update private.unknown_times as u set notified_at = o.notified_at
  from private.unknown_times as o
  where u.calendar_id = p_calendar_id and u.acknowledged_at is null and u.notified_at is null
    and o.calendar_id = p_calendar_id and o.acknowledged_at is null and o.notified_at is not null and o.fingerprint = u.fingerprint;
  if not exists (
    select from private.unknown_times as u where u.calendar_id = p_calendar_id and u.acknowledged_at is null and u.notified_at is null
  ) then
    return;
  end if;

  select k.id, a.email, s.unknown_mail_at into v_connection_id, v_recipient, v_last_at
  from public.calendars as c
  join public.calendar_connections as k on k.id = c.connection_id
  join private.calendar_sync as s on s.calendar_id = c.id
  left join auth.users as a on a.id = k.owner_id and private.wants_mail(a.id, null, 'sync')
  where c.id = p_calendar_id;
  if v_recipient is null then
    return;
  end if;
  -- The last mail, if nobody has begun to write it; locked, so that it is not begun before this is added.
  select n.created_at into v_notified_at
  from public.notifications as n
  where n.connection_id = v_connection_id and n.kind = 'calendar_times_unknown' and n.created_at = v_last_at and n.begun_at is null
  for update;
  if v_notified_at is null then
    v_notified_at := now();
    perform private.add_notification(
      'calendar_times_unknown', v_recipient, p_connection_id => v_connection_id,
      -- A calendar that changes each time is reported once an hour.
      p_run_at => case when v_last_at + interval '1 hour' > now() then v_last_at + interval '1 hour' end
    );
    update private.calendar_sync as s set unknown_mail_at = v_notified_at where s.calendar_id = p_calendar_id;
  end if;
  update private.unknown_times as u set notified_at = v_notified_at
  where u.calendar_id = p_calendar_id and u.acknowledged_at is null and u.notified_at is null;
end;
$function$;

CREATE OR REPLACE FUNCTION private.notify_owner(p_kind text, p_connection_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_recipient text;
begin
  select u.email into v_recipient
  from public.calendar_connections as k
  join auth.users as u on u.id = k.owner_id
  where k.id = p_connection_id and private.wants_mail(u.id, null, 'sync');
  if v_recipient is not null then
    perform private.add_notification(p_kind, v_recipient, p_connection_id => p_connection_id);
  end if;
end;
$function$;

ALTER FUNCTION "private"."notify_owner"(text, uuid) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.notify_parties(p_booking_id uuid, p_kind text, p_series_booking_ids uuid[] DEFAULT NULL::uuid[])
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_booking record;
  v_owner_kind text := p_kind;
  v_visitor_id constant uuid := gen_random_uuid();
  v_owner_mail_id constant uuid := gen_random_uuid();
  v_link_at timestamptz;
begin
  select b.sequence, b.series_id, b.status, b.location, nullif(a.email, private.nobody()) as visitor, u.email::text as owner, h.owner_id, b.host_id
    into v_booking
  from public.bookings as b
  join public.hosts as h on h.id = b.host_id
  join auth.users as u on u.id = h.owner_id
  left join public.booking_attendees as a on a.booking_id = b.id
  where b.id = p_booking_id;
  -- The calendar makes the link within seconds; if not, the mail goes without it, and again with it (private.mail_join_url).
  if v_booking.location ->> 'kind' = 'video' and private.expects_join_url(p_booking_id) then
    v_link_at := now() + interval '30 seconds';
  end if;
  -- What was a request before was looked at by the host.
  if p_kind in ('booking_confirmed', 'series_confirmed') and exists (
    select from public.bookings as b where b.id = any (coalesce(p_series_booking_ids, array[p_booking_id])) and b.unread_calendars is not null
  ) and not exists (
    select from public.notifications as n where n.booking_id = p_booking_id and n.kind = 'booking_requested'
  ) and not exists (
    select from public.bookings as o
    join public.notifications as n on n.booking_id = o.id and n.kind = 'series_requested'
    where o.series_id = v_booking.series_id
  ) then
    v_owner_kind := p_kind || '_unread';
  end if;
  -- That something may be in its time, too, is no mere news of a booking.
  if not private.wants_mail(v_booking.owner_id, v_booking.host_id, 'bookings')
    and not (v_owner_kind <> p_kind and private.wants_mail(v_booking.owner_id, v_booking.host_id, 'conflicts'))
  then
    v_booking.owner := null;
  end if;

  if v_booking.visitor is not null and v_booking.owner is not null then
    insert into public.notifications (id, kind, recipient, booking_id, booking_sequence, series_booking_ids)
    values
      (v_visitor_id, p_kind, v_booking.visitor, p_booking_id, v_booking.sequence, p_series_booking_ids),
      (v_owner_mail_id, v_owner_kind, v_booking.owner, p_booking_id, v_booking.sequence, p_series_booking_ids);
    perform private.enqueue_mails(array[v_visitor_id, v_owner_mail_id], array[v_link_at, null]);
  elsif v_booking.visitor is not null then
    perform private.add_notification(p_kind, v_booking.visitor, p_booking_id => p_booking_id, p_run_at => v_link_at, p_series_booking_ids => p_series_booking_ids);
  elsif v_booking.owner is not null then
    perform private.add_notification(v_owner_kind, v_booking.owner, p_booking_id => p_booking_id, p_series_booking_ids => p_series_booking_ids);
  end if;
  perform private.add_booking_event(p_booking_id, private.booking_event(p_kind));
end;
$function$;

CREATE OR REPLACE FUNCTION private.offered_starts(p_event_type_id uuid, p_range tstzrange)
 RETURNS SETOF timestamp with time zone
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_rules constant private.slot_rules := private.load_slot_rules(p_event_type_id, null);
begin
  return query
  -- Every minute of two months.
  select g.starts_at from private.grid_starts(private.find_free_windows(v_rules, p_range, now()), v_rules.step, 100000) as g;
end;
$function$;

ALTER FUNCTION "private"."offered_starts"(uuid, tstzrange) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.own_access_lists()
 RETURNS TABLE(kind text, id oid, name text, owner oid, acl aclitem[])
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return query
  with listed as materialized (select o.kind, o.id, o.name from private.own_object_ids() as o)
  select l.kind, l.id, l.name, p.proowner, coalesce(p.proacl, acldefault('f', p.proowner))
  from listed as l join pg_catalog.pg_proc as p on l.kind = 'function' and p.oid = l.id
  union all
  select l.kind, l.id, l.name, c.relowner, coalesce(c.relacl, acldefault(case l.kind when 'table' then 'r' else 's' end::"char", c.relowner))
  from listed as l join pg_catalog.pg_class as c on l.kind in ('table', 'sequence') and c.oid = l.id
  union all
  select l.kind, l.id, l.name, t.typowner, coalesce(t.typacl, acldefault('T', t.typowner))
  from listed as l join pg_catalog.pg_type as t on l.kind = 'type' and t.oid = l.id
  union all
  select l.kind, l.id, l.name, n.nspowner, coalesce(n.nspacl, acldefault('n', n.nspowner))
  from listed as l join pg_catalog.pg_namespace as n on l.kind = 'schema' and n.oid = l.id;
end;
$function$;

CREATE OR REPLACE FUNCTION private.own_object_ids()
 RETURNS TABLE(kind text, id oid, name text)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return query
  with listed as materialized (
    select o.kind, case o.kind
      when 'function' then to_regprocedure(o.object)::oid
      when 'table' then to_regclass(o.object)::oid
      when 'type' then to_regtype(o.object)::oid
      when 'schema' then to_regnamespace(o.object)::oid
    end as id
    from private.own_objects() as o
  )
  select l.kind, l.id, case l.kind
    when 'function' then l.id::regprocedure::text
    when 'table' then l.id::regclass::text
    when 'type' then l.id::regtype::text
    else l.id::regnamespace::text
  end
  from listed as l
  -- A schema of this name without our comment was made by another application (schemas.sql).
  where l.id is not null and (l.kind <> 'schema' or obj_description(l.id, 'pg_namespace') like '%Openslot%')
  union all
  -- Sequences come with the columns that count by them; there are fewer of these than of other things that depend on tables.
  select 'sequence', s.seqrelid, s.seqrelid::regclass::text
  from pg_catalog.pg_sequence as s
  join pg_catalog.pg_depend as d on d.objid = s.seqrelid and d.deptype in ('a', 'i')
    and d.classid = 'pg_catalog.pg_class'::regclass and d.refclassid = 'pg_catalog.pg_class'::regclass
  join listed as l on l.kind = 'table' and l.id = d.refobjid;
end;
$function$;

ALTER FUNCTION "private"."own_object_ids"() OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.plan_forgetting()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if new.retention_days is not null then
    insert into private.planned_forgetting as f (host_id) values (new.id)
    on conflict (host_id) do update set due_at = now();
  else
    delete from private.planned_forgetting as f where f.host_id = new.id;
  end if;
  return null;
end;
$function$;

ALTER FUNCTION "private"."plan_forgetting"() OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.refuse_active_hosts()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if exists (select from private.owner_deletions as d where d.owner_id = new.owner_id) then
    perform private.fail('invalid_state', 'Your data are being deleted, so that no page can be opened.', 'Wait until that is done.');
  end if;
  return new;
end;
$function$;

ALTER FUNCTION "private"."refuse_active_hosts"() OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.refuse_faulty_mail_settings()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_fault constant text := coalesce(
    private.mail_settings_fault(new.accent_color, new.reply_to, new.locale, new.logo_url), private.origins_fault(new.allowed_origins),
    private.notifications_fault(new.notifications)
  );
begin
  if v_fault is not null then
    perform private.fail('invalid_request', v_fault, 'Correct it and write the row again.');
  end if;
  return new;
end;
$function$;

CREATE OR REPLACE FUNCTION private.replace_blocked_periods(p_host_id uuid, p_rows jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_rows constant public.blocked_periods[] := array(
    select r from jsonb_populate_recordset(null::public.blocked_periods, p_rows) as r
  );
begin
  delete from public.blocked_periods as t
  where t.host_id = p_host_id and t.id <> all (array(select r.id from unnest(v_rows) as r where r.id is not null));
  insert into public.blocked_periods as t (
    id, host_id, event_type_id, kind, start_date, end_date, starts_at, ends_at, reason
  )
  select
    coalesce(k.id, gen_random_uuid()), p_host_id, r.event_type_id, coalesce(r.kind, 'block'), r.start_date, r.end_date,
    r.starts_at, r.ends_at, r.reason
  from unnest(v_rows) as r
  left join public.blocked_periods as k on k.id = r.id and k.host_id = p_host_id
  on conflict on constraint blocked_periods_pkey do update set
    event_type_id = excluded.event_type_id, kind = excluded.kind, start_date = excluded.start_date, end_date = excluded.end_date,
    starts_at = excluded.starts_at, ends_at = excluded.ends_at, reason = excluded.reason
  where (
    t.event_type_id, t.kind, t.start_date, t.end_date, t.starts_at, t.ends_at, t.reason
  ) is distinct from (
    excluded.event_type_id, excluded.kind, excluded.start_date, excluded.end_date, excluded.starts_at, excluded.ends_at,
    excluded.reason
  );
end;
$function$;

ALTER FUNCTION "private"."replace_blocked_periods"(uuid, jsonb) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.replace_overrides(p_host_id uuid, p_rows jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_rows constant public.availability_overrides[] := array(
    select r from jsonb_populate_recordset(null::public.availability_overrides, p_rows) as r
  );
begin
  delete from public.availability_overrides as t
  where t.host_id = p_host_id and t.id <> all (array(select r.id from unnest(v_rows) as r where r.id is not null));
  insert into public.availability_overrides as t (
    id, host_id, event_type_id, override_date, effect, start_time, end_time, label
  )
  select
    coalesce(k.id, gen_random_uuid()), p_host_id, r.event_type_id, r.override_date, r.effect, r.start_time, r.end_time, r.label
  from unnest(v_rows) as r
  left join public.availability_overrides as k on k.id = r.id and k.host_id = p_host_id
  on conflict on constraint availability_overrides_pkey do update set
    event_type_id = excluded.event_type_id, override_date = excluded.override_date, effect = excluded.effect,
    start_time = excluded.start_time, end_time = excluded.end_time, label = excluded.label
  where (
    t.event_type_id, t.override_date, t.effect, t.start_time, t.end_time, t.label
  ) is distinct from (
    excluded.event_type_id, excluded.override_date, excluded.effect, excluded.start_time, excluded.end_time, excluded.label
  );
end;
$function$;

ALTER FUNCTION "private"."replace_overrides"(uuid, jsonb) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.replace_rules(p_host_id uuid, p_rows jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_rows constant public.availability_rules[] := array(
    select r from jsonb_populate_recordset(null::public.availability_rules, p_rows) as r
  );
begin
  delete from public.availability_rules as t
  where t.host_id = p_host_id and t.id <> all (array(select r.id from unnest(v_rows) as r where r.id is not null));
  insert into public.availability_rules as t (
    id, host_id, event_type_id, day_of_week, start_time, end_time, valid_from, valid_until, label
  )
  select
    coalesce(k.id, gen_random_uuid()), p_host_id, r.event_type_id, r.day_of_week, r.start_time, r.end_time, r.valid_from,
    r.valid_until, r.label
  from unnest(v_rows) as r
  left join public.availability_rules as k on k.id = r.id and k.host_id = p_host_id
  on conflict on constraint availability_rules_pkey do update set
    event_type_id = excluded.event_type_id, day_of_week = excluded.day_of_week, start_time = excluded.start_time,
    end_time = excluded.end_time, valid_from = excluded.valid_from, valid_until = excluded.valid_until, label = excluded.label
  where (
    t.event_type_id, t.day_of_week, t.start_time, t.end_time, t.valid_from, t.valid_until, t.label
  ) is distinct from (
    excluded.event_type_id, excluded.day_of_week, excluded.start_time, excluded.end_time, excluded.valid_from,
    excluded.valid_until, excluded.label
  );
end;
$function$;

ALTER FUNCTION "private"."replace_rules"(uuid, jsonb) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.replace_schedule(p_host_id uuid, p_changes jsonb, p_event_type_id uuid DEFAULT NULL::uuid)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
 SET "DateStyle" TO 'ISO'
AS $function$
declare
  v_list text;
  v_constraint text;
  v_column text;
begin
  perform private.require_changes(p_host_id, p_changes, p_event_type_id is not null);
  foreach v_list in array array['rules', 'overrides', 'blocked_periods', 'event_type'] loop
    continue when not p_changes ? v_list;
    case v_list
      when 'rules' then perform private.replace_rules(p_host_id, p_changes -> v_list);
      when 'overrides' then perform private.replace_overrides(p_host_id, p_changes -> v_list);
      when 'blocked_periods' then perform private.replace_blocked_periods(p_host_id, p_changes -> v_list);
      when 'event_type' then perform private.change_slot_rules(p_event_type_id, p_changes -> v_list);
    end case;
  end loop;
exception
  when data_exception or integrity_constraint_violation then
    get stacked diagnostics v_constraint = constraint_name, v_column = column_name;
    perform private.fail(
      'invalid_request',
      format('%s: %s', v_list, coalesce(private.constraint_fault(v_constraint), nullif(v_column, '') || ' is missing.', sqlerrm)),
      'Correct it and send the whole list again.'
    );
end;
$function$;

ALTER FUNCTION "private"."replace_schedule"(uuid, jsonb, uuid) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.require_changes(p_host_id uuid, p_changes jsonb, p_with_event_type boolean)
 RETURNS void
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_max constant integer := 5000;
  v_fault text;
begin
  if jsonb_typeof(p_changes) is distinct from 'object' then
    perform private.fail('invalid_request', 'changes must be an object.', 'Send {"rules": […], "overrides": […], "blocked_periods": […]}.');
  end if;
  with known (list, columns) as (
    -- A row of nothing has all columns.
    values
      ('rules', to_jsonb(jsonb_populate_record(null::public.availability_rules, '{}'))),
      ('overrides', to_jsonb(jsonb_populate_record(null::public.availability_overrides, '{}'))),
      ('blocked_periods', to_jsonb(jsonb_populate_record(null::public.blocked_periods, '{}')))
  ),
  given as (
    select c.key as list, c.value, k.columns from jsonb_each(p_changes) as c left join known as k on k.list = c.key
  ),
  listed as (
    select g.list, g.columns, r.value, r.number
    from given as g
    cross join lateral jsonb_array_elements(case jsonb_typeof(g.value) when 'array' then g.value else '[]' end) with ordinality as r (value, number)
    where g.columns is not null
  )
  select f.fault into v_fault
  from (
    select 1 as rank, 0::bigint as number, g.list, format('changes has no "%s".', left(g.list, 60)) as fault
    from given as g where g.columns is null and (g.list <> 'event_type' or not p_with_event_type)
    union all
    select 2, 0, g.list, format('%s must be a list of at most %s rows.', g.list, v_max)
    from given as g
    where g.columns is not null
      and case jsonb_typeof(g.value) when 'array' then jsonb_array_length(g.value) > v_max else true end
    union all
    select 3, l.number, l.list, format('Row %s of %s must be an object.', l.number, l.list)
    from listed as l where jsonb_typeof(l.value) <> 'object'
    union all
    select 4, l.number, l.list, format('Row %s of %s has no column "%s".', l.number, l.list, left(c.key, 60))
    from listed as l
    cross join lateral jsonb_object_keys(case jsonb_typeof(l.value) when 'object' then l.value else '{}' end) as c (key)
    where not l.columns ? c.key
    union all
    select 5, l.number, l.list, format('Row %s of %s belongs to another host.', l.number, l.list)
    from listed as l where l.value ->> 'host_id' <> p_host_id::text
    union all
    select 6, max(l.number), l.list, format('Row %s of %s has the id of another one.', max(l.number), l.list)
    from listed as l where l.value ->> 'id' is not null group by l.list, lower(l.value ->> 'id') having count(*) > 1
  ) as f
  order by f.rank, f.list, f.number
  limit 1;
  if v_fault is not null then
    perform private.fail('invalid_request', v_fault, 'Correct it and send all of it again.');
  end if;
end;
$function$;

ALTER FUNCTION "private"."require_changes"(uuid, jsonb, boolean) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.require_own_host(p_host_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  if not exists (select from public.hosts as h where h.id = p_host_id and h.owner_id = (select auth.uid())) then
    perform private.fail('not_found', 'You have no such host.', 'Check host_id and who is signed in.');
  end if;
end;
$function$;

ALTER FUNCTION "private"."require_own_host"(uuid) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.restore_rights()
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_missing text;
  v_object record;
  v_right record;
  v_differing text;
begin
  select string_agg(o.kind || ' ' || o.object, ', ' order by o.kind, o.object) into v_missing
  from private.own_objects() as o
  where case o.kind
    when 'function' then to_regprocedure(o.object)::oid
    when 'table' then to_regclass(o.object)::oid
    when 'type' then to_regtype(o.object)::oid
    when 'schema' then to_regnamespace(o.object)::oid
  end is null;
  if v_missing is not null then
    raise exception 'private.own_objects() names objects that do not exist: %', v_missing using errcode = 'undefined_object',
      hint = 'The list and the objects must come from the same state of sql/: end the migration with what "npm run db:rights" prints.';
  end if;

  for v_object in select l.kind, l.name from private.own_object_ids() as l order by l.kind, l.name loop
    execute format('revoke all on %s %s from public, anon, authenticated, service_role cascade', v_object.kind, v_object.name);
  end loop;
  for v_right in select * from private.declared_rights() loop
    execute format(
      'grant %s%s on %s %s to %s',
      v_right.privilege, ' (' || v_right.column_name || ')', v_right.kind, v_right.object, v_right.role
    );
  end loop;

  -- Only the owner of an object can revoke rights on it; for others Postgres just warns.
  select string_agg(d.right_name, ', ') into v_differing from private.differing_rights() as d;
  if v_differing is not null then
    raise exception 'the rights could not be restored: %', v_differing using errcode = 'insufficient_privilege',
      hint = 'Run it as the role that owns the tables and functions of Openslot.';
  end if;
end;
$function$;

CREATE OR REPLACE FUNCTION private.schedule_json(p_host_id uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
 SET "TimeZone" TO 'UTC'
 SET "DateStyle" TO 'ISO'
AS $function$
declare
  v_lists constant jsonb := jsonb_build_object(
    'rules', (
      select coalesce(jsonb_agg(
        to_jsonb(r) - '{host_id,created_at}'::text[] order by r.event_type_id nulls first, r.day_of_week, r.start_time, r.id
      ), '[]')
      from public.availability_rules as r where r.host_id = p_host_id
    ),
    'overrides', (
      select coalesce(jsonb_agg(to_jsonb(o) - '{host_id,created_at}'::text[] order by o.override_date, o.start_time nulls first, o.id), '[]')
      from public.availability_overrides as o where o.host_id = p_host_id
    ),
    'blocked_periods', (
      select coalesce(jsonb_agg(to_jsonb(p) - '{host_id,created_at}'::text[] order by coalesce(p.start_date, p.starts_at::date), p.id), '[]')
      from public.blocked_periods as p where p.host_id = p_host_id
    )
  );
begin
  return jsonb_build_object('version', md5(v_lists::text)) || v_lists;
end;
$function$;

ALTER FUNCTION "private"."schedule_json"(uuid) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.show_noticed_events(p_calendar_id uuid, p_changes jsonb, p_named text[], p_versions jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_connection_id constant uuid := (select c.connection_id from public.calendars as c where c.id = p_calendar_id);
  -- The run that wrote the page is the last one that began (begin_pull).
  v_began_at constant timestamptz := (select s.last_attempt_at from private.calendar_sync as s where s.calendar_id = p_calendar_id);
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
    due_at = case
      when e.version <> p_versions ->> e.provider_event_id then e.due_at
      -- What was read before the notice shows what it tells of only if that is the very version. Occurrences change without that of their series.
      when e.noticed_at > v_began_at
        and (e.version = p_versions ->> e.provider_event_id and not private.is_series(v_connection_id, e.provider_event_id)) is not true
      then e.due_at
    end
  where e.connection_id = v_connection_id and e.provider_event_id = any (v_names);
end;
$function$;

CREATE OR REPLACE FUNCTION private.shown_events(p_host_id uuid, p_host_zone text, p_range tstzrange)
 RETURNS TABLE(id uuid, calendar_id uuid, calendar_name text, provider_calendar_id text, provider text, provider_event_id text, title text, starts_at timestamp with time zone, ends_at timestamp with time zone, is_all_day boolean, start_date date, end_date date, status text, is_busy boolean, booking_id uuid)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return query
  select e.id, c.id, c.name, c.provider_calendar_id, k.provider, e.provider_event_id, e.title,
    e.starts_at, e.ends_at, e.is_all_day, e.start_date, e.end_date,
    e.status, e.is_busy and l.blocks_availability, e.booking_id
  from public.calendar_links as l
  join public.calendars as c on c.id = l.calendar_id
  join public.calendar_connections as k on k.id = c.connection_id and k.status <> 'disconnected'
  -- Calendar by calendar: else the planner scans all events.
  cross join lateral (
    select s.* from public.synced_events as s
    where s.calendar_id = c.id and s.deleted_at is null
      and case when s.is_all_day
        then s.start_date <= (upper(p_range) at time zone 'UTC')::date + 1
          and s.end_date >= (lower(p_range) at time zone 'UTC')::date - 1
        else s.during && p_range
      end
    offset 0
  ) as e
  where l.host_id = p_host_id and (not e.is_all_day or tstzrange(
    private.day_start(e.start_date, coalesce(c.time_zone, p_host_zone)), private.day_start(e.end_date, coalesce(c.time_zone, p_host_zone))
  ) && p_range);
end;
$function$;

ALTER FUNCTION "private"."shown_events"(uuid, text, tstzrange) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.slots_if_active(p_event_type_id uuid, p_range tstzrange)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  if not (private.load_slot_rules(p_event_type_id, null)).is_active then
    return '{"slots": []}';
  end if;
  return private.list_slots(p_event_type_id, p_range, null, now());
end;
$function$;

ALTER FUNCTION "private"."slots_if_active"(uuid, tstzrange) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.slots_without(p_slots jsonb, p_others jsonb, p_until timestamp with time zone)
 RETURNS jsonb
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object('start', s.starts_at, 'end', s.ends_at) order by s.starts_at), '[]')
    from (
      select s.value ->> 'start' as starts_at, s.value ->> 'end' as ends_at from jsonb_array_elements(p_slots) as s
      except
      select s.value ->> 'start', s.value ->> 'end' from jsonb_array_elements(p_others) as s
    ) as s
    where coalesce(s.starts_at::timestamptz < p_until, true)
  );
end;
$function$;

ALTER FUNCTION "private"."slots_without"(jsonb, jsonb, timestamp with time zone) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.stale_calendars(p_rules private.slot_rules, p_range tstzrange, p_now timestamp with time zone)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  -- Most hosts without calendars never get one, and each booking asks.
  if not exists (select from private.blocking_calendars(p_rules.host_id)) then
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
    select h.id, a.other_id as connection_id
    from private.channels as h
    join private.account_connections as a on a.connection_id = h.connection_id and a.is_connected
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
    due_at = case
      when e.shown_version = excluded.version and e.noticed_at >= now() - interval '1 minute' and not private.is_series(e.connection_id, e.provider_event_id)
      then null
      else now()
    end
  -- The same notice twice is one, but not of a series: its occurrences change without its version. Later it is another one, for a series may not be
  -- known as one yet.
  where e.version is distinct from excluded.version or excluded.version is null or e.noticed_at < now() - interval '1 minute'
    or private.is_series(e.connection_id, e.provider_event_id);
  return v_first;
end;
$function$;

CREATE OR REPLACE FUNCTION private.unread_text(p_last_synced_at timestamp with time zone, p_stale_after interval, p_now timestamp with time zone)
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return case
    when p_last_synced_at is null then 'It has not been read yet.'
    when p_last_synced_at < p_now - p_stale_after then 'It has not been read recently.'
    else 'It is not known so far ahead.'
  end;
end;
$function$;

ALTER FUNCTION "private"."unread_text"(timestamp with time zone, interval, timestamp with time zone) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.upsert_events(p_calendar_id uuid, p_changes jsonb, p_run_id uuid, p_fully_listed text[])
 RETURNS TABLE(created integer, updated integer, deleted integer, touched uuid[], missing_bookings uuid[])
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_own text[];
  v_own_bookings uuid[];
  v_bookings jsonb;
  v_deleted constant text[] := array(
    select c.change ->> 'provider_event_id' from jsonb_array_elements(p_changes) as c (change) where c.change ->> 'kind' = 'delete'
  );
begin
  -- Most pages have no events that could be ours.
  if jsonb_path_exists(p_changes, '$[*] ? (exists (@.own_key) || exists (@.links))') then
    select jsonb_object_agg(o.provider_event_id, o.booking_id) into v_bookings from private.bookings_of_events(p_calendar_id, p_changes) as o;
  end if;
  with incoming as (
    select distinct on (c.provider_event_id) c.*
    from rows from (jsonb_to_recordset(p_changes) as (
      kind text, provider_event_id text, series_id text, ical_uid text, title text, starts_at timestamptz, ends_at timestamptz,
      is_all_day boolean, start_date date, end_date date, status text, transparency text, is_busy boolean,
      provider_updated_at timestamptz
    )) with ordinality as c (
      kind, provider_event_id, series_id, ical_uid, title, starts_at, ends_at, is_all_day, start_date, end_date, status,
      transparency, is_busy, provider_updated_at, position
    )
    where c.kind = 'upsert'
    order by c.provider_event_id, c.position desc
  ),
  written as (
    insert into public.synced_events as e (
      calendar_id, provider_event_id, series_id, ical_uid, title, starts_at, ends_at, is_all_day, start_date, end_date,
      status, transparency, is_busy, provider_updated_at, sync_run, booking_id
    )
    select
      p_calendar_id, i.provider_event_id, i.series_id, i.ical_uid,
      case when not exists (
        select from public.bookings as b
        where b.id = coalesce(w.booking_id, (v_bookings ->> i.provider_event_id)::uuid) and b.forgotten_at is not null
      ) then left(i.title, 500) end,
      i.starts_at, i.ends_at,
      coalesce(i.is_all_day, false), i.start_date, i.end_date, coalesce(i.status, 'confirmed'),
      coalesce(i.transparency, 'opaque'), coalesce(i.is_busy, true), i.provider_updated_at, p_run_id,
      coalesce(w.booking_id, (v_bookings ->> i.provider_event_id)::uuid)
    from incoming as i
    left join public.booking_calendar_events as w
      on w.calendar_id = p_calendar_id and w.provider_event_id = i.provider_event_id
    on conflict on constraint synced_events_provider_key do update set
      series_id = excluded.series_id, ical_uid = excluded.ical_uid, title = excluded.title,
      starts_at = excluded.starts_at, ends_at = excluded.ends_at, is_all_day = excluded.is_all_day,
      start_date = excluded.start_date, end_date = excluded.end_date, status = excluded.status,
      transparency = excluded.transparency, is_busy = excluded.is_busy, booking_id = coalesce(excluded.booking_id, e.booking_id),
      provider_updated_at = excluded.provider_updated_at, sync_run = excluded.sync_run, deleted_at = null
    returning e.id, e.xmax = 0 as is_new, e.booking_id, case when e.booking_id is not null then e.provider_event_id end as own_id
  )
  select count(*) filter (where w.is_new), count(*) filter (where not w.is_new), coalesce(array_agg(w.id), '{}'),
    array_agg(w.own_id) filter (where w.own_id is not null), array_agg(w.booking_id) filter (where w.booking_id is not null)
  into created, updated, touched, v_own, v_own_bookings
  from written as w;
  if v_own is not null then
    update public.booking_calendar_events as p set listed_at = now()
    where p.calendar_id = p_calendar_id and p.provider_event_id = any (v_own) and p.listed_at is null;
    -- Those that are believed to be deleted where they were written are checked again.
    perform private.enqueue_verify(p.event_key, p.calendar_id)
    from public.booking_calendar_events as p
    join public.bookings as b on b.id = p.booking_id
    join public.booking_conflicts as k on k.booking_id = b.id and k.kind = 'deleted' and k.resolved_at is null
    where p.booking_id = any (v_own_bookings) and p.calendar_id <> p_calendar_id and p.is_wanted and b.ends_at > now();
    perform private.enqueue_planning(v_own_bookings);
  end if;

  with removed as (
    delete from public.synced_events as e
    where e.id in (
      select x.id from public.synced_events as x
      where x.calendar_id = p_calendar_id and x.provider_event_id = any (v_deleted)
      union all
      select x.id
      from unnest(p_fully_listed) as c (id)
      cross join lateral (
        select e.id, e.sync_run from public.synced_events as e where e.calendar_id = p_calendar_id and e.provider_event_id = c.id
        union all
        select e.id, e.sync_run from public.synced_events as e where e.calendar_id = p_calendar_id and e.series_id = c.id
        -- One by one: else the planner scans all events of the calendar for each page.
        offset 0
      ) as x
      where x.sync_run is distinct from p_run_id
    )
    returning e.booking_id
  )
  select count(*), coalesce(array_agg(distinct r.booking_id) filter (where r.booking_id is not null), '{}')
  into deleted, missing_bookings
  from removed as r;
  return next;
end;
$function$;

CREATE OR REPLACE FUNCTION private.wants_mail(p_owner_id uuid, p_host_id uuid, p_topic text)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  return coalesce((
    select (h.notifications ->> p_topic)::boolean
    from public.hosts as h
    where h.owner_id = p_owner_id and (p_host_id is null or h.id = p_host_id)
    order by h.created_at, h.id
    limit 1
  ), true);
end;
$function$;

ALTER FUNCTION "private"."wants_mail"(uuid, uuid, text) OWNER TO "postgres";

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
  v_count integer;
begin
  if v_owner_id is null then
    return jsonb_build_object('finished', true);
  end if;
  perform private.lock_owner_hosts(v_owner_id);
  v_host_ids := array(select h.id from public.hosts as h where h.owner_id = v_owner_id);
  v_calendar_ids := array(select c.id from public.calendars as c where c.owner_id = v_owner_id);
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
  delete from public.webhook_endpoints as e where e.owner_id = v_owner_id;
  delete from public.api_keys as k where k.owner_id = v_owner_id;
  delete from private.oauth_attempts as a where a.owner_id = v_owner_id;
  delete from private.owner_deletions as d where d.owner_id = v_owner_id;
  return jsonb_build_object('finished', true);
end;
$function$;

ALTER FUNCTION "public"."delete_owner_rows"(uuid, integer) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION public.export_own_rows(after_table text DEFAULT NULL::text, after_key text[] DEFAULT NULL::text[], max_count integer DEFAULT 1000)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_tables constant text[] := array[
    'hosts', 'event_types', 'availability_rules', 'availability_overrides', 'blocked_periods', 'calendar_connections', 'calendars',
    'calendar_links', 'synced_events', 'bookings', 'booking_attendees', 'booking_calendar_events', 'booking_conflicts', 'notifications',
    'waitlist_entries', 'sync_logs', 'api_keys', 'webhook_endpoints', 'webhook_deliveries'
  ];
  v_table constant text := coalesce(after_table, v_tables[1]);
  v_position constant integer := array_position(v_tables, v_table);
  v_max_count constant integer := greatest(1, least(coalesce(max_count, 1000), 1000));
  v_keys text;
  v_page jsonb;
  v_next jsonb;
begin
  if v_position is null then
    return null;
  end if;
  select string_agg(format('t.%I::text', a.attname), ', ' order by k.position) into v_keys
  from pg_catalog.pg_constraint as c
  cross join unnest(c.conkey) with ordinality as k (attnum, position)
  join pg_catalog.pg_attribute as a on a.attrelid = c.conrelid and a.attnum = k.attnum
  where c.conrelid = format('public.%I', v_table)::regclass and c.contype = 'p';
  -- What is the owner's is found first, by its policy: in the order of the keys the rows of all others would be read.
  execute format(
    'select jsonb_build_object(''rows'', coalesce(jsonb_agg(to_jsonb(p.t) order by p.key), ''[]''), ''last'', to_jsonb(max(p.key)), ''count'', count(*))
     from (
       select o.t, o.key
       from (select t, array[%s] as key from public.%I as t offset 0) as o
       where $1 is null or o.key > $1
       order by o.key
       limit $2
     ) as p',
    v_keys, v_table
  ) into v_page using after_key, v_max_count;
  if (v_page ->> 'count')::integer = v_max_count then
    v_next := jsonb_build_object('table', v_table, 'key', v_page -> 'last');
  elsif v_position < cardinality(v_tables) then
    v_next := jsonb_build_object('table', v_tables[v_position + 1], 'key', null);
  end if;
  return jsonb_build_object('table', v_table, 'rows', v_page -> 'rows', 'next', v_next);
end;
$function$;

ALTER FUNCTION "public"."export_own_rows"(text, text[], integer) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION public.forget_due_visitors(max_count integer DEFAULT 200)
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
  while v_left > 0 loop
    select f.host_id, now() - make_interval(days => h.retention_days) into v_host_id, v_before
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
      update private.planned_forgetting as f set due_at = now() + interval '1 day' where f.host_id = v_host_id;
    end if;
  end loop;
  return jsonb_build_object('planned', forget_due_visitors.max_count - v_left, 'forgotten', v_forgotten);
end;
$function$;

ALTER FUNCTION "public"."forget_due_visitors"(integer) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION public.get_booking_sheet(booking_id uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_booking public.bookings;
begin
  select b.* into v_booking
  from public.bookings as b
  join public.hosts as h on h.id = b.host_id
  where b.id = get_booking_sheet.booking_id and b.status <> 'held' and h.owner_id = (select auth.uid());
  if v_booking.id is null then
    perform private.fail('not_found', 'You have no such booking.', 'Check booking_id and who is signed in.');
  end if;

  return jsonb_build_object(
    'booking', (
      select jsonb_build_object(
        'id', v_booking.id,
        'status', case when v_booking.status = 'pending' and v_booking.expires_at <= now() then 'expired' else v_booking.status end,
        'starts_at', private.iso_instant(v_booking.starts_at),
        'ends_at', private.iso_instant(v_booking.ends_at),
        'expires_at', private.iso_instant(v_booking.expires_at),
        'created_at', private.iso_instant(v_booking.created_at),
        'confirmed_at', private.iso_instant(v_booking.confirmed_at), 'cancelled_at', private.iso_instant(v_booking.cancelled_at),
        'sequence', v_booking.sequence, 'no_show', v_booking.no_show, 'is_forced', v_booking.is_forced, 'metadata', v_booking.metadata,
        'moved', case when v_booking.moved_by is not null then jsonb_build_object(
          'by', v_booking.moved_by, 'reason', v_booking.move_reason,
          'from', private.iso_instant(v_booking.previous_starts_at), 'until', private.iso_instant(v_booking.previous_ends_at)
        ) end,
        'proposal', private.open_proposal(v_booking), 'location', v_booking.location,
        'series', private.series_place(v_booking.id),
        'cancelled_by', v_booking.cancelled_by,
        'cancel_reason', v_booking.cancel_reason,
        'host', jsonb_build_object('id', h.id, 'slug', h.slug, 'display_name', h.display_name, 'time_zone', h.time_zone),
        'event_type', jsonb_build_object('id', e.id, 'durations_minutes', e.durations_minutes, 'title', e.title, 'location', coalesce(private.location_text(v_booking, e.location, true), ''), 'questions', e.questions),
        'attendee', case when a.id is not null then jsonb_build_object(
          'name', a.name, 'email', a.email, 'time_zone', a.time_zone, 'answers', a.answers, 'email_bounced_at', private.iso_instant(a.email_bounced_at)
        ) end,
        'conflicts', coalesce((
          select jsonb_agg(jsonb_build_object(
            'id', c.id, 'kind', c.kind, 'event_title', c.event_title, 'other_booking_id', c.other_booking_id,
            'event_starts_at', private.iso_instant(c.event_starts_at), 'event_ends_at', private.iso_instant(c.event_ends_at),
            'detected_at', private.iso_instant(c.detected_at), 'resolved_at', private.iso_instant(c.resolved_at),
            'resolution', c.resolution
          ) order by c.detected_at, c.id)
          from public.booking_conflicts as c
          where c.booking_id = v_booking.id
        ), '[]')
      )
      from public.hosts as h
      join public.event_types as e on e.id = v_booking.event_type_id
      left join public.booking_attendees as a on a.booking_id = v_booking.id
      where h.id = v_booking.host_id
    ),
    -- One booking of its session carries the event.
    'event', (
      select jsonb_build_object(
        'is_wanted', p.is_wanted, 'state', p.state, 'last_error', p.last_error, 'pushed_revision', p.pushed_revision,
        'pushed_at', private.iso_instant(p.pushed_at),
        'calendar', jsonb_build_object('id', c.id, 'name', c.name, 'provider', k.provider, 'account_email', k.account_email)
      )
      from (
        select v_booking.id
        union all
        select o.id
        from public.bookings as o
        where v_booking.status = 'confirmed' and o.event_type_id = v_booking.event_type_id
          and o.starts_at = v_booking.starts_at and o.ends_at = v_booking.ends_at and o.status = 'confirmed' and o.id <> v_booking.id
      ) as carrier (id)
      join public.booking_calendar_events as p on p.booking_id = carrier.id
      join public.calendars as c on c.id = p.calendar_id
      join public.calendar_connections as k on k.id = c.connection_id and k.status <> 'disconnected'
      where p.is_wanted or (carrier.id = v_booking.id and p.state <> 'removed')
      order by p.is_wanted desc, carrier.id = v_booking.id, p.event_key, p.calendar_id
      limit 1
    ),
    'mails', private.booking_mails(v_booking),
    'deliveries', private.booking_deliveries(v_booking),
    'series', private.series_json(v_booking.series_id, true),
    'others', (
      select count(*)
      from public.bookings as o
      where o.event_type_id = v_booking.event_type_id and o.starts_at = v_booking.starts_at and o.ends_at = v_booking.ends_at
        and o.status = 'confirmed' and o.id <> v_booking.id
    ),
    'stale', coalesce((
      select jsonb_agg(jsonb_build_object('name', coalesce(nullif(c.name, ''), 'A calendar'), 'reason', u.item ->> 'reason') order by u.i)
      from jsonb_array_elements(v_booking.unread_calendars) with ordinality as u (item, i)
      left join public.calendars as c on c.id = (u.item ->> 'calendar_id')::uuid
    ), '[]')
  );
end;
$function$;

CREATE OR REPLACE FUNCTION public.get_calendar_month(host_id uuid, range_start timestamp with time zone, range_end timestamp with time zone, event_type_id uuid DEFAULT NULL::uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_range constant tstzrange := private.require_range(get_calendar_month.range_start, get_calendar_month.range_end, 62);
  v_type_id constant uuid := get_calendar_month.event_type_id;
  v_rules private.slot_rules;
  v_first date;
  v_last date;
begin
  perform private.require_own_host(get_calendar_month.host_id);
  if v_type_id is not null and not exists (
    select from public.event_types as e where e.id = v_type_id and e.host_id = get_calendar_month.host_id
  ) then
    perform private.fail('not_found', 'This host has no such event type.', 'Check event_type_id.');
  end if;
  v_rules.event_type_id := v_type_id;
  select h.id, h.time_zone into v_rules.host_id, v_rules.host_zone from public.hosts as h where h.id = get_calendar_month.host_id;
  v_first := (lower(v_range) at time zone v_rules.host_zone)::date;
  v_last := ((upper(v_range) - interval '1 microsecond') at time zone v_rules.host_zone)::date;

  return jsonb_build_object('host_id', v_rules.host_id, 'time_zone', v_rules.host_zone, 'days', (
    with span (kind, during) as (
      select 'start', tstzrange(s.starts_at, s.starts_at, '[]')
      from (
        -- A time at which several event types can be booked counts once.
        select distinct o.starts_at
        from public.event_types as e
        cross join lateral private.offered_starts(e.id, v_range) as o (starts_at)
        where e.host_id = v_rules.host_id and e.is_active and e.id = coalesce(v_type_id, e.id)
      ) as s
      union all
      select b.status, b.during
      from public.bookings as b
      where b.host_id = v_rules.host_id and b.during && v_range and b.event_type_id = coalesce(v_type_id, b.event_type_id)
        and (b.status = 'confirmed' or (b.status = 'pending' and coalesce(b.expires_at > now(), true)))
      union all
      select 'block', b.during from private.blocked_instants(v_rules, v_range) as b
    ),
    item (kind, first_day, last_day) as (
      select s.kind, (lower(s.during) at time zone v_rules.host_zone)::date,
        ((case when upper_inc(s.during) then upper(s.during) else upper(s.during) - interval '1 microsecond' end) at time zone v_rules.host_zone)::date
      from span as s
      union all
      -- Days of whole days are dates: they stay those, whatever the zone.
      select 'event', coalesce(e.start_date, (e.starts_at at time zone v_rules.host_zone)::date),
        coalesce(e.end_date - 1, ((e.ends_at - interval '1 microsecond') at time zone v_rules.host_zone)::date)
      from private.shown_events(v_rules.host_id, v_rules.host_zone, v_range) as e
      where e.booking_id is null
    ),
    counted as (
      select d.day::date as day, i.kind, count(*) as items
      from item as i
      cross join lateral generate_series(greatest(i.first_day, v_first), least(i.last_day, v_last), interval '1 day') as d (day)
      group by d.day, i.kind
    )
    select jsonb_agg(jsonb_build_object(
      'date', d.day,
      'free_slots', coalesce(c.starts, 0), 'bookings', coalesce(c.confirmed, 0), 'requests', coalesce(c.pending, 0),
      'external_events', coalesce(c.events, 0), 'blocks', coalesce(c.blocks, 0)
    ) order by d.day)
    from (select v_first + i as day from generate_series(0, v_last - v_first) as i) as d
    left join (
      select c.day,
        sum(c.items) filter (where c.kind = 'start') as starts, sum(c.items) filter (where c.kind = 'confirmed') as confirmed,
        sum(c.items) filter (where c.kind = 'pending') as pending, sum(c.items) filter (where c.kind = 'event') as events,
        sum(c.items) filter (where c.kind = 'block') as blocks
      from counted as c group by c.day
    ) as c on c.day = d.day
  ));
end;
$function$;

ALTER FUNCTION "public"."get_calendar_month"(uuid, timestamp with time zone, timestamp with time zone, uuid) OWNER TO "postgres";

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
      cross join lateral (select k.* from public.bookings as k where k.calendar_id = c.calendar_id and k.during && v_range offset 0) as b
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

CREATE OR REPLACE FUNCTION public.get_deletion(owner_id uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  return jsonb_build_object('deletion', private.deletion_json(get_deletion.owner_id));
end;
$function$;

ALTER FUNCTION "public"."get_deletion"(uuid) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION public.get_overview(host_id uuid DEFAULT NULL::uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_owner_id constant uuid := (select auth.uid());
  v_host_ids constant uuid[] := array(
    select h.id from public.hosts as h
    where h.owner_id = v_owner_id and h.id = coalesce(get_overview.host_id, h.id)
  );
begin
  if get_overview.host_id is not null then
    perform private.require_own_host(get_overview.host_id);
  end if;
  return jsonb_build_object(
    'as_of', private.iso_instant(now()),
    'problems', coalesce((
      select jsonb_agg(p.problem order by p.number)
      from (
        select c.problem, c.number from private.calendar_problems(v_owner_id, v_host_ids) with ordinality as c (problem, number)
        union all
        select d.problem, 1000000 + d.number from private.delivery_problems(v_owner_id, v_host_ids) with ordinality as d (problem, number)
      ) as p
    ), '[]'),
    'calendars', (
      -- One that was never read is older than all others.
      select jsonb_build_object(
        'count', count(*), 'oldest_read_at', private.iso_instant(nullif(min(coalesce(c.last_synced_at, '-infinity')), '-infinity')),
        'newest_read_at', private.iso_instant(max(c.last_synced_at))
      )
      from (
        select distinct b.calendar_id, b.last_synced_at from unnest(v_host_ids) as h (id) cross join lateral private.blocking_calendars(h.id) as b
      ) as c
    ),
    'conflicts', (
      select jsonb_build_object('count', count(*), 'conflicts', coalesce(jsonb_agg(
        private.conflict_json(c.conflict) || jsonb_build_object('booking', private.booking_details(c.booking_id)) order by c.number
      ) filter (where c.number <= 20), '[]'))
      from (
        select k as conflict, k.booking_id, row_number() over (order by b.starts_at, k.detected_at, k.id) as number
        from public.booking_conflicts as k
        join public.bookings as b on b.id = k.booking_id and b.ends_at > now()
        where k.host_id = any (v_host_ids) and k.resolved_at is null
      ) as c
    ),
    'requests', (
      select jsonb_build_object('count', count(*), 'bookings', coalesce(jsonb_agg(
        private.booking_details(r.id) || jsonb_build_object('expires_at', private.iso_instant(r.expires_at)) order by r.number
      ) filter (where r.number <= 20), '[]'))
      from (
        select b.id, b.expires_at, row_number() over (order by b.starts_at, b.id) as number
        from public.bookings as b
        where b.host_id = any (v_host_ids) and b.status = 'pending' and b.starts_at > now() and coalesce(b.expires_at > now(), true)
      ) as r
    ),
    'today', (
      select jsonb_build_object('count', count(*), 'bookings', coalesce(jsonb_agg(
        private.booking_details(t.id) order by t.number
      ) filter (where t.number <= 50), '[]'))
      from (
        select b.id, row_number() over (order by b.starts_at, b.id) as number
        from public.hosts as h
        cross join lateral private.local_day(h.time_zone) as d (day)
        cross join lateral (
          select k.id, k.starts_at from public.bookings as k
          where k.host_id = h.id and k.during && d.day and k.status = 'confirmed' offset 0
        ) as b
        where h.id = any (v_host_ids)
      ) as t
    ),
    'next', (
      select coalesce(jsonb_agg(private.booking_details(n.id) order by n.starts_at, n.id), '[]')
      from (
        select b.id, b.starts_at
        from public.hosts as h
        cross join lateral private.local_day(h.time_zone) as d (day)
        cross join lateral (
          select k.id, k.starts_at from public.bookings as k
          where k.host_id = h.id and k.starts_at >= upper(d.day) and k.status = 'confirmed' order by k.starts_at, k.id limit 10
        ) as b
        where h.id = any (v_host_ids)
        order by b.starts_at, b.id
        limit 10
      ) as n
    )
  );
end;
$function$;

ALTER FUNCTION "public"."get_overview"(uuid) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION public.get_schedule(host_id uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform private.require_own_host(get_schedule.host_id);
  return private.schedule_json(get_schedule.host_id);
end;
$function$;

ALTER FUNCTION "public"."get_schedule"(uuid) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION public.list_all_conflicts(owner_id uuid, is_open boolean DEFAULT true, before_at timestamp with time zone DEFAULT NULL::timestamp with time zone, before_id uuid DEFAULT NULL::uuid, max_count integer DEFAULT 50)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_max constant integer := least(greatest(list_all_conflicts.max_count, 1), 200);
  v_before_at constant timestamptz := coalesce(list_all_conflicts.before_at, 'infinity');
  v_before_id constant uuid := coalesce(list_all_conflicts.before_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff');
  v_conflict public.booking_conflicts;
  v_last public.booking_conflicts;
  v_shown jsonb[] := '{}';
  v_has_more boolean := false;
begin
  for v_conflict in
    select k.*
    from public.hosts as h
    join public.booking_conflicts as k on k.host_id = h.id
    join public.bookings as b on b.id = k.booking_id
    where h.owner_id = list_all_conflicts.owner_id and (k.detected_at, k.id) < (v_before_at, v_before_id)
      -- Nothing is left to decide about a booking that is over.
      and (k.resolved_at is null and b.status in ('pending', 'confirmed') and b.ends_at > now()) = list_all_conflicts.is_open
    order by k.detected_at desc, k.id desc
    limit v_max + 1
  loop
    v_has_more := cardinality(v_shown) = v_max;
    exit when v_has_more;
    v_shown := v_shown || (private.conflict_json(v_conflict) || jsonb_build_object(
      'booking', private.booking_details(v_conflict.booking_id),
      'others', (
        select count(*)
        from public.bookings as b
        join public.bookings as o on o.event_type_id = b.event_type_id and o.starts_at = b.starts_at and o.ends_at = b.ends_at
        where b.id = v_conflict.booking_id and o.id <> b.id and o.status = 'confirmed'
      ),
      'calendar', (
        select jsonb_build_object('name', c.name, 'provider', a.provider)
        from public.calendars as c
        join public.calendar_connections as a on a.id = c.connection_id
        where c.id = case
          when v_conflict.synced_event_id is not null then
            (select e.calendar_id from public.synced_events as e where e.id = v_conflict.synced_event_id)
          when v_conflict.kind <> 'overlap' then (private.session_event(v_conflict.booking_id)).calendar_id
        end
      )
    ));
    v_last := v_conflict;
  end loop;
  return jsonb_build_object(
    'conflicts', to_jsonb(v_shown),
    'next', case when v_has_more then jsonb_build_object('at', v_last.detected_at, 'id', v_last.id) end
  );
end;
$function$;

ALTER FUNCTION "public"."list_all_conflicts"(uuid, boolean, timestamp with time zone, uuid, integer) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION public.list_bookings(owner_id uuid, statuses text[] DEFAULT NULL::text[], starts_from timestamp with time zone DEFAULT NULL::timestamp with time zone, starts_until timestamp with time zone DEFAULT NULL::timestamp with time zone, search text DEFAULT NULL::text, after_start timestamp with time zone DEFAULT NULL::timestamp with time zone, after_id uuid DEFAULT NULL::uuid, max_count integer DEFAULT 50, host_id uuid DEFAULT NULL::uuid, event_type_id uuid DEFAULT NULL::uuid, is_over boolean DEFAULT NULL::boolean, newest_first boolean DEFAULT false)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_max constant integer := least(greatest(list_bookings.max_count, 1), 200);
  v_pattern constant text := '%' || regexp_replace(list_bookings.search, '([%_\\])', '\\\1', 'g') || '%';
  -- Where few match, a page ends after so many were checked, and the next one continues there.
  v_max_checked constant integer := case when list_bookings.statuses is null and v_pattern is null then v_max + 1 else 2000 end;
  v_sign constant integer := case when list_bookings.newest_first then -1 else 1 end;
  v_after_start constant timestamptz := coalesce(list_bookings.after_start, case v_sign when 1 then '-infinity' else 'infinity' end::timestamptz);
  v_after_id constant uuid := coalesce(
    list_bookings.after_id, case v_sign when 1 then '00000000-0000-0000-0000-000000000000' else 'ffffffff-ffff-ffff-ffff-ffffffffffff' end::uuid
  );
  -- What is not over began lately: the past of years is not searched for it.
  v_from constant timestamptz := greatest(list_bookings.starts_from, case when not list_bookings.is_over then now() - interval '366 days' end, '-infinity');
  v_until constant timestamptz := coalesce(list_bookings.starts_until, 'infinity');
  v_booking record;
  v_last_start timestamptz;
  v_last_id uuid;
  v_checked integer := 0;
  v_ids uuid[] := '{}';
  v_has_more boolean := false;
begin
  for v_booking in
    select c.id, c.starts_at, case when c.status = 'pending' and c.expires_at <= now() then 'expired' else c.status end as status
    from public.hosts as h
    -- Each way along the index of its own.
    cross join lateral (
      (
        select b.id, b.starts_at, b.status, b.expires_at
        from public.bookings as b
        where v_sign = 1 and b.host_id = h.id and b.status <> 'held' and (b.starts_at, b.id) > (v_after_start, v_after_id)
          and b.starts_at >= v_from and b.starts_at < v_until
          and (list_bookings.event_type_id is null or b.event_type_id = list_bookings.event_type_id)
          and (list_bookings.is_over is null or (b.ends_at <= now()) = list_bookings.is_over)
        order by b.starts_at, b.id
        limit v_max_checked
      )
      union all
      (
        select b.id, b.starts_at, b.status, b.expires_at
        from public.bookings as b
        where v_sign = -1 and b.host_id = h.id and b.status <> 'held' and (b.starts_at, b.id) < (v_after_start, v_after_id)
          and b.starts_at >= v_from and b.starts_at < v_until
          and (list_bookings.event_type_id is null or b.event_type_id = list_bookings.event_type_id)
          and (list_bookings.is_over is null or (b.ends_at <= now()) = list_bookings.is_over)
        order by b.starts_at desc, b.id desc
        limit v_max_checked
      )
    ) as c
    where h.owner_id = list_bookings.owner_id and (list_bookings.host_id is null or h.id = list_bookings.host_id)
    order by v_sign * extract(epoch from c.starts_at), case v_sign when 1 then c.id end, c.id desc
    limit v_max_checked
  loop
    if coalesce(v_booking.status = any (list_bookings.statuses), true) and (v_pattern is null or exists (
      select from public.booking_attendees as a
      where a.booking_id = v_booking.id and (a.name ilike v_pattern or a.email ilike v_pattern)
    )) then
      v_has_more := cardinality(v_ids) = v_max;
      exit when v_has_more;
      v_ids := v_ids || v_booking.id;
    end if;
    v_checked := v_checked + 1;
    v_last_start := v_booking.starts_at;
    v_last_id := v_booking.id;
  end loop;
  return jsonb_build_object(
    'bookings', coalesce((
      select jsonb_agg(private.booking_details(u.id) order by u.position) from unnest(v_ids) with ordinality as u (id, position)
    ), '[]'),
    'next', case when v_has_more or v_checked = v_max_checked then jsonb_build_object('start', v_last_start, 'id', v_last_id) end
  );
end;
$function$;

ALTER FUNCTION "public"."list_bookings"(uuid, text[], timestamp with time zone, timestamp with time zone, text, timestamp with time zone, uuid, integer, uuid, uuid, boolean, boolean) OWNER TO "postgres";

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
      p_key => 'delete_owner_data:' || next_deletion_step.owner_id, p_queue => 'owner:' || next_deletion_step.owner_id,
      -- Most is done within seconds; what is not may take as long again.
      p_run_at => now() + least(greatest((now() - v_requested_at) / 4, interval '1 second'), interval '10 minutes')
    );
  end if;
  return jsonb_build_object('step', v_step, 'bookings', to_jsonb(v_bookings), 'connections', to_jsonb(v_connections));
end;
$function$;

ALTER FUNCTION "public"."next_deletion_step"(uuid, integer) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION public.owner_versions(owner_ids uuid[])
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  return coalesce((
    select jsonb_object_agg(i.id, jsonb_build_object(
      'bookings', coalesce(v.bookings, 0) + h.bookings, 'connections', coalesce(v.connections, 0), 'conflicts', coalesce(v.conflicts, 0),
      'log', coalesce(v.log, 0), 'schedule', coalesce(v.schedule, 0)
    ))
    from unnest(owner_versions.owner_ids) as i (id)
    left join private.owner_versions as v on v.owner_id = i.id
    cross join lateral (
      select coalesce(sum(n.bookings), 0) as bookings
      from public.hosts as o
      join private.host_versions as n on n.host_id = o.id
      where o.owner_id = i.id
      offset 0
    ) as h
  ), '{}');
end;
$function$;

ALTER FUNCTION "public"."owner_versions"(uuid[]) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION public.preview_slots(event_type_id uuid, range_start timestamp with time zone, range_end timestamp with time zone, changes jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_range tstzrange;
  v_host_id uuid;
  v_now jsonb;
  v_then jsonb;
  v_within uuid[];
  v_within_then uuid[];
  v_end timestamptz;
begin
  perform public.require_event_type((select auth.uid()), preview_slots.event_type_id);
  v_range := private.require_range(preview_slots.range_start, preview_slots.range_end, 400);
  select e.host_id into v_host_id from public.event_types as e where e.id = preview_slots.event_type_id;
  v_now := private.slots_if_active(preview_slots.event_type_id, v_range);
  v_within := private.bookings_within_hours(v_host_id, v_range);
  begin
    perform private.lock_schedule(v_host_id);
    perform private.replace_schedule(v_host_id, preview_slots.changes, preview_slots.event_type_id);
    v_then := private.slots_if_active(preview_slots.event_type_id, v_range);
    v_within_then := private.bookings_within_hours(v_host_id, v_range);
    -- Takes back the changes, what triggers made of them, and all locks.
    raise exception using errcode = 'OSPRE', message = 'This was a preview.';
  exception
    when sqlstate 'OSPRE' then null;
  end;

  -- What one of the two lists has not looked at is neither lost nor gained.
  v_end := least((v_now ->> 'truncated_at')::timestamptz, (v_then ->> 'truncated_at')::timestamptz);
  return jsonb_build_object(
    'lost', private.slots_without(v_now -> 'slots', v_then -> 'slots', v_end),
    'gained', private.slots_without(v_then -> 'slots', v_now -> 'slots', v_end),
    'bookings_outside', to_jsonb(array(
      select b.id from unnest(v_within) with ordinality as b (id, number) where b.id <> all (v_within_then) order by b.number
    ))
  ) || case when v_end is null then '{}' else jsonb_build_object('truncated_at', private.iso_instant(v_end)) end;
end;
$function$;

ALTER FUNCTION "public"."preview_slots"(uuid, timestamp with time zone, timestamp with time zone, jsonb) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION public.propose_change(event_key uuid, calendar_id uuid, revision integer, kind text, times jsonb DEFAULT NULL::jsonb, run_id uuid DEFAULT NULL::uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
 SET lock_timeout TO '4s'
AS $function$
declare
  v_event public.booking_calendar_events;
  v_booking public.bookings;
  v_kind text := propose_change.kind;
  v_zone text;
  v_during tstzrange;
  v_conflict_id uuid;
begin
  perform from public.hosts as h
  where h.id = (
    select b.host_id from public.booking_calendar_events as p join public.bookings as b on b.id = p.booking_id
    where p.event_key = propose_change.event_key and p.calendar_id = propose_change.calendar_id
  )
  for no key update;
  select p.* into v_event from public.booking_calendar_events as p
  where p.event_key = propose_change.event_key and p.calendar_id = propose_change.calendar_id
  for no key update;
  select b.* into v_booking from public.bookings as b where b.id = v_event.booking_id;
  if not coalesce(v_event.is_wanted and v_event.revision = propose_change.revision and v_booking.status = 'confirmed', false) then
    return jsonb_build_object('kind', null, 'conflict_id', null);
  end if;

  if v_kind is distinct from 'deleted' then
    update public.booking_calendar_events as p set listed_at = now()
    where p.event_key = v_event.event_key and p.calendar_id = v_event.calendar_id and p.listed_at is null;
  end if;
  select coalesce(c.time_zone, h.time_zone) into v_zone
  from public.calendars as c cross join public.hosts as h
  where c.id = v_event.calendar_id and h.id = v_booking.host_id;
  v_during := tstzrange(
    coalesce((propose_change.times ->> 'starts_at')::timestamptz, private.day_start((propose_change.times ->> 'start_date')::date, v_zone)),
    coalesce((propose_change.times ->> 'ends_at')::timestamptz, private.day_start((propose_change.times ->> 'end_date')::date, v_zone))
  );
  -- A bound is missing: the range would be all time.
  if lower_inf(v_during) or upper_inf(v_during) then
    v_during := null;
  end if;
  if v_kind = 'moved' and v_during is null then
    perform private.fail('invalid_request', 'The times of the event that moved are missing.', 'Send two instants or two dates.');
  end if;
  if v_kind = 'moved' and (
    v_during = v_booking.during
    -- An event that could not be written has its old time there: nobody moved it. It is written again.
    or (v_event.pushed_revision is distinct from v_event.revision and not private.has_open_move(v_booking.id))
  ) then
    v_kind := null;
  end if;
  update public.booking_conflicts as k set resolved_at = now(), resolution = 'gone'
  where k.booking_id = v_booking.id and k.kind in ('moved', 'deleted') and k.kind is distinct from v_kind and k.resolved_at is null;
  if v_kind is null then
    update public.booking_calendar_events as p set state = 'pushed', last_error = null
    where p.event_key = v_event.event_key and p.calendar_id = v_event.calendar_id and p.pushed_revision = p.revision;
    if not found then
      perform private.enqueue_push(v_event.event_key, v_event.calendar_id);
    end if;
    return jsonb_build_object('kind', null, 'conflict_id', null);
  end if;

  update public.booking_conflicts as k set event_starts_at = lower(v_during), event_ends_at = upper(v_during)
  where k.booking_id = v_booking.id and k.kind = v_kind and k.resolved_at is null
  returning k.id into v_conflict_id;
  -- The host said that the event may be as it is.
  if v_conflict_id is null and not exists (
    select from public.booking_conflicts as k
    where k.booking_id = v_booking.id and k.kind = v_kind and k.resolution = 'ignored'
      and (k.event_starts_at, k.event_ends_at) is not distinct from (lower(v_during), upper(v_during))
      and k.resolved_at >= coalesce(v_event.pushed_at, '-infinity')
  ) then
    insert into public.booking_conflicts as k (booking_id, kind, event_starts_at, event_ends_at)
    values (v_booking.id, v_kind, lower(v_during), upper(v_during))
    returning k.id into v_conflict_id;
    perform private.notify_of_conflict(v_conflict_id, propose_change.run_id);
  end if;
  if v_kind = 'deleted' then
    update public.booking_calendar_events as p set state = 'failed', last_error = 'The event was deleted in the calendar.'
    where p.event_key = v_event.event_key and p.calendar_id = v_event.calendar_id;
  end if;
  return jsonb_build_object('kind', v_kind, 'conflict_id', v_conflict_id);
end;
$function$;

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
    p_queue => 'owner:' || request_deletion.owner_id
  );
  return jsonb_build_object('deletion', private.deletion_json(request_deletion.owner_id));
end;
$function$;

ALTER FUNCTION "public"."request_deletion"(uuid, text) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION public.reschedule_booking(booking_id uuid, starts_at timestamp with time zone, duration_minutes integer DEFAULT NULL::integer, actor_generation integer DEFAULT NULL::integer, actor_user_id uuid DEFAULT NULL::uuid, reason text DEFAULT NULL::text, is_override boolean DEFAULT false)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
 SET plan_cache_mode TO 'force_generic_plan'
 SET enable_seqscan TO 'off'
AS $function$
declare
  v_booking constant public.bookings := private.lock_booking(
    reschedule_booking.booking_id, reschedule_booking.actor_generation, reschedule_booking.actor_user_id, reschedule_booking.starts_at
  );
  v_start constant timestamptz := private.require_finite_start(reschedule_booking.starts_at);
  v_is_host constant boolean := reschedule_booking.actor_user_id is not null;
  v_fault constant text := private.text_fault('The reason', reschedule_booking.reason, 2000, true);
  v_rules private.slot_rules;
  v_needs_confirmation boolean;
  v_status text;
begin
  if v_fault is not null then
    perform private.fail('invalid_request', v_fault);
  end if;
  if is_override and not v_is_host then
    perform private.fail('forbidden', 'Only the host may set their rules aside.', 'Leave override out.');
  end if;
  -- The same request again, also where it was the last one permitted.
  if v_booking.status in ('pending', 'confirmed') and v_booking.starts_at = v_start and v_booking.ends_at = v_start + coalesce(
    make_interval(mins => reschedule_booking.duration_minutes), v_booking.ends_at - v_booking.starts_at
  ) then
    return private.booking_result(v_booking.id);
  end if;
  perform private.require_change(v_booking, true, v_is_host, reschedule_booking.reason);
  v_rules := private.load_slot_rules(
    v_booking.event_type_id,
    coalesce(reschedule_booking.duration_minutes, (extract(epoch from v_booking.ends_at - v_booking.starts_at) / 60)::integer)
  );

  perform private.expire_overlapping(v_booking.host_id, tstzrange(v_start, v_start + v_rules.duration));
  if is_override then
    perform private.require_host_start(v_rules, v_start, v_booking.id, true, false);
  else
    v_needs_confirmation := private.require_free_start(v_rules, v_start, now(), v_booking.id);
  end if;
  v_status := case
    when v_is_host then 'confirmed'
    when v_needs_confirmation or v_rules.requires_confirmation then 'pending'
    else v_booking.status
  end;
  return private.write_move(v_booking, v_rules, v_start, v_status, case when v_is_host then 'host' else 'visitor' end, reschedule_booking.reason,
    'booking_rescheduled');
end;
$function$;

ALTER FUNCTION "public"."reschedule_booking"(uuid, timestamp with time zone, integer, integer, uuid, text, boolean) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION public.resolve_conflict(booking_id uuid, conflict_id uuid, decision text, actor_user_id uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_booking constant public.bookings := private.lock_booking(resolve_conflict.booking_id, null, resolve_conflict.actor_user_id);
  v_conflict public.booking_conflicts;
  v_event public.booking_calendar_events;
begin
  select k.* into v_conflict from public.booking_conflicts as k
  where k.id = resolve_conflict.conflict_id and k.booking_id = v_booking.id
  for no key update;
  if v_conflict.id is null then
    perform private.fail('not_found', 'There is no such conflict of this booking.', 'Check the id of the conflict.');
  end if;
  if v_conflict.resolved_at is not null then
    perform private.fail('invalid_state', 'This conflict is already closed.', 'Load the conflicts of the booking again.');
  end if;
  if coalesce(decision not in ('keep', 'move', 'cancel', 'ignore'), true) or (decision = 'move' and v_conflict.kind <> 'moved')
    or (decision = 'ignore' and v_conflict.kind = 'overlap') then
    perform private.fail(
      'invalid_request', 'This cannot be decided here.', 'Send keep or cancel; move for an event that was moved; ignore where it was moved or deleted.'
    );
  end if;
  if decision = 'move' and not coalesce(v_conflict.event_ends_at > v_conflict.event_starts_at, false) then
    perform private.fail('invalid_state', 'The event takes no time in the calendar now.', 'Keep or cancel the booking.');
  end if;

  update public.booking_conflicts as k
  set resolved_at = now(), resolution = case decision
    when 'keep' then 'kept' when 'move' then 'accepted' when 'ignore' then 'ignored' else 'cancelled'
  end
  where k.id = v_conflict.id;
  if v_conflict.other_booking_id is not null and decision = 'keep' then
    -- One decision covers both: the other booking is kept as well.
    update public.booking_conflicts as k set resolved_at = now(), resolution = 'kept'
    where k.booking_id = v_conflict.other_booking_id and k.other_booking_id = v_booking.id and k.resolved_at is null;
  end if;
  if decision = 'cancel' then
    perform public.cancel_booking(v_booking.id, actor_user_id => resolve_conflict.actor_user_id);
  elsif decision = 'move' then
    perform private.move_session(v_booking, v_conflict.event_starts_at, v_conflict.event_ends_at);
  elsif decision = 'keep' and v_conflict.kind <> 'overlap' then
    v_event := private.session_event(v_booking.id);
    if v_conflict.kind = 'deleted' then
      -- It may not exist: written as a new event with the same identity.
      update public.booking_calendar_events as p set provider_event_id = null, version = null
      where p.event_key = v_event.event_key and p.calendar_id = v_event.calendar_id;
    end if;
    perform private.plan_push(v_booking.id);
    perform private.detect_double_bookings(array[v_booking.id]);
  end if;
  select k.* into v_conflict from public.booking_conflicts as k where k.id = v_conflict.id;
  return private.booking_result(v_booking.id) || jsonb_build_object('conflict', private.conflict_json(v_conflict));
end;
$function$;

CREATE OR REPLACE FUNCTION public.retry_event(booking_id uuid, actor_user_id uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_booking constant public.bookings := private.lock_booking(retry_event.booking_id, null, retry_event.actor_user_id);
  v_event record;
  v_is_found boolean := false;
begin
  if exists (
    select from public.booking_conflicts as k where k.booking_id = v_booking.id and k.kind = 'deleted' and k.resolved_at is null
  ) then
    perform private.fail('invalid_state', 'The event was deleted in the calendar.', 'Decide first what that means for the booking.');
  end if;
  for v_event in
    select p.event_key, p.calendar_id, p.is_wanted and p.pushed_revision is not distinct from p.revision as is_gone
    from (
      select v_booking.id
      union
      select o.id
      from public.bookings as o
      where v_booking.status = 'confirmed' and o.status = 'confirmed' and o.event_type_id = v_booking.event_type_id
        and o.starts_at = v_booking.starts_at and o.ends_at = v_booking.ends_at
    ) as carrier (id)
    join public.booking_calendar_events as p on p.booking_id = carrier.id
    where (p.state = 'failed' or (p.state = 'pending' and p.last_error is not null)) and not private.is_disconnected(p.calendar_id)
    order by p.event_key, p.calendar_id
    for no key update of p
  loop
    v_is_found := true;
    if v_event.is_gone then
      -- It was written and is not there any more: written as a new event with the same identity.
      update public.booking_calendar_events as p set provider_event_id = null, version = null
      where p.event_key = v_event.event_key and p.calendar_id = v_event.calendar_id;
      perform private.change_event(v_event.event_key, v_event.calendar_id, true);
    else
      update public.booking_calendar_events as p set state = 'pending', last_error = null, attempts = least(p.attempts, 1)
      where p.event_key = v_event.event_key and p.calendar_id = v_event.calendar_id;
      perform private.enqueue_push(v_event.event_key, v_event.calendar_id);
    end if;
  end loop;
  if not v_is_found then
    perform private.fail('invalid_state', 'Nothing failed that could be written again.', 'Load the booking again.');
  end if;
  return private.booking_result(v_booking.id);
end;
$function$;

ALTER FUNCTION "public"."retry_event"(uuid, uuid) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION public.save_schedule(host_id uuid, version text, changes jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_host_id constant uuid := save_schedule.host_id;
begin
  perform private.require_own_host(v_host_id);
  -- Bookings that are being decided are decided by the old hours, the next ones by the new.
  perform private.lock_host(v_host_id);
  perform private.lock_schedule(v_host_id);
  -- Who edits one of the rows through its table comes before this, and is seen, or after it.
  perform from public.availability_rules as r where r.host_id = v_host_id order by r.id for update;
  perform from public.availability_overrides as o where o.host_id = v_host_id order by o.id for update;
  perform from public.blocked_periods as p where p.host_id = v_host_id order by p.id for update;
  if private.schedule_json(v_host_id) ->> 'version' is distinct from save_schedule.version then
    perform private.fail(
      'invalid_state', 'These hours were changed elsewhere meanwhile, perhaps in another tab. Nothing was saved.',
      'Read get_schedule again and save your change with its version.'
    );
  end if;
  perform private.replace_schedule(v_host_id, save_schedule.changes);
  return private.schedule_json(v_host_id);
end;
$function$;

ALTER FUNCTION "public"."save_schedule"(uuid, text, jsonb) OWNER TO "postgres";

ALTER TABLE "private"."owner_deletions" ADD CONSTRAINT "owner_deletions_owner_fkey" FOREIGN KEY (owner_id) REFERENCES auth.users(id) ON DELETE CASCADE;

ALTER TABLE "private"."owner_versions" ADD CONSTRAINT "owner_versions_owner_fkey" FOREIGN KEY (owner_id) REFERENCES auth.users(id) ON DELETE CASCADE;

ALTER TABLE "private"."planned_forgetting" ADD CONSTRAINT "planned_forgetting_host_fkey" FOREIGN KEY (host_id) REFERENCES public.hosts(id) ON DELETE CASCADE;

ALTER TABLE "public"."booking_conflicts" ADD CONSTRAINT "booking_conflicts_resolution_known" CHECK ((resolution = ANY (ARRAY['gone'::text, 'rescheduled'::text, 'cancelled'::text, 'kept'::text, 'accepted'::text, 'ignored'::text])));

ALTER TABLE "public"."hosts" ADD CONSTRAINT "hosts_retention_days_valid" CHECK (((retention_days >= 1) AND (retention_days <= 3650)));

CREATE INDEX planned_forgetting_due_idx ON private.planned_forgetting USING btree (due_at);

CREATE INDEX bookings_remembered_idx ON public.bookings USING btree (host_id, ends_at) WHERE (forgotten_at IS NULL);

CREATE INDEX webhook_deliveries_subject_idx ON public.webhook_deliveries USING btree (((body #>> '{data,booking,id}'::text[])));

CREATE CONSTRAINT TRIGGER changed_versions_bump AFTER INSERT ON private.changed_versions DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION private.bump_changed_versions();

CREATE TRIGGER availability_overrides_version_delete AFTER DELETE ON public.availability_overrides REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION private.bump_versions_of_settings();

CREATE TRIGGER availability_overrides_version_insert AFTER INSERT ON public.availability_overrides REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.bump_versions_of_settings();

CREATE TRIGGER availability_overrides_version_update AFTER UPDATE ON public.availability_overrides REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.bump_versions_of_settings();

CREATE TRIGGER availability_rules_version_delete AFTER DELETE ON public.availability_rules REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION private.bump_versions_of_settings();

CREATE TRIGGER availability_rules_version_insert AFTER INSERT ON public.availability_rules REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.bump_versions_of_settings();

CREATE TRIGGER availability_rules_version_update AFTER UPDATE ON public.availability_rules REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.bump_versions_of_settings();

CREATE TRIGGER blocked_periods_version_delete AFTER DELETE ON public.blocked_periods REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION private.bump_versions_of_settings();

CREATE TRIGGER blocked_periods_version_insert AFTER INSERT ON public.blocked_periods REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.bump_versions_of_settings();

CREATE TRIGGER blocked_periods_version_update AFTER UPDATE ON public.blocked_periods REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.bump_versions_of_settings();

CREATE TRIGGER booking_calendar_events_version_update AFTER UPDATE ON public.booking_calendar_events REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.bump_versions_of_deliveries();

CREATE TRIGGER booking_conflicts_version_delete AFTER DELETE ON public.booking_conflicts REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION private.bump_versions_of_conflicts();

CREATE TRIGGER booking_conflicts_version_insert AFTER INSERT ON public.booking_conflicts REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.bump_versions_of_conflicts();

CREATE TRIGGER booking_conflicts_version_update AFTER UPDATE ON public.booking_conflicts REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.bump_versions_of_conflicts();

CREATE TRIGGER calendar_connections_version_delete AFTER DELETE ON public.calendar_connections REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION private.bump_versions_of_owners('{connections}');

CREATE TRIGGER calendar_connections_version_insert AFTER INSERT ON public.calendar_connections REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.bump_versions_of_owners('{connections}');

CREATE TRIGGER calendar_connections_version_update AFTER UPDATE ON public.calendar_connections REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.bump_versions_of_owners('{connections}');

CREATE TRIGGER calendar_links_version_delete AFTER DELETE ON public.calendar_links REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION private.bump_versions_of_settings();

CREATE TRIGGER calendar_links_version_insert AFTER INSERT ON public.calendar_links REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.bump_versions_of_settings();

CREATE TRIGGER calendar_links_version_update AFTER UPDATE ON public.calendar_links REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.bump_versions_of_settings();

CREATE TRIGGER calendars_version_delete AFTER DELETE ON public.calendars REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION private.bump_versions_of_owners('{connections}');

CREATE TRIGGER calendars_version_insert AFTER INSERT ON public.calendars REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.bump_versions_of_owners('{connections}');

CREATE TRIGGER calendars_version_update AFTER UPDATE ON public.calendars REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.bump_versions_of_owners('{connections}');

CREATE TRIGGER event_types_updated_at BEFORE UPDATE ON public.event_types FOR EACH ROW EXECUTE FUNCTION private.note_update();

CREATE TRIGGER event_types_version_delete AFTER DELETE ON public.event_types REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION private.bump_versions_of_settings();

CREATE TRIGGER event_types_version_insert AFTER INSERT ON public.event_types REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.bump_versions_of_settings();

CREATE TRIGGER event_types_version_update AFTER UPDATE ON public.event_types REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.bump_versions_of_settings();

CREATE TRIGGER hosts_follow_retention AFTER UPDATE OF retention_days ON public.hosts FOR EACH ROW WHEN ((old.retention_days IS DISTINCT FROM new.retention_days)) EXECUTE FUNCTION private.plan_forgetting();

CREATE TRIGGER hosts_plan_forgetting AFTER INSERT ON public.hosts FOR EACH ROW WHEN ((new.retention_days IS NOT NULL)) EXECUTE FUNCTION private.plan_forgetting();

CREATE TRIGGER hosts_refuse_active BEFORE INSERT OR UPDATE OF is_active ON public.hosts FOR EACH ROW WHEN (new.is_active) EXECUTE FUNCTION private.refuse_active_hosts();

CREATE TRIGGER hosts_refuse_mail_settings BEFORE INSERT OR UPDATE OF accent_color, reply_to, locale, logo_url, allowed_origins, notifications ON public.hosts FOR EACH ROW EXECUTE FUNCTION private.refuse_faulty_mail_settings();

CREATE TRIGGER hosts_updated_at BEFORE UPDATE ON public.hosts FOR EACH ROW EXECUTE FUNCTION private.note_update();

CREATE TRIGGER hosts_version_delete AFTER DELETE ON public.hosts REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION private.bump_versions_of_hosts();

CREATE TRIGGER hosts_version_insert AFTER INSERT ON public.hosts REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.bump_versions_of_hosts();

CREATE TRIGGER notifications_version_update AFTER UPDATE ON public.notifications REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.bump_versions_of_deliveries();

CREATE TRIGGER sync_logs_version_insert AFTER INSERT ON public.sync_logs REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.bump_versions_of_owners('{log}');

CREATE TRIGGER webhook_deliveries_version_update AFTER UPDATE ON public.webhook_deliveries REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.bump_versions_of_webhooks();

COMMENT ON COLUMN "private"."changed_versions"."topics" IS 'Of a host: slots, bookings. Of an owner: the columns of private.owner_versions.';

COMMENT ON COLUMN "private"."host_versions"."bookings" IS 'Of its bookings, with their mails and events, for its owner. Here and not with the owner, so that bookings of two hosts never wait for each other.';

COMMENT ON COLUMN "private"."host_versions"."version" IS 'Of its slots, for visitors.';

COMMENT ON COLUMN "private"."noticed_events"."shown_version" IS 'The version that a pull last showed since the notice; a late notice of the same one is no news, but for a series, whose occurrences change without it.';

COMMENT ON COLUMN "private"."owner_versions"."bookings" IS 'Of what was sent to their programs about bookings; each host counts the rest.';

COMMENT ON COLUMN "public"."booking_conflicts"."resolution" IS 'gone: the cause went away; rescheduled, cancelled: the booking was; kept: the host keeps the booking; accepted: the booking took the event''s times; ignored: booking and event stay as they are.';

COMMENT ON COLUMN "public"."bookings"."forgotten_at" IS 'When what was known of its visitor was deleted (hosts.retention_days); null: it was not, or something was written about them since.';

COMMENT ON COLUMN "public"."event_types"."updated_at" IS 'Another one after every change that an owner makes, by a trigger: who saves with updated_at=eq.… overwrites nothing that they have not seen.';

COMMENT ON COLUMN "public"."hosts"."notifications" IS 'Which mails the owner gets: bookings (made, asked for, moved, ended), conflicts, sync (accounts, calendars and booking targets: those of the oldest host of the owner count), each true or false; one that is missing is true.';

COMMENT ON COLUMN "public"."hosts"."retention_days" IS 'How many days after the end of a booking what is known of its visitor is deleted; null: never. The booking stays, without them, for reports.';

COMMENT ON COLUMN "public"."hosts"."updated_at" IS 'Another one after every change that an owner makes, by a trigger: who saves with updated_at=eq.… overwrites nothing that they have not seen.';

COMMENT ON FUNCTION "private"."add_notification"(text, text, uuid, uuid, uuid, timestamp with time zone, uuid, uuid, uuid, uuid, uuid[]) IS 'Writes one mail to one recipient, about a booking, a connection, an endpoint, a host or a place on a waiting list, with its job (now or at p_run_at) in the caller''s transaction. A mail that is repeated (p_resent_from) is about the same bookings. Returns its id; null: the visitor was forgotten, and there is none.';

COMMENT ON FUNCTION "private"."booking_deliveries"(public.bookings) IS 'The last 50 webhook deliveries of the past 30 days that told of a booking, newest first, without their bodies.';

COMMENT ON FUNCTION "private"."booking_mails"(public.bookings) IS 'The mails about a booking, newest first, with the state of each and whether it can be sent again (public.resend_notification, with booking_id).';

COMMENT ON FUNCTION "private"."bookings_to_cancel"(uuid) IS 'The bookings to come, and requests, of all hosts of an owner, by start.';

COMMENT ON FUNCTION "private"."bookings_within_hours"(uuid, tstzrange) IS 'Bookings and requests of a host that start in p_range, are not over and lie inside the open hours and outside the blocked periods of their own event type. Holds are no bookings yet: they are checked again when they become one.';

COMMENT ON FUNCTION "private"."bump_changed_versions"() IS 'At the end of a transaction: bumps the version of each host and owner of whom it changed something, once. Processes with open pages poll the versions: a notification would make all commits of the database wait for one lock. These are the last locks that the transaction takes; the first row does the work for all.';

COMMENT ON FUNCTION "private"."bump_host_versions"(uuid[], text[]) IS 'These topics of these hosts (slots, bookings) may have changed: their versions are bumped when this transaction ends (private.bump_changed_versions).';

COMMENT ON FUNCTION "private"."bump_owner_versions"(uuid[], text[]) IS 'These topics of these owners (columns of private.owner_versions) changed: their versions are bumped when this transaction ends.';

COMMENT ON FUNCTION "private"."bump_versions_of_bookings"() IS 'A time was taken, moved or given back, or a hold or request ended: for its host, and for those whose time it takes through a calendar. Its owner is told of every change.';

COMMENT ON FUNCTION "private"."bump_versions_of_conflicts"() IS 'Conflicts were opened, changed, closed or forgotten.';

COMMENT ON FUNCTION "private"."bump_versions_of_deliveries"() IS 'What became of the mail or event of a booking. That there is one needs no version of its own: it comes with a change of the booking, or is sent at once.';

COMMENT ON FUNCTION "private"."bump_versions_of_hosts"() IS 'The owner changed a host itself: its zone, its policy, whether it is active; or made or deleted one.';

COMMENT ON FUNCTION "private"."bump_versions_of_owners"() IS 'Something that owners are shown changed, in a table that names its owner: once per statement. The argument names the topics.';

COMMENT ON FUNCTION "private"."bump_versions_of_settings"() IS 'Once per statement with which the owner changed what a host offers, or which calendars take its time.';

COMMENT ON FUNCTION "private"."bump_versions_of_unknown_times"() IS 'Once per statement that changed which days are known (rule 9); what is wrong with an event does not concern visitors, but the owner.';

COMMENT ON FUNCTION "private"."bump_versions_of_webhooks"() IS 'What became of an event for an owner''s program.';

COMMENT ON FUNCTION "private"."calendar_problems"(uuid, uuid[]) IS 'What is wrong with the calendars of these hosts of an owner, gravest first, each {kind, message, …}: connection (needs_reconnect, error; also of accounts without any link), calendar (of a working account, takes time and is not known now), unknown_time (an event that nobody has acknowledged), booking_target (lost without the owner choosing that).';

COMMENT ON FUNCTION "private"."change_slot_rules"(uuid, jsonb) IS 'Writes the columns of an event type that private.load_slot_rules reads, for a preview; p_values may have others, which change no slot. Raises invalid_request, and what the table raises.';

COMMENT ON FUNCTION "private"."complete_booking"() IS 'Gives a row without a seat the lowest free one of its session (the unique index bookings_seat_key decides), a hold 5 minutes to live, and an active row the calendar for its event; takes the time that was proposed, and the leave to overlap others, from a booking that moved or ended. A booking of a forgotten visitor about which something is written is to be forgotten again.';

COMMENT ON FUNCTION "private"."connection_json"(uuid) IS 'A connection with its calendars and their links, as the contract shows it. No secrets. blocked_until: its provider asked us to wait until then; next_try_at: it failed and is asked again then; both else null. next_poll_at: when it is looked at next, whatever the reason. sync_mark: another one after each sync, also after two within a second; null before the first. push_error: why there is no channel for a calendar, so that it is polled (private.calendar_watch); null: nothing went wrong; push_error_code: the same as a code.';

COMMENT ON FUNCTION "private"."constraint_fault"(text) IS 'What a constraint of the tables of a schedule wants, in a sentence; null: another constraint. Postgres itself would tell its name only.';

COMMENT ON FUNCTION "private"."deletion_json"(uuid) IS 'The deletion of an owner''s data that is under way: {requested_at, upcoming_bookings, connections}, with what is still to be cancelled and disconnected; null: there is none.';

COMMENT ON FUNCTION "private"."delivery_problems"(uuid, uuid[]) IS 'What could not be delivered, each {kind, message, …}: event and mail, of the next 200 bookings within 60 days (a mail that was sent again is none), and webhook (an endpoint that was switched off because it failed).';

COMMENT ON FUNCTION "private"."forget_mails"(uuid[]) IS 'Deletes the kept mails that tell of these bookings, those that tell of others too among them, and takes the address of the visitor from the list of mails. One that is still to be sent is given up. The mails to the owner stay in the list.';

COMMENT ON FUNCTION "private"."forget_visitors"(uuid[]) IS 'Deletes what is known of the visitors of these bookings, wherever it is stored: name, address, zone, language, answers, reasons, what they wrote about the place, metadata, mails, what webhooks were told, titles of their events. The bookings stay. The caller has locked their rows.';

COMMENT ON FUNCTION "private"."is_deletion_waiting"(uuid) IS 'Whether something is still under way that needs the rows of an owner: events to be removed and access to be withdrawn (private.has_to_wait ends that), mails to visitors (given up after 24 hours), and webhooks that were not sent once.';

COMMENT ON FUNCTION "private"."is_series"(uuid, text) IS 'Whether a calendar of a connection is known to have occurrences of this event.';

COMMENT ON FUNCTION "private"."local_day"(text) IS 'Today in a zone, as instants.';

COMMENT ON FUNCTION "private"."lock_schedule"(uuid) IS 'One at a time replaces the schedule of a host, for good or for a preview: two would wait for each other''s rows. No booking waits for this lock. Raises 55P03 after 4 s.';

COMMENT ON FUNCTION "private"."nobody"() IS 'The email address of a visitor who was forgotten (private.forget_visitors): no mail is written to it.';

COMMENT ON FUNCTION "private"."note_update"() IS 'Keeps updated_at: another one after a change, the same where nothing or a derived column changed. Nobody else can set it.';

COMMENT ON FUNCTION "private"."notifications_fault"(jsonb) IS 'What is wrong with the choice of mails that an owner gets (hosts.notifications), in a sentence; null: nothing.';

COMMENT ON FUNCTION "private"."notify_of_conflict"(uuid, uuid) IS 'Notifies the owner of a booking''s host, if they want that (hosts.notifications), of a conflict: in a mail of its own, or in one of the same kind from the same pull (p_run_id) that is not written yet. Such a mail waits 10 s for more (private.send_conflict_mails ends that). A conflict is reported again at once the first time, then at most once an hour. The caller holds the lock of the host.';

COMMENT ON FUNCTION "private"."notify_of_unknown_times"(uuid) IS 'Notifies the owner of a calendar that takes a host''s time, if they want that (hosts.notifications), of the events whose time is unknown: once per question, all of one pull in one mail. A calendar gets at most one such mail an hour, which reports all that is found until it is written. The caller holds the lock of the calendar.';

COMMENT ON FUNCTION "private"."notify_owner"(text, uuid) IS 'Writes one mail to the owner of a connection, if they want it (hosts.notifications).';

COMMENT ON FUNCTION "private"."notify_parties"(uuid, text, uuid[]) IS 'Writes one notification to the visitor and one to the owner of the host, if they want it (hosts.notifications), and the event for the owner''s webhooks, with a job for each, in the caller''s transaction. The visitor''s waits up to 30 s for a video link that is about to be made (private.expects_join_url), but not once it is known that none comes (private.release_mails). An owner whose calendars were not all known when it was booked is asked to check (booking_confirmed_unread, series_confirmed_unread). p_series_booking_ids: all that the mail is about, if it is about several of a series.';

COMMENT ON FUNCTION "private"."offered_starts"(uuid, tstzrange) IS 'The starts in p_range (at most 62 days) of what private.list_slots lists for the first duration, to be counted; none where the event type or its host is switched off.';

COMMENT ON FUNCTION "private"."own_access_lists"() IS 'private.own_object_ids() with the owner and the rights of each.';

COMMENT ON FUNCTION "private"."own_object_ids"() IS 'Every existing object of ours: its kind and its name as a statement names it. Names are looked up in caches: without the rows of the catalogues, which cost three pages a function.';

COMMENT ON FUNCTION "private"."plan_forgetting"() IS 'The owner said how long visitors are remembered, or something else than before: their bookings are looked through soon.';

COMMENT ON FUNCTION "private"."refuse_active_hosts"() IS 'An owner whose data are being deleted opens no page meanwhile, by none of the ways to write a host. Raises invalid_state.';

COMMENT ON FUNCTION "private"."refuse_faulty_mail_settings"() IS 'Says what is wrong with the colour, the reply address, the locale, the logo, the web sites or the choice of mails of a host, before their constraint refuses them without a reason. Raises invalid_request.';

COMMENT ON FUNCTION "private"."replace_blocked_periods"(uuid, jsonb) IS 'Makes those of the list the vacations and blocks of a host, those of its event types included. A row with the id of one that the host has changes that one; others get an id, and rows that are equal are not touched. Raises what the table raises.';

COMMENT ON FUNCTION "private"."replace_overrides"(uuid, jsonb) IS 'Makes those of the list the overrides of a host, those of its event types included. A row with the id of one that the host has changes that one; others get an id, and rows that are equal are not touched. Raises what the table raises.';

COMMENT ON FUNCTION "private"."replace_rules"(uuid, jsonb) IS 'Makes those of the list the weekly and temporary hours of a host, those of its event types included. A row with the id of one that the host has changes that one; others get an id, and rows that are equal are not touched. Raises what the table raises.';

COMMENT ON FUNCTION "private"."replace_schedule"(uuid, jsonb, uuid) IS 'Writes the lists that p_changes has (rules, overrides, blocked_periods: all rows of the host, each list replacing what is stored; absent: as it is), and the event_type among them to p_event_type_id. Without rights: its callers ask who is signed in, and hold private.lock_schedule. Raises invalid_request.';

COMMENT ON FUNCTION "private"."require_changes"(uuid, jsonb, boolean) IS 'Refuses changes of a schedule that are not lists of rows with the columns of their tables. p_with_event_type: event_type may be among them. What the values mean is for the tables to judge. Raises invalid_request.';

COMMENT ON FUNCTION "private"."require_own_host"(uuid) IS 'Raises not_found where a host does not belong to who is signed in, as where there is none.';

COMMENT ON FUNCTION "private"."schedule_json"(uuid) IS 'What get_schedule gives: all rows that decide the hours of a host, and a version that is another one when any of them is. It is a digest, so that nothing has to be counted up by whoever writes one of the rows.';

COMMENT ON FUNCTION "private"."show_noticed_events"(uuid, jsonb, text[], jsonb) IS 'A pull of a calendar named the events of these changes and these others: notices of them are over, unless it showed another version (p_versions: by event, if known) than the notice names, or began before the notice and did not prove by the version that it knew of the change.';

COMMENT ON FUNCTION "private"."shown_events"(uuid, text, tstzrange) IS 'The events that a host''s calendar screens show: those of all calendars that are linked to the host, whether they take time or not (is_busy), which meet p_range.';

COMMENT ON FUNCTION "private"."slots_if_active"(uuid, tstzrange) IS 'What get_available_slots lists of the first duration; no slots where the event type or its host is switched off.';

COMMENT ON FUNCTION "private"."slots_without"(jsonb, jsonb, timestamp with time zone) IS 'The slots of one list of private.list_slots that another has not, as {start, end}, those before p_until (null: all).';

COMMENT ON FUNCTION "private"."unread_text"(timestamp with time zone, interval, timestamp with time zone) IS 'Why a blocking calendar is not known at a time, in a sentence, where nothing went wrong that would say more.';

COMMENT ON FUNCTION "private"."upsert_events"(uuid, jsonb, uuid, text[]) IS 'Writes one page of normalised changes; of several for one event the last counts. A missing field is null, ''confirmed'', ''opaque'', busy or not all-day; that of a booking whose visitor was forgotten has no title. Removes what this run has not named of p_fully_listed. touched: rows written; missing_bookings: bookings whose own event was removed.';

COMMENT ON FUNCTION "private"."wants_mail"(uuid, uuid, text) IS 'Whether an owner gets mails of this topic (hosts.notifications) about a host; null: about what serves all of them, as they chose it for the oldest.';

COMMENT ON FUNCTION "public"."delete_owner_rows"(uuid, integer) IS 'Deletes the rows of an owner who asked for that (public.request_deletion), at most max_count of each kind at once: {finished}; call it until it is. The account itself, with which they sign in, stays. Does nothing for anybody else.';

COMMENT ON FUNCTION "public"."export_own_rows"(text, text[], integer) IS 'For an owner: a part of all that is theirs in these tables, by row level security: {table, rows, next: {table, key}}. Begins with the first row of the first table; ask again with what is in next, until it is null. after_key: values of the primary key. Null: there is no such table.';

COMMENT ON FUNCTION "public"."forget_due_visitors"(integer) IS 'Housekeeping: forgets the visitors of bookings and waiting lists that ended more than hosts.retention_days ago, each host once a day, about max_count per call: {planned, forgotten}. planned counts hosts, bookings and places; as long as it is max_count or more, there may be others.';

COMMENT ON FUNCTION "public"."get_booking_sheet"(uuid) IS 'All that its owner sees of a booking: who booked what (a request whose time is over counts as expired even before that is recorded), its conflicts, open and closed; the event of its session in a calendar that is still connected, else the event that is still to be removed (null: none); its mails and webhook deliveries, newest first; how many others booked the same session, its place in its series, all of whose dates are in series (private.series_json), and the calendars that could not be read. Raises not_found, also for holds and bookings of others.';

COMMENT ON FUNCTION "public"."get_calendar_month"(uuid, timestamp with time zone, timestamp with time zone, uuid) IS 'For the owner''s month: of each local day (the host''s zone) that the range meets {date, free_slots, bookings, requests, external_events, blocks}. free_slots: starts of slots in the range (first durations), for one event type or, each time once, for all that are active. The others count on every day that they meet: bookings and requests (of the event type, if one is given), events of the calendars without those of bookings, and blocked periods as get_calendar_view shows them. Raises not_found (also for those of others), invalid_range (over 62 days).';

COMMENT ON FUNCTION "public"."get_deletion"(uuid) IS 'The deletion of an owner''s data that is under way: {deletion} (private.deletion_json); null in it: there is none.';

COMMENT ON FUNCTION "public"."get_overview"(uuid) IS 'For the owner''s first screen, of one host or (null) of all their hosts: {as_of, problems: [{kind, message, …}] (private.calendar_problems, private.delivery_problems), calendars: {count, oldest_read_at (null: one was never read), newest_read_at} of those that take time, conflicts: {count, conflicts} (open, of bookings that are not over, the first 20, each with its booking), requests: {count, bookings} (the first 20, with expires_at), today: {count, bookings} (confirmed, meet today in the host''s zone, the first 50), next: [the 10 confirmed ones after today]}. Raises not_found (also for hosts of others).';

COMMENT ON FUNCTION "public"."get_schedule"(uuid) IS 'For the owner: {version, rules, overrides, blocked_periods}, the rows of availability_rules, availability_overrides and blocked_periods of a host and of its event types, for save_schedule and preview_slots. Raises not_found (also for hosts of others).';

COMMENT ON FUNCTION "public"."list_all_conflicts"(uuid, boolean, timestamp with time zone, uuid, integer) IS 'What the calendars of all hosts of an owner have against their bookings, newest first, at most max_count (up to 200): what is to be decided (is_open), else the history. Each with its booking (private.booking_details), how many others booked the same session, and the calendar of the event (null: unknown by now); next: to continue before it, null at the end.';

COMMENT ON FUNCTION "public"."list_bookings"(uuid, text[], timestamp with time zone, timestamp with time zone, text, timestamp with time zone, uuid, integer, uuid, uuid, boolean, boolean) IS 'Bookings and requests of all hosts of an owner (or host_id, or event_type_id) with starts_from <= start < starts_until, by start and id, after a given one; search: part of the name or address of the visitor; is_over: only those that have ended, or have not; newest_first: the latest start first. At most max_count (up to 200), and fewer where 2,000 had to be checked; next: where to continue, null at the end.';

COMMENT ON FUNCTION "public"."next_deletion_step"(uuid, integer) IS 'What comes next in the deletion of an owner''s data, {step, bookings, connections}. cancel: these bookings are to be cancelled, these connections disconnected with their events removed; wait: what follows from that is not done yet (private.is_deletion_waiting), for three days at most, and a job asks again; delete: the rows (public.delete_owner_rows); none: nothing is to be deleted (any more).';

COMMENT ON FUNCTION "public"."owner_versions"(uuid[]) IS 'The versions of what is shown to these owners, {owner id: {bookings, connections, conflicts, log, schedule}}: another number says that something of the topic changed. That of bookings is smaller after a host was deleted.';

COMMENT ON FUNCTION "public"."preview_slots"(uuid, timestamp with time zone, timestamp with time zone, jsonb) IS 'For the owner: what would become of the slots of an event type (first duration) with range_start <= start < range_end if changes were saved: {lost, gained, bookings_outside}, and truncated_at where there are more than 10,000 starts to look at. changes: {rules, overrides, blocked_periods}, all rows of the host (event_type_id null) and of its event types, each list replacing what is stored, as save_schedule takes them (rows of another event type count for its bookings alone); and event_type, columns of this event type. bookings_outside: bookings and requests of the host, of all event types, that start in the range and lie in their open hours and outside blocks now, but not then: hours of the host concern them all. The changes are made and taken back, and the core is asked in between. Raises not_found (also for those of others), invalid_range (over 400 days), invalid_request.';

COMMENT ON FUNCTION "public"."request_deletion"(uuid, text) IS 'The owner wants all of their data deleted: {deletion} (private.deletion_json). From now on their hosts have no page, their API keys open nothing, and they get no mails of all that follows; a job does the rest (public.next_deletion_step). confirm: the email address of the account (of one without: its id). Repeatable; cannot be taken back. Raises invalid_request.';

COMMENT ON FUNCTION "public"."reschedule_booking"(uuid, timestamp with time zone, integer, integer, uuid, text, boolean) IS 'Moves a pending or confirmed booking in one transaction: it is not in its own way, keeps id and tokens, sequence + 1. duration_minutes null: as long as before. The same time again changes nothing. A visitor may as long, and as often, as the event type permits (private.require_change); their move waits for the host where a booking would, the host''s own does not. is_override: the host sets their own rules aside (hours, grid, notice, limits), never a booking or an event. reason: from one of the two to the other. Raises not_found, unauthorized, forbidden, invalid_state, invalid_request, slot_taken, slot_not_offered, calendar_unavailable.';

COMMENT ON FUNCTION "public"."resolve_conflict"(uuid, uuid, text, uuid) IS 'The host decides about a conflict: keep (the booking stays as it is, its event is written again), move (the booking takes the times of its event), cancel, ignore (booking and event stay as they are, until either changes): {booking, generation, conflict}. Raises not_found, unauthorized, forbidden, invalid_state, invalid_request, slot_taken.';

COMMENT ON FUNCTION "public"."retry_event"(uuid, uuid) IS 'The host has the event of a booking, and of its session, written or removed again after that failed, without waiting for the next attempt. Raises not_found, forbidden, invalid_state (nothing failed; it was deleted in the calendar, which they have to decide about first).';

COMMENT ON FUNCTION "public"."save_schedule"(uuid, text, jsonb) IS 'For the owner: replaces the lists that changes has ({rules, overrides, blocked_periods}, as preview_slots takes them) in one transaction, if version is still that of get_schedule, and returns what get_schedule does then. Raises not_found (also for hosts of others), invalid_state (another version: nothing is overwritten that was not seen), invalid_request.';

COMMENT ON TABLE "private"."changed_versions" IS 'Hosts and owners whose versions the current transaction bumps when it ends; no other transaction ever sees these rows.';

COMMENT ON TABLE "private"."host_versions" IS 'How often what is shown of a host may have changed: open pages compare it with what they have seen. Bumped in the transaction of the change.';

COMMENT ON TABLE "private"."outbox" IS 'Mails kept instead of sent while no SMTP server is configured: one row per notification, deleted once it is sent after all; Auth''s own (embedded mode) have none.';

COMMENT ON TABLE "private"."owner_deletions" IS 'Owners who want all of their data deleted, until that is done (public.next_deletion_step). Meanwhile none of their hosts has a page.';

COMMENT ON TABLE "private"."owner_versions" IS 'How often what is shown to an owner may have changed, by topic (public.owner_versions). Written by what the owner and their calendars do; by a visitor''s booking only if it opens or closes a conflict.';

COMMENT ON TABLE "private"."planned_forgetting" IS 'When the past bookings of a host are next looked through for visitors to forget: hosts with retention_days, kept by a trigger.';

ALTER TABLE "public"."hosts" ADD CONSTRAINT "hosts_notifications_valid" CHECK ((private.notifications_fault(notifications) IS NULL));

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
        'public.forget_workers(text[])',
        'public.request_deletion(uuid, text)',
        'public.get_deletion(uuid)',
        'public.next_deletion_step(uuid, integer)',
        'public.delete_owner_rows(uuid, integer)',
        'public.service_status()',
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
        'public.forget_due_visitors(integer)'
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
    ('function', 'public.service_status()'),
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
