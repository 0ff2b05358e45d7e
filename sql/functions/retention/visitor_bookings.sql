create function private.visitor_bookings(p_owner_id uuid, p_email text)
returns setof uuid
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  select b.id
  from public.hosts as h
  cross join lateral (select x.id, x.starts_at from public.bookings as x where x.host_id = h.id offset 0) as b
  join public.booking_attendees as a on a.booking_id = b.id
  where h.owner_id = p_owner_id and lower(a.email) = lower(p_email)
  order by b.starts_at, b.id;
end;
$$;
comment on function private.visitor_bookings(uuid, text) is
  'The bookings of a visitor with the hosts of an owner, by their email address, whatever its case. Reads all bookings of the owner.';
