create function private.enqueue_sync(
  p_connection_id uuid, p_is_urgent boolean default false, p_run_at timestamptz default null, p_calendar_ids uuid[] default null
)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_run_at constant timestamptz := greatest(p_run_at, private.blocked_until(p_connection_id));
begin
  if p_is_urgent then
    perform from private.calendar_sync as s
    join public.calendars as c on c.id = s.calendar_id
    where c.connection_id = p_connection_id and (p_calendar_ids is null or c.id = any (p_calendar_ids))
    order by s.calendar_id for update of s;
    update private.calendar_sync as s set wanted_at = clock_timestamp()
    from public.calendars as c
    where c.id = s.calendar_id and c.connection_id = p_connection_id and (p_calendar_ids is null or c.id = any (p_calendar_ids));
    -- The rare sync that finds it working again, or its reconnect, brings what is wanted.
    if exists (select from public.calendar_connections as k where k.id = p_connection_id and k.status = 'needs_reconnect') then
      return;
    end if;
  end if;
  perform private.enqueue(
    'sync_account', jsonb_build_object('connection_id', p_connection_id),
    p_key => 'sync:' || p_connection_id, p_queue => 'connection:' || p_connection_id, p_run_at => v_run_at, p_max_attempts => 3,
    p_priority => case when p_is_urgent then -10 else 0 end,
    p_key_mode => case
      when p_is_urgent or v_run_at is not null then 'replace'
      -- It was put off for a reason that is over.
      when private.has_later_job('sync:' || p_connection_id, now()) then 'replace'
      -- A waiting job keeps its place: replacing it again and again would starve it in a long queue.
      else 'preserve_run_at'
    end
  );
end;
$$;
comment on function private.enqueue_sync(uuid, boolean, timestamptz, uuid[]) is
  'Queues one sync of an account in its lane, now or at p_run_at. An urgent sync (somebody waits) runs before all others and pulls these calendars '
  '(null: all), even those whose channel is healthy. It never runs before the provider permits it (private.blocked_until). If the account needs a '
  'reconnect, even an urgent sync waits for the rare one. A waiting sync is not doubled, and put off only if p_run_at says so; a running one is '
  'followed by another.';
