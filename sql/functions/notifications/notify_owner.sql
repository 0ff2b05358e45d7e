create function private.notify_owner(
  p_kind text, p_booking_id uuid default null, p_conflict_id uuid default null, p_connection_id uuid default null
)
returns void
language plpgsql
security definer -- the roles of the API may not read the addresses of users
set search_path = ''
as $$
declare
  v_recipient text;
begin
  if p_conflict_id is not null then
    perform private.notify_of_conflict(p_conflict_id);
    return;
  end if;
  select u.email into v_recipient
  from auth.users as u
  where u.id = coalesce(
    (select h.owner_id from public.bookings as b join public.hosts as h on h.id = b.host_id where b.id = p_booking_id),
    (select k.owner_id from public.calendar_connections as k where k.id = p_connection_id)
  );
  if v_recipient is not null then
    perform private.add_notification(p_kind, v_recipient, p_booking_id => p_booking_id, p_connection_id => p_connection_id);
  end if;
end;
$$;
comment on function private.notify_owner(text, uuid, uuid, uuid) is
  'Writes one mail to the owner of a booking''s host, or to the owner of a connection. About a conflict: private.notify_of_conflict, which knows '
  'the kind of the mail.';
