create function private.notify_owner(p_kind text, p_connection_id uuid)
returns void
language plpgsql
security definer -- the roles of the API may not read the addresses of users
set search_path = ''
as $$
declare
  v_recipient text;
begin
  select u.email into v_recipient
  from public.calendar_connections as k
  join auth.users as u on u.id = k.owner_id
  where k.id = p_connection_id and private.wants_mail(u.id, null, 'sync');
  if v_recipient is not null then
    perform private.add_notification(p_kind, v_recipient, p_connection_id => p_connection_id);
  end if;
end;
$$;
comment on function private.notify_owner(text, uuid) is 'Writes one mail to the owner of a connection, if they want it (hosts.notifications).';
