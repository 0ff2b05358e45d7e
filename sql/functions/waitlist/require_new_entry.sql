create function private.require_new_entry(p_event_type_id uuid, p_starts_at timestamptz, p_ends_at timestamptz, p_email text)
returns void
language plpgsql
stable
set search_path = ''
as $$
begin
  if exists (
    select from public.waitlist_entries as w
    where w.event_type_id = p_event_type_id and w.starts_at = p_starts_at and w.ends_at = p_ends_at and w.state in ('waiting', 'offered')
      and private.mailbox(w.email) = private.mailbox(p_email)
  ) then
    perform private.fail(
      'invalid_state', 'Somebody with this email address waits for this session already.', 'The link to their place is in the email that went there.',
      '{"reason": "already_waiting"}'
    );
  end if;
end;
$$;
comment on function private.require_new_entry(uuid, timestamptz, timestamptz, text) is
  'Passes if nobody with this email address waits for a session or is offered a seat of it, so that nobody is offered two. The token of the place is '
  'not given out: anybody can type an address. The caller holds the lock of the host. Raises invalid_state (already_waiting).';
