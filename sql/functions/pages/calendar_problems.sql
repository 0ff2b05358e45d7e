create function private.calendar_problems(p_owner_id uuid, p_host_ids uuid[])
returns setof jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  select jsonb_build_object(
    'kind', 'connection', 'connection_id', k.id, 'provider', k.provider, 'account_email', k.account_email, 'status', k.status,
    'message', k.last_error
  )
  from public.calendar_connections as k
  where k.owner_id = p_owner_id and k.status in ('needs_reconnect', 'error') and (
    exists (
      select from public.calendars as c join public.calendar_links as l on l.calendar_id = c.id
      where c.connection_id = k.id and l.host_id = any (p_host_ids)
    )
    or not exists (select from public.calendars as c join public.calendar_links as l on l.calendar_id = c.id where c.connection_id = k.id)
  )
  order by k.created_at, k.id;

  return query
  select jsonb_build_object(
    'kind', 'calendar', 'calendar_id', c.id, 'calendar_name', c.name, 'connection_id', c.connection_id,
    'host_ids', jsonb_agg(h.id order by h.created_at, h.id), 'last_synced_at', private.iso_instant(c.last_synced_at),
    'message', coalesce(c.sync_error, min(private.unread_text(c.last_synced_at, make_interval(mins => h.stale_after_minutes), now())))
  )
  from public.hosts as h
  cross join lateral private.unknown_spans(
    jsonb_populate_record(null::private.slot_rules, jsonb_build_object(
      'host_id', h.id, 'host_zone', h.time_zone, 'stale_after', make_interval(mins => h.stale_after_minutes)
    )), now()
  ) as u
  join public.calendars as c on c.id = u.calendar_id
  join public.calendar_connections as k on k.id = c.connection_id and k.status = 'active'
  where h.id = any (p_host_ids) and u.unknown_time_id is null and u.span @> now()
  group by c.id
  order by c.name, c.id;

  return query
  select jsonb_build_object('kind', 'unknown_time', 'calendar_id', c.id, 'calendar_name', c.name) || private.unknown_time_json(t)
  from (
    select distinct b.calendar_id from unnest(p_host_ids) as h (id) cross join lateral private.blocking_calendars(h.id) as b
  ) as b
  join public.calendars as c on c.id = b.calendar_id
  cross join lateral (
    select u.* from private.unknown_times as u
    where u.calendar_id = c.id and u.acknowledged_at is null and (u.until_day is null or u.until_day >= (now() at time zone 'UTC')::date - 1)
    order by u.from_day nulls first, u.id limit 20
  ) as t
  order by t.from_day nulls first, t.id;

  return query
  select jsonb_build_object(
    'kind', 'lost_booking', 'calendar_id', c.id, 'calendar_name', c.name, 'connection_id', c.connection_id,
    'message', 'This booking is in your calendar only: it was made after the backup that was restored.'
  ) || o.shown
  from public.calendars as c
  cross join lateral private.open_lost_bookings(c.id) as o
  where c.id = any (array(select l.calendar_id from public.calendar_links as l where l.host_id = any (p_host_ids)))
  order by o.shown ->> 'start', o.shown ->> 'id'
  limit 20;

  return query
  select jsonb_build_object(
    'kind', 'booking_target', 'host_id', t.host_id, 'calendar_id', t.target ->> 'calendar_id', 'calendar_name', t.target ->> 'calendar_name',
    'change', t.target -> 'change', 'message', format('"%s" no longer gets the bookings.', t.target -> 'change' ->> 'calendar_name')
  )
  from (
    select c.host_id, private.booking_target_json(c.host_id) as target
    from private.booking_target_changes as c where c.host_id = any (p_host_ids)
  ) as t
  order by t.host_id;
end;
$$;
comment on function private.calendar_problems(uuid, uuid[]) is
  'What is wrong with the calendars of these hosts of an owner, gravest first, each {kind, message, …}: connection (needs_reconnect, error; also of '
  'accounts without any link), calendar (of a working account, takes time and is not known now), unknown_time (an event that nobody has '
  'acknowledged), lost_booking (private.open_lost_bookings), booking_target (lost without the owner choosing that).';
