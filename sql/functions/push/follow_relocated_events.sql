create function private.follow_relocated_events(p_host_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_event record;
  v_result jsonb;
begin
  -- Nearly always the owner has lost no calendar, and their bookings need not be read.
  if not exists (
    select from public.hosts as h
    join public.calendars as c on c.owner_id = h.owner_id
    where h.id = p_host_id and (private.is_disconnected(c.id) or private.has_vanished(c.id))
  ) then
    return;
  end if;
  for v_event in
    select distinct on (p.event_key, p.calendar_id) p.event_key, p.calendar_id, p.revision, p.is_wanted, p.provider_event_id,
      b.id as booking_id, e.calendar_id as to_calendar_id, e.provider_event_id as found_as
    from public.bookings as b
    join public.booking_calendar_events as p on p.booking_id = b.id
    join public.synced_events as e on e.booking_id = b.id and e.calendar_id <> p.calendar_id
    left join public.calendar_links as l on l.calendar_id = e.calendar_id and l.host_id = b.host_id and l.is_booking_target
    where b.host_id = p_host_id and b.ends_at > now() and ((p.is_wanted and b.status = 'confirmed') or (not p.is_wanted and p.state = 'pending'))
      and p.provider_event_id is not null and (private.is_disconnected(p.calendar_id) or private.has_vanished(p.calendar_id))
      and private.is_writable(e.calendar_id)
      -- By its name, as CalDAV or Google spells it: later writes find the event by that.
      and replace(lower(e.ical_uid), '-', '') like replace(p.event_key::text, '-', '') || '%'
      and e.series_id is null and e.status <> 'cancelled' and e.deleted_at is null
      and not exists (
        select from public.booking_calendar_events as o
        where o.booking_id = p.booking_id and o.is_wanted and o.calendar_id <> p.calendar_id and private.is_writable(o.calendar_id)
      )
    order by p.event_key, p.calendar_id, l.is_booking_target nulls last, e.calendar_id, e.provider_event_id
  loop
    v_result := public.relocate_event(
      v_event.event_key, v_event.calendar_id, v_event.revision, v_event.to_calendar_id, v_event.found_as, null
    );
    if (v_result ->> 'relocated')::boolean then
      -- A copy: the event in the old calendar is removed if that calendar comes back. One with the same id may be the same event, of a shared
      -- calendar.
      insert into public.booking_calendar_events as p (
        event_key, calendar_id, booking_id, is_wanted, revision, pushed_revision, provider_event_id, attempts
      )
      select v_event.event_key, v_event.calendar_id, v_event.booking_id, false, v_event.revision + 1, v_event.revision, v_event.provider_event_id, 1
      where v_event.provider_event_id <> v_event.found_as;
      -- It may have been moved in time as well.
      if v_event.is_wanted then
        perform private.enqueue_verify(v_event.event_key, v_event.to_calendar_id);
      end if;
    end if;
  end loop;
end;
$$;
comment on function private.follow_relocated_events(uuid) is
  'Takes over the events of a host''s future bookings that were written to a calendar which is disconnected or has vanished, and that pulls of '
  'another, writable calendar of the owner have shown since: the owner moved them along. Of several, the one in the booking target. Under the locks '
  'of the owner''s hosts.';
