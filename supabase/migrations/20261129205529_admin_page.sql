-- Written by npm run db:diff from sql/. Read it before it is committed: data are kept only where it says so.

set local check_function_bodies = off;

ALTER TABLE "public"."event_types" ADD COLUMN "updated_at" timestamp with time zone NOT NULL DEFAULT now();

ALTER TABLE "public"."hosts" ADD COLUMN "updated_at" timestamp with time zone NOT NULL DEFAULT now();

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

CREATE TRIGGER event_types_updated_at BEFORE UPDATE ON public.event_types FOR EACH ROW EXECUTE FUNCTION private.note_update();

CREATE TRIGGER hosts_updated_at BEFORE UPDATE ON public.hosts FOR EACH ROW EXECUTE FUNCTION private.note_update();

COMMENT ON COLUMN "public"."event_types"."updated_at" IS 'Another one after every change that an owner makes, by a trigger: who saves with updated_at=eq.… overwrites nothing that they have not seen.';

COMMENT ON COLUMN "public"."hosts"."updated_at" IS 'Another one after every change that an owner makes, by a trigger: who saves with updated_at=eq.… overwrites nothing that they have not seen.';

COMMENT ON FUNCTION "private"."bookings_within_hours"(uuid, tstzrange) IS 'Bookings and requests of a host that start in p_range, are not over and lie inside the open hours and outside the blocked periods of their own event type. Holds are no bookings yet: they are checked again when they become one.';

COMMENT ON FUNCTION "private"."calendar_problems"(uuid, uuid[]) IS 'What is wrong with the calendars of these hosts of an owner, gravest first, each {kind, message, …}: connection (needs_reconnect, error; also of accounts without any link), calendar (of a working account, takes time and is not known now), unknown_time (an event that nobody has acknowledged), booking_target (lost without the owner choosing that).';

COMMENT ON FUNCTION "private"."change_slot_rules"(uuid, jsonb) IS 'Writes the columns of an event type that private.load_slot_rules reads, for a preview; p_values may have others, which change no slot. Raises invalid_request, and what the table raises.';

COMMENT ON FUNCTION "private"."constraint_fault"(text) IS 'What a constraint of the tables of a schedule wants, in a sentence; null: another constraint. Postgres itself would tell its name only.';

COMMENT ON FUNCTION "private"."delivery_problems"(uuid, uuid[]) IS 'What could not be delivered, each {kind, message, …}: event and mail, of the next 200 bookings within 60 days (a mail that was sent again is none), and webhook (an endpoint that was switched off because it failed).';

COMMENT ON FUNCTION "private"."local_day"(text) IS 'Today in a zone, as instants.';

COMMENT ON FUNCTION "private"."lock_schedule"(uuid) IS 'One at a time replaces the schedule of a host, for good or for a preview: two would wait for each other''s rows. No booking waits for this lock. Raises 55P03 after 4 s.';

COMMENT ON FUNCTION "private"."note_update"() IS 'Keeps updated_at: another one after a change, the same where nothing or a derived column changed. Nobody else can set it.';

COMMENT ON FUNCTION "private"."offered_starts"(uuid, tstzrange) IS 'The starts in p_range (at most 62 days) of what private.list_slots lists for the first duration, to be counted; none where the event type or its host is switched off.';

COMMENT ON FUNCTION "private"."own_access_lists"() IS 'private.own_object_ids() with the owner and the rights of each.';

COMMENT ON FUNCTION "private"."own_object_ids"() IS 'Every existing object of ours: its kind and its name as a statement names it. Names are looked up in caches: without the rows of the catalogues, which cost three pages a function.';

COMMENT ON FUNCTION "private"."replace_blocked_periods"(uuid, jsonb) IS 'Makes those of the list the vacations and blocks of a host, those of its event types included. A row with the id of one that the host has changes that one; others get an id, and rows that are equal are not touched. Raises what the table raises.';

