create function private.count_active(p_host_id uuid, p_kind text, p_counted_as text, p_max integer)
returns integer
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select count(*)
    from (
      select from private.counted_bookings as c
      where c.host_id = p_host_id and c.kind = p_kind and c.counted_as = p_counted_as and c.until > now()
      limit p_max
    ) as found
  );
end;
$$;
comment on function private.count_active(uuid, text, text, integer) is
  'How many active holds an address group (p_kind ''address'') or active bookings a mailbox (''email'') has with a host; counts up to p_max. The '
  'caller holds the lock of the host.';
