-- Written by npm run db:diff from sql/. Read it before it is committed: data are kept only where it says so.
-- What is new holds for every row there is. bookings_no_overlap has to be built anew, and bookings wait while it is.
-- squawk-ignore-file constraint-missing-not-valid

set local check_function_bodies = off;

ALTER TABLE "public"."bookings" DROP CONSTRAINT "bookings_no_overlap";

DROP FUNCTION "private"."explain_starts"(uuid, tstzrange, integer, timestamp with time zone[], timestamp with time zone);

DROP FUNCTION "private"."fail"(text, text, text);

DROP FUNCTION "private"."request_expiry"(timestamp with time zone);

DROP FUNCTION "public"."reschedule_booking"(uuid, timestamp with time zone, integer, integer, uuid);

ALTER TABLE "public"."bookings" ADD COLUMN "reschedules" integer NOT NULL DEFAULT 0;

ALTER TABLE "public"."bookings" ADD COLUMN "moved_by" text;

ALTER TABLE "public"."bookings" ADD COLUMN "move_reason" text;

ALTER TABLE "public"."bookings" ADD COLUMN "proposed_starts_at" timestamp with time zone;

ALTER TABLE "public"."bookings" ADD COLUMN "proposed_ends_at" timestamp with time zone;

ALTER TABLE "public"."bookings" ADD COLUMN "is_forced" boolean NOT NULL DEFAULT false;

ALTER TABLE "public"."event_types" ADD COLUMN "cancel_until_minutes" integer;

ALTER TABLE "public"."event_types" ADD COLUMN "reschedule_until_minutes" integer;

ALTER TABLE "public"."event_types" ADD COLUMN "max_reschedules" integer;

ALTER TABLE "public"."event_types" ADD COLUMN "reason_required" boolean NOT NULL DEFAULT false;

ALTER TABLE "public"."event_types" ADD COLUMN "request_hours" integer NOT NULL DEFAULT 48;

ALTER TABLE "public"."event_types" ADD COLUMN "position" integer NOT NULL DEFAULT 0;

CREATE TYPE "private"."change_limits" AS ("cancel_refusal" text, "cancel_until" timestamp with time zone, "reschedule_refusal" text, "reschedule_until" timestamp with time zone);

ALTER TYPE "private"."change_limits" OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.booking_changes(p_booking public.bookings, p_is_host boolean)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_limits constant private.change_limits := private.change_limits(p_booking, p_is_host);
begin
  return jsonb_build_object(
    'can_cancel', v_limits.cancel_refusal is null,
    'can_reschedule', v_limits.reschedule_refusal is null,
    'until', private.iso_instant(least(v_limits.cancel_until, v_limits.reschedule_until)),
    'cancel_until', private.iso_instant(v_limits.cancel_until),
    'reschedule_until', private.iso_instant(v_limits.reschedule_until),
    'reason_required', not p_is_host and (select e.reason_required from public.event_types as e where e.id = p_booking.event_type_id),
    'proposal', case when v_limits.reschedule_refusal is distinct from 'over' and p_booking.proposed_starts_at > now() then jsonb_build_object(
      'start', private.iso_instant(p_booking.proposed_starts_at), 'end', private.iso_instant(p_booking.proposed_ends_at)
    ) end
  );
end;
$function$;

ALTER FUNCTION "private"."booking_changes"(public.bookings, boolean) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.change_limits(p_booking public.bookings, p_is_host boolean)
 RETURNS private.change_limits
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_event_type public.event_types;
  v_limits private.change_limits;
  v_refusal constant text := case
    when p_booking.status = 'pending' and p_booking.expires_at <= now() then 'expired'
    when p_booking.status not in ('pending', 'confirmed') then p_booking.status
  end;
begin
  v_limits.cancel_refusal := v_refusal;
  v_limits.reschedule_refusal := coalesce(v_refusal, case when p_booking.ends_at <= now() then 'over' end);
  if p_is_host then
    v_limits.reschedule_until := case when v_limits.reschedule_refusal is null then p_booking.ends_at end;
    return v_limits;
  end if;

  select e.* into v_event_type from public.event_types as e where e.id = p_booking.event_type_id;
  v_limits.cancel_until := p_booking.starts_at - make_interval(mins => coalesce(v_event_type.cancel_until_minutes, 0));
  v_limits.cancel_refusal := coalesce(v_limits.reschedule_refusal, case
    when v_event_type.cancel_until_minutes = -1 then 'not_allowed'
    when v_limits.cancel_until <= now() then 'too_late'
  end);
  v_limits.reschedule_until := p_booking.starts_at - make_interval(mins => coalesce(v_event_type.reschedule_until_minutes, 0));
  v_limits.reschedule_refusal := coalesce(v_limits.reschedule_refusal, case
    when v_event_type.reschedule_until_minutes = -1 then 'not_allowed'
    when v_limits.reschedule_until <= now() then 'too_late'
    when p_booking.reschedules >= v_event_type.max_reschedules then 'max_reschedules'
  end);
  -- A request ends with the time that the host has for it.
  v_limits.cancel_until := case when v_limits.cancel_refusal is null then least(v_limits.cancel_until, p_booking.expires_at) end;
  v_limits.reschedule_until := case when v_limits.reschedule_refusal is null then least(v_limits.reschedule_until, p_booking.expires_at) end;
  return v_limits;
end;
$function$;

ALTER FUNCTION "private"."change_limits"(public.bookings, boolean) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.complete_booking()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if new.status = 'held' and new.expires_at is null then
    new.expires_at := now() + interval '5 minutes';
  end if;
  if new.seat is null then
    -- The lowest number that no row of the session uses.
    select min(n) into new.seat
    from generate_series(1, 1 + (
      select count(*) from public.bookings as b
      where b.event_type_id = new.event_type_id and b.starts_at = new.starts_at and b.ends_at = new.ends_at
        and b.status in ('held', 'pending', 'confirmed') and b.id <> new.id
    )) as n
    where n not in (
      select b.seat from public.bookings as b
      where b.event_type_id = new.event_type_id and b.starts_at = new.starts_at and b.ends_at = new.ends_at
        and b.status in ('held', 'pending', 'confirmed') and b.id <> new.id
    );
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

