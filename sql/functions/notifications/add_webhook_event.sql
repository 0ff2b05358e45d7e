create function private.add_webhook_event(p_owner_id uuid, p_event text, p_data jsonb)
returns void
language plpgsql
security definer -- whoever causes an event may not read the private table
set search_path = ''
as $$
declare
  v_endpoint record;
begin
  for v_endpoint in
    select e.id, case when s.retry_at > now() then s.retry_at end as retry_at
    from public.webhook_endpoints as e
    join private.webhook_state as s on s.endpoint_id = e.id
    where e.owner_id = p_owner_id and e.is_active and p_event = any (e.events) and s.sealed is not null
    order by e.id
  loop
    insert into public.webhook_deliveries (endpoint_id, event, body)
    values (v_endpoint.id, p_event, jsonb_build_object('type', p_event, 'timestamp', private.iso_instant(now()), 'data', p_data));
    -- One job sends all that is due, so few are enough. A single key would make the bookings of one owner wait for one another.
    perform private.enqueue(
      'deliver_webhooks', jsonb_build_object('endpoint_id', v_endpoint.id),
      p_key => format('webhooks:%s:%s', v_endpoint.id, pg_backend_pid() % 8), p_queue => 'webhooks:' || v_endpoint.id,
      p_run_at => v_endpoint.retry_at
    );
  end loop;
end;
$$;
comment on function private.add_webhook_event(uuid, text, jsonb) is
  'Records an event for each endpoint of its owner that wants it, with a job in the lane of the endpoint, in the caller''s transaction.';
