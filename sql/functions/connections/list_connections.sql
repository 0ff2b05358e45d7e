create function public.list_connections(owner_id uuid)
returns jsonb
language plpgsql
stable
security definer -- service_role may call this for an owner that it has verified
set search_path = ''
as $$
declare
  v_targets constant jsonb := (
    select jsonb_agg(private.booking_target_json(h.id) order by h.created_at, h.id)
    from public.hosts as h
    where h.owner_id = list_connections.owner_id and (
      exists (select from public.calendar_links as l where l.host_id = h.id and l.is_booking_target)
      or exists (select from private.booking_target_changes as t where t.host_id = h.id)
    )
  );
begin
  return jsonb_build_object('connections', coalesce((
    select jsonb_agg(private.connection_json(k.id) order by k.created_at, k.id)
    from public.calendar_connections as k
    where k.owner_id = list_connections.owner_id
  ), '[]')) || case when v_targets is null then '{}' else jsonb_build_object('booking_targets', v_targets) end;
end;
$$;
comment on function public.list_connections(uuid) is
  'The connections of an owner with their calendars and links; and booking_targets, for hosts whose bookings are written to a calendar, or were '
  'until it was lost (private.booking_target_json). Each is left out where there are none.';
