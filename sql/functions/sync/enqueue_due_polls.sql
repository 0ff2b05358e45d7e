create function public.enqueue_due_polls(poll_interval_seconds integer, max_count integer default 200)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not add jobs otherwise
set search_path = ''
as $$
declare
  v_account record;
  v_due_at timestamptz;
  v_planned integer := 0;
  v_enqueued integer := 0;
begin
  for v_account in
    select s.connection_id, s.blocked_until, k.status, x.sealed is not null and k.status <> 'disconnected' as is_connected
    from private.connection_sync as s
    join public.calendar_connections as k on k.id = s.connection_id
    left join private.connection_secrets as x on x.connection_id = s.connection_id
    where s.next_poll_at <= now()
    order by s.next_poll_at, s.connection_id
    limit enqueue_due_polls.max_count
    -- Lock only the plan: whoever writes something about the account or its calendars refers to the row of the connection.
    for no key update of s skip locked
  loop
    v_planned := v_planned + 1;
    v_due_at := case
      when not v_account.is_connected then 'infinity'
      when v_account.blocked_until > now() then v_account.blocked_until
      else private.account_due_at(v_account.connection_id)
    end;
    update private.connection_sync as s
    set next_poll_at = case
      when v_due_at > now() then v_due_at
      when v_account.status = 'needs_reconnect' then now() + private.jittered(6 * 3600)
      else least(
        -- Calendars that are due after this sync must not wait for the next one at the pace of accounts without channels.
        private.account_due_at(v_account.connection_id, now()),
        now() + private.jittered(enqueue_due_polls.poll_interval_seconds)
      )
    end
    where s.connection_id = v_account.connection_id;
    if v_due_at <= now() then
      perform private.enqueue_sync(v_account.connection_id);
      v_enqueued := v_enqueued + 1;
    end if;
  end loop;
  return jsonb_build_object('enqueued', v_enqueued, 'planned', v_planned);
end;
$$;
comment on function public.enqueue_due_polls(integer, integer) is
  'Queues one sync for each of at most max_count accounts that are due, the longest waiting first, and plans the next one in poll_interval_seconds '
  '(20 % more or less), or sooner if one of its calendars with healthy channels is due sooner (private.calendar_due_at); for an account that needs '
  'a reconnect in 6 h: {enqueued, planned}. An account whose calendars all have healthy channels is only planned, for when the first of them is '
  'due. Accounts are found only by when they are due. Call it again while planned = max_count; any number of processes may.';
