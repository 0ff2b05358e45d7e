create function public.enqueue_due_polls(poll_interval_seconds integer, most integer default 5000)
returns jsonb
language plpgsql
security definer -- service_role may call this, and add jobs in no other way
set search_path = ''
as $$
declare
  v_connection_id uuid;
  v_due_at timestamptz;
  v_enqueued integer := 0;
begin
  for v_connection_id in
    select k.id
    from public.calendar_connections as k
    join private.connection_secrets as x on x.connection_id = k.id and x.sealed is not null
    left join private.connection_sync as s on s.connection_id = k.id
    where k.status <> 'disconnected' and coalesce(s.next_poll_at, '-infinity') <= now()
    order by s.next_poll_at nulls first, k.id
    limit enqueue_due_polls.most
    for update of k skip locked
  loop
    v_due_at := private.account_due_at(v_connection_id);
    insert into private.connection_sync as s (connection_id, next_poll_at)
    values (v_connection_id, least(
      -- What is due after this look must not wait for the next one at the pace of accounts without channels.
      private.account_due_at(v_connection_id, now()),
      case when v_due_at <= now() then now() + private.jittered(enqueue_due_polls.poll_interval_seconds) end
    ))
    on conflict on constraint connection_sync_pkey do update set next_poll_at = excluded.next_poll_at;
    if v_due_at <= now() then
      perform private.enqueue_poll(v_connection_id);
      v_enqueued := v_enqueued + 1;
    end if;
  end loop;
  return jsonb_build_object('enqueued', v_enqueued);
end;
$$;
comment on function public.enqueue_due_polls(integer, integer) is
  'Queues one look at every account that is due, the longest waiting first, and plans the next one in poll_interval_seconds (20 % more or '
  'less), or when the next of its calendars with healthy channels is due (private.calendar_due_at), if that is sooner: {enqueued}. One all of '
  'whose calendars have healthy channels waits until the first of them is due. Any number of processes may call it.';
