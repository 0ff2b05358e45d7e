create function private.is_mail_to_owner(p_mail public.notifications)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
begin
  return p_mail.connection_id is not null or exists (
    select from public.bookings as b
    join public.hosts as h on h.id = b.host_id
    join auth.users as u on u.id = h.owner_id
    where b.id = p_mail.booking_id and lower(u.email) = lower(p_mail.recipient)
  );
end;
$$;
comment on function private.is_mail_to_owner(public.notifications) is
  'Whether a mail goes to the owner of what it is about: their address is verified, and they get all mails about their own things.';
