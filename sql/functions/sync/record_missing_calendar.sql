create function private.record_missing_calendar(p_calendar_id uuid)
returns boolean
language plpgsql
set search_path = ''
as $$
declare
  v_calendar public.calendars;
  v_missing_since timestamptz;
  v_hosts uuid[];
  v_losers uuid[];
begin
  if private.has_vanished(p_calendar_id) then
    return true;
  end if;
  -- Hosts first, and all of the owner's: links may change.
  perform private.lock_owner_hosts(c.owner_id) from public.calendars as c where c.id = p_calendar_id;
  select c.* into v_calendar from public.calendars as c where c.id = p_calendar_id for no key update;
  select s.missing_since into v_missing_since from private.calendar_sync as s where s.calendar_id = p_calendar_id;
  if v_missing_since is null or v_calendar.last_synced_at >= v_missing_since or not exists (
    select from private.connection_sync as k
    where k.connection_id = v_calendar.connection_id and k.listed_at >= v_missing_since + interval '60 seconds'
  ) then
    return false;
  end if;

  v_losers := array(
    select l.host_id from public.calendar_links as l where l.calendar_id = p_calendar_id and l.is_booking_target order by l.host_id
  );
  with unlinked as (
    update public.calendar_links as l set blocks_availability = false, is_booking_target = false
    where l.calendar_id = p_calendar_id and (l.blocks_availability or l.is_booking_target)
    returning l.host_id
  )
  select coalesce(array_agg(u.host_id), '{}') into v_hosts from unlinked as u;
  update private.calendar_sync as s set vanished_at = now(), vanished_from = v_hosts where s.calendar_id = p_calendar_id;
  perform private.replace_target(v.host_id, p_calendar_id, 'vanished') from unnest(v_losers) as v (host_id);
  update public.calendar_connections as k set last_error = null
  where k.id = v_calendar.connection_id and k.status = 'active' and k.last_error is not null and not exists (
    select from public.calendars as c where c.connection_id = k.id and c.id <> p_calendar_id and c.sync_status = 'error'
  );
  if cardinality(v_hosts) > 0 then
    perform private.notify_owner('calendar_vanished', p_connection_id => v_calendar.connection_id);
  end if;
  return true;
end;
$$;
comment on function private.record_missing_calendar(uuid) is
  'A pull says that its calendar does not exist. True: the calendar has vanished, now or before. It does so when two lists of its account, at '
  'least 60 s apart, lacked it and it was not read since the first of them: it no longer takes anybody''s time, the next calendar gets its '
  'bookings (private.replace_target), and the owner is notified if it did either.';
