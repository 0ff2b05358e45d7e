create function private.plan_webhooks(p_endpoint_id uuid)
returns void
language plpgsql
security definer -- whoever asks for a replay may not write the queue
set search_path = ''
as $$
declare
  v_retry_at constant timestamptz := (select s.retry_at from private.webhook_state as s where s.endpoint_id = p_endpoint_id);
  v_next constant timestamptz := (
    select d.next_attempt_at from public.webhook_deliveries as d
    where d.endpoint_id = p_endpoint_id and d.state = 'pending' order by d.next_attempt_at limit 1
  );
begin
  if v_next is not null then
    perform private.enqueue(
      'deliver_webhooks', jsonb_build_object('endpoint_id', p_endpoint_id), p_key => 'webhooks:' || p_endpoint_id,
      p_queue => 'webhooks:' || p_endpoint_id, p_run_at => greatest(v_next, v_retry_at, now())
    );
  end if;
end;
$$;
comment on function private.plan_webhooks(uuid) is
  'Plans a job that sends all that is due to an endpoint, for the instant when something is and the endpoint may be called. Call it wherever '
  'something may wait without a job.';
