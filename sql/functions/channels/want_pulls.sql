create function private.want_pulls(p_connection_id uuid, p_calendar_id uuid default null, p_is_watched_only boolean default false)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_ids constant uuid[] := array(
    select c.id from public.calendars as c
    where c.connection_id = p_connection_id and (p_calendar_id is null or c.id = p_calendar_id)
      and (not p_is_watched_only or private.should_be_watched(c.id)) and not private.has_vanished(c.id)
  );
begin
  perform from private.calendar_sync as s where s.calendar_id = any (v_ids) order by s.calendar_id for update;
  update private.calendar_sync as s set wanted_at = clock_timestamp() where s.calendar_id = any (v_ids);
end;
$$;
comment on function private.want_pulls(uuid, uuid, boolean) is
  'Something is known to have changed, or may have, in a calendar or (null) in all calendars of an account, or in those of them that take '
  'somebody''s time or get bookings (p_is_watched_only): the next sync of the account pulls them, whatever their channel says.';
