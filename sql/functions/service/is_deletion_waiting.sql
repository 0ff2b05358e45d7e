create function private.is_deletion_waiting(p_owner_id uuid)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
begin
  return exists (
    select from public.calendar_connections as k
    join private.connection_secrets as s on s.connection_id = k.id and s.sealed is not null
    where k.owner_id = p_owner_id
  ) or exists (
    select from public.hosts as h
    join public.bookings as b on b.host_id = h.id
    join public.notifications as n on n.booking_id = b.id and n.state = 'pending'
    where h.owner_id = p_owner_id
  ) or exists (
    select from public.webhook_endpoints as e
    join public.webhook_deliveries as d on d.endpoint_id = e.id and d.state = 'pending' and d.attempts = 0
    where e.owner_id = p_owner_id and e.is_active
  );
end;
$$;
comment on function private.is_deletion_waiting(uuid) is
  'Whether something is still under way that needs the rows of an owner: events to be removed and access to be withdrawn (private.has_to_wait ends '
  'that), mails to visitors (given up after 24 hours), and webhooks that were not sent once.';
