create function private.mark_synced(p_calendar_ids uuid[], p_covered_from timestamptz, p_covered_until timestamptz)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_connection_ids uuid[];
begin
  update public.calendars as c
  set sync_status = 'synced', sync_error = private.calendar_warning(c.id), last_synced_at = now(),
    covered_from = p_covered_from, covered_until = p_covered_until
  where c.id = any (p_calendar_ids);
  select array_agg(distinct c.connection_id) into v_connection_ids from public.calendars as c where c.id = any (p_calendar_ids);

  -- One calendar that can be read is no success of an account in which another keeps failing.
  update private.connection_sync as s
  set refused_at = null, next_poll_at = now() + private.jittered(60), failures = case
    when exists (select from public.calendars as c where c.connection_id = s.connection_id and c.sync_status <> 'synced') then s.failures
    else 0
  end
  where s.connection_id = any (v_connection_ids) and (s.refused_at is not null or s.failures > 0 and not exists (
    select from public.calendars as c where c.connection_id = s.connection_id and c.sync_status <> 'synced'
  ));
  -- What its list said while nobody was let in is not known.
  update private.connection_sync as s set relist_at = least(s.relist_at, now())
  from public.calendar_connections as k
  where k.id = s.connection_id and k.id = any (v_connection_ids) and k.status = 'needs_reconnect';
  update public.calendar_connections as k
  set status = 'active', last_error = null
  where k.id = any (v_connection_ids) and k.status <> 'disconnected' and (k.status <> 'active' or k.last_error is not null)
    and not exists (select from public.calendars as c where c.connection_id = k.id and c.sync_status = 'error');
  update public.calendar_connections as k
  set status = 'active'
  where k.id = any (v_connection_ids) and k.status in ('needs_reconnect', 'error');
end;
$$;
comment on function private.mark_synced(uuid[], timestamptz, timestamptz) is
  'Calendars were read: they are fresh and covered, what is wrong with them is named, their account lets us in. Once all of its calendars are '
  'read (or a whole look has ended well: finish_poll) it is asked at its usual pace again. The error of the connection is over once none of '
  'its calendars has one.';
