create function private.notify_of_lost_bookings(p_calendar_id uuid)
returns void
language plpgsql
security definer -- the roles of the API may not read the addresses of users
set search_path = ''
as $$
declare
  v_connection_id uuid;
  v_recipient text;
begin
  if not exists (select from private.lost_bookings as x where x.calendar_id = p_calendar_id and x.notified_at is null) then
    return;
  end if;
  select c.connection_id, u.email into v_connection_id, v_recipient
  from public.calendars as c
  left join auth.users as u on u.id = c.owner_id and private.wants_mail(u.id, null, 'sync')
  where c.id = p_calendar_id;
  if v_recipient is null then
    return;
  end if;
  perform private.add_notification('bookings_lost', v_recipient, p_connection_id => v_connection_id);
  update private.lost_bookings as x set notified_at = now() where x.calendar_id = p_calendar_id and x.notified_at is null;
end;
$$;
comment on function private.notify_of_lost_bookings(uuid) is
  'Writes the owner of a calendar, if they want mails about calendars (hosts.notifications), one mail about the bookings of which only the calendar '
  'knows (private.lost_bookings). Called once after a restore, when the calendar was read as a whole. The caller holds the lock of the calendar.';
