create function private.notify_parties(p_booking_id uuid, p_kind text)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_recipient text;
begin
  for v_recipient in
    select r.recipient
    from public.bookings as b
    join public.hosts as h on h.id = b.host_id
    join auth.users as u on u.id = h.owner_id
    left join public.booking_attendees as a on a.booking_id = b.id
    cross join lateral (values (a.email), (u.email::text)) as r (recipient)
    where b.id = p_booking_id and r.recipient is not null
  loop
    perform private.add_notification(p_kind, v_recipient, p_booking_id => p_booking_id);
  end loop;
end;
$$;
comment on function private.notify_parties(uuid, text) is
  'Writes one notification to the visitor and one to the owner of the host, with a job for each, in the caller''s transaction.';