CREATE OR REPLACE FUNCTION private.explain_starts(p_event_type_id uuid, p_range tstzrange, p_duration_minutes integer, p_starts timestamp with time zone[], p_now timestamp with time zone, p_except uuid DEFAULT NULL::uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_max constant integer := 10000;
  v_rules constant private.slot_rules := private.load_slot_rules(p_event_type_id, p_duration_minutes);
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
  v_hours := private.open_hours(v_rules, v_range, false);
  v_open := private.open_hours(v_rules, v_range);
  select array_agg(a.anchor order by a.anchor) into v_anchors from private.grid_anchors(v_rules, v_open) as a;
  v_busy := private.external_busy(v_rules.host_id, v_rules.host_zone, v_wide, p_now, p_except);
  v_full_days := private.full_days(v_rules, v_range, p_now, p_except, 'day', v_rules.max_per_day);
  v_full_weeks := private.full_days(v_rules, v_range, p_now, p_except, 'week', v_rules.max_per_week);
  select f.* into v_fresh from private.host_freshness(v_rules, p_now) as f;

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
      from private.closed_wall_time(
        v_rules, (lower(v_wide) at time zone v_rules.zone)::date - 1, (upper(v_wide) at time zone v_rules.zone)::date + 1
      ) as c
    ),
    blocked as materialized (select b.* from private.blocked_instants(v_rules, v_wide) as b),
    event as materialized (
      select r.* from private.external_rows(v_rules.host_id, v_rules.host_zone, v_wide, p_now) as r
    ),
    session as materialized (
      select s.*, s.event_type_id = v_rules.event_type_id as is_own_type
      from private.booked_sessions(v_rules.host_id, v_wide, p_now, p_except) as s
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
      join private.explain_unknown(v_rules, p_now) as u on u.span && s.wide
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

ALTER FUNCTION "private"."explain_starts"(uuid, tstzrange, integer, timestamp with time zone[], timestamp with time zone, uuid) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.fail(p_code text, p_message text, p_hint text DEFAULT NULL::text, p_details jsonb DEFAULT NULL::jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_status constant integer := case p_code
    when 'invalid_range' then 400
    when 'unauthorized' then 401
    when 'forbidden' then 403
    when 'not_found' then 404
    when 'slot_taken' then 409
    when 'slot_not_offered' then 409
    when 'invalid_state' then 409
    when 'hold_expired' then 410
    when 'invalid_request' then 422
    when 'rate_limited' then 429
    when 'calendar_unavailable' then 503
  end;
begin
  if v_status is null then
    raise exception 'unknown error code %', p_code using errcode = 'PT500';
  end if;
  raise exception using
    errcode = 'PT' || v_status,
    message = p_message,
    detail = concat_ws(' ', p_code, p_details),
    hint = coalesce(p_hint, p_message);
end;
$function$;

ALTER FUNCTION "private"."fail"(text, text, text, jsonb) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.insert_booking(p_host_id uuid, p_event_type_id uuid, p_start timestamp with time zone, p_duration_minutes integer, p_attendee jsonb, p_answers jsonb, p_hold_id uuid, p_idempotency_key text, p_request_hash text)
 RETURNS uuid
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_rules private.slot_rules;
  v_hold public.bookings;
  v_is_held boolean := false;
  v_needs_confirmation boolean;
  v_status text;
  v_stale jsonb;
  v_booking_id uuid;
begin
  perform private.lock_slot(p_host_id, p_event_type_id, p_start);

  v_booking_id := private.find_idempotent_booking(p_idempotency_key, p_request_hash);
  if v_booking_id is not null then
    return v_booking_id;
  end if;
  v_rules := private.load_slot_rules(p_event_type_id, p_duration_minutes);
  if p_hold_id is not null then
    v_hold := private.require_hold(p_hold_id, p_event_type_id, p_start, p_start + v_rules.duration);
    v_is_held := v_hold.status = 'held' and v_hold.expires_at > now();
  end if;
  perform private.expire_overlapping(p_host_id, tstzrange(p_start, p_start + v_rules.duration));
  v_needs_confirmation := private.require_start_or_hold(v_rules, p_start, p_hold_id, v_is_held);
  perform private.require_few_bookings(p_host_id, p_attendee ->> 'email');

  v_stale := private.stale_calendars(v_rules, tstzrange(p_start - v_rules.buffer_before, p_start + v_rules.duration + v_rules.buffer_after), now());
  v_status := case when v_needs_confirmation or v_rules.requires_confirmation then 'pending' else 'confirmed' end;
  if p_hold_id is null then
    insert into public.bookings (host_id, event_type_id, status, starts_at, ends_at, unread_calendars, expires_at, confirmed_at)
    values (
      p_host_id, p_event_type_id, v_status, p_start, p_start + v_rules.duration, v_stale,
      case v_status when 'pending' then private.request_expiry(p_event_type_id, p_start) end,
      case v_status when 'confirmed' then now() end
    )
    returning id into v_booking_id;
  else
    update public.bookings as b
    set status = v_status, unread_calendars = v_stale,
      seat = case when v_is_held then b.seat end,
      expires_at = case v_status when 'pending' then private.request_expiry(p_event_type_id, p_start) end,
      confirmed_at = case v_status when 'confirmed' then now() end
    where b.id = p_hold_id
    returning b.id into v_booking_id;
  end if;
  insert into public.booking_attendees (booking_id, name, email, time_zone, locale, answers)
  select v_booking_id, btrim(p_attendee ->> 'name'), p_attendee ->> 'email',
    coalesce(p_attendee ->> 'time_zone', v_rules.zone), coalesce(p_attendee ->> 'locale', 'en'),
    private.require_answers(e.questions, p_answers)
  from public.event_types as e where e.id = p_event_type_id;
  perform private.keep_idempotency_key(p_idempotency_key, p_request_hash, v_booking_id);
  perform private.plan_push(v_booking_id);
  perform private.detect_double_bookings(array[v_booking_id]);
  perform private.notify_parties(v_booking_id, case v_status when 'pending' then 'booking_requested' else 'booking_confirmed' end);
  return v_booking_id;
exception
  when exclusion_violation or unique_violation then
    -- A row was written without these functions; the constraint refuses it.
    perform private.fail('slot_taken', 'This time has just been taken.', 'Choose another time.');
end;
$function$;

CREATE OR REPLACE FUNCTION private.insert_host_booking(p_rules private.slot_rules, p_start timestamp with time zone, p_attendee jsonb, p_answers jsonb, p_is_forced boolean, p_reasons jsonb)
 RETURNS uuid
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_end constant timestamptz := p_start + p_rules.duration;
  v_booking_id uuid;
begin
  insert into public.bookings (host_id, event_type_id, status, starts_at, ends_at, unread_calendars, confirmed_at, is_forced)
  values (
    p_rules.host_id, p_rules.event_type_id, 'confirmed', p_start, v_end,
    private.stale_calendars(p_rules, tstzrange(p_start - p_rules.buffer_before, v_end + p_rules.buffer_after), now()), now(),
    -- Only where it has to be, so that the constraint protects all others.
    p_is_forced and exists (
      select from public.bookings as o
      where o.host_id = p_rules.host_id and o.status in ('held', 'pending', 'confirmed') and o.during && tstzrange(p_start, v_end)
        and (o.event_type_id, o.starts_at, o.ends_at) <> (p_rules.event_type_id, p_start, v_end)
    )
  )
  returning id into v_booking_id;
  insert into public.booking_attendees (booking_id, name, email, time_zone, locale, answers)
  select v_booking_id, btrim(p_attendee ->> 'name'), p_attendee ->> 'email',
    coalesce(p_attendee ->> 'time_zone', p_rules.zone), coalesce(p_attendee ->> 'locale', 'en'),
    private.require_answers((select coalesce(jsonb_agg(q.value - 'required'), '[]') from jsonb_array_elements(e.questions) as q), p_answers)
  from public.event_types as e where e.id = p_rules.event_type_id;
  perform private.keep_conflicts(v_booking_id, p_reasons);
  perform private.plan_push(v_booking_id);
  perform private.detect_double_bookings(array[v_booking_id]);
  perform private.notify_parties(v_booking_id, 'booking_confirmed');
  return v_booking_id;
exception
  when exclusion_violation or unique_violation then
    -- A row was written without these functions; the constraint refuses it.
    perform private.fail('slot_taken', 'This time has just been taken.', 'Choose another time.');
end;
$function$;

ALTER FUNCTION "private"."insert_host_booking"(private.slot_rules, timestamp with time zone, jsonb, jsonb, boolean, jsonb) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.keep_conflicts(p_booking_id uuid, p_reasons jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  insert into public.booking_conflicts (
    booking_id, synced_event_id, event_title, event_starts_at, event_ends_at, resolved_at, resolution
  )
  select distinct x.booking_id, x.synced_event_id, left(x.title, 500), x.starts_at, x.ends_at, now(), 'kept'
  from jsonb_array_elements(p_reasons) as r
  cross join lateral private.overlapping_bookings(
    (r.value ->> 'calendar_id')::uuid, array[(r.value ->> 'synced_event_id')::uuid]
  ) as x
  where r.value ? 'synced_event_id' and x.booking_id = p_booking_id;

  insert into public.booking_conflicts (
    booking_id, other_booking_id, other_host_id, event_title, event_starts_at, event_ends_at, resolved_at, resolution
  )
  select distinct x.booking_id, o.id, o.host_id, concat_ws(', ', nullif(e.title, ''), nullif(h.display_name, '')), o.starts_at, o.ends_at, now(), 'kept'
  from jsonb_array_elements(p_reasons) as r
  cross join lateral jsonb_array_elements_text(r.value -> 'booking_ids') as i (id)
  join public.bookings as new on new.id = p_booking_id
  join public.bookings as old on old.id = i.id::uuid and old.during && new.during and old.status <> 'held'
  cross join lateral (values (new.id, old.id), (old.id, new.id)) as x (booking_id, other_id)
  join public.bookings as o on o.id = x.other_id
  join public.event_types as e on e.id = o.event_type_id
  join public.hosts as h on h.id = o.host_id
  where r.value ? 'booking_ids';
end;
$function$;

ALTER FUNCTION "private"."keep_conflicts"(uuid, jsonb) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.keep_idempotency_key(p_key text, p_request_hash text, p_booking_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  if p_key is null then
    return;
  end if;
  insert into private.idempotency_keys as k (key, request_hash, booking_id)
  values (p_key, p_request_hash, p_booking_id)
  on conflict (key) do update
  set request_hash = excluded.request_hash, booking_id = excluded.booking_id, created_at = excluded.created_at
  where k.created_at <= now() - interval '24 hours';
  if not found then
    -- A request with the same key, for another host, was faster.
    perform private.fail('invalid_request', 'This Idempotency-Key was used for another request.', 'Use a new key for a new booking.');
  end if;
end;
$function$;

ALTER FUNCTION "private"."keep_idempotency_key"(text, text, uuid) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.mailed_booking(p_booking_id uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return (
    select private.booking_json(b.id) || jsonb_build_object(
      'location', e.location, 'description', e.description, 'cancel_reason', b.cancel_reason, 'cancelled_by', b.cancelled_by,
      'moved_by', b.moved_by, 'move_reason', b.move_reason,
      'proposal', case when b.proposed_starts_at is not null then jsonb_build_object(
        'start', private.iso_instant(b.proposed_starts_at), 'end', private.iso_instant(b.proposed_ends_at)
      ) end
    )
    from public.bookings as b
    join public.event_types as e on e.id = b.event_type_id
    where b.id = p_booking_id
  );
end;
$function$;

CREATE OR REPLACE FUNCTION private.move_session(p_booking public.bookings, p_start timestamp with time zone, p_end timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_pending uuid[];
  v_confirmed uuid[];
begin
  select array_agg(b.id) filter (where b.status = 'pending'), array_agg(b.id) filter (where b.status = 'confirmed')
  into v_pending, v_confirmed
  from public.bookings as b
  where b.event_type_id = p_booking.event_type_id and b.starts_at = p_booking.starts_at and b.ends_at = p_booking.ends_at
    and (b.status = 'confirmed' or (b.status = 'pending' and coalesce(b.expires_at > now(), true)));
  perform private.expire_overlapping(p_booking.host_id, tstzrange(p_start, p_end));
  -- Bookings of one event type at exactly the same time would become one session, whatever its seats: no constraint prevents that.
  if exists (
    select from public.bookings as b
    where b.event_type_id = p_booking.event_type_id and b.starts_at = p_start and b.ends_at = p_end
      and b.status in ('held', 'pending', 'confirmed') and not coalesce(b.id = any (v_pending || v_confirmed), false)
  ) then
    perform private.fail('slot_taken', 'There is another booking at this time.', 'Choose another time.');
  end if;
  -- In two steps: moved a little one after the other, bookings of one session would be in each other's way.
  update public.bookings as b set status = 'expired' where b.id = any (v_pending || v_confirmed);
  update public.bookings as b
  set status = case when b.id = any (v_confirmed) then 'confirmed' else 'pending' end,
    starts_at = p_start, ends_at = p_end, seat = null, sequence = b.sequence + 1, moved_by = 'host', move_reason = null
  where b.id = any (v_pending || v_confirmed);

  perform private.plan_push(p_booking.id);
  perform private.close_conflicts(b.id), private.notify_parties(b.id, 'booking_rescheduled')
  from unnest(v_pending || v_confirmed) as b (id);
  perform private.detect_double_bookings(v_pending || v_confirmed);
exception
  when exclusion_violation or unique_violation then
    perform private.fail('slot_taken', 'There is another booking at this time.', 'Choose another time.');
end;
$function$;

CREATE OR REPLACE FUNCTION private.reasons_against(p_rules private.slot_rules, p_start timestamp with time zone, p_except uuid, p_is_override boolean, p_is_forced boolean)
 RETURNS TABLE(reason jsonb, is_set_aside boolean)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return query
  select r.value, case
    when r.value ->> 'reason' in ('external_event', 'booking', 'hold', 'buffer', 'seats', 'stale_calendar', 'not_covered') then p_is_forced
    else p_is_override
  end
  from jsonb_array_elements(
    private.explain_starts(p_rules.event_type_id, null, p_rules.duration_minutes, array[p_start], now(), p_except) -> 0 -> 'reasons'
  ) as r (value);
end;
$function$;

ALTER FUNCTION "private"."reasons_against"(private.slot_rules, timestamp with time zone, uuid, boolean, boolean) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.request_expiry(p_event_type_id uuid, p_start timestamp with time zone)
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return (
    select least(p_start, now() + make_interval(hours => e.request_hours)) from public.event_types as e where e.id = p_event_type_id
  );
end;
$function$;

ALTER FUNCTION "private"."request_expiry"(uuid, timestamp with time zone) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.require_change(p_booking public.bookings, p_is_move boolean, p_is_host boolean, p_reason text)
 RETURNS void
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_limits constant private.change_limits := private.change_limits(p_booking, p_is_host);
  v_done constant text := case when p_is_move then 'moved' else 'cancelled' end;
  v_refusal text := case when p_is_move then v_limits.reschedule_refusal else v_limits.cancel_refusal end;
begin
  if v_refusal is null and not p_is_host and (p_reason is null or private.is_blank(p_reason)) and exists (
    select from public.event_types as e where e.id = p_booking.event_type_id and e.reason_required
  ) then
    v_refusal := 'reason_required';
  end if;
  if v_refusal is null then
    return;
  end if;
  perform private.fail(
    'invalid_state',
    case v_refusal
      when 'over' then format('A booking that is over cannot be %s.', v_done)
      when 'not_allowed' then format('This booking cannot be %s online.', v_done)
      when 'too_late' then format('It is too late: this booking can no longer be %s online.', v_done)
      when 'max_reschedules' then 'This booking has been moved as often as the host permits.'
      when 'reason_required' then 'The host asks for a reason.'
      else format('A booking that is %s cannot be %s.', v_refusal, v_done)
    end,
    case
      when v_refusal in ('not_allowed', 'too_late', 'max_reschedules') then 'Write to the host.'
      when v_refusal = 'reason_required' then 'Send a reason.'
      when p_is_move then 'Book a new time.'
      else 'There is nothing left to do.'
    end,
    jsonb_build_object('reason', v_refusal)
  );
end;
$function$;

ALTER FUNCTION "private"."require_change"(public.bookings, boolean, boolean, text) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.require_few_bookings(p_host_id uuid, p_email text)
 RETURNS void
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_max constant integer := (select h.max_bookings_per_email from public.hosts as h where h.id = p_host_id);
begin
  if private.count_active(p_host_id, 'email', private.mailbox(p_email), v_max) >= v_max then
    perform private.fail(
      'rate_limited', 'There are too many open bookings with this email address.', 'Cancel one that is not needed, or write to the host.'
    );
  end if;
end;
$function$;

ALTER FUNCTION "private"."require_few_bookings"(uuid, text) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.require_host_start(p_rules private.slot_rules, p_start timestamp with time zone, p_except uuid, p_is_override boolean, p_is_forced boolean)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_left jsonb;
  v_kinds text[];
  v_set_aside jsonb;
begin
  if p_start + p_rules.duration <= now() then
    perform private.fail('slot_not_offered', 'This time is over.', 'Choose a later time.');
  end if;
  select coalesce(jsonb_agg(r.reason) filter (where not r.is_set_aside), '[]'), coalesce(jsonb_agg(r.reason) filter (where r.is_set_aside), '[]'),
    array_agg(coalesce(r.reason ->> 'source', r.reason ->> 'reason')) filter (where not r.is_set_aside)
  into v_left, v_set_aside, v_kinds
  from private.reasons_against(p_rules, p_start, p_except, p_is_override, p_is_forced) as r;
  if v_kinds is null then
    return v_set_aside;
  elsif v_kinds <@ '{booking,hold,seats}' then
    perform private.fail(
      'slot_taken', 'Another booking is in the way.', 'Choose another time. details.reasons names it.', jsonb_build_object('reasons', v_left)
    );
  elsif v_kinds <@ '{stale_calendar,not_covered}' then
    perform private.fail(
      'calendar_unavailable', 'A calendar cannot be read at the moment.', 'Try again in a few minutes. details.reasons says which.',
      jsonb_build_object('reasons', v_left)
    );
  end if;
  perform private.fail(
    'slot_not_offered', 'This time is not free.', 'Choose another time. details.reasons says what is in the way.',
    jsonb_build_object('reasons', v_left)
  );
end;
$function$;

ALTER FUNCTION "private"."require_host_start"(private.slot_rules, timestamp with time zone, uuid, boolean, boolean) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.write_move(p_booking public.bookings, p_rules private.slot_rules, p_start timestamp with time zone, p_status text, p_is_by_host boolean, p_reason text, p_kind text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  perform private.reassign_event(p_booking.id);
  update public.bookings as b
  set starts_at = p_start, ends_at = p_start + p_rules.duration, seat = null, sequence = b.sequence + 1, status = p_status,
    unread_calendars = private.stale_calendars(
      p_rules, tstzrange(p_start - p_rules.buffer_before, p_start + p_rules.duration + p_rules.buffer_after), now()
    ),
    expires_at = case p_status when 'pending' then private.request_expiry(b.event_type_id, p_start) end,
    confirmed_at = case p_status when 'confirmed' then coalesce(b.confirmed_at, now()) end,
    reschedules = b.reschedules + (not p_is_by_host)::integer, moved_by = case when p_is_by_host then 'host' else 'visitor' end,
    move_reason = nullif(btrim(p_reason), '')
  where b.id = p_booking.id;
  perform private.plan_push(p_booking.id);
  perform private.close_conflicts(p_booking.id);
  perform private.detect_double_bookings(array[p_booking.id]);
  perform private.notify_parties(p_booking.id, p_kind);
  return private.booking_result(p_booking.id);
exception
  when exclusion_violation or unique_violation then
    -- A row was written without these functions; the constraint refuses it.
    perform private.fail('slot_taken', 'This time has just been taken.', 'Choose another time.');
end;
$function$;

ALTER FUNCTION "private"."write_move"(public.bookings, private.slot_rules, timestamp with time zone, text, boolean, text, text) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION public.accept_proposed_time(booking_id uuid, actor_generation integer, starts_at timestamp with time zone DEFAULT NULL::timestamp with time zone)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_proposed constant timestamptz := coalesce(
    accept_proposed_time.starts_at,
    (select b.proposed_starts_at from public.bookings as b where b.id = accept_proposed_time.booking_id)
  );
  v_booking constant public.bookings := private.lock_booking(
    accept_proposed_time.booking_id, accept_proposed_time.actor_generation, null, v_proposed
  );
  v_rules private.slot_rules;
  v_refusal text;
begin
  if v_booking.status = 'confirmed' and v_booking.proposed_starts_at is null and v_booking.starts_at = accept_proposed_time.starts_at then
    return private.booking_result(v_booking.id);
  end if;
  v_refusal := coalesce((private.change_limits(v_booking, true)).reschedule_refusal, case
    when v_booking.proposed_starts_at is null then 'no_proposal'
    when v_booking.proposed_starts_at is distinct from v_proposed then 'other_proposal'
    when v_booking.proposed_starts_at <= now() then 'too_late'
  end);
  if v_refusal is not null then
    perform private.fail(
      'invalid_state',
      case v_refusal
        when 'no_proposal' then 'The host proposes no other time.'
        when 'other_proposal' then 'The host proposes another time by now.'
        when 'too_late' then 'The time that the host proposed has begun.'
        else 'This booking can no longer be changed.'
      end,
      'Load the booking again.', jsonb_build_object('reason', v_refusal)
    );
  end if;
  v_rules := private.load_slot_rules(
    v_booking.event_type_id, (extract(epoch from v_booking.proposed_ends_at - v_booking.proposed_starts_at) / 60)::integer
  );
  perform private.expire_overlapping(v_booking.host_id, tstzrange(v_booking.proposed_starts_at, v_booking.proposed_ends_at));
  if exists (
    select from private.reasons_against(v_rules, v_booking.proposed_starts_at, v_booking.id, true, false) as r where not r.is_set_aside
  ) then
    perform private.fail('slot_taken', 'The time that the host proposed has been taken.', 'Keep your time, or choose another one.');
  end if;
  return private.write_move(
    v_booking, v_rules, v_booking.proposed_starts_at, 'confirmed', true, null,
    case v_booking.status when 'pending' then 'booking_confirmed' else 'booking_rescheduled' end
  );
end;
$function$;

ALTER FUNCTION "public"."accept_proposed_time"(uuid, integer, timestamp with time zone) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION public.cancel_booking(booking_id uuid, reason text DEFAULT NULL::text, actor_generation integer DEFAULT NULL::integer, actor_user_id uuid DEFAULT NULL::uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
 SET plan_cache_mode TO 'force_generic_plan'
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

CREATE OR REPLACE FUNCTION public.create_host_booking(actor_user_id uuid, event_type_id uuid, starts_at timestamp with time zone, duration_minutes integer, attendee jsonb, answers jsonb DEFAULT '{}'::jsonb, is_override boolean DEFAULT false, is_forced boolean DEFAULT false, idempotency_key text DEFAULT NULL::text, request_hash text DEFAULT NULL::text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_host_id uuid;
  v_start constant timestamptz := private.require_finite_start(create_host_booking.starts_at);
  v_rules private.slot_rules;
  v_set_aside jsonb;
  v_booking_id uuid;
begin
  perform public.require_event_type(create_host_booking.actor_user_id, create_host_booking.event_type_id);
  v_host_id := private.find_event_host(create_host_booking.event_type_id);
  perform private.require_attendee(create_host_booking.attendee);
  perform private.lock_slot(v_host_id, create_host_booking.event_type_id, v_start);
  v_booking_id := private.find_idempotent_booking(create_host_booking.idempotency_key, create_host_booking.request_hash);
  if v_booking_id is null then
    v_rules := private.load_slot_rules(create_host_booking.event_type_id, create_host_booking.duration_minutes);
    perform private.expire_overlapping(v_host_id, tstzrange(v_start, v_start + v_rules.duration));
    v_set_aside := private.require_host_start(v_rules, v_start, null, create_host_booking.is_override, create_host_booking.is_forced);
    if not create_host_booking.is_override then
      perform private.require_few_bookings(v_host_id, create_host_booking.attendee ->> 'email');
    end if;
    v_booking_id := private.insert_host_booking(
      v_rules, v_start, create_host_booking.attendee, create_host_booking.answers, create_host_booking.is_forced, v_set_aside
    );
    perform private.keep_idempotency_key(create_host_booking.idempotency_key, create_host_booking.request_hash, v_booking_id);
  end if;
  return private.booking_result(v_booking_id) || jsonb_build_object('conflicts', coalesce((
    select jsonb_agg(private.conflict_json(k) order by k.event_starts_at, k.id) from public.booking_conflicts as k where k.booking_id = v_booking_id
  ), '[]'));
end;
$function$;

ALTER FUNCTION "public"."create_host_booking"(uuid, uuid, timestamp with time zone, integer, jsonb, jsonb, boolean, boolean, text, text) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION public.decline_booking(booking_id uuid, actor_user_id uuid, reason text DEFAULT NULL::text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_booking constant public.bookings := private.lock_booking(decline_booking.booking_id, null, decline_booking.actor_user_id);
  v_fault constant text := private.text_fault('The reason', decline_booking.reason, 2000, true);
begin
  if v_fault is not null then
    perform private.fail('invalid_request', v_fault);
  end if;
  if v_booking.status <> 'pending' then
    perform private.fail(
      'invalid_state', format('A booking that is %s cannot be declined.', v_booking.status), 'Only requests can be declined.',
      jsonb_build_object('reason', v_booking.status)
    );
  end if;
  perform private.reassign_event(v_booking.id);
  update public.bookings as b
  set status = 'declined', cancelled_at = now(), cancelled_by = 'host', expires_at = null,
    cancel_reason = nullif(btrim(decline_booking.reason), '')
  where b.id = v_booking.id;
  perform private.close_conflicts(v_booking.id);
  perform private.notify_parties(v_booking.id, 'booking_declined');
  return private.booking_result(v_booking.id);
end;
$function$;

CREATE OR REPLACE FUNCTION public.get_booking(booking_id uuid, actor_generation integer DEFAULT NULL::integer, actor_user_id uuid DEFAULT NULL::uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_booking constant public.bookings := private.authorize_booking(
    get_booking.booking_id, get_booking.actor_generation, get_booking.actor_user_id
  );
  v_result constant jsonb := private.booking_result(v_booking.id);
begin
  return v_result || jsonb_build_object(
    'booking', v_result -> 'booking' || private.booking_changes(v_booking, get_booking.actor_user_id is not null)
  );
end;
$function$;

CREATE OR REPLACE FUNCTION public.list_event_types(owner_id uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  return jsonb_build_object('event_types', coalesce((
    select jsonb_agg(
      to_jsonb(e) || jsonb_build_object('host', jsonb_build_object(
        'id', h.id, 'slug', h.slug, 'display_name', h.display_name, 'time_zone', h.time_zone, 'is_active', h.is_active
      ))
      order by h.created_at, h.id, e.position, e.slug
    )
    from public.hosts as h
    join public.event_types as e on e.host_id = h.id
    where h.owner_id = list_event_types.owner_id
  ), '[]'));
end;
$function$;

CREATE OR REPLACE FUNCTION public.mark_no_show(booking_id uuid, no_show boolean, actor_user_id uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_booking constant public.bookings := private.lock_booking(mark_no_show.booking_id, null, mark_no_show.actor_user_id);
begin
  if v_booking.status <> 'confirmed' then
    perform private.fail(
      'invalid_state', format('Nobody was expected: the booking is %s.', v_booking.status), 'Only confirmed bookings are marked.',
      jsonb_build_object('reason', v_booking.status)
    );
  end if;
  if v_booking.starts_at > now() then
    perform private.fail('invalid_state', 'The booking has not begun yet.', 'Mark it after its start, or cancel it.', '{"reason": "too_early"}');
  end if;
  if v_booking.no_show <> mark_no_show.no_show then
    update public.bookings as b set no_show = mark_no_show.no_show where b.id = v_booking.id;
    if mark_no_show.no_show then
      perform private.add_booking_event(v_booking.id, 'booking.no_show');
    end if;
  end if;
  return private.booking_result(v_booking.id) || jsonb_build_object('no_show', mark_no_show.no_show);
end;
$function$;

CREATE OR REPLACE FUNCTION public.propose_time(booking_id uuid, starts_at timestamp with time zone, actor_user_id uuid, duration_minutes integer DEFAULT NULL::integer)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_booking constant public.bookings := private.lock_booking(propose_time.booking_id, null, propose_time.actor_user_id);
  v_start constant timestamptz := private.require_finite_start(propose_time.starts_at);
  v_rules private.slot_rules;
  v_email text;
begin
  -- A time may be proposed for what the host could move.
  perform private.require_change(v_booking, true, true, null);
  v_rules := private.load_slot_rules(
    v_booking.event_type_id,
    coalesce(propose_time.duration_minutes, (extract(epoch from v_booking.ends_at - v_booking.starts_at) / 60)::integer)
  );
  if (v_booking.starts_at, v_booking.ends_at) = (v_start, v_start + v_rules.duration) then
    perform private.fail('invalid_request', 'The booking is at this time already.', 'Propose another time.');
  end if;
  if v_start <= now() then
    perform private.fail('slot_not_offered', 'This time has begun.', 'Propose a later time.');
  end if;
  if (v_booking.proposed_starts_at, v_booking.proposed_ends_at) is not distinct from (v_start, v_start + v_rules.duration) then
    return private.booking_result(v_booking.id);
  end if;
  perform private.require_host_start(v_rules, v_start, v_booking.id, true, false);
  update public.bookings as b
  set proposed_starts_at = v_start, proposed_ends_at = v_start + v_rules.duration,
    -- The visitor gets as long for their part.
    expires_at = case b.status when 'pending' then private.request_expiry(b.event_type_id, b.starts_at) end
  where b.id = v_booking.id;
  select a.email into v_email from public.booking_attendees as a where a.booking_id = v_booking.id;
  if v_email is not null then
    perform private.add_notification('booking_time_proposed', v_email, p_booking_id => v_booking.id);
  end if;
  return private.booking_result(v_booking.id);
end;
$function$;

ALTER FUNCTION "public"."propose_time"(uuid, timestamp with time zone, uuid, integer) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION public.reschedule_booking(booking_id uuid, starts_at timestamp with time zone, duration_minutes integer DEFAULT NULL::integer, actor_generation integer DEFAULT NULL::integer, actor_user_id uuid DEFAULT NULL::uuid, reason text DEFAULT NULL::text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
 SET plan_cache_mode TO 'force_generic_plan'
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

ALTER FUNCTION "public"."reschedule_booking"(uuid, timestamp with time zone, integer, integer, uuid, text) OWNER TO "postgres";

ALTER TABLE "public"."bookings" ADD CONSTRAINT "bookings_move_reason_length" CHECK ((char_length(move_reason) <= 2000));

ALTER TABLE "public"."bookings" ADD CONSTRAINT "bookings_moved_by_known" CHECK ((moved_by = ANY (ARRAY['visitor'::text, 'host'::text])));

ALTER TABLE "public"."bookings" ADD CONSTRAINT "bookings_no_overlap" EXCLUDE USING gist (host_id WITH =, session_key WITH <>, during WITH &&, (
CASE
    WHEN (NOT is_forced) THEN 1
    ELSE NULL::integer
END) WITH =) WHERE ((status = ANY (ARRAY['held'::text, 'pending'::text, 'confirmed'::text])));

ALTER TABLE "public"."bookings" ADD CONSTRAINT "bookings_proposed_end_after_start" CHECK (((num_nulls(proposed_starts_at, proposed_ends_at) = 2) OR COALESCE((proposed_ends_at > proposed_starts_at), false)));

ALTER TABLE "public"."bookings" ADD CONSTRAINT "bookings_reschedules_positive" CHECK ((reschedules >= 0));

ALTER TABLE "public"."event_types" ADD CONSTRAINT "event_types_cancel_until_valid" CHECK (((cancel_until_minutes >= '-1'::integer) AND (cancel_until_minutes <= 5256000)));

ALTER TABLE "public"."event_types" ADD CONSTRAINT "event_types_max_reschedules_valid" CHECK ((max_reschedules >= 0));

ALTER TABLE "public"."event_types" ADD CONSTRAINT "event_types_request_hours_valid" CHECK (((request_hours >= 1) AND (request_hours <= 8760)));

ALTER TABLE "public"."event_types" ADD CONSTRAINT "event_types_reschedule_until_valid" CHECK (((reschedule_until_minutes >= '-1'::integer) AND (reschedule_until_minutes <= 5256000)));

COMMENT ON COLUMN "public"."bookings"."is_forced" IS 'The host booked it over other bookings of theirs, knowing them (booking_conflicts has them as kept). It ends when the booking moves.';

COMMENT ON COLUMN "public"."bookings"."move_reason" IS 'What that person said about it: the host to the visitor, or the visitor to the host.';

COMMENT ON COLUMN "public"."bookings"."moved_by" IS 'Who moved it last; null: it was never moved.';

COMMENT ON COLUMN "public"."bookings"."proposed_starts_at" IS 'The time that the host proposes instead, which the visitor may accept. It takes no time; a trigger removes it when the booking moves or ends.';

COMMENT ON COLUMN "public"."bookings"."reschedules" IS 'How many times the visitor has moved it: event_types.max_reschedules limits that.';

COMMENT ON COLUMN "public"."event_types"."cancel_until_minutes" IS 'Until how many minutes before the start visitors may cancel; null: until the start; -1: never.';

COMMENT ON COLUMN "public"."event_types"."max_reschedules" IS 'How many times a visitor may move a booking; null: any number. Moves by the host do not count.';

COMMENT ON COLUMN "public"."event_types"."position" IS 'Lists of event types begin with the lowest; then they are sorted by slug.';

COMMENT ON COLUMN "public"."event_types"."reason_required" IS 'Visitors who cancel or move must give a reason.';

COMMENT ON COLUMN "public"."event_types"."request_hours" IS 'How many hours a request waits for the host, but not beyond its start.';

COMMENT ON COLUMN "public"."event_types"."reschedule_until_minutes" IS 'Until how many minutes before the start visitors may move their booking; null: until the start; -1: never.';

COMMENT ON CONSTRAINT "bookings_no_overlap" ON "public"."bookings" IS 'Two sessions of a host never overlap in raw time, unless the host forced one of them; buffers are checked under the host''s row lock.';

COMMENT ON FUNCTION "private"."booking_changes"(public.bookings, boolean) IS 'What its visitor, or its host, may do with a booking: {can_cancel, can_reschedule, until (when the first of them ends), cancel_until, reschedule_until (null: not at all, or without limit), reason_required, proposal ({start, end}, which the visitor may accept; null: none)}.';

COMMENT ON FUNCTION "private"."change_limits"(public.bookings, boolean) IS 'What the visitor of a booking, or its host, may do with it now. Refusals: the state of a booking that is not open, over (after its end), and for visitors not_allowed, too_late, max_reschedules, by the rules of its event type. The host may cancel also what is over.';

COMMENT ON FUNCTION "private"."complete_booking"() IS 'Gives a row without a seat the lowest free one of its session (the unique index bookings_seat_key decides), a hold 5 minutes to live, and an active row the calendar for its event; takes the time that was proposed, and the leave to overlap others, from a booking that moved or ended.';

COMMENT ON FUNCTION "private"."explain_starts"(uuid, tstzrange, integer, timestamp with time zone[], timestamp with time zone, uuid) IS 'Every reason why a start is not free, with the row behind it: for p_starts, or for the candidates in p_range. Built from the functions that list and book. At most 10,000 starts. p_except: a booking that is being moved.';

COMMENT ON FUNCTION "private"."fail"(text, text, text, jsonb) IS 'Raises one of the errors of sql/README.md: SQLSTATE PT<status>, detail = code, hint = what to do. p_details: what exactly is wrong, for programs; it follows the code in detail, after a space. Unknown codes raise PT500.';

COMMENT ON FUNCTION "private"."insert_host_booking"(private.slot_rules, timestamp with time zone, jsonb, jsonb, boolean, jsonb) IS 'Under the locks of the hosts: writes a booking that the host makes, with all that follows from it. p_reasons: what they set aside.';

COMMENT ON FUNCTION "private"."keep_conflicts"(uuid, jsonb) IS 'Records what a booking that its host forced overlaps (p_reasons, as private.explain_starts gives them) as conflicts that they decided to keep, so that nobody asks them again. Raw time, without buffers; holds are not recorded.';

COMMENT ON FUNCTION "private"."keep_idempotency_key"(text, text, uuid) IS 'Records which booking a request with this key made (null: without a key). Raises invalid_request if another request has used it in 24 hours.';

COMMENT ON FUNCTION "private"."reasons_against"(private.slot_rules, timestamp with time zone, uuid, boolean, boolean) IS 'What speaks against a time that the host of a booking chooses, as private.explain_starts names it, and whether they set it aside: p_is_override the rules that they made (hours, grid, blocked periods, notice, horizon, limits), p_is_forced what takes the time (bookings, events, buffers, calendars that are not known). p_except: the booking itself.';

COMMENT ON FUNCTION "private"."request_expiry"(uuid, timestamp with time zone) IS 'How long a request waits for the host: event_types.request_hours, but not beyond its start.';

COMMENT ON FUNCTION "private"."require_change"(public.bookings, boolean, boolean, text) IS 'Passes if the visitor, or the host, may now cancel (else: move) this booking, which is read under the lock of its host. Raises invalid_state with details.reason: as private.change_limits, or reason_required.';

COMMENT ON FUNCTION "private"."require_few_bookings"(uuid, text) IS 'Passes if an email address has fewer active bookings than the host permits (hosts.max_bookings_per_email). The caller holds the lock of the host. Raises rate_limited.';

COMMENT ON FUNCTION "private"."require_host_start"(private.slot_rules, timestamp with time zone, uuid, boolean, boolean) IS 'private.require_free_start for a time that the host chooses, who may set their own rules aside (p_is_override) and take time that is taken (p_is_forced): the reasons that they set aside. Raises slot_taken, slot_not_offered, calendar_unavailable, with details.reasons, which are for the host alone.';

COMMENT ON FUNCTION "private"."write_move"(public.bookings, private.slot_rules, timestamp with time zone, text, boolean, text, text) IS 'Moves one booking, which may be moved, to a time that is free, under the locks of the hosts: the row, its event, conflicts and mails (p_kind). Raises slot_taken.';

COMMENT ON FUNCTION "public"."accept_proposed_time"(uuid, integer, timestamp with time zone) IS 'The visitor accepts the time that the host proposed: their booking or request moves there and is confirmed, sequence + 1. starts_at: the time that they saw (null: whatever is proposed). The same again changes nothing. Raises not_found, unauthorized, invalid_state with details.reason (as private.change_limits; no_proposal, other_proposal, too_late), invalid_request (this length is no longer offered), slot_taken.';

COMMENT ON FUNCTION "public"."cancel_booking"(uuid, text, integer, uuid) IS 'Cancels a pending or confirmed booking and frees its time; repeatable. A visitor may as long as the event type permits (private.require_change). reason: from one of the two to the other. Raises not_found, unauthorized, forbidden, invalid_state, invalid_request.';

COMMENT ON FUNCTION "public"."confirm_booking"(uuid, uuid) IS 'The host accepts a request; the constraint has kept its time since it was made. Refused where a booking of another host that takes its time is confirmed (details.booking_ids). Raises not_found, forbidden, invalid_state, slot_taken.';

COMMENT ON FUNCTION "public"."create_host_booking"(uuid, uuid, timestamp with time zone, integer, jsonb, jsonb, boolean, boolean, text, text) IS 'The host books for a visitor; it is confirmed at once: {booking, generation, conflicts}. is_override sets their own rules aside (hours, grid, blocked periods, notice, horizon, limits, bookings per email address), is_forced also what takes the time: bookings and events that it overlaps are conflicts, which the host is taken to have decided to keep. No question needs an answer. Raises not_found, invalid_request, slot_taken, slot_not_offered, calendar_unavailable (with details.reasons), rate_limited.';

COMMENT ON FUNCTION "public"."get_booking"(uuid, integer, uuid) IS 'A booking for its visitor (by the generation in their token) or its host (by user id), with what they may do with it (private.booking_changes). Raises not_found, unauthorized, forbidden.';

COMMENT ON FUNCTION "public"."propose_time"(uuid, timestamp with time zone, uuid, integer) IS 'The host proposes another time for a booking or request, which the visitor may accept (accept_proposed_time); a later proposal replaces it, the same one again changes nothing. It keeps no time free; the booking keeps its own, a request as long as a new one. Rules of the host do not count, bookings and events do. Raises not_found, forbidden, invalid_state, invalid_request, slot_taken, slot_not_offered, calendar_unavailable.';

COMMENT ON FUNCTION "public"."reschedule_booking"(uuid, timestamp with time zone, integer, integer, uuid, text) IS 'Moves a pending or confirmed booking in one transaction: it is not in its own way, keeps id and tokens, sequence + 1. duration_minutes null: as long as before. The same time again changes nothing. A visitor may as long, and as often, as the event type permits (private.require_change); their move waits for the host where a booking would, the host''s own does not. reason: from one of the two to the other. Raises not_found, unauthorized, forbidden, invalid_state, invalid_request, slot_taken, slot_not_offered, calendar_unavailable.';

COMMENT ON TYPE "private"."change_limits" IS 'What somebody may do with a booking now: why they may not cancel or move it (null: they may), and until when they may (null: no longer, or without limit).';

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
        'public.reschedule_booking(uuid, timestamptz, integer, integer, uuid, text)',
        'public.confirm_booking(uuid, uuid)',
        'public.decline_booking(uuid, uuid, text)',
        'public.create_host_booking(uuid, uuid, timestamptz, integer, jsonb, jsonb, boolean, boolean, text, text)',
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
        'public.fail_channel(uuid, text, boolean, boolean, bigint, text)',
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
        'public.list_mail(integer)',
        'public.mark_no_show(uuid, boolean, uuid)',
        'public.list_bookings(uuid, text[], timestamptz, timestamptz, text, timestamptz, uuid, integer)',
        'public.list_event_types(uuid)',
        'public.list_own_slots(uuid, uuid, timestamptz, timestamptz, integer)',
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
    ('function', 'private.mailbox(text)'),
    ('function', 'private.options_fault(text, jsonb, boolean)'),
    ('function', 'private.questions_fault(jsonb)'),
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
    ('function', 'private.has_later_job(text, timestamptz)'),
    ('function', 'private.pg_notify(text, text)'),
    ('function', 'private.remove_jobs(text)'),
    ('function', 'private.add_booking_event(uuid, text)'),
    ('function', 'private.add_notification(text, text, uuid, uuid, uuid, timestamptz, uuid)'),
    ('function', 'private.add_webhook_event(uuid, text, jsonb)'),
    ('function', 'private.booking_details(uuid)'),
    ('function', 'private.notify_of_conflict(uuid, uuid)'),
    ('function', 'private.notify_of_unknown_times(uuid)'),
    ('function', 'private.notify_owner(text, uuid, uuid, uuid)'),
    ('function', 'private.notify_parties(uuid, text)'),
    ('function', 'private.lock_calendar(uuid)'),
    ('function', 'private.lock_connection(uuid, uuid)'),
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
    ('function', 'private.announced_sync_interval()'),
    ('function', 'public.begin_channel(uuid, uuid, text, uuid)'),
    ('function', 'private.calendars_to_watch(uuid)'),
    ('function', 'private.channel_due_at(private.channels)'),
    ('function', 'private.channels_due_at(uuid)'),
    ('function', 'private.channels_of_calendar(uuid)'),
    ('function', 'public.channels_to_maintain(uuid, text[])'),
    ('function', 'private.channels_to_renew(uuid)'),
    ('function', 'public.close_channel_done(uuid, boolean)'),
    ('function', 'private.enqueue_announced_sync(uuid, timestamptz)'),
    ('function', 'public.enqueue_due_channels(text[], integer, text[])'),
    ('function', 'public.fail_channel(uuid, text, boolean, boolean, bigint, text)'),
    ('function', 'public.finish_channel(uuid, text, timestamptz, boolean, boolean)'),
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
    ('function', 'public.confirm_booking(uuid, uuid)'),
    ('function', 'private.count_active(uuid, text, text, integer)'),
    ('function', 'public.create_booking(uuid, timestamptz, integer, jsonb, jsonb, uuid, integer, text, text)'),
    ('function', 'public.create_host_booking(uuid, uuid, timestamptz, integer, jsonb, jsonb, boolean, boolean, text, text)'),
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
    ('function', 'private.insert_host_booking(private.slot_rules, timestamptz, jsonb, jsonb, boolean, jsonb)'),
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
    ('function', 'private.complete_webhook_endpoint()'),
    ('function', 'private.derive_host_of_conflict()'),
    ('function', 'private.derive_owner_from_connection()'),
    ('function', 'private.derive_owner_from_host()'),
    ('function', 'private.follow_access()'),
    ('function', 'private.follow_disconnection()'),
    ('function', 'private.follow_event()'),
    ('function', 'private.follow_links()'),
    ('function', 'private.follow_session()'),
    ('function', 'private.follow_target()'),
    ('function', 'private.follow_webhook_endpoint()'),
    ('function', 'private.forget_objects()'),
    ('function', 'private.lock_hosts_of_link()'),
    ('function', 'private.lock_own_hosts()'),
    ('function', 'private.plan_account()'),
    ('function', 'private.plan_channel()'),
    ('function', 'private.plan_channels()'),
    ('function', 'private.plan_channels_of_account()'),
    ('function', 'private.read_chosen_calendar()'),
    ('function', 'private.record_access_of_connection()'),
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
