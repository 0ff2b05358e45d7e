create function private.booking_facts(p_booking public.bookings)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'id', p_booking.id,
      'status', case when p_booking.status = 'pending' and p_booking.expires_at <= now() then 'expired' else p_booking.status end,
      'starts_at', private.iso_instant(p_booking.starts_at),
      'ends_at', private.iso_instant(p_booking.ends_at),
      'expires_at', private.iso_instant(p_booking.expires_at),
      'created_at', private.iso_instant(p_booking.created_at),
      'cancelled_by', p_booking.cancelled_by,
      'cancel_reason', p_booking.cancel_reason,
      'host', jsonb_build_object('display_name', h.display_name, 'time_zone', h.time_zone),
      'event_type', jsonb_build_object('title', e.title, 'location', e.location, 'questions', e.questions),
      'attendee', case when a.id is not null then jsonb_build_object(
        'name', a.name, 'email', a.email, 'time_zone', a.time_zone, 'answers', a.answers
      ) end,
      'conflicts', coalesce((
        select jsonb_agg(jsonb_build_object(
          'id', c.id, 'kind', c.kind, 'event_title', c.event_title, 'other_booking_id', c.other_booking_id,
          'event_starts_at', private.iso_instant(c.event_starts_at), 'event_ends_at', private.iso_instant(c.event_ends_at),
          'detected_at', private.iso_instant(c.detected_at), 'resolved_at', private.iso_instant(c.resolved_at),
          'resolution', c.resolution
        ) order by c.detected_at, c.id)
        from public.booking_conflicts as c
        where c.booking_id = p_booking.id
      ), '[]')
    )
    from public.hosts as h
    join public.event_types as e on e.id = p_booking.event_type_id
    left join public.booking_attendees as a on a.booking_id = p_booking.id
    where h.id = p_booking.host_id
  );
end;
$$;
comment on function private.booking_facts(public.bookings) is
  'A booking for its owner, with its conflicts, open and closed. A request whose time is over counts as expired even before that is recorded.';
