create function private.deletion_json(p_owner_id uuid)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'requested_at', private.iso_instant(d.requested_at),
      'upcoming_bookings', (select count(*) from private.bookings_to_cancel(d.owner_id)),
      'connections', (
        select count(*)
        from public.calendar_connections as k
        left join private.connection_secrets as s on s.connection_id = k.id
        where k.owner_id = d.owner_id and (k.status <> 'disconnected' or s.sealed is not null)
      )
    )
    from private.owner_deletions as d
    where d.owner_id = p_owner_id
  );
end;
$$;
comment on function private.deletion_json(uuid) is
  'The deletion of an owner''s data that is under way: {requested_at, upcoming_bookings, connections}, with what is still to be cancelled and '
  'disconnected; null: there is none.';
