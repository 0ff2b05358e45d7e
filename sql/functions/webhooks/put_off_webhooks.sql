create function public.put_off_webhooks(endpoint_id uuid, delay_ms integer)
returns jsonb
language plpgsql
security definer -- service_role may call this but has no rights on the queue
set search_path = ''
as $$
begin
  perform private.enqueue(
    'deliver_webhooks', jsonb_build_object('endpoint_id', put_off_webhooks.endpoint_id), p_key => 'webhooks:' || put_off_webhooks.endpoint_id,
    p_queue => 'webhooks:' || put_off_webhooks.endpoint_id, p_run_at => now() + make_interval(secs => put_off_webhooks.delay_ms / 1000.0)
  );
  return null;
end;
$$;
comment on function public.put_off_webhooks(uuid, integer) is
  'What waits for an endpoint goes on in delay_ms, in its lane: the process that was about to send it has enough to do, or gives way to others. The job is that of '
  'private.plan_webhooks, one for all that waits.';
