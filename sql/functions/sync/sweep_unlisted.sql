create function private.sweep_unlisted(
  p_calendar_id uuid, p_run_id uuid, p_keep_series text[], p_covered_from timestamptz, p_covered_until timestamptz
)
returns integer
language plpgsql
set search_path = ''
as $$
declare
  v_gone uuid[];
  v_known integer;
  v_digest text;
  v_held private.calendar_sync;
begin
  select
    array_agg(e.id order by e.id) filter (
      where e.sync_run is distinct from p_run_id
        and not coalesce(e.series_id = any (p_keep_series), false)
        and not e.provider_event_id = any (p_keep_series)
    ),
    count(*)
  into v_gone, v_known
  from public.synced_events as e
  where e.calendar_id = p_calendar_id and e.deleted_at is null
    and coalesce(e.ends_at, e.end_date::timestamp at time zone 'UTC') >= p_covered_from
    and coalesce(e.starts_at, e.start_date::timestamp at time zone 'UTC') < p_covered_until;

  if cardinality(v_gone) = v_known or (cardinality(v_gone) > 20 and cardinality(v_gone) * 2 > v_known) then
    v_digest := md5(v_gone::text);
    select s.* into v_held from private.calendar_sync as s where s.calendar_id = p_calendar_id;
    if v_held.held_sweep_digest is distinct from v_digest or v_held.held_sweep_at > now() - interval '60 seconds' then
      update private.calendar_sync as s
      set held_sweep_digest = v_digest,
        held_sweep_at = case when s.held_sweep_digest = v_digest then s.held_sweep_at else now() end
      where s.calendar_id = p_calendar_id;
      return null;
    end if;
  end if;

  update private.calendar_sync as s set held_sweep_digest = null, held_sweep_at = null where s.calendar_id = p_calendar_id;
  delete from public.synced_events as e where e.id = any (v_gone);
  return coalesce(cardinality(v_gone), 0);
end;
$$;
comment on function private.sweep_unlisted(uuid, uuid, text[], timestamptz, timestamptz) is
  'After a complete listing: removes the events of the window that it did not contain, but for those named in p_keep_series; the number '
  'removed. The brake: where all, or more than 20 and more than half, would go, null is returned and nothing removed until the same '
  'listing is seen again at least 60 seconds later.';
