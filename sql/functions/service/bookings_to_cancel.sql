create function private.bookings_to_cancel(p_owner_id uuid)
returns setof uuid
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  select b.id
  from public.hosts as h
  join public.bookings as b on b.host_id = h.id
  where h.owner_id = p_owner_id and b.starts_at > now() and b.status in ('pending', 'confirmed') and coalesce(b.expires_at > now(), true)
  order by b.starts_at, b.id;
end;
$$;
comment on function private.bookings_to_cancel(uuid) is 'The bookings to come, and requests, of all hosts of an owner, by start.';
