create function private.record_webhook_success(p_endpoint_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_failures integer;
begin
  select s.failures into v_failures from private.webhook_state as s where s.endpoint_id = p_endpoint_id;
  if v_failures > 0 then
    update private.webhook_state as s set failures = 0, failing_since = null, retry_at = null where s.endpoint_id = p_endpoint_id;
  end if;
  -- It was away, and not only one delivery was refused: the others need not wait as long as they would.
  if v_failures >= 3 then
    update public.webhook_deliveries as d set next_attempt_at = now()
    where d.endpoint_id = p_endpoint_id and d.state = 'pending' and d.next_attempt_at > now();
    perform private.plan_webhooks(p_endpoint_id);
  end if;
end;
$$;
comment on function private.record_webhook_success(uuid) is 'An endpoint accepted a delivery: what failed before is forgotten, and what waits is sent.';
