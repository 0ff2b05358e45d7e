create function private.event_to_push(p_booking_id uuid)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'booking_id', b.id, 'starts_at', private.iso_instant(b.starts_at), 'ends_at', private.iso_instant(b.ends_at),
      'privacy', h.calendar_privacy,
      'title', case when h.calendar_privacy <> 'busy_only' then e.title end,
      'location', case when h.calendar_privacy <> 'busy_only' then nullif(e.location, '') end,
      'attendees', case when h.calendar_privacy = 'busy_only' then '[]' else coalesce((
        select jsonb_agg(jsonb_build_object('name', a.name) || case when h.calendar_privacy = 'full' then jsonb_build_object(
          'email', a.email,
          'answers', coalesce((
            select jsonb_agg(
              jsonb_build_object('label', q.value ->> 'label', 'answer', a.answers -> (q.value ->> 'id')) order by q.position
            )
            from jsonb_array_elements(e.questions) with ordinality as q (value, position)
            where a.answers ? (q.value ->> 'id')
          ), '[]')
        ) else '{}' end order by o.created_at, o.id)
        from public.bookings as o
        join public.booking_attendees as a on a.booking_id = o.id
        where o.event_type_id = b.event_type_id and o.starts_at = b.starts_at and o.ends_at = b.ends_at
          and o.status = 'confirmed'
      ), '[]') end
    )
    from public.bookings as b
    join public.event_types as e on e.id = b.event_type_id
    join public.hosts as h on h.id = b.host_id
    where b.id = p_booking_id
  );
end;
$$;
comment on function private.event_to_push(uuid) is
  'What the calendar event of a session says. No more than hosts.calendar_privacy allows leaves the database.';