COMMENT ON FUNCTION "private"."replace_overrides"(uuid, jsonb) IS 'Makes those of the list the overrides of a host, those of its event types included. A row with the id of one that the host has changes that one; others get an id, and rows that are equal are not touched. Raises what the table raises.';

COMMENT ON FUNCTION "private"."replace_rules"(uuid, jsonb) IS 'Makes those of the list the weekly and temporary hours of a host, those of its event types included. A row with the id of one that the host has changes that one; others get an id, and rows that are equal are not touched. Raises what the table raises.';

COMMENT ON FUNCTION "private"."replace_schedule"(uuid, jsonb, uuid) IS 'Writes the lists that p_changes has (rules, overrides, blocked_periods: all rows of the host, each list replacing what is stored; absent: as it is), and the event_type among them to p_event_type_id. Without rights: its callers ask who is signed in, and hold private.lock_schedule. Raises invalid_request.';

COMMENT ON FUNCTION "private"."require_changes"(uuid, jsonb, boolean) IS 'Refuses changes of a schedule that are not lists of rows with the columns of their tables. p_with_event_type: event_type may be among them. What the values mean is for the tables to judge. Raises invalid_request.';

COMMENT ON FUNCTION "private"."require_own_host"(uuid) IS 'Raises not_found where a host does not belong to who is signed in, as where there is none.';

COMMENT ON FUNCTION "private"."schedule_json"(uuid) IS 'What get_schedule gives: all rows that decide the hours of a host, and a version that is another one when any of them is. It is a digest, so that nothing has to be counted up by whoever writes one of the rows.';

COMMENT ON FUNCTION "private"."shown_events"(uuid, text, tstzrange) IS 'The events that a host''s calendar screens show: those of all calendars that are linked to the host, whether they take time or not (is_busy), which meet p_range.';

COMMENT ON FUNCTION "private"."slots_if_active"(uuid, tstzrange) IS 'What get_available_slots lists of the first duration; no slots where the event type or its host is switched off.';

COMMENT ON FUNCTION "private"."slots_without"(jsonb, jsonb, timestamp with time zone) IS 'The slots of one list of private.list_slots that another has not, as {start, end}, those before p_until (null: all).';

COMMENT ON FUNCTION "private"."unread_text"(timestamp with time zone, interval, timestamp with time zone) IS 'Why a blocking calendar is not known at a time, in a sentence, where nothing went wrong that would say more.';

COMMENT ON FUNCTION "public"."get_calendar_month"(uuid, timestamp with time zone, timestamp with time zone, uuid) IS 'For the owner''s month: of each local day (the host''s zone) that the range meets {date, free_slots, bookings, requests, external_events, blocks}. free_slots: starts of slots in the range (first durations), for one event type or, each time once, for all that are active. The others count on every day that they meet: bookings and requests (of the event type, if one is given), events of the calendars without those of bookings, and blocked periods as get_calendar_view shows them. Raises not_found (also for those of others), invalid_range (over 62 days).';

COMMENT ON FUNCTION "public"."get_overview"(uuid) IS 'For the owner''s first screen, of one host or (null) of all their hosts: {as_of, problems: [{kind, message, …}] (private.calendar_problems, private.delivery_problems), calendars: {count, oldest_read_at (null: one was never read), newest_read_at} of those that take time, conflicts: {count, conflicts} (open, of bookings that are not over, the first 20, each with its booking), requests: {count, bookings} (the first 20, with expires_at), today: {count, bookings} (confirmed, meet today in the host''s zone, the first 50), next: [the 10 confirmed ones after today]}. Raises not_found (also for hosts of others).';

COMMENT ON FUNCTION "public"."get_schedule"(uuid) IS 'For the owner: {version, rules, overrides, blocked_periods}, the rows of availability_rules, availability_overrides and blocked_periods of a host and of its event types, for save_schedule and preview_slots. Raises not_found (also for hosts of others).';

