-- Written by npm run db:diff from sql/. Read it before it is committed: data are kept only where it says so.

set local check_function_bodies = off;

CREATE OR REPLACE FUNCTION private.awaited_starts(p_rules private.slot_rules, p_range tstzrange, p_now timestamp with time zone, p_except uuid DEFAULT NULL::uuid)
 RETURNS tstzmultirange
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  if p_rules.seats = 1 then
    return '{}';
  end if;
  return (
    select coalesce(range_agg(tstzrange(w.starts_at, w.starts_at, '[]')), '{}')
    from private.waiting_sessions(p_rules, p_range, p_now, p_except) as w
    where w.taken + w.waiting >= p_rules.seats
  );
end;
$function$;

ALTER FUNCTION "private"."awaited_starts"(private.slot_rules, tstzrange, timestamp with time zone, uuid) OWNER TO "postgres";

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
      select s.starts_at, 7, jsonb_build_object('reason', 'seats', 'waitlist_entry_ids', w.entry_ids)
      from start as s
      join private.waiting_sessions(v_rules, v_range, p_now, p_except) as w on w.starts_at = s.starts_at
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

CREATE OR REPLACE FUNCTION private.find_free_windows(p_rules private.slot_rules, p_range tstzrange, p_now timestamp with time zone, p_except uuid DEFAULT NULL::uuid, p_is_held boolean DEFAULT false, p_ignore text DEFAULT NULL::text)
 RETURNS private.free_windows
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
declare
  v_result private.free_windows;
  v_range tstzrange := p_range;
  v_fresh record;
  v_affected tstzmultirange;
  v_starts tstzmultirange;
  v_external tstzmultirange;
  v_refused tstzmultirange;
begin
  v_result.windows := '{}';
  v_result.anchors := '{}';
  v_result.unconfirmed := '{}';
  if not p_is_held then
    v_range := v_range * tstzrange(p_now + p_rules.min_notice, p_now + greatest(p_rules.min_notice, p_rules.horizon));
  end if;

  select f.* into v_fresh from private.host_freshness(p_rules, p_now) as f;
  v_result.covered_until := v_fresh.covered_until;
  if p_rules.stale_policy <> 'open' and p_ignore is distinct from 'freshness' then
    -- The starts whose slot, with buffers, meets unknown time.
    select coalesce(range_agg(tstzrange(
      lower(u.span) - p_rules.duration - p_rules.buffer_after, upper(u.span) + p_rules.buffer_before, '()'
    )), '{}') into v_affected from unnest(v_fresh.unknown) as u (span);
    if p_rules.stale_policy = 'closed' then
      -- Later time need not be computed.
      v_range := range_merge(tstzmultirange(v_range) - v_affected);
    else
      v_result.unconfirmed := v_affected;
    end if;
  end if;
  if isempty(v_range) or not p_rules.is_active then
    return v_result;
  end if;

  -- Starts that leave room for a whole slot in their piece; the microsecond keeps grids of one piece apart.
  select
    range_agg(tstzrange(a.anchor, least(a.grid_end - interval '1 microsecond', a.piece_end - p_rules.duration), '[]'))
      filter (where a.anchor <= a.piece_end - p_rules.duration),
    array_agg(a.anchor order by a.anchor)
  into v_starts, v_result.anchors
  from private.grid_anchors(p_rules, private.open_hours(p_rules, v_range)) as a;
  v_starts := v_starts * tstzmultirange(v_range);
  if v_starts is null or isempty(v_starts) then
    return v_result;
  end if;

  v_external := private.external_busy(
    p_rules.host_id, p_rules.host_zone,
    tstzrange(lower(v_range) - p_rules.buffer_before, upper(v_range) + p_rules.duration + p_rules.buffer_after, '[]'), p_now, p_except,
    p_ignore is distinct from 'bookings'
  );
  select range_agg(tstzrange(
    lower(x.span) - p_rules.duration - p_rules.buffer_after, upper(x.span) + p_rules.buffer_before, '()'
  )) into v_refused from unnest(v_external) as x (span);
  v_starts := v_starts - coalesce(v_refused, '{}');

  select range_agg(tstzrange(lower(b.during) - p_rules.duration, upper(b.during), '()')) into v_refused
  from private.blocked_instants(
    p_rules, tstzrange(lower(v_range), upper(v_range) + p_rules.duration, '[]')
  ) as b;
  v_starts := v_starts - coalesce(v_refused, '{}')
    - case when p_ignore = 'bookings' then '{}' else private.sessions_forbidden(p_rules, v_range, p_now, p_except) end
    - case when p_ignore in ('bookings', 'waiting') then '{}' else private.awaited_starts(p_rules, v_range, p_now, p_except) end
    - private.full_days(p_rules, v_range, p_now, p_except, 'day', p_rules.max_per_day)
    - private.full_days(p_rules, v_range, p_now, p_except, 'week', p_rules.max_per_week)
    - case when p_rules.stale_policy = 'closed' then coalesce(v_affected, '{}') else '{}' end;

  v_result.windows := v_starts;
  return v_result;
