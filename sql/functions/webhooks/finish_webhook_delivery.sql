create function public.finish_webhook_delivery(
  delivery_id uuid, status_code integer, error text default null, response_body text default null, is_gone boolean default false,
  retry_after_ms bigint default null, wants_next boolean default false
)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not change deliveries otherwise
set search_path = ''
as $$
declare
  v_endpoint_id constant uuid := (select d.endpoint_id from public.webhook_deliveries as d where d.id = finish_webhook_delivery.delivery_id);
  v_is_over constant boolean := finish_webhook_delivery.error is null;
begin
  update public.webhook_deliveries as d
  set attempts = d.attempts + 1, status_code = finish_webhook_delivery.status_code,
    response_body = left(finish_webhook_delivery.response_body, 2000), last_error = left(finish_webhook_delivery.error, 1000),
    state = case when v_is_over then 'delivered' when d.expires_at <= now() then 'failed' else 'pending' end,
    delivered_at = case when v_is_over then now() else d.delivered_at end,
    next_attempt_at = case when v_is_over then d.next_attempt_at else least(
      now() + private.webhook_backoff(d.attempts + 1), greatest(d.expires_at, now() + interval '1 second')
    ) end
  where d.id = finish_webhook_delivery.delivery_id;
  if not found then
    return null;
  elsif v_is_over then
    perform private.record_webhook_success(v_endpoint_id);
  else
    perform private.record_webhook_failure(
      v_endpoint_id, finish_webhook_delivery.error, finish_webhook_delivery.is_gone, finish_webhook_delivery.retry_after_ms
    );
  end if;
  return case when finish_webhook_delivery.wants_next then public.begin_webhook_delivery(v_endpoint_id) end;
end;
$$;
comment on function public.finish_webhook_delivery(uuid, integer, text, text, boolean, bigint, boolean) is
  'Records how an attempt to send a delivery ended (error null: delivered) and what follows for it and its endpoint. status_code null: there was no '
  'response. is_gone: the endpoint asked for no more (410), or can never be called. retry_after_ms: how long it asked us to wait. Returns what to '
  'send next where that is wanted (public.begin_webhook_delivery), else null. Call it in the lane of the endpoint.';
