-- Written by npm run db:diff from sql/. Read it before it is committed: data are kept only where it says so.

set local check_function_bodies = off;

ALTER TABLE "public"."booking_conflicts" DROP CONSTRAINT "booking_conflicts_resolution_known";

DROP FUNCTION "public"."list_bookings"(uuid, text[], timestamp with time zone, timestamp with time zone, text, timestamp with time zone, uuid, integer);

DROP FUNCTION "public"."reschedule_booking"(uuid, timestamp with time zone, integer, integer, uuid, text);

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

ALTER TABLE "public"."booking_conflicts" ADD CONSTRAINT "booking_conflicts_resolution_known" CHECK ((resolution = ANY (ARRAY['gone'::text, 'rescheduled'::text, 'cancelled'::text, 'kept'::text, 'accepted'::text, 'ignored'::text])));

CREATE INDEX webhook_deliveries_subject_idx ON public.webhook_deliveries USING btree (((body #>> '{data,booking,id}'::text[])));

COMMENT ON COLUMN "public"."booking_conflicts"."resolution" IS 'gone: the cause went away; rescheduled, cancelled: the booking was; kept: the host keeps the booking; accepted: the booking took the event''s times; ignored: booking and event stay as they are.';

COMMENT ON FUNCTION "private"."booking_deliveries"(public.bookings) IS 'The last 50 webhook deliveries of the past 30 days that told of a booking, newest first, without their bodies.';

COMMENT ON FUNCTION "private"."booking_mails"(public.bookings) IS 'The mails about a booking, newest first, with the state of each and whether it can be sent again (public.resend_notification, with booking_id).';

COMMENT ON FUNCTION "public"."get_booking_sheet"(uuid) IS 'All that its owner sees of a booking: who booked what (a request whose time is over counts as expired even before that is recorded), its conflicts, open and closed; the event of its session in a calendar that is still connected, else the event that is still to be removed (null: none); its mails and webhook deliveries, newest first; how many others booked the same session, its place in its series, all of whose dates are in series (private.series_json), and the calendars that could not be read. Raises not_found, also for holds and bookings of others.';

COMMENT ON FUNCTION "public"."list_all_conflicts"(uuid, boolean, timestamp with time zone, uuid, integer) IS 'What the calendars of all hosts of an owner have against their bookings, newest first, at most max_count (up to 200): what is to be decided (is_open), else the history. Each with its booking (private.booking_details), how many others booked the same session, and the calendar of the event (null: unknown by now); next: to continue before it, null at the end.';

COMMENT ON FUNCTION "public"."list_bookings"(uuid, text[], timestamp with time zone, timestamp with time zone, text, timestamp with time zone, uuid, integer, uuid, uuid, boolean, boolean) IS 'Bookings and requests of all hosts of an owner (or host_id, or event_type_id) with starts_from <= start < starts_until, by start and id, after a given one; search: part of the name or address of the visitor; is_over: only those that have ended, or have not; newest_first: the latest start first. At most max_count (up to 200), and fewer where 2,000 had to be checked; next: where to continue, null at the end.';

COMMENT ON FUNCTION "public"."reschedule_booking"(uuid, timestamp with time zone, integer, integer, uuid, text, boolean) IS 'Moves a pending or confirmed booking in one transaction: it is not in its own way, keeps id and tokens, sequence + 1. duration_minutes null: as long as before. The same time again changes nothing. A visitor may as long, and as often, as the event type permits (private.require_change); their move waits for the host where a booking would, the host''s own does not. is_override: the host sets their own rules aside (hours, grid, notice, limits), never a booking or an event. reason: from one of the two to the other. Raises not_found, unauthorized, forbidden, invalid_state, invalid_request, slot_taken, slot_not_offered, calendar_unavailable.';

COMMENT ON FUNCTION "public"."resolve_conflict"(uuid, uuid, text, uuid) IS 'The host decides about a conflict: keep (the booking stays as it is, its event is written again), move (the booking takes the times of its event), cancel, ignore (booking and event stay as they are, until either changes): {booking, generation, conflict}. Raises not_found, unauthorized, forbidden, invalid_state, invalid_request, slot_taken.';

COMMENT ON FUNCTION "public"."retry_event"(uuid, uuid) IS 'The host has the event of a booking, and of its session, written or removed again after that failed, without waiting for the next attempt. Raises not_found, forbidden, invalid_state (nothing failed; it was deleted in the calendar, which they have to decide about first).';

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
    ('function', 'private.is_free_start(private.slot_rules, timestamptz, text)'),
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
    ('function', 'private.seats_taken(uuid, uuid, timestamptz, timestamptz)'),
    ('function', 'private.sessions_forbidden(private.slot_rules, tstzrange, timestamptz, uuid)'),
    ('function', 'private.stale_calendars(private.slot_rules, tstzrange, timestamptz)'),
    ('function', 'private.unknown_days(private.unknown_times)'),
    ('function', 'private.unknown_spans(private.slot_rules, timestamptz)'),
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
    ('function', 'public.get_booking_page(text, text)'),
    ('function', 'public.get_calendar_view(uuid, timestamptz, timestamptz)'),
    ('function', 'public.get_full_sessions(uuid, timestamptz, timestamptz, integer)'),
    ('function', 'public.get_host_page(text)'),
    ('function', 'public.get_hosted_page(text, text)'),
    ('function', 'public.get_manage_page(uuid)'),
    ('function', 'public.get_page_with_slots(text, text, timestamptz, timestamptz, integer)'),
    ('function', 'public.get_visitor_rules(uuid)'),
    ('function', 'public.list_event_types(uuid)'),
    ('function', 'private.page_settings(public.hosts)'),
    ('function', 'private.session_json(uuid, timestamptz, timestamptz)'),
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
