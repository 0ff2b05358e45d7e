create function private.prune_left_accounts(p_before timestamptz, p_max_count integer)
returns integer
language plpgsql
set search_path = ''
as $$
declare
  v_calendar_id uuid;
  v_pruned integer := 0;
  v_count integer;
begin
  for v_calendar_id in
    select c.id
    from private.connection_secrets as s
    join public.calendar_connections as k on k.id = s.connection_id and k.status = 'disconnected'
    join public.calendars as c on c.connection_id = k.id
    where s.sealed is null and s.updated_at < p_before
      and (
        exists (select from public.synced_events as e where e.calendar_id = c.id)
        or exists (select from private.calendar_objects as o where o.calendar_id = c.id)
      )
    order by s.updated_at, c.id
    limit 20
  loop
    exit when v_pruned >= p_max_count;
    perform private.lock_calendar(v_calendar_id);
    delete from public.synced_events as e
    where e.id in (
      select x.id from public.synced_events as x where x.calendar_id = v_calendar_id limit p_max_count
    );
    get diagnostics v_count = row_count;
    -- Whoever connects it again has it listed in full.
    update private.calendar_sync as s set cursor = null where s.calendar_id = v_calendar_id;
    delete from private.calendar_objects as o where o.calendar_id = v_calendar_id;
    delete from private.unknown_times as u where u.calendar_id = v_calendar_id;
    v_pruned := v_pruned + v_count + 1;
  end loop;
  return case when v_pruned > 0 then greatest(v_pruned, p_max_count) else 0 end;
end;
$$;
comment on function private.prune_left_accounts(timestamptz, integer) is
  'Deletes the events, object states and cursors of accounts that were disconnected before p_before. At least p_max_count if anything was deleted: '
  'there may be more; 0 if nothing was left.';
