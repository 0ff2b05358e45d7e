create function private.seats_taken(p_host_id uuid, p_event_type_id uuid, p_starts_at timestamptz, p_ends_at timestamptz)
returns integer
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select count(*) from public.bookings as b
    where b.host_id = p_host_id and b.event_type_id = p_event_type_id and b.starts_at = p_starts_at and b.ends_at = p_ends_at
      and b.status in ('held', 'pending', 'confirmed') and (b.status = 'confirmed' or coalesce(b.expires_at > now(), true))
  );
end;
$$;
comment on function private.seats_taken(uuid, uuid, timestamptz, timestamptz) is 'How many seats of a session are taken by active bookings.';
