create function private.notify_parties(p_booking_id uuid, p_kind text, p_series_booking_ids uuid[] default null)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_booking record;
  v_owner_kind text := p_kind;
  v_visitor_id constant uuid := gen_random_uuid();
  v_owner_mail_id constant uuid := gen_random_uuid();
  v_link_at timestamptz;
begin
  select b.sequence, b.series_id, b.status, b.location, nullif(a.email, private.nobody()) as visitor, u.email::text as owner, h.owner_id, b.host_id
    into v_booking
  from public.bookings as b
  join public.hosts as h on h.id = b.host_id
  join auth.users as u on u.id = h.owner_id
  left join public.booking_attendees as a on a.booking_id = b.id
  where b.id = p_booking_id;
  -- The calendar makes the link within seconds; if not, the mail goes without it, and again with it (private.mail_join_url).
  if v_booking.location ->> 'kind' = 'video' and private.expects_join_url(p_booking_id) then
    v_link_at := now() + interval '30 seconds';
  end if;
  -- What was a request before was looked at by the host.
  if p_kind in ('booking_confirmed', 'series_confirmed') and exists (
    select from public.bookings as b where b.id = any (coalesce(p_series_booking_ids, array[p_booking_id])) and b.unread_calendars is not null
  ) and not exists (
    select from public.notifications as n where n.booking_id = p_booking_id and n.kind = 'booking_requested'
  ) and not exists (
    select from public.bookings as o
    join public.notifications as n on n.booking_id = o.id and n.kind = 'series_requested'
    where o.series_id = v_booking.series_id
  ) then
    v_owner_kind := p_kind || '_unread';
  end if;
  -- That something may be in its time, too, is no mere news of a booking.
  if not private.wants_mail(v_booking.owner_id, v_booking.host_id, 'bookings')
    and not (v_owner_kind <> p_kind and private.wants_mail(v_booking.owner_id, v_booking.host_id, 'conflicts'))
  then
    v_booking.owner := null;
  end if;

  if v_booking.visitor is not null and v_booking.owner is not null then
    insert into public.notifications (id, kind, recipient, booking_id, booking_sequence, series_booking_ids)
    values
      (v_visitor_id, p_kind, v_booking.visitor, p_booking_id, v_booking.sequence, p_series_booking_ids),
      (v_owner_mail_id, v_owner_kind, v_booking.owner, p_booking_id, v_booking.sequence, p_series_booking_ids);
    perform private.enqueue_mails(array[v_visitor_id, v_owner_mail_id], array[v_link_at, null]);
  elsif v_booking.visitor is not null then
    perform private.add_notification(p_kind, v_booking.visitor, p_booking_id => p_booking_id, p_run_at => v_link_at, p_series_booking_ids => p_series_booking_ids);
  elsif v_booking.owner is not null then
    perform private.add_notification(v_owner_kind, v_booking.owner, p_booking_id => p_booking_id, p_series_booking_ids => p_series_booking_ids);
  end if;
  perform private.add_booking_event(p_booking_id, private.booking_event(p_kind));
end;
$$;
comment on function private.notify_parties(uuid, text, uuid[]) is
  'Writes one notification to the visitor and one to the owner of the host, if they want it (hosts.notifications), and the event for the owner''s webhooks, with a job for each, in the '
  'caller''s transaction. The visitor''s waits up to 30 s for a video link that is about to be made (private.expects_join_url), but not once it is known that none comes '
  '(private.release_mails). An owner whose calendars were not all known when '
  'it was booked is asked to check (booking_confirmed_unread, series_confirmed_unread). p_series_booking_ids: all that the mail is about, if it is '
  'about several of a series.';
