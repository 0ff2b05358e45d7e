create function public.enqueue_due_polls(poll_interval_seconds integer, most integer default 200)
returns jsonb
language plpgsql
security definer -- service_role may call this, and add jobs in no other way
set search_path = ''
as $$
declare
  v_connection_id uuid;
  v_due_at timestamptz;
  v_planned integer := 0;
  v_enqueued integer := 0;
begin
  insert into private.connection_sync (connection_id)
  select x.connection_id from private.connection_secrets as x
  where x.sealed is not null and not exists (select from private.connection_sync as s where s.connection_id = x.connection_id)
  order by x.connection_id
  on conflict do nothing;
  for v_connection_id in
    select s.connection_id
    from private.connection_sync as s
    join public.calendar_connections as k on k.id = s.connection_id and k.status <> 'disconnected'
    join private.connection_secrets as x on x.connection_id = s.connection_id and x.sealed is not null
    where s.next_poll_at <= now()
    order by s.next_poll_at, s.connection_id
    limit enqueue_due_polls.most
    -- Only the plan: whoever writes something about the account or its calendars refers to the row of the connection.
    for no key update of s skip locked
  loop
    v_due_at := private.account_due_at(v_connection_id);
    update private.connection_sync as s
    set next_poll_at = least(
      -- What is due after this look must not wait for the next one at the pace of accounts without channels.
      private.account_due_at(v_connection_id, now()),
      case when v_due_at <= now() then now() + private.jittered(enqueue_due_polls.poll_interval_seconds) end
    )
    where s.connection_id = v_connection_id;
    v_planned := v_planned + 1;
    if v_due_at <= now() then
      perform private.enqueue_poll(v_connection_id);
      v_enqueued := v_enqueued + 1;
    end if;
  end loop;
  return jsonb_build_object('enqueued', v_enqueued, 'planned', v_planned);
end;
$$;
comment on function public.enqueue_due_polls(integer, integer) is
  'Queues one look at each of at most most accounts that are due, the longest waiting first, and plans the next one in poll_interval_seconds '
  '(20 % more or less), or when the next of its calendars with healthy channels is due (private.calendar_due_at), if that is sooner: {enqueued, '
  'planned}. One all of whose calendars have healthy channels is only planned, for when the first of them is due. To be called again while '
  'planned = most; any number of processes may.';
