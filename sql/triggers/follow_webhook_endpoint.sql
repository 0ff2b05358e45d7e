create function private.follow_webhook_endpoint()
returns trigger
language plpgsql
security definer -- whoever edits an endpoint may not write the private table, or the queue
set search_path = ''
as $$
begin
  insert into private.webhook_state as s (endpoint_id) values (new.id)
  on conflict on constraint webhook_state_pkey do update set failures = 0, failing_since = null, retry_at = null;
  -- At first it finds nothing to do, but makes the lane, so that no booking waits for another one that makes it.
  perform private.enqueue(
    'deliver_webhooks', jsonb_build_object('endpoint_id', new.id), p_key => 'webhooks:' || new.id,
    p_queue => 'webhooks:' || new.id
  );
  return null;
end;
$$;
comment on function private.follow_webhook_endpoint() is
  'A new endpoint, one with another address, or one that is switched on again starts anew: earlier failures are forgotten, what waits is sent now.';

create trigger webhook_endpoints_follow_insert after insert on public.webhook_endpoints
for each row execute function private.follow_webhook_endpoint();
create trigger webhook_endpoints_follow_update after update on public.webhook_endpoints
for each row when (new.is_active and (not old.is_active or old.url <> new.url)) execute function private.follow_webhook_endpoint();
