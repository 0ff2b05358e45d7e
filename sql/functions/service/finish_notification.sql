create function public.finish_notification(
  notification_id uuid, error text default null, is_retryable boolean default false, is_bounced boolean default false,
  is_unsure boolean default false
)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not change notifications otherwise
set search_path = ''
as $$
declare
  v_mail public.notifications;
begin
  with finished as (
    update public.notifications as n
    set state = case
        when finish_notification.error is null then 'sent'
        when finish_notification.is_retryable and coalesce(n.failing_since > now() - interval '24 hours', true) then 'pending'
        else 'failed'
      end,
      attempts = n.attempts + 1,
      last_error = left(finish_notification.error, 1000),
      failing_since = case when finish_notification.error is not null then coalesce(n.failing_since, now()) end,
      sent_at = case when finish_notification.error is null then now() end,
      unsure_since = case when finish_notification.error is not null and finish_notification.is_unsure then n.unsure_since end
    where (n.id = finish_notification.notification_id or n.gathered_into = finish_notification.notification_id)
      and n.state <> 'sent'
    returning n as mail
  )
  select (f.mail).* into v_mail from finished as f where (f.mail).id = finish_notification.notification_id;
  if v_mail.id is null then
    -- It was sent before.
    select n.* into v_mail from public.notifications as n where n.id = finish_notification.notification_id;
  end if;
  if finish_notification.error is null then
    delete from private.outbox as o where o.notification_id = finish_notification.notification_id;
  elsif v_mail.state = 'pending' then
    perform private.enqueue(
      'send_notification', jsonb_build_object('notification_id', v_mail.id), p_key => 'send_notification:' || v_mail.id,
      -- The last attempt comes when the 24 hours are over.
      p_run_at => least(now() + private.mail_backoff(v_mail.attempts), v_mail.failing_since + interval '24 hours 1 second')
    );
  end if;
  if finish_notification.error is null or finish_notification.is_bounced then
    update public.booking_attendees as a
    set email_bounced_at = case when finish_notification.is_bounced then now() end
    where a.booking_id = v_mail.booking_id and a.email = v_mail.recipient
      and (finish_notification.is_bounced or a.email_bounced_at is not null);
  end if;
  return null;
end;
$$;
comment on function public.finish_notification(uuid, text, boolean, boolean, boolean) is
  'Records how an attempt to send a mail ended. One that may succeed later is repeated for 24 hours after the first failure, in growing pauses; then, or '
  'if no attempt can help, it is failed. A mail that was sent never becomes failed. Mails gathered into it get the same result. is_bounced: '
  'the address was refused for good, which is recorded with the visitor until a mail to it is taken. is_unsure: this attempt, or one before it, may have sent '
  'the mail after all.';
