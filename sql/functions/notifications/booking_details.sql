create function private.booking_details(p_booking_id uuid)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'id', b.id,
      'status', case when b.status in ('held', 'pending') and b.expires_at <= now() then 'expired' else b.status end,
      'start', private.iso_instant(b.starts_at), 'end', private.iso_instant(b.ends_at),
      'sequence', b.sequence, 'created_at', private.iso_instant(b.created_at),
      'cancelled_by', b.cancelled_by, 'cancel_reason', b.cancel_reason, 'no_show', b.no_show, 'location', b.location,
      'metadata', b.metadata,
      'series_id', b.series_id, 'series', private.series_place(b.id),
      'host', jsonb_build_object('id', h.id, 'slug', h.slug, 'display_name', h.display_name, 'time_zone', h.time_zone),
      'event_type', jsonb_build_object('id', e.id, 'slug', e.slug, 'title', e.title),
      'attendee', case when a.id is not null then jsonb_build_object(
        'name', a.name, 'email', a.email, 'time_zone', a.time_zone, 'locale', a.locale, 'answers', a.answers
      ) end
    )
    from public.bookings as b
    join public.hosts as h on h.id = b.host_id
    join public.event_types as e on e.id = b.event_type_id
    left join public.booking_attendees as a on a.booking_id = b.id
    where b.id = p_booking_id
  );
end;
$$;
comment on function private.booking_details(uuid) is
  'A booking as its owner''s programs get it, from GET /bookings and in webhooks of version 2026-11-29: it may gain fields and loses none.';
