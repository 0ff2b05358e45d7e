create function public.request_freshness(event_type_id uuid, max_age_seconds integer, booking_id uuid default null)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not add jobs otherwise
set search_path = ''
as $$
declare
  v_host_id uuid;
  v_since constant timestamptz := clock_timestamp();
  v_account record;
  v_waiting uuid[] := '{}';
begin
  select e.host_id into v_host_id
  from public.event_types as e
  where e.id = coalesce(
    request_freshness.event_type_id,
    (select b.event_type_id from public.bookings as b where b.id = request_freshness.booking_id)
  );
  for v_account in
    select c.connection_id, array_agg(c.id) as calendar_ids
    from public.calendar_links as l
    join public.calendars as c on c.id = l.calendar_id
    join public.calendar_connections as k on k.id = c.connection_id and k.status in ('active', 'error')
    join private.connection_secrets as x on x.connection_id = k.id and x.sealed is not null
    left join private.connection_sync as s on s.connection_id = k.id
    left join private.calendar_sync as y on y.calendar_id = c.id
    where l.host_id = v_host_id and l.blocks_availability
      and coalesce(c.last_synced_at, '-infinity') < now() - make_interval(secs => request_freshness.max_age_seconds)
      -- Calendars that keep failing would only make visitors wait, and a backoff holds for visitors, too.
      and coalesce(s.blocked_until <= now(), true)
      and coalesce(s.failures, 0) < 3 and coalesce(s.backoff_until <= now(), true)
      and coalesce(y.failures, 0) < 3 and coalesce(y.retry_at <= now(), true)
    group by c.connection_id
    order by c.connection_id
  loop
    v_waiting := v_waiting || v_account.calendar_ids;
    perform private.enqueue_sync(v_account.connection_id, p_is_urgent => true, p_calendar_ids => v_account.calendar_ids);
  end loop;
  return jsonb_build_object(
    'since', v_since, 'waiting', to_jsonb(v_waiting),
    'has_calendars', exists (select from public.calendar_links as l where l.host_id = v_host_id and l.blocks_availability)
  );
end;
$$;
comment on function public.request_freshness(uuid, integer, uuid) is
  'Before a booking (of an event type, or a move of a booking): queues, before all other jobs, a sync of the accounts whose blocking calendars '
  'were not read in the last max_age_seconds: {since, waiting: calendar ids, has_calendars: whether any blocks the host}. Accounts and calendars '
  'that failed three times in a row, or back off after a failure or because their provider asked for that, are not asked: rule 9 then decides by '
  'what is known. Unknown ids: nothing to wait for; the booking says what is wrong.';
