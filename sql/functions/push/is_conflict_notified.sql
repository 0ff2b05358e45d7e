create function private.is_conflict_notified(p_conflict_id uuid)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
begin
  return exists (
    select from private.conflict_mails as m
    join public.notifications as n on n.id = m.notification_id
    where m.conflict_id = p_conflict_id and (
      n.state = 'sent'
      -- A mail that is retried is rewritten with what is true by then.
      or exists (
        select from graphile_worker.jobs as j
        where j.key = 'send_notification:' || n.id and j.locked_at is null and j.attempts < j.max_attempts
      )
    )
  );
end;
$$;
comment on function private.is_conflict_notified(uuid) is
  'Whether a mail that notifies the host of a conflict was sent or waits to be written. A mail that had nothing to say any more when it was '
  'written does not count.';
