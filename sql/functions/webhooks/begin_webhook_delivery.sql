create function public.begin_webhook_delivery(endpoint_id uuid)
returns jsonb
language plpgsql
security definer -- service_role may call this; it hands sealed secrets to the service
set search_path = ''
as $$
declare
  v_endpoint public.webhook_endpoints;
  v_state private.webhook_state;
  v_delivery public.webhook_deliveries;
begin
  select e.* into v_endpoint from public.webhook_endpoints as e where e.id = begin_webhook_delivery.endpoint_id and e.is_active;
  select s.* into v_state from private.webhook_state as s where s.endpoint_id = v_endpoint.id;
  if v_state.sealed is null then
    return null;
  end if;
  if coalesce(v_state.retry_at <= now(), true) then
    select d.* into v_delivery
    from public.webhook_deliveries as d
    where d.endpoint_id = v_endpoint.id and d.state = 'pending' and d.next_attempt_at <= now()
    order by d.next_attempt_at, d.created_at, d.id
    limit 1;
  end if;
  if v_delivery.id is null then
    perform private.plan_webhooks(v_endpoint.id);
    return null;
  end if;
  return jsonb_build_object(
    'delivery_id', v_delivery.id, 'body', v_delivery.body::text,
    'url', v_endpoint.url, 'is_failing', v_state.failures > 0, 'owner_id', v_endpoint.owner_id, 'payload_version', v_endpoint.payload_version,
    'secrets', to_jsonb(array_remove(array[v_state.sealed, case when v_state.previous_until > now() then v_state.previous_sealed end], null))
  );
end;
$$;
comment on function public.begin_webhook_delivery(uuid) is
  'What to send to an endpoint next: {delivery_id, body, url, is_failing, owner_id, payload_version, secrets: sealed, the newest first}. Null: nothing now; if '
  'something waits, its job is planned. Call it in the lane of the endpoint.';
