create function private.webhook_delivery_json(p_delivery public.webhook_deliveries)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return jsonb_build_object(
    'id', p_delivery.id, 'endpoint_id', p_delivery.endpoint_id, 'event', p_delivery.event, 'state', p_delivery.state,
    'body', p_delivery.body, 'status_code', p_delivery.status_code, 'response_body', p_delivery.response_body,
    'last_error', p_delivery.last_error, 'attempts', p_delivery.attempts,
    'created_at', private.iso_instant(p_delivery.created_at), 'delivered_at', private.iso_instant(p_delivery.delivered_at),
    'next_attempt_at', case when p_delivery.state = 'pending' then private.iso_instant(p_delivery.next_attempt_at) end
  );
end;
$$;
comment on function private.webhook_delivery_json(public.webhook_deliveries) is 'A delivery for its owner.';
