create function public.list_conflicts(booking_id uuid, actor_user_id uuid)
returns jsonb
language plpgsql
stable
security definer -- service_role may call this for a host that it has verified
set search_path = ''
as $$
begin
  perform private.authorize_booking(list_conflicts.booking_id, null, list_conflicts.actor_user_id);
  return jsonb_build_object('conflicts', coalesce((
    select jsonb_agg(private.conflict_json(k) order by k.resolved_at is not null, k.detected_at desc, k.id)
    from public.booking_conflicts as k
    where k.booking_id = list_conflicts.booking_id
  ), '[]'));
end;
$$;
comment on function public.list_conflicts(uuid, uuid) is
  'What the host''s calendar has against a booking, open conflicts first: {conflicts}. Raises not_found, unauthorized, forbidden.';
