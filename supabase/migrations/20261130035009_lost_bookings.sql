-- The foreign key is of a new, empty table.
-- squawk-ignore-file constraint-missing-not-valid, adding-foreign-key-constraint
-- Written by npm run db:diff from sql/. Read it before it is committed: data are kept only where it says so.

set local check_function_bodies = off;

CREATE TABLE "private"."lost_bookings" ("id" uuid NOT NULL DEFAULT gen_random_uuid(), "calendar_id" uuid NOT NULL, "provider_event_id" text NOT NULL, "booking_id" uuid NOT NULL, "found_at" timestamp with time zone NOT NULL DEFAULT now(), "notified_at" timestamp with time zone, "acknowledged_at" timestamp with time zone, CONSTRAINT "lost_bookings_event_key" UNIQUE (calendar_id, provider_event_id), CONSTRAINT "lost_bookings_pkey" PRIMARY KEY (id));

ALTER TABLE "private"."lost_bookings" OWNER TO "postgres";

ALTER TABLE "private"."calendar_sync" ADD COLUMN "restored_at" timestamp with time zone;

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

ALTER TABLE "private"."lost_bookings" ADD CONSTRAINT "lost_bookings_calendar_fkey" FOREIGN KEY (calendar_id) REFERENCES public.calendars(id) ON DELETE CASCADE;

CREATE TRIGGER lost_bookings_version_insert AFTER INSERT ON private.lost_bookings REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.bump_versions_of_lost_bookings();

CREATE TRIGGER lost_bookings_version_update AFTER UPDATE ON private.lost_bookings REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.bump_versions_of_lost_bookings();

CREATE TRIGGER calendars_read_titles_again AFTER UPDATE OF stores_titles ON public.calendars FOR EACH ROW WHEN ((new.stores_titles AND (NOT old.stores_titles))) EXECUTE FUNCTION private.read_titles_again();

COMMENT ON COLUMN "private"."calendar_sync"."restored_at" IS 'When a backup was restored since which it was not read as a whole yet: events that link to unknown bookings are of bookings that were lost. Else null.';

COMMENT ON COLUMN "private"."lost_bookings"."acknowledged_at" IS 'When the owner said that they have seen to it; null: not yet.';

COMMENT ON COLUMN "private"."lost_bookings"."booking_id" IS 'The booking that the event links to; there is none.';

COMMENT ON COLUMN "private"."lost_bookings"."notified_at" IS 'created_at of the mail that reports it; null: its owner wants no mails about their calendars.';

COMMENT ON COLUMN "private"."lost_bookings"."provider_event_id" IS 'The event, as in synced_events. No foreign key, because it would be checked for each event that is deleted: without its event a row says nothing.';

COMMENT ON FUNCTION "private"."bump_versions_of_lost_bookings"() IS 'Once per statement: open pages of the owner show which bookings are lost.';

COMMENT ON FUNCTION "private"."calendar_problems"(uuid, uuid[]) IS 'What is wrong with the calendars of these hosts of an owner, gravest first, each {kind, message, …}: connection (needs_reconnect, error; also of accounts without any link), calendar (of a working account, takes time and is not known now), unknown_time (an event that nobody has acknowledged), lost_booking (private.open_lost_bookings), booking_target (lost without the owner choosing that).';

COMMENT ON FUNCTION "private"."forget_titles"() IS 'A calendar stores no titles any more: those that are stored go too, with the history of its events, its conflicts and kept mails about these and about lost bookings.';

COMMENT ON FUNCTION "private"."mailed_lost_bookings"(public.notifications) IS 'What a mail about lost bookings says: the calendar, the zone of its host, and the bookings (private.open_lost_bookings). Null: it is about something else, or the owner has seen to all of them.';

COMMENT ON FUNCTION "private"."note_restore"() IS 'Says that the database is an older one: mails on their way are given up (an owner may send each again), reminders that were due are dropped, each calendar is stale until it was read as a whole, and tells its owner then of bookings that only it knows (private.record_lost_bookings). Called by the owner of the schema, once after each restore, before a service runs on it (docs/backup.md). Returns how many of each. Walks through all calendars: it is no part of what runs every day.';

COMMENT ON FUNCTION "private"."notify_of_lost_bookings"(uuid) IS 'Writes the owner of a calendar, if they want mails about calendars (hosts.notifications), one mail about the bookings of which only the calendar knows (private.lost_bookings). Called once after a restore, when the calendar was read as a whole. The caller holds the lock of the calendar.';

COMMENT ON FUNCTION "private"."open_lost_bookings"(uuid, timestamp with time zone) IS 'The bookings of which only a calendar knows, and that their owner has not seen to, by time, at most 200: each as the owner sees it, {id, title, start, end (dates, end exclusive, if it takes whole days), found_at}. Only those whose event is still there. p_notified_at: those that this mail reports.';

COMMENT ON FUNCTION "private"."read_titles_again"() IS 'A calendar stores titles again: it is read as a whole now, as if for the first time. What is known stays busy meanwhile.';

COMMENT ON FUNCTION "private"."record_lost_bookings"(uuid, jsonb, timestamp with time zone) IS 'After the restore of a backup at p_restored_at: remembers which events of a page (changes as private.upsert_events has written them) became known only since, and link to a booking that does not exist: it was made after the backup. Their time is taken as that of all events is. Under the lock of the calendar.';

COMMENT ON FUNCTION "public"."acknowledge_lost_booking"(uuid, uuid) IS 'The owner has seen to a booking of which only their calendar knew: it is no longer shown. Its event stays, and takes its time. Repeatable; the first time counts: {lost_booking}. Raises not_found.';

COMMENT ON FUNCTION "public"."apply_calendar_changes"(uuid, jsonb) IS 'Writes one page (private.read_page defines it) of a pull if none began since (begin_pull gave run_id) and the cursor is still expected_cursor: {applied, created, updated, deleted, held_back}. Removes rows of fully_listed_series that this run has not named (private.upsert_events). Those of deleted_series, missing_series and, at the end of a full listing, all that it did not name go through the deletion guard (private.delete_missing_events), except for unreadable_series. The last page extends the coverage and notifies the owner of new unknown times (private.write_unknown_times) and, the first time after a restore, of lost bookings (private.record_lost_bookings). Raises invalid_request.';

COMMENT ON TABLE "private"."lost_bookings" IS 'Events of bookings that a restored database does not know, because they were made after the backup (private.note_restore). They take time as all events do; their owner is told of them, and says when they have seen to each.';

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
