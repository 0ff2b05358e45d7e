-- Generated from explain_starts.sql by npm run db:build and db:diff. Do not edit.
create function private.explain_starts_then(
  p_event_type_id uuid,
  p_range tstzrange,
  p_duration_minutes integer,
  p_starts timestamptz[],
  p_now timestamptz,
  p_except uuid default null
)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
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
$$;
comment on function private.explain_starts_then(uuid, tstzrange, integer, timestamptz[], timestamptz, uuid) is
  'As private.explain_starts, from what was known at private.asked_at().';
