create function public.replay_webhook_delivery(delivery_id uuid, owner_id uuid)
returns jsonb
language plpgsql
security definer -- service_role may call this for an owner that it has verified
set search_path = ''
as $$
declare
  v_endpoint public.webhook_endpoints;
  v_delivery public.webhook_deliveries;
begin
  select e.* into v_endpoint
  from public.webhook_deliveries as d
  join public.webhook_endpoints as e on e.id = d.endpoint_id
  where d.id = replay_webhook_delivery.delivery_id and e.owner_id = replay_webhook_delivery.owner_id;
  if v_endpoint.id is null then
    perform private.fail('not_found', 'You have no such delivery.', 'Deliveries are kept for 30 days; check the id in the address.');
  end if;
  if not v_endpoint.is_active then
    perform private.fail('invalid_state', 'This endpoint is switched off.', 'Switch it on, then replay the delivery.');
  end if;
  update public.webhook_deliveries as d
  set state = 'pending', next_attempt_at = now(), expires_at = now() + interval '24 hours',
    delivered_at = null, status_code = null, response_body = null, last_error = null
  where d.id = replay_webhook_delivery.delivery_id
  returning d.* into v_delivery;
  perform private.plan_webhooks(v_endpoint.id);
  return jsonb_build_object('delivery', private.webhook_delivery_json(v_delivery));
end;
$$;
comment on function public.replay_webhook_delivery(uuid, uuid) is
  'Sends a delivery once more, whatever became of it, with the same id and body, and with retries for another 24 hours; '
  'what became of the earlier attempts is forgotten, but for their number. Raises not_found, '
  'invalid_state (its endpoint is switched off).';