end;
$function$;

CREATE OR REPLACE FUNCTION private.list_slots(p_event_type_id uuid, p_range tstzrange, p_duration_minutes integer, p_now timestamp with time zone)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
 SET plan_cache_mode TO 'force_generic_plan'
 SET "TimeZone" TO 'UTC'
 SET "DateStyle" TO 'ISO'
AS $function$
declare
  v_max constant integer := 10000;
  v_rules constant private.slot_rules := private.load_slot_rules(p_event_type_id, p_duration_minutes);
  v_beyond timestamptz;
  v_range tstzrange;
  v_free private.free_windows;
  v_slots jsonb;
  v_joined timestamptz[];
  v_taken bigint[];
begin
  if not v_rules.is_active then
    perform private.fail('not_found', 'This event type cannot be booked.', 'It was switched off by its owner.');
  end if;
  -- Before the work: a caller who asks for many weeks of a fine grid gets the first of them.
  v_beyond := private.first_candidate_beyond(v_rules, p_range, p_now, v_max);
  v_range := tstzrange(lower(p_range), least(upper(p_range), v_beyond));
  v_free := private.find_free_windows(v_rules, v_range, p_now);

  if v_rules.seats > 1 then
    select array_agg(s.starts_at order by s.starts_at), array_agg(s.taken order by s.starts_at) into v_joined, v_taken
    from (
      select u.starts_at, sum(u.taken)::bigint as taken
      from (
        select lower(b.during) as starts_at, b.taken from private.booked_sessions(v_rules.host_id, v_range, p_now) as b
        where b.event_type_id = v_rules.event_type_id and upper(b.during) - lower(b.during) = v_rules.duration
        union all
        -- A free seat is for those who wait for it.
        select w.starts_at, w.waiting from private.waiting_sessions(v_rules, v_range, p_now) as w
      ) as u
      group by u.starts_at
    ) as s;
  end if;
  -- Text that is parsed once is twice as fast as building thousands of small objects.
  select
    ('[' || coalesce(string_agg(
      '{"start":"' || replace(g.starts_at::timestamp::text, ' ', 'T')
      || 'Z","end":"' || replace((g.starts_at + v_rules.duration)::timestamp::text, ' ', 'T') || 'Z"'
      || case when v_rules.seats > 1 then
        ',"seats_left":' || v_rules.seats - case
          when v_joined[width_bucket(g.starts_at, v_joined)] = g.starts_at then v_taken[width_bucket(g.starts_at, v_joined)]
          else 0
        end
        else '' end
      || case when g.starts_at <@ v_free.unconfirmed then ',"needs_confirmation":true}' else '}' end,
      ','
    ), '') || ']')::jsonb
  into v_slots
  from private.grid_starts(v_free, v_rules.step, v_max) as g;
  return jsonb_build_object(
    'event_type_id', v_rules.event_type_id,
    'duration_minutes', v_rules.duration_minutes,
    'time_zone', v_rules.zone,
    'as_of', private.iso_instant(p_now),
    'covered_until', private.iso_instant(nullif(v_free.covered_until, '-infinity')),
    'slots', v_slots
  ) || case when v_beyond is not null then jsonb_build_object('truncated_at', private.iso_instant(v_beyond)) else '{}' end;
