create function public.enqueue_due_channels(providers text[], most integer default 5000)
returns jsonb
language plpgsql
security definer -- service_role may call this, and add jobs in no other way
set search_path = ''
as $$
declare
  v_id uuid;
  v_enqueued integer := 0;
begin
  for v_id in
    select c.id
    from public.calendars as c
    where c.id in (
      select h.calendar_id from private.channels as h
      where h.expires_at <= now() or h.doubted_at < now() - interval '60 seconds' or h.close_failures >= 5
        or (h.state = 'opening' or h.state = 'open' and h.verified_at is null) and h.opened_at <= now() - interval '10 minutes'
        or h.state <> 'closing' and not private.is_of_interest(h.calendar_id)
    )
    order by c.id
    limit enqueue_due_channels.most
    for no key update of c skip locked
  loop
    perform private.settle_channels(v_id);
  end loop;

  for v_id in
    select k.id
    from public.calendar_connections as k
    where k.provider = any (enqueue_due_channels.providers) and k.id in (
      select c.connection_id from private.calendars_to_watch(null, enqueue_due_channels.providers) as c
      union
      select c.connection_id
      from private.channels as h
      join public.calendars as c on c.id = h.calendar_id
      where h.state = 'closing' and h.close_after <= now()
    ) and k.status in ('active', 'error') and private.quiet_until(k.id) is null
    order by k.id
    limit enqueue_due_channels.most
  loop
    perform private.enqueue(
      'tend_channels', jsonb_build_object('connection_id', v_id), p_key => 'tend:' || v_id, p_queue => 'connection:' || v_id,
      p_max_attempts => 3, p_key_mode => 'preserve_run_at'
    );
    v_enqueued := v_enqueued + 1;
  end loop;
  return jsonb_build_object('enqueued', v_enqueued);
end;
$$;
comment on function public.enqueue_due_channels(text[], integer) is
  'Draws the conclusions for all channels (private.settle_channels), then queues the care of the accounts of these providers that need it: '
  '{enqueued}. Any number of processes may call it.';
