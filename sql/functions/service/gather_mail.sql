create function private.gather_mail(p_notification_id uuid)
returns boolean
language plpgsql
set search_path = ''
as $$
declare
  v_max_mails constant integer := 10;
  v_mail public.notifications;
  v_mailbox text;
  v_mailed_at timestamptz[];
  v_into uuid;
begin
  select n.* into v_mail from public.notifications as n where n.id = p_notification_id;
  if v_mail.gathered_into is not null then
    return true;
  end if;
  -- A mail that was handed out before is being retried.
  if v_mail.id is null or v_mail.begun_at is not null or v_mail.state = 'sent'
    -- To the owner, whose address is verified, of what it is about.
    or num_nonnulls(v_mail.connection_id, v_mail.endpoint_id, v_mail.host_id) > 0 or exists (
      select from public.bookings as b
      join public.hosts as h on h.id = b.host_id
      join auth.users as u on u.id = h.owner_id
      where b.id = v_mail.booking_id and lower(u.email) = lower(v_mail.recipient)
    )
  then
    return false;
  end if;

  v_mailbox := private.mailbox(v_mail.recipient);
  insert into private.mail_recipients as r (mailbox) values (v_mailbox)
  on conflict (mailbox) do update set last_at = now()
  returning array(
    select t.mailed_at from unnest(r.mailed_at) as t (mailed_at) where t.mailed_at > now() - interval '1 hour' order by 1
  ) into v_mailed_at;

  if cardinality(v_mailed_at) < v_max_mails or v_mail.kind = 'waitlist_offered' then
    update private.mail_recipients as r set mailed_at = v_mailed_at || now() where r.mailbox = v_mailbox;
    delete from private.gathering_mails as g where g.notification_id = p_notification_id;
    return false;
  end if;
  if v_mail.waitlist_entry_id is not null then
    -- Said on the page as well; it must not be a way to fill somebody's mailbox.
    update public.notifications as n
    set state = 'failed', attempts = n.attempts + 1, last_error = 'Not sent: this address got too many mails within an hour.'
    where n.id = p_notification_id;
    return true;
  end if;
  insert into private.gathering_mails as g (recipient, notification_id) values (v_mail.recipient, p_notification_id)
  on conflict (recipient) do update set recipient = excluded.recipient
  returning g.notification_id into v_into;
  if v_into <> p_notification_id then
    update public.notifications as n set gathered_into = v_into where n.id = p_notification_id;
  else
    perform private.enqueue(
      'send_notification', jsonb_build_object('notification_id', p_notification_id), p_key => 'send_notification:' || p_notification_id,
      p_run_at => v_mailed_at[1] + interval '1 hour'
    );
  end if;
  return true;
end;
$$;
comment on function private.gather_mail(uuid) is
  'Whether a mail must wait because its recipient, who is not the owner, got 10 within an hour. The first such mail waits until the hour is over '
  'and then includes all others that came for the same address meanwhile. Any other mail is counted, once. Counts under the lock of the mailbox. A '
  'seat that is offered is told in any case, that somebody waits for one not beyond that limit.';
