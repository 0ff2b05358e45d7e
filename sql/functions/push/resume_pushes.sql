create function private.resume_pushes(p_connection_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform private.enqueue_push(p.event_key, p.calendar_id)
  from public.calendars as c
  cross join private.unwritten_events(c.id) as p
  where c.connection_id = p_connection_id;

  -- A check may have missed what earlier listings said about these.
  perform private.enqueue_verify(p.event_key, p.calendar_id)
  from public.booking_calendar_events as p
  join public.calendars as c on c.id = p.calendar_id
  join public.bookings as b on b.id = p.booking_id
  where c.connection_id = p_connection_id and p.is_wanted and p.state = 'pushed' and b.ends_at > now()
    and not exists (
      select from public.synced_events as e
      where e.calendar_id = p.calendar_id and e.provider_event_id = p.provider_event_id
        and e.starts_at = b.starts_at and e.ends_at = b.ends_at and e.status <> 'cancelled' and e.deleted_at is null
    );
end;
$$;
comment on function private.resume_pushes(uuid) is
  'An account can be reached again: queues what was not written meanwhile, and a direct check of each event of ours that is not listed where it '
  'was written.';
