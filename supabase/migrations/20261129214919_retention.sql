-- Written by npm run db:diff from sql/. Read it before it is committed: data are kept only where it says so.

set local check_function_bodies = off;

CREATE TABLE "private"."planned_forgetting" ("host_id" uuid NOT NULL, "due_at" timestamp with time zone NOT NULL DEFAULT now(), CONSTRAINT "planned_forgetting_pkey" PRIMARY KEY (host_id));

ALTER TABLE "private"."planned_forgetting" OWNER TO "postgres";

ALTER TABLE "public"."bookings" ADD COLUMN "forgotten_at" timestamp with time zone;

ALTER TABLE "public"."hosts" ADD COLUMN "retention_days" integer;

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

CREATE OR REPLACE FUNCTION private.nobody()
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select 'anonymous@anonymous.invalid'
$function$;

ALTER FUNCTION "private"."nobody"() OWNER TO "postgres";

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
  select b.sequence, b.series_id, b.status, b.location, nullif(a.email, private.nobody()) as visitor, u.email::text as owner into v_booking
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

ALTER TABLE "private"."planned_forgetting" ADD CONSTRAINT "planned_forgetting_host_fkey" FOREIGN KEY (host_id) REFERENCES public.hosts(id) ON DELETE CASCADE;

ALTER TABLE "public"."hosts" ADD CONSTRAINT "hosts_retention_days_valid" CHECK (((retention_days >= 1) AND (retention_days <= 3650)));

CREATE INDEX planned_forgetting_due_idx ON private.planned_forgetting USING btree (due_at);

CREATE INDEX bookings_remembered_idx ON public.bookings USING btree (host_id, ends_at) WHERE (forgotten_at IS NULL);

CREATE TRIGGER hosts_follow_retention AFTER UPDATE OF retention_days ON public.hosts FOR EACH ROW WHEN ((old.retention_days IS DISTINCT FROM new.retention_days)) EXECUTE FUNCTION private.plan_forgetting();

CREATE TRIGGER hosts_plan_forgetting AFTER INSERT ON public.hosts FOR EACH ROW WHEN ((new.retention_days IS NOT NULL)) EXECUTE FUNCTION private.plan_forgetting();

COMMENT ON COLUMN "public"."bookings"."forgotten_at" IS 'When what was known of its visitor was deleted (hosts.retention_days); null: it was not, or something was written about them since.';

COMMENT ON COLUMN "public"."hosts"."retention_days" IS 'How many days after the end of a booking what is known of its visitor is deleted; null: never. The booking stays, without them, for reports.';

COMMENT ON FUNCTION "private"."add_notification"(text, text, uuid, uuid, uuid, timestamp with time zone, uuid, uuid, uuid, uuid, uuid[]) IS 'Writes one mail to one recipient, about a booking, a connection, an endpoint, a host or a place on a waiting list, with its job (now or at p_run_at) in the caller''s transaction. A mail that is repeated (p_resent_from) is about the same bookings. Returns its id; null: the visitor was forgotten, and there is none.';

COMMENT ON FUNCTION "private"."complete_booking"() IS 'Gives a row without a seat the lowest free one of its session (the unique index bookings_seat_key decides), a hold 5 minutes to live, and an active row the calendar for its event; takes the time that was proposed, and the leave to overlap others, from a booking that moved or ended. A booking of a forgotten visitor about which something is written is to be forgotten again.';

COMMENT ON FUNCTION "private"."forget_mails"(uuid[]) IS 'Deletes the kept mails that tell of these bookings, those that tell of others too among them, and takes the address of the visitor from the list of mails. One that is still to be sent is given up. The mails to the owner stay in the list.';

COMMENT ON FUNCTION "private"."forget_visitors"(uuid[]) IS 'Deletes what is known of the visitors of these bookings, wherever it is stored: name, address, zone, language, answers, reasons, what they wrote about the place, metadata, mails, what webhooks were told, titles of their events. The bookings stay. The caller has locked their rows.';

COMMENT ON FUNCTION "private"."nobody"() IS 'The email address of a visitor who was forgotten (private.forget_visitors): no mail is written to it.';

COMMENT ON FUNCTION "private"."plan_forgetting"() IS 'The owner said how long visitors are remembered, or something else than before: their bookings are looked through soon.';

COMMENT ON FUNCTION "private"."upsert_events"(uuid, jsonb, uuid, text[]) IS 'Writes one page of normalised changes; of several for one event the last counts. A missing field is null, ''confirmed'', ''opaque'', busy or not all-day; that of a booking whose visitor was forgotten has no title. Removes what this run has not named of p_fully_listed. touched: rows written; missing_bookings: bookings whose own event was removed.';

COMMENT ON FUNCTION "public"."forget_due_visitors"(integer) IS 'Housekeeping: forgets the visitors of bookings and waiting lists that ended more than hosts.retention_days ago, each host once a day, about max_count per call: {planned, forgotten}. planned counts hosts, bookings and places; as long as it is max_count or more, there may be others.';

COMMENT ON TABLE "private"."planned_forgetting" IS 'When the past bookings of a host are next looked through for visitors to forget: hosts with retention_days, kept by a trigger.';

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
    ('function', 'private.booking_deliveries(public.bookings)'),
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
