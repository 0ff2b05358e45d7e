create function public.begin_search(event_key uuid, calendar_id uuid, revision integer, connection_ids uuid[] default null, run_id uuid default null)
returns jsonb
language plpgsql
security definer -- service_role may call this; it hands sealed credentials to the service, which may not add jobs otherwise
set search_path = ''
as $$
declare
  v_event public.booking_calendar_events;
  v_own public.calendars;
  v_connection_id uuid;
  v_shown uuid[];
begin
  select p.* into v_event
  from public.booking_calendar_events as p
  join public.bookings as b on b.id = p.booking_id
  where p.event_key = begin_search.event_key and p.calendar_id = begin_search.calendar_id and p.revision = begin_search.revision
    and p.provider_event_id is not null
    and ((not p.is_wanted and p.state = 'pending') or (p.is_wanted and b.status = 'confirmed' and b.ends_at > now()));
  if v_event.event_key is null then
    return null;
  end if;
  select c.* into v_own from public.calendars as c where c.id = v_event.calendar_id;
  v_connection_id := coalesce(connection_ids[1], v_own.connection_id);
  -- Whose pulls showed an event that is known to be the booking's.
  v_shown := array(select e.calendar_id from public.synced_events as e where e.booking_id = v_event.booking_id);
  if cardinality(connection_ids) > 0 and private.quiet_until(v_connection_id) is not null then
    perform private.enqueue_search(v_event, connection_ids, begin_search.run_id);
    return null;
  end if;
  return (
    with searched as (
      select c.*
      from public.calendars as c
      join public.calendar_connections as k on k.id = c.connection_id
      where c.owner_id = v_own.owner_id and c.access = 'write' and k.status in ('active', 'error') and not private.has_vanished(c.id)
        -- Where another event of this name is known, the search would find that one.
        and (c.id = v_own.id or not exists (
          select from public.booking_calendar_events as o
          where o.event_key = v_event.event_key and o.calendar_id = c.id and o.state <> 'removed'
        ))
    )
    select jsonb_build_object(
      'event_key', v_event.event_key, 'revision', v_event.revision, 'calendar', jsonb_build_object('id', v_event.calendar_id),
      'is_wanted', v_event.is_wanted,
      'failures', coalesce((select s.failures from private.connection_sync as s where s.connection_id = v_connection_id), 0),
      'connection', private.connection_with_secret(v_connection_id),
      'calendars', coalesce((
        select jsonb_agg(private.calendar_to_read(c) order by c.id = v_own.id desc, c.id = any (v_shown) desc, c.id)
        from public.calendars as c
        where c.id in (select s.id from searched as s where s.connection_id = v_connection_id)
      ), '[]'),
      'others', coalesce((
        select jsonb_agg(x.connection_id order by x.is_likely desc, x.connection_id)
        from (
          select s.connection_id, bool_or(s.id = any (v_shown)) as is_likely
          from searched as s where s.connection_id <> v_own.connection_id group by s.connection_id
        ) as x
      ), '[]')
    )
  );
end;
$$;
comment on function public.begin_search(uuid, uuid, integer, uuid[], uuid) is
  'The event of a booking is not where it was written: returns what is needed to search for it in the first of these accounts of the owner (null: '
  'the one it was written to): {event_key, revision, calendar: {id}, is_wanted, failures (of the account in a row), connection, calendars, others: '
  'the ids of the other accounts, the likely ones first}. Only writable calendars, because later changes go where it is found. Null if it is no '
  'longer to be searched for, or if that account backs off (private.quiet_until): the search, for the same pull (run_id), then continues '
  'afterwards.';
