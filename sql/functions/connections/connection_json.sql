create function private.connection_json(p_connection_id uuid)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'id', k.id, 'provider', k.provider, 'account_email', k.account_email, 'status', k.status, 'last_error', k.last_error,
      'created_at', private.iso_instant(k.created_at),
      'blocked_until', private.iso_instant(private.blocked_until(k.id)),
      'next_try_at', (
        select private.iso_instant(s.next_poll_at) from private.connection_sync as s
        where s.connection_id = k.id and k.status <> 'disconnected'
          and (s.failures > 0 or s.blocked_until > now() or k.status = 'needs_reconnect')
      ),
      'next_poll_at', (
        select private.iso_instant(s.next_poll_at) from private.connection_sync as s where s.connection_id = k.id and k.status <> 'disconnected'
      ),
      'sync_mark', (
        select to_char(max(c.last_synced_at) at time zone 'UTC', 'YYYYMMDDHH24MISSUS') from public.calendars as c where c.connection_id = k.id
      ),
      'calendars', coalesce((
        select jsonb_agg(jsonb_build_object(
          'id', c.id, 'provider_calendar_id', c.provider_calendar_id,
          'name', c.name, 'time_zone', c.time_zone, 'access', c.access,
          'sync_status', c.sync_status, 'sync_error', c.sync_error,
          'last_synced_at', private.iso_instant(c.last_synced_at),
          'covered_from', private.iso_instant(c.covered_from), 'covered_until', private.iso_instant(c.covered_until),
          'push_expires_at', private.iso_instant(c.push_expires_at),
          'push_error', coalesce(w.watch_message, w.watch_error), 'push_error_code', w.watch_error,
          'policy', c.policy, 'stores_titles', c.stores_titles,
          'links', coalesce((
            select jsonb_agg(jsonb_build_object(
              'host_id', l.host_id, 'blocks_availability', l.blocks_availability, 'is_booking_target', l.is_booking_target
            ) order by l.created_at, l.host_id)
            from public.calendar_links as l where l.calendar_id = c.id
          ), '[]'),
          'unknown_times', coalesce((
            select jsonb_agg(private.unknown_time_json(u) order by u.object_id is null, u.acknowledged_at nulls first, u.from_day nulls first, u.id)
            from private.unknown_times as u
            where u.calendar_id = c.id and (u.until_day is null or u.until_day >= (now() at time zone 'UTC')::date - 1)
          ), '[]'),
          'lost_bookings', coalesce((select jsonb_agg(o.shown) from private.open_lost_bookings(c.id) as o), '[]')
        ) order by c.name, c.id)
        from public.calendars as c
        left join lateral (
          select f.watch_error, f.watch_message from private.calendar_watch as f
          where f.calendar_id = c.id or (f.calendar_id is null and f.connection_id = c.connection_id)
          order by f.failed_at desc limit 1
        ) as w on true
        where c.connection_id = k.id
      ), '[]')
    )
    from public.calendar_connections as k
    where k.id = p_connection_id
  );
end;
$$;
comment on function private.connection_json(uuid) is
  'A connection with its calendars and their links, as the contract shows it. No secrets. blocked_until: its provider asked us to wait until then; '
  'next_try_at: it failed and is asked again then; both else null. next_poll_at: when it is looked at next, whatever the reason. sync_mark: another '
  'one after each sync, also after two within a second; null before the first. push_error: why '
  'there is no channel for a calendar, so that it is polled (private.calendar_watch); null: nothing went wrong; push_error_code: the same as a code.';