end;
$function$;

CREATE OR REPLACE FUNCTION private.nearest_starts(p_rules private.slot_rules, p_start timestamp with time zone, p_others timestamp with time zone[])
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_max constant integer := 3;
  v_apart constant interval := p_rules.duration + greatest(p_rules.buffer_before, p_rules.buffer_after);
  v_range constant tstzrange := tstzrange(p_start - interval '7 days', p_start + interval '7 days');
  v_free constant private.free_windows := private.find_free_windows(p_rules, v_range, now());
  v_full_days date[];
  v_full_weeks date[];
begin
  -- Rule 8 for the series: its other dates count as if they were booked.
  with counted as (
    select o.at from unnest(p_others) as o (at)
    union
    select lower(s.during) from private.booked_sessions(p_rules.host_id, tstzrange(lower(v_range) - interval '7 days', upper(v_range) + interval '7 days'), now()) as s
    where s.event_type_id = p_rules.event_type_id
  )
  select
    array(select d.day from (select (c.at at time zone p_rules.zone)::date as day from counted as c) as d
          group by d.day having count(*) >= p_rules.max_per_day),
    array(select d.week from (select date_trunc('week', c.at at time zone p_rules.zone)::date as week from counted as c) as d
          group by d.week having count(*) >= p_rules.max_per_week)
  into v_full_days, v_full_weeks;

  return coalesce((
    select jsonb_agg(private.iso_instant(n.starts_at) order by n.starts_at)
    from (
      select g.starts_at
      from private.grid_starts(v_free, p_rules.step, 10000) as g
      where g.starts_at <> p_start
        and (g.starts_at at time zone p_rules.zone)::date <> all (v_full_days)
        and date_trunc('week', g.starts_at at time zone p_rules.zone)::date <> all (v_full_weeks)
        and not exists (
          select from unnest(p_others) as o (at) where g.starts_at > o.at - v_apart and g.starts_at < o.at + v_apart
        )
      order by greatest(g.starts_at - p_start, p_start - g.starts_at), g.starts_at
      limit v_max
    ) as n
  ), '[]');
end;
$function$;

CREATE OR REPLACE FUNCTION private.offer_seats(p_event_type_id uuid, p_starts_at timestamp with time zone, p_ends_at timestamp with time zone)
 RETURNS integer
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_minutes constant integer := (extract(epoch from p_ends_at - p_starts_at) / 60)::integer;
  v_entry public.waitlist_entries := private.next_waiting(p_event_type_id, p_starts_at, p_ends_at);
  v_event_type public.event_types;
  v_host_ids uuid[];
  v_rules private.slot_rules;
  v_hold_id uuid;
  v_offered integer := 0;
