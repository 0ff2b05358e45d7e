create function private.event_content(p_booking_id uuid, p_calendar_id uuid)
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
      -- A link that the calendar itself makes is in the event already.
      'location', case when h.calendar_privacy <> 'busy_only' and not s.has_several and b.location ->> 'kind' is distinct from 'video' then
        private.location_text(b, e.location, h.calendar_privacy = 'full')
      end,
      'wants_video', s.wants_video and private.makes_video(p_calendar_id),
      'attendees', case when h.calendar_privacy = 'busy_only' then '[]' else s.attendees end,
      -- How many come to a session with several seats is said whatever the privacy.
      'attendee_count', case when e.seats > 1 then jsonb_array_length(s.attendees) end
    )
    from public.bookings as b
    join public.event_types as e on e.id = b.event_type_id
    join public.hosts as h on h.id = b.host_id
    cross join lateral (
      select coalesce(bool_or(o.location ->> 'kind' = 'video'), false) as wants_video,
        count(distinct coalesce(o.location - 'join_url', 'null')) > 1 as has_several,
        coalesce(jsonb_agg(jsonb_build_object('name', a.name) || case when h.calendar_privacy = 'full' then jsonb_build_object(
          'email', a.email,
          'location', private.location_text(o, e.location, true),
          'answers', private.labelled_answers(e.questions, a.answers)
        ) else '{}' end order by o.created_at, o.id), '[]') as attendees
      from public.bookings as o
      join public.booking_attendees as a on a.booking_id = o.id
      where o.event_type_id = b.event_type_id and o.starts_at = b.starts_at and o.ends_at = b.ends_at
        and o.status = 'confirmed'
    ) as s
    where b.id = p_booking_id
  );
end;
$$;
comment on function private.event_content(uuid, uuid) is
  'What the event of a booking''s session says in a calendar: no more than hosts.calendar_privacy allows leaves the database. wants_video: it asks for '
  'a video link, which its calendar can make. location: of all, or null where those of one session chose different places (each attendee has theirs). attendee_count: '
  'null where there is one seat.';
