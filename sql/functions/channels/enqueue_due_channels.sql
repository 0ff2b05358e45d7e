create function public.enqueue_due_channels(providers text[], max_count integer default 200)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not add jobs otherwise
set search_path = ''
as $$
declare
  v_account record;
  v_watched uuid[];
  v_calendar_id uuid;
  v_retired integer;
  v_is_due boolean;
  v_planned integer := 0;
  v_enqueued integer := 0;
begin
  for v_account in
    select s.connection_id, k.status in ('active', 'error') and k.provider = any (enqueue_due_channels.providers) as is_asked
    from private.connection_sync as s
    join public.calendar_connections as k on k.id = s.connection_id
    where s.maintain_at <= now()
    order by s.maintain_at, s.connection_id
    limit enqueue_due_channels.max_count
    for no key update of s skip locked
  loop
    v_planned := v_planned + 1;
    v_watched := array(
      select c.id from public.calendars as c
      where c.connection_id = v_account.connection_id and exists (select from private.channels as h where h.calendar_id = c.id)
    );
    v_retired := 0;
    for v_calendar_id in
      select c.id from public.calendars as c
      where c.id = any (v_watched)
      order by c.id
      for no key update of c skip locked
    loop
      perform private.retire_channels(v_calendar_id);
      v_retired := v_retired + 1;
    end loop;
    v_is_due := v_account.is_asked and private.quiet_until(v_account.connection_id) is null and (
      exists (select from private.calendars_to_watch(v_account.connection_id))
      or exists (
        select from private.channels as h
        join public.calendars as c on c.id = h.calendar_id
        where c.connection_id = v_account.connection_id and h.state = 'closing' and h.close_after <= now()
      )
    );
    update private.connection_sync as s
    set maintain_at = least(
      private.channels_due_at(v_account.connection_id),
      -- By then it is clear whether the job was done, and a calendar that is locked now is checked.
      case when v_is_due or v_retired < cardinality(v_watched) then now() + interval '1 minute' end
    )
    where s.connection_id = v_account.connection_id;
    if v_is_due then
      perform private.enqueue(
        'maintain_channels', jsonb_build_object('connection_id', v_account.connection_id), p_key => 'channels:' || v_account.connection_id,
        p_queue => 'connection:' || v_account.connection_id, p_max_attempts => 3, p_key_mode => 'preserve_run_at'
      );
      v_enqueued := v_enqueued + 1;
    end if;
  end loop;
  return jsonb_build_object('enqueued', v_enqueued, 'planned', v_planned);
end;
$$;
comment on function public.enqueue_due_channels(text[], integer) is
  'Maintains the channels of at most max_count accounts that are due, the longest waiting first: judges them (private.retire_channels), queues '
  'maintenance for those of these providers that need it, and plans the next check (private.channels_due_at): {enqueued, planned}. Accounts are '
  'found only by when they are due (connection_sync.maintain_at, brought forward by triggers). Call it again while planned = max_count; any number '
  'of processes may.';