begin
  if v_entry.id is null then
    return 0;
  end if;
  -- Never waits for a lock: whoever frees a seat may hold locks of hosts that come later in the order.
  v_host_ids := private.hosts_of_slots(v_entry.host_id, p_event_type_id, array[p_starts_at], '{}');
  perform from public.hosts as h where h.id = any (v_host_ids) order by h.id for no key update skip locked;
  get diagnostics v_offered = row_count;
  if v_offered < cardinality(v_host_ids) then
    update public.waitlist_entries as w set check_at = now() where w.id = v_entry.id;
    return 0;
  end if;
  v_offered := 0;

  perform private.expire_overlapping(v_entry.host_id, tstzrange(p_starts_at, p_ends_at));
  select e.* into v_event_type from public.event_types as e where e.id = p_event_type_id;
  loop
    v_entry := private.next_waiting(p_event_type_id, p_starts_at, p_ends_at);
    exit when v_entry.id is null;
    if p_starts_at <= now() then
      update public.waitlist_entries as w set state = 'closed'
      where w.event_type_id = p_event_type_id and w.starts_at = p_starts_at and w.ends_at = p_ends_at and w.state = 'waiting';
      exit;
    end if;
    if v_rules.event_type_id is null and v_minutes = any (v_event_type.durations_minutes) then
      v_rules := private.load_slot_rules(p_event_type_id, v_minutes);
    end if;
    if not coalesce(v_rules.is_active and private.is_free_start(v_rules, p_starts_at, 'waiting'), false) then
      -- Full again, or not to be had at the moment: what becomes possible without a seat that gets free is looked for. Nobody else gets the seat
      -- meanwhile (private.awaited_starts).
      update public.waitlist_entries as w set check_at = least(p_starts_at, case
        when private.seats_taken(v_entry.host_id, p_event_type_id, p_starts_at, p_ends_at) < v_event_type.seats then now() + interval '1 minute'
        else 'infinity'
      end)
      where w.id = v_entry.id;
      exit;
    end if;
    insert into public.bookings (host_id, event_type_id, status, starts_at, ends_at, expires_at)
    values (
      v_entry.host_id, p_event_type_id, 'held', p_starts_at, p_ends_at,
      least(p_starts_at, now() + make_interval(mins => v_event_type.waitlist_offer_minutes))
    )
    returning id into v_hold_id;
    update public.waitlist_entries as w set state = 'offered', booking_id = v_hold_id where w.id = v_entry.id;
    perform private.add_notification('waitlist_offered', v_entry.email, p_waitlist_entry_id => v_entry.id);
    v_offered := v_offered + 1;
  end loop;
  return v_offered;
end;
$function$;

CREATE OR REPLACE FUNCTION private.require_full_session(p_rules private.slot_rules, p_start timestamp with time zone, p_max integer)
 RETURNS void
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_end constant timestamptz := p_start + p_rules.duration;
  v_waiting constant integer := (
    select count(*) from public.waitlist_entries as w
    where w.event_type_id = p_rules.event_type_id and w.starts_at = p_start and w.ends_at = v_end and w.state = 'waiting'
  );
  v_fault text;
begin
  if p_rules.seats = 1 or p_max = 0 then
    v_fault := 'no_waitlist';
  elsif private.is_free_start(p_rules, p_start) then
    v_fault := 'seats_free';
  elsif private.seats_taken(p_rules.host_id, p_rules.event_type_id, p_start, v_end) + v_waiting < p_rules.seats
    or not private.is_free_start(p_rules, p_start, 'bookings')
  then
    perform private.fail('slot_not_offered', 'There is no session that is full at this time.', 'Choose one of the times that are shown.');
  elsif v_waiting >= p_max then
    v_fault := 'waitlist_full';
  end if;
  if v_fault is not null then
    perform private.fail(
      'invalid_state',
      case v_fault
        when 'no_waitlist' then 'There is no waiting list for this.'
        when 'seats_free' then 'There are free seats.'
        else 'Too many are waiting already.'
      end,
      case v_fault when 'seats_free' then 'Book one of them.' else 'Choose another time.' end, jsonb_build_object('reason', v_fault)
    );
  end if;
end;
$function$;

CREATE OR REPLACE FUNCTION private.require_new_entry(p_event_type_id uuid, p_starts_at timestamp with time zone, p_ends_at timestamp with time zone, p_email text)
 RETURNS void
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  if exists (
    select from public.waitlist_entries as w
    where w.event_type_id = p_event_type_id and w.starts_at = p_starts_at and w.ends_at = p_ends_at and w.state in ('waiting', 'offered')
      and private.mailbox(w.email) = private.mailbox(p_email)
  ) then
    perform private.fail(
      'invalid_state', 'Somebody with this email address waits for this session already.', 'The link to their place is in the email that went there.',
      '{"reason": "already_waiting"}'
    );
  end if;
end;
$function$;

