create function private.send_conflict_mails(p_run_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform private.enqueue(
    'send_notification', jsonb_build_object('notification_id', n.id), p_key => 'send_notification:' || n.id
  )
  from public.notifications as n
  where n.kind = 'booking_conflict' and n.begun_at is null and n.id in (
    -- Later mails about one conflict keep their interval.
    select m.notification_id from private.conflict_mails as m where m.run_id = p_run_id and m.mail_count <= 2
  );
end;
$$;
comment on function private.send_conflict_mails(uuid) is 'A pull is complete: the mail about the events that it found no longer waits for more.';
