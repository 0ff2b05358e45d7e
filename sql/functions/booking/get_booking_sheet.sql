create function public.get_booking_sheet(booking_id uuid)
returns jsonb
language plpgsql
stable
security definer -- the policy of each table would look up the owner again; the first statement lets only the owner pass
set search_path = ''
as $$
declare
  v_booking public.bookings;
begin
  select b.* into v_booking
  from public.bookings as b
  join public.hosts as h on h.id = b.host_id
  where b.id = get_booking_sheet.booking_id and b.status <> 'held' and h.owner_id = (select auth.uid());
  if v_booking.id is null then
    perform private.fail('not_found', 'You have no such booking.', 'Check booking_id and who is signed in.');
  end if;

  return jsonb_build_object(
    'booking', (
      select jsonb_build_object(
        'id', v_booking.id,
        'status', case when v_booking.status = 'pending' and v_booking.expires_at <= now() then 'expired' else v_booking.status end,
        'starts_at', private.iso_instant(v_booking.starts_at),
        'ends_at', private.iso_instant(v_booking.ends_at),
        'expires_at', private.iso_instant(v_booking.expires_at),
        'created_at', private.iso_instant(v_booking.created_at),
        'confirmed_at', private.iso_instant(v_booking.confirmed_at), 'cancelled_at', private.iso_instant(v_booking.cancelled_at),
        'sequence', v_booking.sequence, 'no_show', v_booking.no_show, 'is_forced', v_booking.is_forced, 'metadata', v_booking.metadata,
        'moved', case when v_booking.moved_by is not null then jsonb_build_object(
          'by', v_booking.moved_by, 'reason', v_booking.move_reason,
          'from', private.iso_instant(v_booking.previous_starts_at), 'until', private.iso_instant(v_booking.previous_ends_at)
        ) end,
        'proposal', private.open_proposal(v_booking), 'location', v_booking.location,
        'series', private.series_place(v_booking.id),
        'cancelled_by', v_booking.cancelled_by,
        'cancel_reason', v_booking.cancel_reason,
        'host', jsonb_build_object('id', h.id, 'slug', h.slug, 'display_name', h.display_name, 'time_zone', h.time_zone),
        'event_type', jsonb_build_object('id', e.id, 'durations_minutes', e.durations_minutes, 'title', e.title, 'location', coalesce(private.location_text(v_booking, e.location, true), ''), 'questions', e.questions),
        'attendee', case when a.id is not null then jsonb_build_object(
          'name', a.name, 'email', a.email, 'time_zone', a.time_zone, 'answers', a.answers, 'email_bounced_at', private.iso_instant(a.email_bounced_at)
        ) end,
        'conflicts', coalesce((
          select jsonb_agg(jsonb_build_object(
            'id', c.id, 'kind', c.kind, 'event_title', c.event_title, 'other_booking_id', c.other_booking_id,
            'event_starts_at', private.iso_instant(c.event_starts_at), 'event_ends_at', private.iso_instant(c.event_ends_at),
            'detected_at', private.iso_instant(c.detected_at), 'resolved_at', private.iso_instant(c.resolved_at),
            'resolution', c.resolution
          ) order by c.detected_at, c.id)
          from public.booking_conflicts as c
          where c.booking_id = v_booking.id
        ), '[]')
      )
      from public.hosts as h
      join public.event_types as e on e.id = v_booking.event_type_id
      left join public.booking_attendees as a on a.booking_id = v_booking.id
      where h.id = v_booking.host_id
    ),
    -- One booking of its session carries the event.
    'event', (
      select jsonb_build_object(
        'is_wanted', p.is_wanted, 'state', p.state, 'last_error', p.last_error, 'pushed_revision', p.pushed_revision,
        'pushed_at', private.iso_instant(p.pushed_at),
        'calendar', jsonb_build_object('id', c.id, 'name', c.name, 'provider', k.provider, 'account_email', k.account_email)
      )
      from (
        select v_booking.id
        union all
        select o.id
        from public.bookings as o
        where v_booking.status = 'confirmed' and o.event_type_id = v_booking.event_type_id
          and o.starts_at = v_booking.starts_at and o.ends_at = v_booking.ends_at and o.status = 'confirmed' and o.id <> v_booking.id
      ) as carrier (id)
      join public.booking_calendar_events as p on p.booking_id = carrier.id
      join public.calendars as c on c.id = p.calendar_id
      join public.calendar_connections as k on k.id = c.connection_id and k.status <> 'disconnected'
      where p.is_wanted or (carrier.id = v_booking.id and p.state <> 'removed')
      order by p.is_wanted desc, carrier.id = v_booking.id, p.event_key, p.calendar_id
      limit 1
    ),
    'mails', private.booking_mails(v_booking),
    'deliveries', private.booking_deliveries(v_booking),
    'series', private.series_json(v_booking.series_id, true),
    'others', (
      select count(*)
      from public.bookings as o
      where o.event_type_id = v_booking.event_type_id and o.starts_at = v_booking.starts_at and o.ends_at = v_booking.ends_at
        and o.status = 'confirmed' and o.id <> v_booking.id
    ),
    'stale', coalesce((
      select jsonb_agg(jsonb_build_object('name', coalesce(nullif(c.name, ''), 'A calendar'), 'reason', u.item ->> 'reason') order by u.i)
      from jsonb_array_elements(v_booking.unread_calendars) with ordinality as u (item, i)
      left join public.calendars as c on c.id = (u.item ->> 'calendar_id')::uuid
    ), '[]')
  );
end;
$$;
comment on function public.get_booking_sheet(uuid) is
  'All that its owner sees of a booking: who booked what (a request whose time is over counts as expired even before that is recorded), its '
  'conflicts, open and closed; the event of its session in a calendar that is still connected, else the event that is still to be removed (null: '
  'none); its mails and webhook deliveries, newest first; how many others booked the same session, its place in its series, all of whose dates are in series (private.series_json), and the calendars that could not be read. Raises not_found, also for holds and bookings of '
  'others.';
