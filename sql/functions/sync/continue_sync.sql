create function public.continue_sync(connection_id uuid, calendar_ids uuid[])
returns jsonb
language plpgsql
security definer -- service_role may call this but may not add jobs otherwise
set search_path = ''
as $$
begin
  -- Whoever wants a pull (private.enqueue_sync) locks these, too: their job is found here, or replaces this one.
  perform from private.calendar_sync as s
  join public.calendars as c on c.id = s.calendar_id
  where c.connection_id = continue_sync.connection_id
  order by s.calendar_id for update of s;
  if exists (
    select from graphile_worker.jobs as j
    where j.key = 'sync:' || continue_sync.connection_id and j.locked_at is null and j.run_at <= now() and j.attempts < j.max_attempts
  ) then
    return null;
  end if;
  perform private.enqueue(
    'sync_account', jsonb_build_object('connection_id', connection_id, 'calendar_ids', to_jsonb(calendar_ids)),
    p_key => 'sync:' || connection_id, p_queue => 'connection:' || connection_id, p_max_attempts => 3, p_priority => 0
  );
  return null;
end;
$$;
comment on function public.continue_sync(uuid, uuid[]) is
  'A sync of an account gives its lane back before it has read everything: queues the remaining pulls, after what is more urgent. If another sync '
  'already waits, that one makes them.';
