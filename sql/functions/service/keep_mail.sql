create function public.keep_mail(notification_id uuid, recipient text, subject text, body text, ics text default null)
returns jsonb
language plpgsql
security definer -- keeps a private table
set search_path = ''
as $$
begin
  insert into private.outbox (notification_id, recipient, subject, body, ics)
  values (keep_mail.notification_id, keep_mail.recipient, keep_mail.subject, keep_mail.body, keep_mail.ics);
  return null;
end;
$$;
comment on function public.keep_mail(uuid, text, text, text, text) is 'Keeps a mail that would have been sent, while no SMTP server is configured.';
