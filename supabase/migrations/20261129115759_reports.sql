-- Written by npm run db:diff from sql/. Read it before it is committed: data are kept only where it says so.

set local check_function_bodies = off;

DROP FUNCTION "private"."mailbox"(text);

DROP FUNCTION "private"."pg_notify"(text, text);

CREATE OR REPLACE FUNCTION private.add_booking_event(p_booking_id uuid, p_event text)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  -- Most owners have no endpoint: nothing is put together for them.
  v_owner_id constant uuid := (
    select h.owner_id from public.bookings as b join public.hosts as h on h.id = b.host_id
    where b.id = p_booking_id and exists (
      select from public.webhook_endpoints as e where e.owner_id = h.owner_id and e.is_active and p_event = any (e.events)
    )
  );
begin
  if v_owner_id is not null then
    perform private.add_webhook_event(v_owner_id, p_event, jsonb_build_object('booking', private.booking_details(p_booking_id)));
  end if;
end;
$function$;

CREATE OR REPLACE FUNCTION private.build_report(p_host public.hosts, p_range tstzrange)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return (
    with groups as materialized (
      select g.kind, g.name, g.figures from private.report_groups(p_host.id, p_host.time_zone, p_range) as g
    )
    select jsonb_build_object(
      'host_id', p_host.id, 'time_zone', p_host.time_zone,
      'from', private.iso_instant(lower(p_range)), 'to', private.iso_instant(upper(p_range)), 'as_of', private.iso_instant(now())
    ) || (
      select g.figures from groups as g where g.kind = 'total'
    ) || jsonb_build_object(
      'by_event_type', (
        select coalesce(jsonb_agg(
          jsonb_build_object('event_type_id', e.id, 'slug', e.slug, 'title', e.title, 'is_active', e.is_active) || g.figures order by e.position, e.slug
        ), '[]')
        from groups as g
        join public.event_types as e on e.id = g.name::uuid
        where g.kind = 'event_type'
      ),
      'by_weekday', (
        select jsonb_agg(jsonb_build_object('day_of_week', g.name::integer) || g.figures order by g.name) from groups as g where g.kind = 'weekday'
      ),
      'by_week', (
        select jsonb_agg(
          jsonb_build_object('week', to_char(g.name::date, 'IYYY-"W"IW'), 'monday', g.name) || g.figures order by g.name::date
        )
        from groups as g where g.kind = 'week'
      )
    )
  );
end;
$function$;

ALTER FUNCTION "private"."build_report"(public.hosts, tstzrange) OWNER TO "postgres";

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
  new.calendar_id := case when new.status in ('held', 'pending', 'confirmed') then
    private.receiving_calendar(new.id, new.host_id, new.event_type_id, new.starts_at, new.ends_at)
  end;
  return new;
end;
$function$;

CREATE OR REPLACE FUNCTION private.day_or_instant(p_text text, p_zone text)
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return case when p_text ~ 'T' then p_text::timestamptz else private.day_start(p_text::date, p_zone) end;
end;
$function$;

ALTER FUNCTION "private"."day_or_instant"(text, text) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.detect_double_bookings(p_booking_ids uuid[])
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  -- All that one transaction changes is one change.
  v_run_id constant uuid := md5(pg_current_xact_id()::text || now()::text)::uuid;
  v_ones uuid[];
  v_twos uuid[];
  v_opened uuid[];
  v_conflict record;
  v_mail record;
begin
  -- Hosts without calendars share none with others.
  if not exists (
    select from public.bookings as b
    where b.id = any (p_booking_ids) and (
      b.calendar_id is not null
      or exists (select from public.calendar_links as l where l.host_id = b.host_id and l.blocks_availability)
    )
  ) then
    return;
  end if;
  select array_agg(p.one), array_agg(p.two) into v_ones, v_twos
  from (
    select distinct least(d.booking_id, d.other_booking_id) as one, greatest(d.booking_id, d.other_booking_id) as two
    from private.double_bookings(p_booking_ids) as d
  ) as p
  where not exists (
    select from public.booking_conflicts as k
    left join public.synced_events as e on e.id = k.synced_event_id
    join public.bookings as o on o.id = coalesce(k.other_booking_id, e.booking_id)
    where (k.booking_id, o.id) in ((p.one, p.two), (p.two, p.one))
      and k.kind = 'overlap' and k.resolution = 'kept' and k.event_starts_at = o.starts_at and k.event_ends_at = o.ends_at
  );
  if v_ones is null then
    return;
  end if;

  -- A conflict that ended recently comes back as the same conflict.
  with pairs as (
    select x.booking_id, x.other_id
    from unnest(v_ones, v_twos) as p (one, two)
    cross join lateral (values (p.one, p.two), (p.two, p.one)) as x (booking_id, other_id)
    where not exists (
      select from public.booking_conflicts as c
      where c.booking_id = x.booking_id and c.other_booking_id = x.other_id and c.resolved_at is null
    )
  ),
  known as (
    select distinct on (x.booking_id, x.other_id) c.id, x.booking_id, x.other_id
    from pairs as x
    join public.bookings as o on o.id = x.other_id
    join public.booking_conflicts as c on c.booking_id = x.booking_id and c.other_booking_id = o.id
    where c.resolution = 'gone' and c.resolved_at > now() - interval '1 day'
      and c.event_starts_at = o.starts_at and c.event_ends_at = o.ends_at
    order by x.booking_id, x.other_id, c.resolved_at desc, c.id
  ),
  reopened as (
    update public.booking_conflicts as k set resolved_at = null, resolution = null
    from known as n where k.id = n.id
    returning k.id
  ),
  opened as (
    insert into public.booking_conflicts as k (
      booking_id, other_booking_id, other_host_id, event_title, event_starts_at, event_ends_at
    )
    select x.booking_id, o.id, o.host_id, concat_ws(', ', nullif(e.title, ''), nullif(h.display_name, '')), o.starts_at, o.ends_at
    from pairs as x
    join public.bookings as o on o.id = x.other_id
    join public.event_types as e on e.id = o.event_type_id
    join public.hosts as h on h.id = o.host_id
    where not exists (select from known as n where n.booking_id = x.booking_id and n.other_id = x.other_id)
    returning k.id
  )
  select array_agg(y.id) into v_opened from (select r.id from reopened as r union all select n.id from opened as n) as y;

  for v_conflict in
    -- One mail for two sessions, about the booking that was made first: its time has been taken meanwhile.
    select distinct on (least(b.session_key, o.session_key), greatest(b.session_key, o.session_key)) c.id, c.booking_id, c.other_booking_id
    from public.booking_conflicts as c
    join public.bookings as b on b.id = c.booking_id
    join public.bookings as o on o.id = c.other_booking_id
    where c.id = any (v_opened)
    order by least(b.session_key, o.session_key), greatest(b.session_key, o.session_key), b.created_at, b.id
  loop
    select * into v_mail from private.mail_of_pair(v_conflict.booking_id, v_conflict.other_booking_id);
    if v_mail.notification_id is null then
      perform private.notify_of_conflict(v_conflict.id, v_run_id);
    else
      -- It reported the same as an event, or is going to: then it must find something that is still true.
      insert into private.conflict_mails as m (conflict_id, notification_id)
      select k.id, n.id
      from public.booking_conflicts as k
      join public.notifications as n on n.id = v_mail.notification_id and n.begun_at is null
      where k.id = any (v_opened) and k.booking_id = v_mail.booking_id
        and k.other_booking_id in (v_conflict.booking_id, v_conflict.other_booking_id)
      on conflict on constraint conflict_mails_pkey do nothing;
    end if;
  end loop;
  perform private.send_conflict_mails(v_run_id);
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
  if p_priority < -5 and coalesce(p_run_at <= now(), true) then
    perform pg_catalog.pg_notify('jobs:insert', '{"count": 1}');
  end if;