ALTER FUNCTION "private"."require_new_entry"(uuid, timestamp with time zone, timestamp with time zone, text) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.waiting_sessions(p_rules private.slot_rules, p_range tstzrange, p_now timestamp with time zone, p_except uuid DEFAULT NULL::uuid)
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
  select w.starts_at, w.waiting, private.seats_taken(p_rules.host_id, p_rules.event_type_id, w.starts_at, w.starts_at + p_rules.duration), w.entry_ids
  from (
    select o.starts_at, count(*)::integer as waiting, array_agg(o.id order by o.position) as entry_ids
    from public.waitlist_entries as o
    where o.event_type_id = p_rules.event_type_id and o.state = 'waiting'
      and o.starts_at between greatest(lower(p_range), p_now) and upper(p_range) and o.ends_at = o.starts_at + p_rules.duration
    group by o.starts_at
  ) as w
  where not exists (
    select from public.bookings as b
    where b.id = p_except and b.event_type_id = p_rules.event_type_id and b.starts_at = w.starts_at and b.ends_at = w.starts_at + p_rules.duration
      and b.status in ('held', 'pending', 'confirmed') and (b.status = 'confirmed' or coalesce(b.expires_at > p_now, true))
  );
end;
$function$;

ALTER FUNCTION "private"."waiting_sessions"(private.slot_rules, tstzrange, timestamp with time zone, uuid) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION public.get_full_sessions(event_type_id uuid, range_start timestamp with time zone, range_end timestamp with time zone, duration_minutes integer DEFAULT NULL::integer)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_range tstzrange := private.require_range(get_full_sessions.range_start, get_full_sessions.range_end, 100);
  v_rules constant private.slot_rules := private.load_slot_rules(get_full_sessions.event_type_id, get_full_sessions.duration_minutes);
begin
  if not v_rules.is_active then
    perform private.fail('not_found', 'This event type cannot be booked.', 'It was switched off by its owner.');
  end if;
  v_range := v_range * tstzrange(now() + v_rules.min_notice, now() + greatest(v_rules.min_notice, v_rules.horizon));
  return jsonb_build_object(
    'event_type_id', v_rules.event_type_id,
    'duration_minutes', v_rules.duration_minutes,
    'sessions', coalesce((
      select jsonb_agg(jsonb_build_object(
        'start', private.iso_instant(s.starts_at), 'end', private.iso_instant(s.starts_at + v_rules.duration)
      ) order by s.starts_at)
      from (
        select lower(b.during) as starts_at from private.booked_sessions(v_rules.host_id, v_range, now()) as b
        where b.event_type_id = v_rules.event_type_id and upper(b.during) - lower(b.during) = v_rules.duration and b.taken >= v_rules.seats
        union
        select w.starts_at from private.waiting_sessions(v_rules, v_range, now()) as w where w.taken + w.waiting >= v_rules.seats
      ) as s
      where not isempty(v_range) and v_rules.seats > 1 and s.starts_at <@ v_range
        and exists (select from public.event_types as e where e.id = v_rules.event_type_id and e.waitlist_max > 0)
        and private.is_free_start(v_rules, s.starts_at, 'bookings')
    ), '[]')
  );
end;
$function$;

