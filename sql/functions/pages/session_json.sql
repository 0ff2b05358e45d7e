create function private.session_json(p_event_type_id uuid, p_starts_at timestamptz, p_ends_at timestamptz)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'event_type', jsonb_build_object('id', e.id, 'slug', e.slug, 'title', e.title),
      'start', private.iso_instant(p_starts_at), 'end', private.iso_instant(p_ends_at),
      'seats', e.seats, 'seats_taken', private.seats_taken(e.host_id, e.id, p_starts_at, p_ends_at),
      'attendees', coalesce((
        select jsonb_agg(jsonb_build_object(
          'booking_id', b.id, 'status', b.status, 'no_show', b.no_show, 'name', a.name, 'email', a.email
        ) order by b.created_at, b.id)
        from public.bookings as b
        join public.booking_attendees as a on a.booking_id = b.id
        where b.event_type_id = e.id and b.starts_at = p_starts_at and b.ends_at = p_ends_at
          and (b.status = 'confirmed' or (b.status = 'pending' and coalesce(b.expires_at > now(), true)))
      ), '[]'),
      'waiting', coalesce((
        select jsonb_agg(jsonb_build_object(
          'id', w.id, 'state', w.state, 'name', w.name, 'email', w.email, 'created_at', private.iso_instant(w.created_at),
          'offer_expires_at', private.iso_instant(o.expires_at)
        ) order by w.position)
        from public.waitlist_entries as w
        left join public.bookings as o on o.id = w.booking_id
        where w.event_type_id = e.id and w.starts_at = p_starts_at and w.ends_at = p_ends_at
          and (w.state = 'waiting' or (w.state = 'offered' and o.expires_at > now()))
      ), '[]')
    )
    from public.event_types as e
    where e.id = p_event_type_id
  );
end;
$$;
comment on function private.session_json(uuid, timestamptz, timestamptz) is
  'A session with several seats as its host sees it: {event_type, start, end, seats, seats_taken (holds included), attendees: [{booking_id, status, '
  'no_show, name, email}], waiting: [{id, state, name, email, created_at, offer_expires_at}], who waits longest first}.';
