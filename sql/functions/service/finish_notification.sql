create function public.finish_notification(notification_id uuid, error text default null)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not change notifications otherwise
set search_path = ''
as $$
begin
  update public.notifications as n
  set state = case when finish_notification.error is null then 'sent' else 'failed' end,
    attempts = n.attempts + 1,
    last_error = left(finish_notification.error, 1000),
    sent_at = case when finish_notification.error is null then now() end
  where (n.id = finish_notification.notification_id or n.gathered_into = finish_notification.notification_id)
    and n.state <> 'sent' and (finish_notification.error is null or n.state <> 'kept');
  if finish_notification.error is null then
    delete from private.outbox as o where o.notification_id = finish_notification.notification_id;
  end if;
  return null;
end;
$$;
comment on function public.finish_notification(uuid, text) is
  'Records how an attempt to send a mail ended; a failed one may be retried. A mail that was sent or kept never becomes failed. Mails gathered '
  'into it get the same result.';
