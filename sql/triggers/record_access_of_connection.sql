create function private.record_access_of_connection()
returns trigger
language plpgsql
security definer -- whoever finds out may not write deliveries
set search_path = ''
as $$
begin
  perform private.add_webhook_event(
    new.owner_id, case when new.status = 'needs_reconnect' then 'calendar.needs_reconnect' else 'calendar.restored' end,
    jsonb_build_object('connection', jsonb_build_object(
      'id', new.id, 'provider', new.provider, 'account_email', new.account_email, 'status', new.status
    ))
  );
  return null;
end;
$$;
comment on function private.record_access_of_connection() is
  'An account no longer lets us in, or does again: the event for the owner''s webhooks. A disconnected account is neither.';

create trigger calendar_connections_record_access after update on public.calendar_connections
for each row when (
  old.status <> new.status and (new.status = 'needs_reconnect' or (old.status = 'needs_reconnect' and new.status = 'active'))
) execute function private.record_access_of_connection();
