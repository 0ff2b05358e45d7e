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
    -- What is wanted of it comes with the rare sync that finds it alive again, or with its reconnect.
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
      -- One that was put off, for a reason that is over.
      when private.has_later_job('sync:' || p_connection_id, now()) then 'replace'
      -- A job that waits already keeps its place: replacing it again and again would starve it in a long queue.
      else 'preserve_run_at'
    end
  );
end;
$$;
comment on function private.enqueue_sync(uuid, boolean, timestamptz, uuid[]) is
  'Queues one sync of an account, in its lane, now or at p_run_at; urgent ones (somebody waits) before all others, and with a pull '
  'of these calendars (null: of all), even those whose channel is healthy. Not before the provider permits it (private.blocked_until); of an account '
  'that needs a reconnect what is urgent waits for its rare sync. One that waits already is not doubled, and not put off unless p_run_at says so; '
  'one that runs is followed by another.';
