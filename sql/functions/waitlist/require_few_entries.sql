create function private.require_few_entries(p_host_id uuid, p_email text)
returns void
language plpgsql
stable
set search_path = ''
as $$
declare
  v_mailbox constant text := private.mailbox(p_email);
  v_max constant integer := (select h.max_bookings_per_email from public.hosts as h where h.id = p_host_id);
begin
  if private.count_active(p_host_id, 'email', v_mailbox, v_max) + (
    select count(*) from public.waitlist_entries as w
    where w.host_id = p_host_id and private.mailbox(w.email) = v_mailbox and w.state in ('waiting', 'offered') and w.starts_at > now()
  ) >= v_max then
    perform private.fail(
      'rate_limited', 'There are too many open bookings with this email address.', 'Cancel one that is not needed, or write to the host.'
    );
  end if;
end;
$$;
comment on function private.require_few_entries(uuid, text) is
  'Passes if an email address has fewer active bookings and places on waiting lists than the host permits bookings (hosts.max_bookings_per_email). The '
  'caller holds the lock of the host. Raises rate_limited.';
