create function private.mail_join_url(p_booking_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_email constant text := (select a.email from public.booking_attendees as a where a.booking_id = p_booking_id);
  v_waiting uuid[];
begin
  if private.mail_series_links(p_booking_id, v_email) then
    return;
  end if;
  v_waiting := array(
    select n.id from public.notifications as n
    where n.booking_id = p_booking_id and n.recipient = v_email and n.kind in ('booking_confirmed', 'booking_rescheduled')
      and n.state = 'pending' and n.begun_at is null and n.gathered_into is null
    for no key update
  );
  if v_waiting <> '{}' then
    -- They waited for it (private.notify_parties).
    perform private.enqueue('send_notification', jsonb_build_object('notification_id', w.id), p_key => 'send_notification:' || w.id)
    from unnest(v_waiting) as w (id);
  elsif exists (
    select from public.notifications as n
    where n.booking_id = p_booking_id and n.recipient = v_email and n.kind in ('booking_confirmed', 'booking_rescheduled')
  ) then
    perform private.add_notification('booking_link_added', v_email, p_booking_id => p_booking_id);
  end if;
end;
$$;
comment on function private.mail_join_url(uuid) is
  'The video link of a booking is there: a mail to the visitor that waits for it goes out, and one that went out without it is followed by another.';
