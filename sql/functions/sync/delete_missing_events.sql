create function private.delete_missing_events(
  p_calendar_id uuid, p_run_id uuid, p_is_full boolean, p_deleted text[], p_missing text[], p_keep text[],
  p_covered_from timestamptz, p_covered_until timestamptz
)
returns table (deleted integer, is_held_back boolean, missing_bookings uuid[])
language plpgsql
set search_path = ''
as $$
declare
  v_missing_ids uuid[] := '{}';
  v_known integer := 0;
  v_lost integer := 0;
  v_is_inferred constant boolean := p_is_full or cardinality(p_missing) > 0;
  v_digest text;
  v_sync private.calendar_sync;
begin
  deleted := 0;
  is_held_back := false;
  missing_bookings := '{}';
  if p_is_full then
    select coalesce(array_agg(e.id order by e.id) filter (
      where e.sync_run is distinct from p_run_id
        and not coalesce(e.series_id = any (p_keep), false) and not e.provider_event_id = any (p_keep)
    ), '{}') into v_missing_ids
    from private.known_events(p_calendar_id, p_covered_from, p_covered_until) as e;
  end if;
  if cardinality(p_deleted) + cardinality(p_missing) > 0 then
    select v_missing_ids || coalesce(array_agg(e.id order by e.id), '{}') into v_missing_ids
    from public.synced_events as e
    where e.calendar_id = p_calendar_id and e.sync_run is distinct from p_run_id
      and (e.provider_event_id = any (p_deleted || p_missing) or e.series_id = any (p_deleted || p_missing));
  end if;
  if cardinality(v_missing_ids) = 0 and not p_is_full then
    return next;
    return;
  end if;

  -- A few events that are reported as deleted are never held back, so the calendar need not be counted for them.
  if (cardinality(v_missing_ids) > 0 and v_is_inferred) or cardinality(v_missing_ids) > 20 then
    -- Events outside the window are deleted as well, but must not hide that nothing else is left. Where the provider names what it deleted, a
    -- series counts once, however often it occurs.
    select
      case when v_is_inferred then count(*) else count(distinct coalesce(e.series_id, e.provider_event_id)) end,
      case when v_is_inferred then count(d.id) else count(distinct coalesce(e.series_id, e.provider_event_id)) filter (where d.id is not null) end
    into v_known, v_lost
    from private.known_events(p_calendar_id, p_covered_from, p_covered_until) as e
    left join (select distinct u.id from unnest(v_missing_ids) as u (id)) as d on d.id = e.id;
  end if;
  if (v_is_inferred and v_lost = v_known and v_known > 0) or (v_lost > 20 and v_lost * 2 > v_known) then
    v_digest := md5(v_missing_ids::text);
    select s.* into v_sync from private.calendar_sync as s where s.calendar_id = p_calendar_id;
    if v_sync.held_back_digest is distinct from v_digest or v_sync.held_back_at > now() - interval '60 seconds' then
      update private.calendar_sync as s
      set held_back_digest = v_digest,
        held_back_at = case when s.held_back_digest = v_digest then s.held_back_at else now() end
      where s.calendar_id = p_calendar_id;
      is_held_back := true;
      return next;
      return;
    end if;
  end if;

  update private.calendar_sync as s set held_back_digest = null, held_back_at = null
  where s.calendar_id = p_calendar_id and s.held_back_digest is not null;
  with removed as (
    delete from public.synced_events as e where e.id = any (v_missing_ids) returning e.booking_id
  )
  select count(*), coalesce(array_agg(distinct r.booking_id) filter (where r.booking_id is not null), '{}')
  into deleted, missing_bookings
  from removed as r;
  return next;
end;
$$;
comment on function private.delete_missing_events(uuid, uuid, boolean, text[], text[], text[], timestamptz, timestamptz) is
  'Removes what the provider reports as deleted, what a comparison did not find and, after a full listing, what it did not name. The deletion '
  'guard: if all events of a calendar''s window are inferred to be deleted, or more than 20 and more than half of them are, reported (a series '
  'counts once) or inferred, they wait until the same result comes again at least 60 s later; is_held_back says so. Single events that a provider '
  'names as deleted (changes of kind delete) and old occurrences of a series that was read anew do not come here.';
