create function public.check_blind_period(calendar_id uuid, since timestamptz default null)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not write conflicts otherwise
set search_path = ''
as $$
declare
  v_run_id constant uuid := gen_random_uuid();
  v_event_ids uuid[];
  v_bookings integer;
  v_clashes integer;
begin
  perform private.lock_calendar(check_blind_period.calendar_id);
  with booked as materialized (
    select b.id, b.during, greatest(b.created_at, b.confirmed_at) as booked_at, b.unread_calendars
    from public.calendar_links as l
    join public.bookings as b on b.host_id = l.host_id
    where l.calendar_id = check_blind_period.calendar_id and l.blocks_availability
      and b.ends_at > now() and b.status in ('pending', 'confirmed')
  ),
  met as (
    -- One by one, each by the index of its kind: else the planner scans all events of the calendar.
    select e.id
    from booked as b
    cross join lateral (
      select x.id from public.synced_events as x
      where x.calendar_id = check_blind_period.calendar_id and x.is_busy and x.deleted_at is null and x.booking_id is null and not x.is_all_day
        and x.during && b.during
      offset 0
    ) as e
    union
    select e.id
    from (select max(upper(b.during)) as until from booked as b) as b
    cross join lateral (
      select x.id from public.synced_events as x
      where x.calendar_id = check_blind_period.calendar_id and x.is_busy and x.deleted_at is null and x.booking_id is null and x.is_all_day
        and x.start_date <= (b.until at time zone 'UTC')::date + 1 and x.end_date >= (now() at time zone 'UTC')::date - 1
      offset 0
    ) as e
  )
  select
    (select array_agg(m.id) from met as m),
    (
      select count(*) from booked as b
      where b.booked_at >= since or b.unread_calendars @> jsonb_build_array(jsonb_build_object('calendar_id', check_blind_period.calendar_id))
    )
  into v_event_ids, v_bookings;
  perform private.detect_overlaps(check_blind_period.calendar_id, coalesce(v_event_ids, '{}'), v_run_id);
  perform private.send_conflict_mails(v_run_id);

  v_clashes := (
    select count(distinct k.booking_id)
    from public.booking_conflicts as k
    join public.synced_events as e on e.id = k.synced_event_id
    where e.id = any (v_event_ids) and e.calendar_id = check_blind_period.calendar_id and k.kind = 'overlap' and k.resolved_at is null
  );
  if v_bookings > 0 then
    insert into public.sync_logs (owner_id, connection_id, calendar_id, operation, status, events_processed, error_message)
    select c.owner_id, c.connection_id, c.id, 'blind_period', 'completed', v_bookings, format(
      'Bookings taken while this calendar could not be read: %s. At the time of its events: %s.', v_bookings, v_clashes
    )
    from public.calendars as c where c.id = check_blind_period.calendar_id;
  end if;
  return jsonb_build_object('bookings', v_bookings, 'clashes', v_clashes);
end;
$$;
comment on function public.check_blind_period(uuid, timestamptz) is
  'A calendar is read again, or takes time again, after it did not since then (null: unknown): opens a conflict for each of its events in the time '
  'of a booking to come, also of those that no pull has touched, and sends the mail about them at once. What the host knows or decided is not '
  'reported again. {bookings: taken meanwhile, clashes: bookings with an open conflict}; a row in sync_logs if there were any.';
