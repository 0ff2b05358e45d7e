create function private.expire_overlapping(p_host_id uuid, p_during tstzrange)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_over constant uuid[] := array(
    select b.id from public.bookings as b
    where b.host_id = p_host_id and b.status in ('held', 'pending') and b.expires_at <= now() and b.during && p_during
  );
begin
  if v_over <> '{}' then
    perform private.mark_expired(v_over);
  end if;
end;
$$;
comment on function private.expire_overlapping(uuid, tstzrange) is
  'Marks holds and requests in p_during whose time is over, because the constraint on bookings cannot check the clock. The caller holds the lock '
  'of the host.';
