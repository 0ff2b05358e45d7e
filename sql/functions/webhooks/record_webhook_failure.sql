create function private.record_webhook_failure(p_endpoint_id uuid, p_error text, p_is_gone boolean, p_retry_after_ms bigint)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_state private.webhook_state;
  v_pause interval;
begin
  update private.webhook_state as s set failures = s.failures + 1, failing_since = coalesce(s.failing_since, now())
  where s.endpoint_id = p_endpoint_id
  returning s.* into v_state;
  if p_is_gone or v_state.failing_since <= now() - interval '24 hours' then
    perform private.disable_webhook_endpoint(
      p_endpoint_id,
      case when p_is_gone then p_error
        else format('No delivery succeeded for 24 hours. The last attempt: %s', p_error) end
    );
    return;
  end if;
  v_pause := greatest(
    -- Short: perhaps it refused one delivery only, and the next one is new.
    private.webhook_backoff(v_state.failures, 300), make_interval(secs => least(coalesce(p_retry_after_ms, 0), 14400000) / 1000.0)
  );
  update private.webhook_state as s
  -- The last attempt comes when the 24 hours are over.
  set retry_at = least(now() + v_pause, v_state.failing_since + interval '24 hours 1 second')
  where s.endpoint_id = p_endpoint_id;
  perform private.plan_webhooks(p_endpoint_id);
end;
$$;
comment on function private.record_webhook_failure(uuid, text, boolean, bigint) is
  'An endpoint did not accept a delivery: nothing is sent to it for a while, longer each time up to 5 minutes, or as long as it asked (at most 4 hours); '
  'the delivery itself waits longer. When nothing was accepted for 24 hours, or it is gone (it wants no more, or its address can never be called), it is switched off.';
