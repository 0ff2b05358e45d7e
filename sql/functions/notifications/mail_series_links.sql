create function private.mail_series_links(p_booking_id uuid, p_email text)
returns boolean
language plpgsql
set search_path = ''
as $$
declare
  v_series_id constant uuid := (select b.series_id from public.bookings as b where b.id = p_booking_id);
  v_mail public.notifications;
begin
  if v_series_id is null or exists (
    -- It was confirmed or moved alone.
    select from public.notifications as n
    where n.booking_id = p_booking_id and n.recipient = p_email and n.kind in ('booking_confirmed', 'booking_rescheduled')
  ) then
    return false;
  end if;
  select n.* into v_mail
  from public.bookings as b
  join public.notifications as n on n.booking_id = b.id and n.recipient = p_email and n.kind in ('series_confirmed', 'series_link_added')
  where b.series_id = v_series_id and (n.series_booking_ids is null or p_booking_id = any (n.series_booking_ids))
  order by n.created_at desc
  limit 1
  for no key update of n;
  if v_mail.state <> 'pending' or v_mail.begun_at is not null then
    -- The links of a series come one after the other within seconds; one mail has them all.
    perform private.add_notification('series_link_added', p_email, p_booking_id => v_mail.booking_id, p_run_at => now() + interval '1 minute',
      p_series_booking_ids => v_mail.series_booking_ids);
  elsif v_mail.kind = 'series_confirmed' and not exists (
    select from public.bookings as b
    where b.series_id = v_series_id and b.status = 'confirmed' and b.location ->> 'kind' = 'video' and not b.location ? 'join_url'
      and (v_mail.series_booking_ids is null or b.id = any (v_mail.series_booking_ids))
  ) then
    perform private.enqueue('send_notification', jsonb_build_object('notification_id', v_mail.id), p_key => 'send_notification:' || v_mail.id);
  end if;
  return true;
end;
$$;
comment on function private.mail_series_links(uuid, text) is
  'private.mail_join_url for a booking that was confirmed with its series: the mail about the series waits for all links, and is followed by one '
  'that has those that came later. False: it was not confirmed with a series.';
