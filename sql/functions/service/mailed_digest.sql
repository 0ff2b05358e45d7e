create function private.mailed_digest(p_host_id uuid, p_at timestamptz)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  v_max_bookings constant integer := 30;
  v_host public.hosts;
  v_from timestamptz;
  v_until timestamptz;
  v_before timestamptz;
begin
  select h.* into v_host from public.hosts as h where h.id = p_host_id;
  -- By wall clock: a week in which the clock changes has an hour more or less.
  v_from := date_trunc('week', p_at at time zone v_host.time_zone) at time zone v_host.time_zone;
  v_until := (date_trunc('week', p_at at time zone v_host.time_zone) + interval '7 days') at time zone v_host.time_zone;
  v_before := (date_trunc('week', p_at at time zone v_host.time_zone) - interval '7 days') at time zone v_host.time_zone;
  return (
    select jsonb_build_object(
      'host', jsonb_build_object(
        'id', v_host.id, 'display_name', v_host.display_name, 'time_zone', v_host.time_zone, 'accent_color', v_host.accent_color, 'locale', v_host.locale
      ),
      'from', private.iso_instant(v_from),
      'bookings', coalesce((
        select jsonb_agg(private.booking_json(n.id) order by n.starts_at, n.id)
        from (
          select b.id, b.starts_at from public.bookings as b
          where b.host_id = p_host_id and b.starts_at >= v_from and b.starts_at < v_until and b.status = 'confirmed'
          order by b.starts_at, b.id limit v_max_bookings
        ) as n
      ), '[]'),
      'booked', count(*) filter (where b.starts_at >= v_from and b.status = 'confirmed'),
      'took_place', count(*) filter (where b.starts_at < v_from and b.status = 'confirmed' and not b.no_show),
      'no_shows', count(*) filter (where b.starts_at < v_from and b.status = 'confirmed' and b.no_show),
      'cancelled', count(*) filter (where b.starts_at < v_from and b.status = 'cancelled'),
      'requests', (
        select count(*) from public.bookings as r
        where r.host_id = p_host_id and r.status = 'pending' and r.expires_at > now() and r.starts_at > now()
      ),
      'reconnect', coalesce((
        select jsonb_agg(jsonb_build_object('provider', k.provider, 'account_email', k.account_email) order by k.created_at, k.id)
        from public.calendar_connections as k where k.owner_id = v_host.owner_id and k.status = 'needs_reconnect' and exists (
          select from public.calendars as c
          join public.calendar_links as l on l.calendar_id = c.id
          where c.connection_id = k.id and l.host_id = p_host_id
        )
      ), '[]')
    )
    from public.bookings as b
    where b.host_id = p_host_id and b.starts_at >= v_before and b.starts_at < v_until
  );
end;
$$;
comment on function private.mailed_digest(uuid, timestamptz) is
  'What the weekly mail of a host says: the week (from Monday, by the host''s clock) that contains p_at, the first 30 of its bookings and how many '
  'there are (booked), the requests that wait, the accounts of its calendars that need a reconnect, and what became of the bookings of the week before.';
