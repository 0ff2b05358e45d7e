create function private.notify_parties(p_booking_id uuid, p_kind text)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_mail record;
  -- The calendar makes the link within seconds; if not, the mail goes without it, and again with it (private.mail_join_url).
  v_wait constant interval := (
    select interval '30 seconds' from public.bookings as b
    where b.id = p_booking_id and b.status = 'confirmed' and b.location ->> 'kind' = 'video' and not b.location ? 'join_url'
      and private.makes_video(b.calendar_id)
  );
begin
  for v_mail in
    select r.recipient, r.kind, r.is_visitor
    from public.bookings as b
    join public.hosts as h on h.id = b.host_id
    join auth.users as u on u.id = h.owner_id
    left join public.booking_attendees as a on a.booking_id = b.id
    cross join lateral (values
      (a.email, p_kind, true),
      (u.email::text, case
        -- What was a request before was looked at by the host.
        when p_kind = 'booking_confirmed' and b.unread_calendars is not null and not exists (
          select from public.notifications as n where n.booking_id = b.id and n.kind = 'booking_requested'
        ) then 'booking_confirmed_unread'
        else p_kind
      end, false)
    ) as r (recipient, kind, is_visitor)
    where b.id = p_booking_id and r.recipient is not null
  loop
    perform private.add_notification(
      v_mail.kind, v_mail.recipient, p_booking_id => p_booking_id, p_run_at => case when v_mail.is_visitor then now() + v_wait end
    );
  end loop;
  perform private.add_booking_event(p_booking_id, private.booking_event(p_kind));
end;
$$;
comment on function private.notify_parties(uuid, text) is
  'Writes one notification to the visitor and one to the owner of the host, and the event for the owner''s webhooks, with a job for each, in the '
  'caller''s transaction. The visitor''s waits up to 30 s for a video link that is about to be made. An owner whose calendars were not all known when '
  'it was booked is asked to check (booking_confirmed_unread).';
