create function private.bump_versions_of_webhooks()
returns trigger
language plpgsql
security definer -- whoever delivers may not write the private table
set search_path = ''
as $$
begin
  perform private.bump_owner_versions(array(
    select e.owner_id from new_rows as n join public.webhook_endpoints as e on e.id = n.endpoint_id
  ), '{bookings}');
  return null;
end;
$$;
comment on function private.bump_versions_of_webhooks() is 'What became of an event for an owner''s program.';

create trigger webhook_deliveries_version_update after update on public.webhook_deliveries
referencing new table as new_rows for each statement execute function private.bump_versions_of_webhooks();
