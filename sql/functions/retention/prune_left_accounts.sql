create function private.prune_left_accounts(p_before timestamptz, p_max_count integer)
returns integer
language plpgsql
set search_path = ''
as $$
declare
  v_connection_id uuid;
  v_calendar_id uuid;
  v_pruned integer := 0;
  v_count integer;
begin
  while v_pruned < p_max_count loop
    select s.connection_id into v_connection_id
    from private.connection_secrets as s
    join public.calendar_connections as k on k.id = s.connection_id and k.status = 'disconnected'
    where s.sealed is null and not s.is_pruned and s.updated_at < p_before
    order by s.updated_at
    limit 1;
    exit when v_connection_id is null;
    for v_calendar_id in select c.id from public.calendars as c where c.connection_id = v_connection_id order by c.id loop
      perform private.lock_calendar(v_calendar_id);
      delete from public.synced_events as e
      where e.id in (select x.id from public.synced_events as x where x.calendar_id = v_calendar_id limit p_max_count);
      get diagnostics v_count = row_count;
      v_pruned := v_pruned + v_count;
      exit when v_count = p_max_count;
      -- Whoever connects it again has it listed in full.
      update private.calendar_sync as s set cursor = null where s.calendar_id = v_calendar_id;
      delete from private.calendar_objects as o where o.calendar_id = v_calendar_id;
      delete from private.unknown_times as u where u.calendar_id = v_calendar_id;
      delete from private.lost_bookings as x where x.calendar_id = v_calendar_id;
    end loop;
    v_pruned := v_pruned + 1;
    if v_count is distinct from p_max_count then
      update private.connection_secrets as s set is_pruned = true where s.connection_id = v_connection_id and s.sealed is null;
    end if;
  end loop;
  return v_pruned;
end;
$$;
comment on function private.prune_left_accounts(timestamptz, integer) is
  'Deletes the events, object states and cursors of accounts that were disconnected before p_before, each account once. What was deleted, in rows: '
  'less than p_max_count means that nothing is left.';
