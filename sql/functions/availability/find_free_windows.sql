create function private.find_free_windows(
  p_rules private.slot_rules,
  p_range tstzrange,
  p_now timestamptz,
  p_except uuid default null,
  p_is_held boolean default false,
  p_ignore text default null
)
returns private.free_windows
language plpgsql
stable
set search_path = ''
set plan_cache_mode = 'force_generic_plan' -- planning each time costs more than the work
as $$
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
$$;
comment on function private.find_free_windows(private.slot_rules, tstzrange, timestamptz, uuid, boolean, text) is
  'The core (rule 10): all starts in p_range at which a slot may begin, before the grid is applied. p_except: a booking that is being moved or a '
  'hold that is being used. p_is_held: the caller holds the slot, so notice and horizon are not checked again. p_ignore ''bookings'' (with '
  'those who wait for seats) or ''freshness'': as if these refused nothing, to explain why a start is refused; ''waiting'': for those who wait.';