COMMENT ON FUNCTION "public"."preview_slots"(uuid, timestamp with time zone, timestamp with time zone, jsonb) IS 'For the owner: what would become of the slots of an event type (first duration) with range_start <= start < range_end if changes were saved: {lost, gained, bookings_outside}, and truncated_at where there are more than 10,000 starts to look at. changes: {rules, overrides, blocked_periods}, all rows of the host (event_type_id null) and of its event types, each list replacing what is stored, as save_schedule takes them (rows of another event type count for its bookings alone); and event_type, columns of this event type. bookings_outside: bookings and requests of the host, of all event types, that start in the range and lie in their open hours and outside blocks now, but not then: hours of the host concern them all. The changes are made and taken back, and the core is asked in between. Raises not_found (also for those of others), invalid_range (over 400 days), invalid_request.';

COMMENT ON FUNCTION "public"."save_schedule"(uuid, text, jsonb) IS 'For the owner: replaces the lists that changes has ({rules, overrides, blocked_periods}, as preview_slots takes them) in one transaction, if version is still that of get_schedule, and returns what get_schedule does then. Raises not_found (also for hosts of others), invalid_state (another version: nothing is overwritten that was not seen), invalid_request.';

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
        'public.get_overview(uuid)'
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
        'public.reschedule_booking(uuid, timestamptz, integer, integer, uuid, text)',
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
        'public.resolve_conflict(uuid, uuid, text, uuid)',
        'public.host_to_lock(uuid, uuid, uuid)',
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
        'public.list_bookings(uuid, text[], timestamptz, timestamptz, text, timestamptz, uuid, integer)',
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
        'public.prune_webhook_deliveries(integer, integer)'
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
    ('table', 'private.changed_hosts'),
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
    ('function', 'private.notify_owner(text, uuid, uuid, uuid)'),
    ('function', 'private.notify_parties(uuid, text, uuid[])'),
    ('function', 'private.notify_series(uuid[], text)'),
    ('function', 'private.plan_reminders(uuid[])'),
    ('function', 'private.series_place(uuid)'),
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
    ('function', 'public.list_bookings(uuid, text[], timestamptz, timestamptz, text, timestamptz, uuid, integer)'),
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
    ('function', 'public.reschedule_booking(uuid, timestamptz, integer, integer, uuid, text)'),
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
    ('function', 'private.bump_host_versions(uuid[])'),
    ('function', 'private.bump_versions_of_calendars(uuid[])'),
    ('function', 'public.find_live_host(text)'),
    ('function', 'public.live_versions(uuid[])'),
    ('function', 'public.enqueue_due_mails(integer)'),
    ('function', 'public.finish_notification(uuid, text, boolean, boolean, boolean)'),
    ('function', 'public.forget_workers(text[])'),
    ('function', 'private.gather_mail(uuid)'),
    ('function', 'public.get_series(uuid, integer, uuid)'),
    ('function', 'public.keep_mail(uuid, text, text, text, text, text)'),
    ('function', 'public.list_mail(integer)'),
    ('function', 'private.mailed_booking(uuid, boolean)'),
    ('function', 'private.mailed_digest(uuid, timestamptz)'),
    ('function', 'private.mailed_series(text, uuid, uuid[], boolean)'),
    ('function', 'public.next_notification(uuid)'),
    ('function', 'public.resend_notification(uuid, uuid, uuid)'),
    ('function', 'public.rights_status()'),
    ('function', 'public.service_status()'),
    ('function', 'public.stop_digest(uuid, boolean)'),
    ('function', 'public.worker_heartbeat(text[])'),
    ('function', 'public.write_probe(uuid)'),
    ('function', 'public.zone_offsets(text[], timestamptz[])'),
    ('function', 'public.zones_in_use()'),
    ('function', 'private.differing_rights()'),
    ('function', 'private.excess_rights()'),
    ('function', 'private.own_access_lists()'),
    ('function', 'private.own_object_ids()'),
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
    ('function', 'private.read_chosen_calendar()'),
    ('function', 'private.record_access_of_connection()'),
    ('function', 'private.recount_booking()'),
    ('function', 'private.refresh_busy_days()'),
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
