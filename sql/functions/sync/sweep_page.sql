create function private.sweep_page(
  p_calendar_id uuid, p_run_id uuid, p_is_full boolean, p_gone text[], p_absent text[], p_keep text[],
  p_covered_from timestamptz, p_covered_until timestamptz
)
returns table (deleted integer, is_braked boolean, missing_bookings uuid[])
language plpgsql
set search_path = ''
as $$
declare
  v_doomed uuid[] := '{}';
  v_known integer := 0;
  v_lost integer := 0;
  v_is_inferred constant boolean := p_is_full or cardinality(p_absent) > 0;
  v_digest text;
  v_held private.calendar_sync;
begin
  deleted := 0;
  is_braked := false;
  missing_bookings := '{}';
  if p_is_full then
    select coalesce(array_agg(e.id order by e.id) filter (
      where e.sync_run is distinct from p_run_id
        and not coalesce(e.series_id = any (p_keep), false) and not e.provider_event_id = any (p_keep)
    ), '{}') into v_doomed
    from private.known_events(p_calendar_id, p_covered_from, p_covered_until) as e;
  end if;
  if cardinality(p_gone) + cardinality(p_absent) > 0 then
    select v_doomed || coalesce(array_agg(e.id order by e.id), '{}') into v_doomed
    from public.synced_events as e
    where e.calendar_id = p_calendar_id and e.sync_run is distinct from p_run_id
      and (e.provider_event_id = any (p_gone || p_absent) or e.series_id = any (p_gone || p_absent));
  end if;
  if cardinality(v_doomed) = 0 and not p_is_full then
    return next;
    return;
  end if;

  -- A few that are reported as gone never brake: for them the whole calendar need not be counted.
  if (cardinality(v_doomed) > 0 and v_is_inferred) or cardinality(v_doomed) > 20 then
    -- What lies outside the window goes as well, but must not hide that of all the rest nothing is left. Where the provider
    -- names what it deleted, a series is one of them, however often it occurs.
    select
      case when v_is_inferred then count(*) else count(distinct coalesce(e.series_id, e.provider_event_id)) end,
      case when v_is_inferred then count(d.id) else count(distinct coalesce(e.series_id, e.provider_event_id)) filter (where d.id is not null) end
    into v_known, v_lost
    from private.known_events(p_calendar_id, p_covered_from, p_covered_until) as e
    left join (select distinct u.id from unnest(v_doomed) as u (id)) as d on d.id = e.id;
  end if;
  if (v_is_inferred and v_lost = v_known and v_known > 0) or (v_lost > 20 and v_lost * 2 > v_known) then
    v_digest := md5(v_doomed::text);
    select s.* into v_held from private.calendar_sync as s where s.calendar_id = p_calendar_id;
    if v_held.held_sweep_digest is distinct from v_digest or v_held.held_sweep_at > now() - interval '60 seconds' then
      update private.calendar_sync as s
      set held_sweep_digest = v_digest,
        held_sweep_at = case when s.held_sweep_digest = v_digest then s.held_sweep_at else now() end
      where s.calendar_id = p_calendar_id;
      is_braked := true;
      return next;
      return;
    end if;
  end if;

  update private.calendar_sync as s set held_sweep_digest = null, held_sweep_at = null
  where s.calendar_id = p_calendar_id and s.held_sweep_digest is not null;
  with removed as (
    delete from public.synced_events as e where e.id = any (v_doomed) returning e.booking_id
  )
  select count(*), coalesce(array_agg(distinct r.booking_id) filter (where r.booking_id is not null), '{}')
  into deleted, missing_bookings
  from removed as r;
  return next;
end;
$$;
comment on function private.sweep_page(uuid, uuid, boolean, text[], text[], text[], timestamptz, timestamptz) is
  'Removes what the provider reports as gone, what a comparison did not find and, after a full listing, what it did not name. The brake: all '
  'events of a calendar''s window inferred gone, or more than 20 and more than half of them, reported (a series counts once) or inferred, wait '
  'until the same is seen again at least 60 s later; is_braked says so. Single events that a provider names as deleted (changes of kind delete) and old '
  'occurrences of a series that was read anew do not come by here.';
