create function public.enqueue_due_channels(providers text[], max_count integer default 200, account_providers text[] default '{}')
returns jsonb
language plpgsql
security definer -- service_role may call this but may not add jobs otherwise
set search_path = ''
as $$
declare
  v_account record;
  v_is_judged boolean;
  v_is_due boolean;
  v_planned integer := 0;
  v_enqueued integer := 0;
begin
  for v_account in
    select s.connection_id as id, k.status in ('active', 'error') and k.provider = any (enqueue_due_channels.providers) as is_asked,
      k.provider = any (enqueue_due_channels.account_providers) as is_of_account
    from private.connection_sync as s
    join public.calendar_connections as k on k.id = s.connection_id
    where s.maintain_at <= now()
    order by s.maintain_at, s.connection_id
    limit enqueue_due_channels.max_count
    for no key update of s skip locked
  loop
    v_planned := v_planned + 1;
    v_is_judged := private.judge_channels(v_account.id);
    v_is_due := v_account.is_asked and private.quiet_until(v_account.id) is null and (
      case
        when v_account.is_of_account then private.is_account_to_watch(v_account.id)
        else exists (select from private.calendars_to_watch(v_account.id))
      end
      or exists (select from private.channels_to_renew(v_account.id))
      or exists (select from private.channels_to_close(v_account.id))
    );
    update private.connection_sync as s
    set maintain_at = least(
      private.channels_due_at(v_account.id),
      -- By then it is clear whether the job was done, and a calendar that is locked now is checked.
      case when v_is_due or not v_is_judged then now() + interval '1 minute' end
    )
    where s.connection_id = v_account.id;
    if v_is_due then
      perform private.enqueue(
        'maintain_channels', jsonb_build_object('connection_id', v_account.id),
        p_key => 'channels:' || v_account.id, p_queue => 'connection:' || v_account.id,
        p_max_attempts => 3, p_key_mode => 'preserve_run_at'
      );
      v_enqueued := v_enqueued + 1;
    end if;
  end loop;
  return jsonb_build_object('enqueued', v_enqueued, 'planned', v_planned);
end;
$$;
comment on function public.enqueue_due_channels(text[], integer, text[]) is
  'Maintains the channels of at most max_count accounts that are due, the longest waiting first: judges them (private.judge_channels), queues '
  'maintenance for those of these providers that need it (account_providers: those of them with one channel for all calendars of an account), and '
  'plans the next check (private.channels_due_at): {enqueued, planned}. Accounts are found only by when they are due '
  '(connection_sync.maintain_at, brought forward by triggers). Call it again while planned = max_count; any number of processes may.';
