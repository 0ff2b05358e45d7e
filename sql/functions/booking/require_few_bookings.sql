create function private.require_few_bookings(p_host_id uuid, p_email text)
returns void
language plpgsql
stable
set search_path = ''
as $$
declare
  v_max constant integer := (select h.max_bookings_per_email from public.hosts as h where h.id = p_host_id);
begin
  if v_max is not null and private.count_active(p_host_id, 'email', private.mailbox(p_email), v_max) >= v_max then
    perform private.fail(
      'rate_limited', 'There are too many open bookings with this email address.', 'Cancel one that is not needed, or write to the host.'
    );
  end if;
end;
$$;
comment on function private.require_few_bookings(uuid, text) is
  'Passes if an email address has fewer active bookings than the host permits (hosts.max_bookings_per_email). The caller holds the lock of the '
  'host. Raises rate_limited.';
