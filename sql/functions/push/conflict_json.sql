create function private.conflict_json(p_conflict public.booking_conflicts)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return jsonb_build_object(
    'id', p_conflict.id, 'kind', p_conflict.kind,
    'event', jsonb_build_object(
      'title', p_conflict.event_title,
      'start', private.iso_instant(p_conflict.event_starts_at), 'end', private.iso_instant(p_conflict.event_ends_at)
    ),
    'detected_at', private.iso_instant(p_conflict.detected_at),
    'resolved_at', private.iso_instant(p_conflict.resolved_at), 'resolution', p_conflict.resolution
  ) || case when p_conflict.other_booking_id is not null
    then jsonb_build_object('other_booking_id', p_conflict.other_booking_id) else '{}'
  end;
end;
$$;
comment on function private.conflict_json(public.booking_conflicts) is 'A conflict as the contract shows it.';
