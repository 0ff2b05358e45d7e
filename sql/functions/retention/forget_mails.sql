create function private.forget_mails(p_booking_ids uuid[])
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_mail_ids uuid[] := array(
    select n.id from public.notifications as n where n.booking_id = any (p_booking_ids)
    union
    select m.notification_id
    from public.booking_conflicts as k
    join private.conflict_mails as m on m.conflict_id = k.id
    where k.booking_id = any (p_booking_ids) or k.other_booking_id = any (p_booking_ids)
    union
    select n.id
    from public.bookings as b
    join public.bookings as o on o.series_id = b.series_id
    join public.notifications as n on n.booking_id = o.id
    where b.id = any (p_booking_ids) and (
      n.series_booking_ids && p_booking_ids
      or (n.series_booking_ids is null and n.kind like 'series\_%')
    )
  );
begin
  v_mail_ids := v_mail_ids || array(
    select n.gathered_into from public.notifications as n where n.id = any (v_mail_ids) and n.gathered_into is not null
  );
  delete from private.outbox as o where o.notification_id = any (v_mail_ids);
  delete from private.gathering_mails as g
  where g.notification_id in (select n.id from public.notifications as n where n.booking_id = any (p_booking_ids));
  update public.notifications as n
  set recipient = private.nobody(), last_error = null,
    -- What is failed, and has been failing, is never sent (public.next_notification).
    state = case n.state when 'pending' then 'failed' else n.state end,
    failing_since = case n.state when 'pending' then coalesce(n.failing_since, now()) else n.failing_since end
  from public.bookings as b
  join public.hosts as h on h.id = b.host_id
  join auth.users as u on u.id = h.owner_id
  where b.id = any (p_booking_ids) and n.booking_id = b.id and n.recipient is distinct from u.email;
end;
$$;
comment on function private.forget_mails(uuid[]) is
  'Deletes the kept mails that tell of these bookings, those that tell of others too among them, and takes the address of the visitor from the list of '
  'mails. One that is still to be sent is given up. The mails to the owner stay in the list.';