end;
$function$;

CREATE OR REPLACE FUNCTION private.enqueue_all(p_task text, p_payloads jsonb[], p_keys text[], p_run_ats timestamp with time zone[])
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'private', 'pg_catalog'
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
AS $function$
begin
  if coalesce(cardinality(p_payloads), 0) = 0 then
    return;
  end if;
  perform graphile_worker.add_jobs(array(
    select (p_task, j.payload::json, null, j.run_at, null, j.key, null, null)::graphile_worker.job_spec
    from unnest(p_payloads, p_keys, p_run_ats) as j (payload, key, run_at)
  ));
end;
$function$;

ALTER FUNCTION "private"."enqueue_all"(text, jsonb[], text[], timestamp with time zone[]) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.enqueue_mails(p_notification_ids uuid[], p_run_ats timestamp with time zone[])
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_payloads jsonb[] := '{}';
  v_keys text[] := '{}';
  v_id uuid;
begin
  foreach v_id in array p_notification_ids loop
    v_payloads := v_payloads || jsonb_build_object('notification_id', v_id);
    v_keys := v_keys || ('send_notification:' || v_id);
  end loop;
  perform private.enqueue_all('send_notification', v_payloads, v_keys, p_run_ats);
end;
$function$;

ALTER FUNCTION "private"."enqueue_mails"(uuid[], timestamp with time zone[]) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.expire_overlapping(p_host_id uuid, p_during tstzrange)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_over constant uuid[] := array(
    select b.id from public.bookings as b
    where b.host_id = p_host_id and b.status in ('held', 'pending') and b.expires_at <= now() and b.during && p_during
  );
begin
  if v_over <> '{}' then
    perform private.mark_expired(v_over);
  end if;
end;
$function$;

CREATE OR REPLACE FUNCTION private.follow_reminders()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
 SET lock_timeout TO '4s'
AS $function$
begin
  if tg_table_name = 'bookings' then
    -- Of a new booking there is nothing to plan anew.
    if tg_op = 'UPDATE' or exists (
      select from public.event_types as e where e.id = new.event_type_id and e.reminders_minutes <> '{}'
    ) then
      perform private.plan_reminders(array[new.id]);
    end if;
    return null;
  end if;
  -- As bookings do: a booking that is written at this moment is seen, or sees the new list.
  perform from public.hosts as h where h.id = new.host_id for no key update;
  perform private.plan_reminders(array(
    select b.id from public.bookings as b where b.event_type_id = new.id and b.starts_at > now() and b.status = 'confirmed' order by b.id
  ));
  return null;
end;
$function$;

CREATE OR REPLACE FUNCTION private.hours_of(p_time tstzmultirange)
 RETURNS numeric
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return coalesce((select sum(extract(epoch from upper(t.span) - lower(t.span))) from unnest(p_time) as t (span)), 0) / 3600;
end;
$function$;

