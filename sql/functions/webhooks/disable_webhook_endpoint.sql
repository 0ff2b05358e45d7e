create function private.disable_webhook_endpoint(p_endpoint_id uuid, p_reason text)
returns void
language plpgsql
security definer -- the roles of the API may not read the addresses of users
set search_path = ''
as $$
declare
  v_recipient text;
begin
  update public.webhook_endpoints as e set is_active = false, disabled_reason = left(p_reason, 1000)
  where e.id = p_endpoint_id and e.is_active;
  if not found then
    return;
  end if;
  update public.webhook_deliveries as d
  set state = 'failed', last_error = coalesce(d.last_error, 'Not sent: the endpoint was switched off.')
  where d.endpoint_id = p_endpoint_id and d.state = 'pending';
  select u.email into v_recipient
  from public.webhook_endpoints as e
  join auth.users as u on u.id = e.owner_id
  where e.id = p_endpoint_id;
  if v_recipient is not null then
    perform private.add_notification('webhook_disabled', v_recipient, p_endpoint_id => p_endpoint_id);
  end if;
end;
$$;
comment on function private.disable_webhook_endpoint(uuid, text) is
  'Switches an endpoint off, with the reason for its owner, who gets a mail. What still waited counts as failed and can be replayed.';
