create function public.get_calendar_view(host_id uuid, range_start timestamptz, range_end timestamptz)
returns jsonb
language plpgsql
stable
security definer -- reads private tables; the first statement lets only the owner pass
set search_path = ''
as $$
declare
  v_range constant tstzrange := private.require_range(get_calendar_view.range_start, get_calendar_view.range_end, 400);
  v_host public.hosts;
  v_rules private.slot_rules;
begin
  select h.* into v_host from public.hosts as h where h.id = get_calendar_view.host_id and h.owner_id = (select auth.uid());
  if v_host.id is null then
    perform private.fail('not_found', 'You have no such host.', 'Check host_id and who is signed in.');
  end if;
  v_rules.host_id := v_host.id;
  v_rules.zone := v_host.time_zone;
  v_rules.host_zone := v_host.time_zone;
  v_rules.duration := interval '0';

  return jsonb_build_object(
    'host_id', v_host.id,
    'time_zone', v_host.time_zone,
    'open_hours', coalesce((
      select jsonb_agg(jsonb_build_object('start', private.iso_instant(lower(o.span)), 'end', private.iso_instant(upper(o.span))))
      from unnest(private.open_hours(v_rules, v_range) * tstzmultirange(v_range)) as o (span)
    ), '[]'),
    'bookings', coalesce((
      select jsonb_agg(private.booking_json(b.id) order by b.starts_at, b.id)
      from public.bookings as b
      where b.host_id = v_host.id and b.during && v_range and b.status in ('pending', 'confirmed')
        and (b.status = 'confirmed' or coalesce(b.expires_at > now(), true))
    ), '[]'),
    'sessions', coalesce((
      select jsonb_agg(private.session_json(s.event_type_id, s.starts_at, s.ends_at) order by s.starts_at, s.event_type_id)
      from (
        select b.event_type_id, b.starts_at, b.ends_at
        from public.bookings as b
        join public.event_types as e on e.id = b.event_type_id and e.seats > 1
        where b.host_id = v_host.id and b.during && v_range
          and (b.status = 'confirmed' or (b.status in ('held', 'pending') and coalesce(b.expires_at > now(), true)))
        union
        select w.event_type_id, w.starts_at, w.ends_at
        from public.waitlist_entries as w
        where w.host_id = v_host.id and w.state in ('waiting', 'offered') and w.ends_at > lower(v_range) and w.starts_at < upper(v_range)
          and w.starts_at > lower(v_range) - interval '366 days'
      ) as s
    ), '[]'),
    -- Bookings of other hosts of the same owner that take this host's time through a calendar.
    'bookings_elsewhere', coalesce((
      select jsonb_agg(private.booking_json(b.id) order by b.starts_at, b.id)
      from private.blocking_calendars(v_host.id) as c
      cross join lateral (select k.* from public.bookings as k where k.calendar_id = c.calendar_id and k.ends_at > lower(v_range) and k.starts_at < upper(v_range) offset 0) as b
      where b.host_id <> v_host.id and (b.status = 'confirmed' or (b.status = 'pending' and coalesce(b.expires_at > now(), true)))
    ), '[]'),
    'external_events', coalesce((
      select jsonb_agg(jsonb_build_object(
        'id', e.id, 'calendar_id', e.calendar_id, 'calendar_name', e.calendar_name, 'provider_calendar_id', e.provider_calendar_id,
        'provider', e.provider, 'provider_event_id', e.provider_event_id, 'title', e.title,
        'start', private.iso_instant(e.starts_at), 'end', private.iso_instant(e.ends_at),
        'is_all_day', e.is_all_day, 'start_date', e.start_date, 'end_date', e.end_date,
        'status', e.status, 'is_busy', e.is_busy, 'booking_id', e.booking_id
      ) order by coalesce(e.starts_at, e.start_date::timestamp at time zone v_host.time_zone), e.id)
      from private.shown_events(v_host.id, v_host.time_zone, v_range) as e
    ), '[]'),
    'blocks', coalesce((
      select jsonb_agg(jsonb_build_object(
        'id', b.blocked_period_id, 'kind', b.kind, 'reason', b.reason,
        'start', private.iso_instant(lower(b.during)), 'end', private.iso_instant(upper(b.during))
      ) order by lower(b.during))
      from private.blocked_instants(v_rules, v_range) as b
    ), '[]')
  );
end;
$$;
comment on function public.get_calendar_view(uuid, timestamptz, timestamptz) is
  'For the owner''s calendar screens: open hours by the host''s own rules, bookings, sessions (those with several seats: who '
  'comes and who waits, private.session_json), bookings_elsewhere (those of other hosts that take '
  'this host''s time), external events and blocks that meet the range. Raises not_found, invalid_range (over 400 days).';