CREATE OR REPLACE FUNCTION public.join_waitlist(event_type_id uuid, starts_at timestamp with time zone, duration_minutes integer, attendee jsonb, answers jsonb DEFAULT '{}'::jsonb, location jsonb DEFAULT NULL::jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_start constant timestamptz := private.require_finite_start(join_waitlist.starts_at);
  v_host_id uuid;
  v_rules private.slot_rules;
  v_end timestamptz;
  v_event_type public.event_types;
  v_entry_id uuid;
begin
  perform private.require_attendee(join_waitlist.attendee);
  v_host_id := private.find_event_host(join_waitlist.event_type_id);
  -- Under the lock, so that no seat gets free unseen between the look and the entry.
  perform private.lock_slot(v_host_id, join_waitlist.event_type_id, v_start);
  v_rules := private.load_slot_rules(join_waitlist.event_type_id, join_waitlist.duration_minutes);
  v_end := v_start + v_rules.duration;
  select e.* into v_event_type from public.event_types as e where e.id = join_waitlist.event_type_id;
  perform private.expire_overlapping(v_host_id, tstzrange(v_start, v_end));
  perform private.require_new_entry(v_rules.event_type_id, v_start, v_end, join_waitlist.attendee ->> 'email');
  perform private.require_full_session(v_rules, v_start, v_event_type.waitlist_max);
  perform private.require_few_entries(v_host_id, join_waitlist.attendee ->> 'email');

  insert into public.waitlist_entries (
    host_id, event_type_id, starts_at, ends_at, name, email, time_zone, locale, answers, location, check_at
  )
  values (
    v_host_id, v_rules.event_type_id, v_start, v_end, btrim(join_waitlist.attendee ->> 'name'), join_waitlist.attendee ->> 'email',
    coalesce(join_waitlist.attendee ->> 'time_zone', v_rules.zone), coalesce(join_waitlist.attendee ->> 'locale', 'en'),
    private.require_answers(v_event_type.questions, join_waitlist.answers),
    private.choose_location(v_event_type.locations, join_waitlist.location, false), v_start
  )
  returning id into v_entry_id;
  perform private.add_notification('waitlist_joined', join_waitlist.attendee ->> 'email', p_waitlist_entry_id => v_entry_id);
  return private.waitlist_result(v_entry_id);
end;
$function$;

COMMENT ON FUNCTION "private"."awaited_starts"(private.slot_rules, tstzrange, timestamp with time zone, uuid) IS 'Rule 6: the starts in p_range of sessions whose free seats are all for those who wait (private.waiting_sessions).';

COMMENT ON FUNCTION "private"."find_free_windows"(private.slot_rules, tstzrange, timestamp with time zone, uuid, boolean, text) IS 'The core (rule 10): all starts in p_range at which a slot may begin, before the grid is applied. p_except: a booking that is being moved or a hold that is being used. p_is_held: the caller holds the slot, so notice and horizon are not checked again. p_ignore ''bookings'' (with those who wait for seats) or ''freshness'': as if these refused nothing, to explain why a start is refused; ''waiting'': for those who wait.';

COMMENT ON FUNCTION "private"."nearest_starts"(private.slot_rules, timestamp with time zone, timestamp with time zone[]) IS 'The three free starts that are nearest to p_start, within a week before and after it, and not in the way of p_others, nor over the limits of a day or a week together with them: instants, ascending.';

COMMENT ON FUNCTION "private"."require_full_session"(private.slot_rules, timestamp with time zone, integer) IS 'Passes if a session at p_start is full, or its free seats are for others who wait, nothing else speaks against it, and fewer than p_max wait. Raises slot_not_offered, invalid_state (no_waitlist, seats_free, waitlist_full). The caller holds the lock of the host.';

COMMENT ON FUNCTION "private"."require_new_entry"(uuid, timestamp with time zone, timestamp with time zone, text) IS 'Passes if nobody with this email address waits for a session or is offered a seat of it, so that nobody is offered two. The token of the place is not given out: anybody can type an address. The caller holds the lock of the host. Raises invalid_state (already_waiting).';

COMMENT ON FUNCTION "private"."waiting_sessions"(private.slot_rules, tstzrange, timestamp with time zone, uuid) IS 'Sessions that begin in p_range and for whose seats somebody waits: how many wait, how many seats are taken. Whoever waits comes before everybody who does not: a session that has no more free seats than waiting visitors is full for all others. Who has a seat in it already (p_except) is not behind them.';

COMMENT ON FUNCTION "public"."join_waitlist"(uuid, timestamp with time zone, integer, jsonb, jsonb, jsonb) IS 'A visitor waits for a seat of a full session, after all who wait already: {entry, generation}. When one gets free it is kept for them, and they get a mail (private.offer_seats). Raises not_found, invalid_request, slot_not_offered (there is no such session), invalid_state with details.reason (no_waitlist; seats_free: book one; waitlist_full; already_waiting), rate_limited.';

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
        'public.create_booking_series(uuid, timestamptz, integer, text, integer, jsonb, jsonb, uuid, integer, text, text, jsonb)',
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
    ('function', 'private.numbers_fault(jsonb)'),
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
    ('function', 'private.add_notification(text, text, uuid, uuid, uuid, timestamptz, uuid, uuid, uuid, uuid)'),
    ('function', 'private.add_webhook_event(uuid, text, jsonb)'),
    ('function', 'private.booking_details(uuid)'),
    ('function', 'private.booking_event(text)'),
    ('function', 'private.enqueue_mails(uuid[], timestamptz[])'),
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
    ('function', 'private.notify_parties(uuid, text)'),
    ('function', 'private.notify_series(uuid[], text)'),
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
    ('function', 'public.create_booking(uuid, timestamptz, integer, jsonb, jsonb, uuid, integer, text, text, jsonb)'),
    ('function', 'public.create_booking_series( uuid, timestamptz, integer, text, integer, jsonb, jsonb, uuid, integer, text, text, jsonb )'),
    ('function', 'public.create_host_booking(uuid, uuid, timestamptz, integer, jsonb, jsonb, boolean, boolean, text, text, jsonb)'),
    ('function', 'public.decide_series(uuid, boolean, uuid, text)'),
    ('function', 'public.decline_booking(uuid, uuid, text)'),
    ('function', 'public.expire_bookings()'),
    ('function', 'private.expire_overlapping(uuid, tstzrange)'),
    ('function', 'private.find_event_host(uuid)'),
    ('function', 'private.find_idempotent_booking(text, text)'),
    ('function', 'public.find_series(uuid)'),
    ('function', 'public.get_booking(uuid, integer, uuid)'),
    ('function', 'public.get_booking_sheet(uuid)'),
    ('function', 'public.hold_slot(uuid, timestamptz, integer, text, uuid, integer)'),
    ('function', 'public.host_to_lock(uuid, uuid, uuid)'),
    ('function', 'private.hosts_of_slots(uuid, uuid, timestamptz[], uuid[])'),
    ('function', 'private.insert_booking(uuid, uuid, timestamptz, integer, jsonb, jsonb, uuid, text, text, jsonb)'),
    ('function', 'private.insert_hold(uuid, uuid, timestamptz, integer, text, uuid, integer)'),
    ('function', 'private.insert_host_booking(private.slot_rules, timestamptz, jsonb, jsonb, jsonb, boolean, jsonb)'),
    ('function', 'private.insert_series( uuid, private.slot_rules, timestamptz[], timestamptz[], jsonb, jsonb, uuid, text, text, jsonb )'),
    ('function', 'private.keep_idempotency_key(text, text, uuid)'),
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
    ('function', 'private.seats_taken(uuid, uuid, timestamptz, timestamptz)'),
    ('function', 'private.series_json(uuid, boolean)'),
    ('function', 'private.series_result(uuid)'),
    ('function', 'private.series_starts(timestamptz, text, text, integer)'),
    ('function', 'private.try_lock_slot(uuid, uuid, timestamptz)'),
    ('function', 'private.write_booking(private.slot_rules, timestamptz, text, jsonb, jsonb, jsonb, uuid, boolean, uuid)'),
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
    ('function', 'public.relocate_event(uuid, uuid, integer, uuid, text, text)'),
    ('function', 'public.resolve_conflict(uuid, uuid, text, uuid)'),
    ('function', 'private.resume_pushes(uuid)'),
    ('function', 'private.send_conflict_mails(uuid)'),
    ('function', 'private.session_event(uuid)'),
    ('function', 'private.store_join_url(uuid, uuid, text)'),
    ('function', 'private.unwritten_events(uuid)'),
    ('function', 'private.awaited_starts(private.slot_rules, tstzrange, timestamptz, uuid)'),
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
    ('function', 'private.waiting_sessions(private.slot_rules, tstzrange, timestamptz, uuid)'),
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
    ('function', 'public.get_full_sessions(uuid, timestamptz, timestamptz, integer)'),
    ('function', 'public.list_event_types(uuid)'),
    ('function', 'private.session_json(uuid, timestamptz, timestamptz)'),
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
    ('function', 'private.mailed_series(text, uuid, boolean)'),
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
