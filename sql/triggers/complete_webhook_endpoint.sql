create function private.complete_webhook_endpoint()
returns trigger
language plpgsql
security definer -- whoever writes may not call the function that raises errors
set search_path = ''
as $$
declare
  v_fault constant text := private.webhook_fault(new.url, new.events);
begin
  if v_fault is not null then
    perform private.fail('invalid_request', v_fault, 'Correct the endpoint and write it again.');
  end if;
  if new.is_active and new.disabled_reason is not null and (tg_op = 'INSERT' or new.disabled_reason is distinct from old.disabled_reason) then
    perform private.fail('invalid_request', 'disabled_reason is not yours to write: it says why we switched an endpoint off.', 'Leave it out.');
  end if;
  if new.is_active then
    new.disabled_reason := null;
  end if;
  return new;
end;
$$;
comment on function private.complete_webhook_endpoint() is
  'Says what is wrong with an endpoint before its constraints refuse it without a reason; switching it on ends the reason why it was switched off. '
  'Raises invalid_request.';

create trigger webhook_endpoints_complete before insert or update on public.webhook_endpoints
for each row execute function private.complete_webhook_endpoint();