ALTER FUNCTION "private"."hours_of"(tstzmultirange) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.is_blank(p_text text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select p_text operator(pg_catalog.!~)
    '[^\s\u0001-\u0020\u007f-\u00a0\u00ad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]'
$function$;

CREATE OR REPLACE FUNCTION private.iso_instant(p_at timestamp with time zone)
 RETURNS text
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$
  select to_char(p_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
$function$;

CREATE OR REPLACE FUNCTION private.load_slot_rules(p_event_type_id uuid, p_duration_minutes integer)
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
  from public.event_types as e
  join public.hosts as h on h.id = e.host_id
  cross join lateral (select coalesce(p_duration_minutes, e.durations_minutes[1]) as minutes) as d
  where e.id = p_event_type_id and d.minutes = any (e.durations_minutes);
  if v_rules.event_type_id is not null then
    return v_rules;
  end if;

  select e.durations_minutes into v_durations from public.event_types as e where e.id = p_event_type_id;
  if v_durations is null then
    perform private.fail('not_found', 'There is no such event type.', 'Check event_type_id.');
  end if;
  perform private.fail(
    'invalid_request', 'This duration is not offered.',
    'Choose one of these lengths in minutes: ' || array_to_string(v_durations, ', ') || '.'
  );
end;
$function$;

CREATE OR REPLACE FUNCTION private.mailbox(p_email text)
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
declare
  v_email constant text := btrim(p_email);
  -- In "Ann+news@example.com" the part after the plus is the sender's choice: the mail still reaches ann@example.com.
  v_name constant text := regexp_replace(lower(regexp_replace(v_email, '@[^@]*$', '')), '^([^+]+)\+.*$', '\1');
  -- As mail servers look it up: wide letters and ideographic full stops count as plain ones.
  v_domain constant text := rtrim(translate(lower(normalize(substring(v_email from '@([^@]*)$'), nfkc)), '。', '.'), '.');
begin
  return case when v_domain in ('gmail.com', 'googlemail.com') then replace(v_name, '.', '') || '@gmail.com' else v_name || '@' || v_domain end;
end;
$function$;

ALTER FUNCTION "private"."mailbox"(text) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.notify_parties(p_booking_id uuid, p_kind text)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_event constant text := case p_kind
    when 'booking_requested' then 'booking.requested'
    when 'booking_confirmed' then 'booking.confirmed'
    when 'booking_rescheduled' then 'booking.moved'
    when 'booking_cancelled' then 'booking.cancelled'
    when 'booking_declined' then 'booking.declined'
    when 'booking_request_expired' then 'booking.expired'
  end;
  v_ids uuid[];
  v_run_ats timestamptz[];
begin
  with mails as materialized (
    select gen_random_uuid() as id, r.recipient, r.kind, b.sequence, case
      -- The calendar makes the link within seconds; if not, the mail goes without it, and again with it (private.mail_join_url).
      when r.is_visitor and b.status = 'confirmed' and b.location ->> 'kind' = 'video' and not b.location ? 'join_url'
        and private.makes_video(b.calendar_id)
      then now() + interval '30 seconds'
    end as run_at
    from public.bookings as b
    join public.hosts as h on h.id = b.host_id
    join auth.users as u on u.id = h.owner_id
    left join public.booking_attendees as a on a.booking_id = b.id
    cross join lateral (values
      (a.email, p_kind, true),
      (u.email::text, case
        -- What was a request before was looked at by the host.
        when p_kind = 'booking_confirmed' and b.unread_calendars is not null and not exists (
          select from public.notifications as n where n.booking_id = b.id and n.kind = 'booking_requested'
        ) then 'booking_confirmed_unread'
        else p_kind
      end, false)
    ) as r (recipient, kind, is_visitor)
    where b.id = p_booking_id and r.recipient is not null
  ),
  written as (
    insert into public.notifications (id, kind, recipient, booking_id, booking_sequence)
    select m.id, m.kind, m.recipient, p_booking_id, m.sequence from mails as m
  )
  select coalesce(array_agg(m.id), '{}'), array_agg(m.run_at) into v_ids, v_run_ats from mails as m;
  perform private.enqueue_mails(v_ids, v_run_ats);
  perform private.add_booking_event(p_booking_id, v_event);
end;
$function$;

CREATE OR REPLACE FUNCTION private.offered_time(p_event_type_id uuid, p_range tstzrange)
 RETURNS tstzmultirange
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_rules private.slot_rules := private.load_slot_rules(p_event_type_id, null);
  v_open tstzmultirange;
begin
  if not v_rules.is_active then
    return '{}';
  end if;
  v_rules.duration := interval '0';
  v_open := private.open_hours(v_rules, p_range) * tstzmultirange(p_range);
  return v_open - coalesce((select range_agg(b.during) from private.blocked_instants(v_rules, p_range) as b), '{}');
end;
$function$;

ALTER FUNCTION "private"."offered_time"(uuid, tstzrange) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.pg_notify(p_channel text, p_payload text)
 RETURNS void
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
end;
$function$;

ALTER FUNCTION "private"."pg_notify"(text, text) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.plan_push(p_booking_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_booking public.bookings;
  v_event public.booking_calendar_events;
  v_target_id uuid;
  v_is_new boolean := false;
begin
  select b.* into v_booking from public.bookings as b where b.id = p_booking_id;
  -- Its session has no event, there is no calendar for one, and no link to take back.
  if v_booking.status = 'confirmed' and v_booking.calendar_id is null and coalesce(v_booking.location ->> 'kind' <> 'video', true)
    and not exists (select from public.calendar_links as l where l.host_id = v_booking.host_id and l.is_booking_target)
  then
    return;
  end if;
  if v_booking.status = 'confirmed' then
    v_event := private.session_event(p_booking_id);
    if v_event.event_key is null or not private.is_writable(v_event.calendar_id) then
      select l.calendar_id into v_target_id
      from public.calendar_links as l
      where l.host_id = v_booking.host_id and l.is_booking_target
        -- An event that is in no calendar waits for one that is read-only now; an event that is in one does not move there.
        and case when v_event.event_key is null then not private.is_disconnected(l.calendar_id) else private.is_writable(l.calendar_id) end;
    end if;
  end if;
  if v_target_id is not null then
    -- An event that was to be removed is used again: it keeps its identity, and a response on its way still fits it.
    select p.* into v_event
    from public.booking_calendar_events as p
    where p.booking_id = p_booking_id and p.calendar_id = v_target_id
    order by p.event_key = p_booking_id desc, p.event_key
    limit 1;
    v_is_new := v_event.event_key is null;
  end if;
  if v_is_new then
    insert into public.booking_calendar_events as p (event_key, calendar_id, booking_id)
    values (
      -- The booking's own id, so that its event has the UID of its invitations, also where it has one in another account. Some servers allow a UID
      -- only once in an account.
      case when exists (
        select from public.booking_calendar_events as u
        join public.calendars as c on c.id = u.calendar_id
        where u.event_key = p_booking_id and (u.booking_id <> p_booking_id or (u.state <> 'removed' and c.connection_id = (
          select t.connection_id from public.calendars as t where t.id = v_target_id
        )))
      ) then gen_random_uuid() else p_booking_id end,
      v_target_id, p_booking_id
    )
    returning p.* into v_event;
    perform private.enqueue_push(v_event.event_key, v_event.calendar_id);
  end if;

  -- Its own event is removed when it is no longer confirmed, or joined a session that has one.
  perform private.change_event(p.event_key, p.calendar_id, false)
  from public.booking_calendar_events as p
  where p.booking_id = p_booking_id and p.is_wanted
    and (v_booking.status <> 'confirmed' or v_event.booking_id <> p_booking_id);
  -- An event in a calendar that cannot be written to is updated or removed as soon as that is possible again.
  perform private.change_event(p.event_key, p.calendar_id, not private.is_writable(v_event.calendar_id))
  from public.bookings as o
  join public.booking_calendar_events as p on p.booking_id = o.id and p.is_wanted
  where o.event_type_id = v_booking.event_type_id and o.starts_at = v_booking.starts_at and o.ends_at = v_booking.ends_at
    and o.status = 'confirmed' and v_booking.status = 'confirmed'
    and (p.event_key, p.calendar_id) <> (v_event.event_key, v_event.calendar_id) and not private.is_writable(p.calendar_id);
  if v_event.event_key is not null and not v_is_new then
    perform private.change_event(v_event.event_key, v_event.calendar_id, true);
  end if;
  if v_booking.location ->> 'kind' = 'video' then
    perform private.follow_join_url(p_booking_id);
  end if;
end;
$function$;

CREATE OR REPLACE FUNCTION private.recount_booking()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_booking_id uuid;
  v_booking public.bookings;
  v_email text;
begin
  if tg_table_name = 'bookings' then
    v_booking_id := new.id;
    select a.email into v_email from public.booking_attendees as a where a.booking_id = v_booking_id;
  else
    v_booking_id := new.booking_id;
    v_email := new.email;
  end if;
  -- As it is by now: a statement may change a row more than once.
  select b.* into v_booking from public.bookings as b where b.id = v_booking_id;
  if v_booking.status = 'held' then
    update private.counted_bookings as c set until = v_booking.expires_at where c.booking_id = v_booking_id;
  elsif v_booking.status in ('pending', 'confirmed') and v_email is not null then
    insert into private.counted_bookings as c (booking_id, kind, host_id, counted_as, until)
    values (
      v_booking_id, 'email', v_booking.host_id, private.mailbox(v_email),
      -- An ended request no longer takes time, whether or not that is recorded yet.
      case v_booking.status when 'pending' then least(v_booking.expires_at, v_booking.ends_at) else v_booking.ends_at end
    )
    on conflict (booking_id) do update
    set kind = excluded.kind, host_id = excluded.host_id, counted_as = excluded.counted_as, until = excluded.until;
  else
    delete from private.counted_bookings as c where c.booking_id = v_booking_id;
  end if;
  return null;
end;
$function$;

CREATE OR REPLACE FUNCTION private.report_groups(p_host_id uuid, p_zone text, p_range tstzrange)
 RETURNS TABLE(kind text, name text, figures jsonb)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return query
  with days as materialized (
    select d.day, extract(dow from d.day)::integer::text as weekday, date_trunc('week', d.day)::date::text as week,
      tstzmultirange(tstzrange(private.day_start(d.day::date, p_zone), private.day_start(d.day::date + 1, p_zone))) as span
    from generate_series(
      date_trunc('day', lower(p_range) at time zone p_zone),
      (upper(p_range) at time zone p_zone) - interval '1 microsecond', interval '1 day'
    ) as d (day)
  ),
  types as materialized (
    select e.id, private.offered_time(e.id, p_range) as offered, tstzmultirange(p_range) * coalesce((
      select range_agg(b.during) from public.bookings as b
      where b.host_id = p_host_id and b.during && p_range and b.status = 'confirmed' and b.event_type_id = e.id
    ), '{}') as booked
    from public.event_types as e
    where e.host_id = p_host_id
  ),
  whole as materialized (
    select coalesce(range_agg(t.offered), '{}') as offered, coalesce(range_agg(t.booked), '{}') as booked from types as t
  ),
  groups (kind, name, offered, booked) as materialized (
    select 'total', '', w.offered, w.booked from whole as w
    union all
    select 'event_type', t.id::text, t.offered, t.booked from types as t
    union all
    select s.kind, s.name, w.offered * s.span, w.booked * s.span
    from (
      select 'weekday' as kind, n::text as name, coalesce(range_agg(d.span), '{}') as span
      from generate_series(0, 6) as n
      left join days as d on d.weekday = n::text
      group by n
      union all
      select 'week', d.week, range_agg(d.span) from days as d group by d.week
    ) as s
    cross join whole as w
  ),
  counted as (
    select k.kind, k.name, b.*
    from private.reported_bookings(p_host_id, p_range) as b
    cross join lateral (select (b.starts_at at time zone p_zone)::date::timestamp as day) as l
    cross join lateral (values
      ('total', ''), ('event_type', b.event_type_id::text), ('weekday', extract(dow from l.day)::integer::text),
      ('week', date_trunc('week', l.day)::date::text)
    ) as k (kind, name)
  ),
  counts as (
    select g.kind, g.name, jsonb_build_object(
      'sessions', count(*) filter (where b.is_session),
      'seats', jsonb_build_object(
        'offered', coalesce(sum(b.seats) filter (where b.is_session), 0), 'taken', count(*) filter (where b.outcome = 'confirmed')
      ),
      'bookings', count(b.outcome),
      'lead_time', jsonb_build_object(
        'median_hours', round((percentile_cont(0.5) within group (order by b.lead_hours) filter (where b.outcome = 'confirmed'))::numeric, 4),
        'p90_hours', round((percentile_cont(0.9) within group (order by b.lead_hours) filter (where b.outcome = 'confirmed'))::numeric, 4)
      ),
      'outcomes', jsonb_build_object(
        'confirmed', count(*) filter (where b.outcome = 'confirmed'),
        'no_shows', count(*) filter (where b.outcome = 'confirmed' and b.no_show),
        'pending', count(*) filter (where b.outcome = 'pending'),
        'cancelled', count(*) filter (where b.outcome = 'cancelled'),
        'cancelled_by_visitor', count(*) filter (where b.outcome = 'cancelled' and b.cancelled_by = 'visitor'),
        'cancelled_by_host', count(*) filter (where b.outcome = 'cancelled' and b.cancelled_by = 'host'),
        'declined', count(*) filter (where b.outcome = 'declined'),
        'expired', count(*) filter (where b.outcome = 'expired'),
        'requests_unanswered', count(*) filter (where b.outcome in ('pending', 'expired'))
      )
    ) as figures
    from groups as g
    left join counted as b on b.kind = g.kind and b.name = g.name
    group by g.kind, g.name
  )
  select g.kind, g.name, private.time_figures(g.offered, g.booked) || c.figures
  from groups as g
  join counts as c on c.kind = g.kind and c.name = g.name;
end;
$function$;

ALTER FUNCTION "private"."report_groups"(uuid, text, tstzrange) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.reported_bookings(p_host_id uuid, p_range tstzrange)
 RETURNS TABLE(event_type_id uuid, starts_at timestamp with time zone, outcome text, cancelled_by text, no_show boolean, lead_hours double precision, is_session boolean, seats bigint)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return query
  select
    b.event_type_id, b.starts_at, b.outcome, b.cancelled_by, b.no_show, extract(epoch from b.starts_at - b.created_at)::double precision / 3600,
    -- One of the visitors stands for the session.
    b.outcome = 'confirmed' and row_number() over (partition by b.session_key, b.outcome order by b.id) = 1,
    greatest(e.seats, count(*) over (partition by b.session_key, b.outcome))
  from (
    select
      r.id, r.event_type_id, r.starts_at, r.created_at, r.cancelled_by, r.no_show, r.session_key,
      case when r.status = 'pending' and r.expires_at <= now() then 'expired' else r.status end as outcome
    from public.bookings as r
    where r.host_id = p_host_id and r.starts_at >= lower(p_range) and r.starts_at < upper(p_range) and r.status <> 'held'
      -- A hold that ran out was never asked for.
      and (r.status <> 'expired' or exists (select from public.booking_attendees as a where a.booking_id = r.id))
  ) as b
  join public.event_types as e on e.id = b.event_type_id;
end;
$function$;

ALTER FUNCTION "private"."reported_bookings"(uuid, tstzrange) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.require_few_bookings(p_host_id uuid, p_email text)
 RETURNS void
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_max constant integer := (select h.max_bookings_per_email from public.hosts as h where h.id = p_host_id);
begin
  if v_max is not null and private.count_active(p_host_id, 'email', private.mailbox(p_email), v_max) >= v_max then
    perform private.fail(
      'rate_limited', 'There are too many open bookings with this email address.', 'Cancel one that is not needed, or write to the host.'
    );
  end if;
end;
$function$;

CREATE OR REPLACE FUNCTION private.time_figures(p_offered tstzmultirange, p_booked tstzmultirange)
 RETURNS jsonb
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
declare
  v_offered constant numeric := private.hours_of(p_offered);
begin
  return jsonb_build_object(
    'offered_hours', round(v_offered, 4),
    'booked_hours', round(private.hours_of(p_booked), 4),
    'utilisation', case when v_offered > 0 then round(private.hours_of(p_offered * p_booked) / v_offered, 4) end
  );
end;
$function$;

ALTER FUNCTION "private"."time_figures"(tstzmultirange, tstzmultirange) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.try_lock_slot(p_host_id uuid, p_event_type_id uuid, p_start timestamp with time zone)
 RETURNS boolean
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_host_ids constant uuid[] := private.hosts_of_slot(p_host_id, p_event_type_id, p_start, null);
begin
  perform from public.hosts as h where h.id = any (v_host_ids) order by h.id for no key update nowait;
  if private.hosts_of_slot(p_host_id, p_event_type_id, p_start, null) <@ v_host_ids then
    return true;
  end if;
  raise lock_not_available;
exception
  when lock_not_available then
    -- The locks that it got are given back: private.lock_slot takes all in one order.
    return false;
end;
$function$;

ALTER FUNCTION "private"."try_lock_slot"(uuid, uuid, timestamp with time zone) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION public.cancel_booking(booking_id uuid, reason text DEFAULT NULL::text, actor_generation integer DEFAULT NULL::integer, actor_user_id uuid DEFAULT NULL::uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
 SET plan_cache_mode TO 'force_generic_plan'
 SET enable_seqscan TO 'off'
AS $function$
declare
  v_booking constant public.bookings := private.lock_booking(
    cancel_booking.booking_id, cancel_booking.actor_generation, cancel_booking.actor_user_id
  );
  v_fault constant text := private.text_fault('The reason', cancel_booking.reason, 2000, true);
begin
  if v_fault is not null then
    perform private.fail('invalid_request', v_fault);
  end if;
  if v_booking.status <> 'cancelled' then
    perform private.require_change(v_booking, false, cancel_booking.actor_user_id is not null, cancel_booking.reason);
    perform private.reassign_event(v_booking.id);
    update public.bookings as b
    set status = 'cancelled', cancelled_at = now(), cancel_reason = nullif(btrim(cancel_booking.reason), ''), expires_at = null,
      cancelled_by = case when cancel_booking.actor_user_id is null then 'visitor' else 'host' end
    where b.id = v_booking.id;
    perform private.plan_push(v_booking.id);
    perform private.close_conflicts(v_booking.id);
    perform private.notify_parties(v_booking.id, 'booking_cancelled');
  end if;
  return private.booking_result(v_booking.id);
end;
$function$;

CREATE OR REPLACE FUNCTION public.confirm_booking(booking_id uuid, actor_user_id uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
 SET plan_cache_mode TO 'force_generic_plan'
 SET enable_seqscan TO 'off'
AS $function$
declare
  v_booking constant public.bookings := private.lock_booking(confirm_booking.booking_id, null, confirm_booking.actor_user_id);
  v_confirmed uuid[];
begin
  if v_booking.status <> 'pending' then
    perform private.fail(
      'invalid_state', format('A booking that is %s cannot be confirmed.', v_booking.status), 'Only requests can be confirmed.',
      jsonb_build_object('reason', v_booking.status)
    );
  end if;
  -- Two requests may overlap where a calendar began to block the other's host after both were made.
  v_confirmed := array(
    select d.other_booking_id
    from private.double_bookings(array[v_booking.id]) as d
    join public.bookings as o on o.id = d.other_booking_id and o.status = 'confirmed'
  );
  if v_confirmed <> '{}' then
    perform private.fail(
      'slot_taken', 'Another booking of yours is confirmed at this time.', 'Decline this one, propose another time, or cancel the other one.',
      jsonb_build_object('booking_ids', v_confirmed)
    );
  end if;
  update public.bookings as b
  set status = 'confirmed', confirmed_at = now(), expires_at = null, proposed_starts_at = null, proposed_ends_at = null
  where b.id = v_booking.id and b.status = 'pending';
  perform private.plan_push(v_booking.id);
  perform private.detect_double_bookings(array[v_booking.id]);
  perform private.notify_parties(v_booking.id, 'booking_confirmed');
  return private.booking_result(v_booking.id);
end;
$function$;

CREATE OR REPLACE FUNCTION public.create_booking(event_type_id uuid, starts_at timestamp with time zone, duration_minutes integer, attendee jsonb, answers jsonb DEFAULT '{}'::jsonb, hold_id uuid DEFAULT NULL::uuid, hold_generation integer DEFAULT NULL::integer, idempotency_key text DEFAULT NULL::text, request_hash text DEFAULT NULL::text, location jsonb DEFAULT NULL::jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
 SET plan_cache_mode TO 'force_generic_plan'
 SET enable_seqscan TO 'off'
AS $function$
declare
  v_host_id uuid;
  v_booking_id uuid;
begin
  perform private.require_attendee(create_booking.attendee);
  perform private.require_finite_start(create_booking.starts_at);
  v_booking_id := private.find_idempotent_booking(create_booking.idempotency_key, create_booking.request_hash);
  if v_booking_id is not null then
    return private.booking_result(v_booking_id) || '{"replayed": true}';
  end if;

  v_host_id := private.find_event_host(create_booking.event_type_id);
  if create_booking.hold_id is null and not private.try_lock_slot(v_host_id, create_booking.event_type_id, create_booking.starts_at) then
    -- Somebody is changing this host. Checked once without the lock, so that nobody queues for a slot that is gone.
    begin
      perform private.require_free_start(
        private.load_slot_rules(create_booking.event_type_id, create_booking.duration_minutes), create_booking.starts_at, now()
      );
    exception
      when sqlstate 'PT409' or sqlstate 'PT503' then
        -- The same request, sent twice, may have just taken it.
        v_booking_id := private.find_idempotent_booking(create_booking.idempotency_key, create_booking.request_hash);
        if v_booking_id is null then
          raise;
        end if;
        return private.booking_result(v_booking_id) || '{"replayed": true}';
    end;
  elsif create_booking.hold_id is not null and not exists (
    select from public.bookings as b
    where b.id = create_booking.hold_id and b.generation is not distinct from create_booking.hold_generation
  ) then
    perform private.fail('unauthorized', 'The token does not open this hold.', 'Send the id and the token that came with the hold.');
  end if;
  v_booking_id := private.insert_booking(
    v_host_id, create_booking.event_type_id, create_booking.starts_at, create_booking.duration_minutes,
    create_booking.attendee, create_booking.answers, create_booking.hold_id,
    create_booking.idempotency_key, create_booking.request_hash, create_booking.location
  );
  return private.booking_result(v_booking_id) || '{"replayed": false}';
end;
$function$;

CREATE OR REPLACE FUNCTION public.get_own_report(owner_id uuid, host_id uuid, range_start text, range_end text)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_host public.hosts;
begin
  select h.* into v_host from public.hosts as h where h.id = get_own_report.host_id and h.owner_id = get_own_report.owner_id;
  if v_host.id is null then
    perform private.fail('not_found', 'You have no such host.', 'Check host_id.');
  end if;
  return private.build_report(v_host, private.require_range(
    private.day_or_instant(get_own_report.range_start, v_host.time_zone), private.day_or_instant(get_own_report.range_end, v_host.time_zone), 400
  ));
end;
$function$;

ALTER FUNCTION "public"."get_own_report"(uuid, uuid, text, text) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION public.get_report(host_id uuid, range_start timestamp with time zone, range_end timestamp with time zone)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_range constant tstzrange := private.require_range(get_report.range_start, get_report.range_end, 400);
  v_host public.hosts;
begin
  select h.* into v_host from public.hosts as h where h.id = get_report.host_id and h.owner_id = (select auth.uid());
  if v_host.id is null then
    perform private.fail('not_found', 'You have no such host.', 'Check host_id and who is signed in.');
  end if;
  return private.build_report(v_host, v_range);
end;
$function$;

ALTER FUNCTION "public"."get_report"(uuid, timestamp with time zone, timestamp with time zone) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION public.hold_slot(event_type_id uuid, starts_at timestamp with time zone, duration_minutes integer, address_key text DEFAULT NULL::text, own_hold_id uuid DEFAULT NULL::uuid, own_generation integer DEFAULT NULL::integer)
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
begin
  -- Checked once without the lock, so that nobody queues for a slot that is gone.
  perform private.require_free_start(
    private.load_slot_rules(hold_slot.event_type_id, hold_slot.duration_minutes),
    private.require_finite_start(hold_slot.starts_at), now(), v_own_id
  );
  return private.insert_hold(
    v_host_id, hold_slot.event_type_id, hold_slot.starts_at, hold_slot.duration_minutes,
    hold_slot.address_key, v_own_id, hold_slot.own_generation
  );
end;
$function$;

CREATE OR REPLACE FUNCTION public.reschedule_booking(booking_id uuid, starts_at timestamp with time zone, duration_minutes integer DEFAULT NULL::integer, actor_generation integer DEFAULT NULL::integer, actor_user_id uuid DEFAULT NULL::uuid, reason text DEFAULT NULL::text)
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
  v_needs_confirmation := private.require_free_start(v_rules, v_start, now(), v_booking.id);
  v_status := case
    when v_is_host then 'confirmed'
    when v_needs_confirmation or v_rules.requires_confirmation then 'pending'
    else v_booking.status
  end;
  return private.write_move(v_booking, v_rules, v_start, v_status, v_is_host, reschedule_booking.reason, 'booking_rescheduled');
end;
$function$;

COMMENT ON FUNCTION "private"."build_report"(public.hosts, tstzrange) IS 'The report on a host: {host_id, time_zone, from, to, as_of}, the figures of all of p_range (private.report_groups) and of its parts: by_event_type, also those that are switched off, by_weekday (0 = Sunday, all seven), by_week (ISO weeks that p_range meets). Days are those of the host''s zone.';

COMMENT ON FUNCTION "private"."day_or_instant"(text, text) IS 'The instant that a text means: itself, or for a date (without a T) its first instant in the zone. The service has checked its form.';

COMMENT ON FUNCTION "private"."enqueue"(text, jsonb, text, text, timestamp with time zone, integer, integer, text) IS 'Adds a job in the caller''s transaction: it runs only if that commits. The same p_key replaces a waiting job (p_key_mode ''preserve_run_at'': at its old place in the queue); jobs of one p_queue run one at a time. Workers check five times a second; they are notified only of jobs that a visitor waits for (p_priority -10) or that a provider''s notice asks for (-6), never of what a booking adds. The only caller of graphile_worker.add_job (many at once: private.enqueue_all, private.enqueue_announced_syncs); the service installs that schema before it is ready.';

COMMENT ON FUNCTION "private"."enqueue_all"(text, jsonb[], text[], timestamp with time zone[]) IS 'As private.enqueue, for several jobs of one task, in one call: most of the cost of a job is that of the call. No two of p_keys are the same; p_run_ats null: now.';

COMMENT ON FUNCTION "private"."enqueue_mails"(uuid[], timestamp with time zone[]) IS 'Queues the sending of these mails in one call, each at its time (null: now).';

COMMENT ON FUNCTION "private"."hours_of"(tstzmultirange) IS 'The elapsed hours of some time, which has ends: a day may have 23 or 25 of them.';

COMMENT ON FUNCTION "private"."is_blank"(text) IS 'Whether a text shows nothing: it is empty, or only spaces and invisible characters. Sets no search_path so that it can be inlined: it was parsed and planned with each booking.';

COMMENT ON FUNCTION "private"."mailbox"(text) IS 'Where mails to an address probably arrive, for counting only: without capitals and what follows a plus, with the domain in its plain spelling, and for Gmail without dots in the name. Never an address to send to.';

COMMENT ON FUNCTION "private"."offered_time"(uuid, tstzrange) IS 'The time of p_range in which an event type is offered: its open hours (rules 1, 2 and 4) without the vacations and blocks that hold for it (rule 3), by the settings of now. Nothing else counts: neither its grid, notice, horizon and limits, nor what calendars and bookings take. Nothing while it, or its host, is switched off.';

COMMENT ON FUNCTION "private"."pg_notify"(text, text) IS 'Does nothing. Replaces pg_catalog.pg_notify for what private.enqueue calls: a notification makes all commits of the database wait for one lock.';

COMMENT ON FUNCTION "private"."report_groups"(uuid, text, tstzrange) IS 'The figures of private.build_report for a host and p_range, in all (total), and by event type, weekday (0 = Sunday) and week (its Monday), days and weeks being those of p_zone. Time is that in p_range (private.time_figures), cut at the borders of a group; each booking is counted where it starts. A session takes its time once; seats.taken counts its visitors. lead_time: from when a confirmed booking was made until its start. requests_unanswered: those that wait and those that expired.';

COMMENT ON FUNCTION "private"."reported_bookings"(uuid, tstzrange) IS 'Bookings and requests of a host that start in p_range, one row a visitor, with what became of them. is_session: the one row of a confirmed session that stands for it, with its seats: as many as its event type has now, or as were taken.';

COMMENT ON FUNCTION "private"."time_figures"(tstzmultirange, tstzmultirange) IS 'What a report says of some time: elapsed hours that were offered and that were booked, and how much of the offered ones was booked (0 to 1; null: nothing was offered). What the host booked outside of what they offer is booked, and uses nothing of it.';

COMMENT ON FUNCTION "private"."try_lock_slot"(uuid, uuid, timestamp with time zone) IS 'Whether the hosts of private.hosts_of_slot are locked by nobody else; then this has locked them, as private.lock_slot does. It never waits.';

COMMENT ON FUNCTION "public"."get_own_report"(uuid, uuid, text, text) IS 'As get_report, for a host of this owner. range_start, range_end: instants with an offset, or dates (YYYY-MM-DD), which begin with their first instant in the host''s zone. Raises not_found (also for those of others), invalid_range.';

COMMENT ON FUNCTION "public"."get_report"(uuid, timestamp with time zone, timestamp with time zone) IS 'For the owner of a host: what was offered and booked in [range_start, range_end), and what became of bookings and requests (private.build_report). Raises not_found, invalid_range (over 400 days).';

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
        'public.webhook_deliveries'
      ]),
      ('{authenticated}', '{update}', 'policy', 'table', array['public.calendars']),
      -- The secret key is the operator's: their scripts read and write the public tables. The service itself only calls functions.
      ('{service_role}', '{select,insert,update,delete}', null, 'table', array[
        'public.hosts', 'public.event_types', 'public.availability_rules', 'public.availability_overrides', 'public.blocked_periods',
        'public.calendar_connections', 'public.calendars', 'public.calendar_links', 'public.synced_events', 'public.bookings',
        'public.booking_attendees', 'public.booking_calendar_events', 'public.booking_conflicts', 'public.notifications', 'public.sync_logs',
        'public.api_keys', 'public.webhook_endpoints', 'public.webhook_deliveries'
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
        'public.get_report(uuid, timestamptz, timestamptz)',
        'public.get_booking_sheet(uuid)'
      ]),
      -- Constraints of the tables that they write call these as the writer; nobody may use the schema to call them by name.
      ('{authenticated,service_role}', '{execute}', null, 'function', array[
        'private.text_fault(text, text, integer, boolean)',
        'private.is_blank(text)',
        'private.durations_fault(integer[])',
        'private.questions_fault(jsonb)',
        'private.reminders_fault(integer[])',
        'private.mail_settings_fault(text, text, text, text)',
        'private.locations_fault(jsonb)'
      ]),
      -- The service alone calls these.
      ('{service_role}', '{execute}', null, 'function', array[
        'public.hold_slot(uuid, timestamptz, integer, text, uuid, integer)',
        'public.renew_hold(uuid, integer)',
        'public.release_hold(uuid, integer)',
        'public.create_booking(uuid, timestamptz, integer, jsonb, jsonb, uuid, integer, text, text, jsonb)',
        'public.get_booking(uuid, integer, uuid)',
        'public.cancel_booking(uuid, text, integer, uuid)',
        'public.reschedule_booking(uuid, timestamptz, integer, integer, uuid, text)',
        'public.confirm_booking(uuid, uuid)',
        'public.decline_booking(uuid, uuid, text)',
        'public.create_host_booking(uuid, uuid, timestamptz, integer, jsonb, jsonb, boolean, boolean, text, text, jsonb)',
        'public.propose_time(uuid, timestamptz, uuid, integer)',
        'public.accept_proposed_time(uuid, integer, timestamptz)',
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
        'public.finish_push(uuid, uuid, integer, text, text, boolean, text, boolean)',
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
        'public.finish_notification(uuid, text, boolean, boolean)',
        'public.stop_digest(uuid, boolean)',
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
    ('function', 'private.durations_fault(integer[])'),
    ('function', 'private.hidden_character(text, boolean)'),
    ('function', 'private.is_blank(text)'),
    ('function', 'private.locations_fault(jsonb)'),
    ('function', 'private.locations_of_text(text)'),
    ('function', 'private.mail_settings_fault(text, text, text, text)'),
    ('function', 'private.mailbox(text)'),
    ('function', 'private.options_fault(text, jsonb, boolean)'),
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
    ('function', 'private.add_notification(text, text, uuid, uuid, uuid, timestamptz, uuid, uuid, uuid)'),
    ('function', 'private.add_webhook_event(uuid, text, jsonb)'),
    ('function', 'private.booking_details(uuid)'),
    ('function', 'private.enqueue_mails(uuid[], timestamptz[])'),
    ('function', 'private.is_mail_current(text, text)'),
    ('function', 'private.labelled_answers(jsonb, jsonb)'),
    ('function', 'private.location_text(public.bookings, text, boolean)'),
    ('function', 'private.mail_backoff(integer)'),
    ('function', 'private.mail_join_url(uuid)'),
    ('function', 'private.makes_video(uuid)'),
    ('function', 'private.next_digest_at(text)'),
    ('function', 'private.notify_of_conflict(uuid, uuid)'),
    ('function', 'private.notify_of_unknown_times(uuid)'),
    ('function', 'private.notify_owner(text, uuid, uuid, uuid)'),
    ('function', 'private.notify_parties(uuid, text)'),
    ('function', 'private.plan_reminders(uuid[])'),
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
    ('function', 'private.location_notice(uuid, jsonb)'),
    ('function', 'private.needs_reconnect(uuid)'),
    ('function', 'private.quiet_until(uuid)'),
    ('function', 'public.request_relist(uuid, text)'),
    ('function', 'private.blocked_instants(private.slot_rules, tstzrange)'),
    ('function', 'private.blocking_calendars(uuid)'),
    ('function', 'private.booked_sessions(uuid, tstzrange, timestamptz, uuid)'),
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
    ('function', 'private.grid_anchors(private.slot_rules, tstzmultirange)'),
    ('function', 'private.grid_starts(private.free_windows, interval, integer)'),
    ('function', 'private.host_freshness(private.slot_rules, timestamptz)'),
    ('function', 'public.list_own_slots(uuid, uuid, timestamptz, timestamptz, integer)'),
    ('function', 'private.list_slots(uuid, tstzrange, integer, timestamptz)'),
    ('function', 'private.load_slot_rules(uuid, integer)'),
    ('function', 'private.open_hours(private.slot_rules, tstzrange, boolean)'),
    ('function', 'private.open_wall_time(private.slot_rules, date, date, boolean)'),
    ('function', 'private.reasons_against(private.slot_rules, timestamptz, uuid, boolean, boolean)'),
    ('function', 'public.require_event_type(uuid, uuid)'),
    ('function', 'private.require_free_start(private.slot_rules, timestamptz, timestamptz, uuid, boolean)'),
    ('function', 'private.require_host_start(private.slot_rules, timestamptz, uuid, boolean, boolean)'),
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
    ('function', 'public.accept_proposed_time(uuid, integer, timestamptz)'),
    ('function', 'private.authorize_booking(uuid, integer, uuid)'),
    ('function', 'private.booking_changes(public.bookings, boolean)'),
    ('function', 'private.booking_json(uuid)'),
    ('function', 'private.booking_result(uuid)'),
    ('function', 'public.cancel_booking(uuid, text, integer, uuid)'),
    ('function', 'private.change_limits(public.bookings, boolean)'),
    ('function', 'private.choose_location(jsonb, jsonb, boolean)'),
    ('function', 'public.confirm_booking(uuid, uuid)'),
    ('function', 'private.count_active(uuid, text, text, integer)'),
    ('function', 'public.create_booking(uuid, timestamptz, integer, jsonb, jsonb, uuid, integer, text, text, jsonb)'),
    ('function', 'public.create_host_booking(uuid, uuid, timestamptz, integer, jsonb, jsonb, boolean, boolean, text, text, jsonb)'),
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
    ('function', 'private.insert_booking(uuid, uuid, timestamptz, integer, jsonb, jsonb, uuid, text, text, jsonb)'),
    ('function', 'private.insert_hold(uuid, uuid, timestamptz, integer, text, uuid, integer)'),
    ('function', 'private.insert_host_booking(private.slot_rules, timestamptz, jsonb, jsonb, jsonb, boolean, jsonb)'),
    ('function', 'private.keep_idempotency_key(text, text, uuid)'),
    ('function', 'public.list_bookings(uuid, text[], timestamptz, timestamptz, text, timestamptz, uuid, integer)'),
    ('function', 'private.lock_booking(uuid, integer, uuid, timestamptz)'),
    ('function', 'private.lock_slot(uuid, uuid, timestamptz, uuid)'),
    ('function', 'private.mark_expired(uuid[])'),
    ('function', 'public.mark_no_show(uuid, boolean, uuid)'),
    ('function', 'public.propose_time(uuid, timestamptz, uuid, integer)'),
    ('function', 'private.reassign_event(uuid)'),
    ('function', 'private.receiving_calendar(uuid, uuid, uuid, timestamptz, timestamptz)'),
    ('function', 'public.release_hold(uuid, integer)'),
    ('function', 'public.renew_hold(uuid, integer)'),
    ('function', 'private.request_expiry(uuid, timestamptz)'),
    ('function', 'private.require_answers(jsonb, jsonb)'),
    ('function', 'private.require_attendee(jsonb)'),
    ('function', 'private.require_change(public.bookings, boolean, boolean, text)'),
    ('function', 'private.require_few_bookings(uuid, text)'),
    ('function', 'private.require_finite_start(timestamptz)'),
    ('function', 'private.require_hold(uuid, uuid, timestamptz, timestamptz)'),
    ('function', 'private.require_start_or_hold(private.slot_rules, timestamptz, uuid, boolean)'),
    ('function', 'public.reschedule_booking(uuid, timestamptz, integer, integer, uuid, text)'),
    ('function', 'private.try_lock_slot(uuid, uuid, timestamptz)'),
    ('function', 'private.write_move(public.bookings, private.slot_rules, timestamptz, text, boolean, text, text)'),
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
    ('function', 'public.relocate_event(uuid, uuid, integer, uuid, text, text)'),
    ('function', 'public.resolve_conflict(uuid, uuid, text, uuid)'),
    ('function', 'private.resume_pushes(uuid)'),
    ('function', 'private.send_conflict_mails(uuid)'),
    ('function', 'private.session_event(uuid)'),
    ('function', 'private.store_join_url(uuid, uuid, text)'),
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
    ('function', 'public.get_booking_page(text, text)'),
    ('function', 'public.get_calendar_view(uuid, timestamptz, timestamptz)'),
    ('function', 'public.list_event_types(uuid)'),
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
    ('function', 'public.finish_notification(uuid, text, boolean, boolean)'),
    ('function', 'public.forget_workers(text[])'),
    ('function', 'private.gather_mail(uuid)'),
    ('function', 'public.keep_mail(uuid, text, text, text, text, text)'),
    ('function', 'public.list_mail(integer)'),
    ('function', 'private.mailed_booking(uuid, boolean)'),
    ('function', 'private.mailed_digest(uuid, timestamptz)'),
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
    ('function', 'private.follow_session()'),
    ('function', 'private.follow_target()'),
    ('function', 'private.follow_webhook_endpoint()'),
    ('function', 'private.forget_objects()'),
    ('function', 'private.hand_over_channels_of_deleted()'),
    ('function', 'private.lock_hosts_of_link()'),
    ('function', 'private.lock_own_hosts()'),
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
