create function public.keep_mail(
  notification_id uuid, recipient text, subject text, body text, ics text default null, html text default null
)
returns jsonb
language plpgsql
security definer -- keeps a private table
set search_path = ''
as $$
begin
  update public.notifications as n
  set state = 'sent', attempts = n.attempts + 1, last_error = null, failing_since = null, sent_at = now(), unsure_since = null
  where n.id = keep_mail.notification_id and n.state <> 'sent';
  if found then
    update public.notifications as n set state = 'sent', attempts = n.attempts + 1, last_error = null, sent_at = now()
    where n.gathered_into = keep_mail.notification_id and n.state <> 'sent';
    insert into private.outbox as o (notification_id, recipient, subject, body, ics, html)
    values (keep_mail.notification_id, keep_mail.recipient, keep_mail.subject, keep_mail.body, keep_mail.ics, keep_mail.html)
    on conflict on constraint outbox_notification_key do update
    set recipient = excluded.recipient, subject = excluded.subject, body = excluded.body, ics = excluded.ics, html = excluded.html,
      created_at = now();
  end if;
  return null;
end;
$$;
comment on function public.keep_mail(uuid, text, text, text, text, text) is
  'Keeps a mail that would have been sent, while no SMTP server is configured: writes the row in the outbox and the state "sent" in one '
  'transaction. Repeatable; a mail that was already sent stays as it is.';
