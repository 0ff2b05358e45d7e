create function private.notify_parties(p_booking_id uuid, p_kind text)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_party record;
  -- The calendar makes the link within seconds; if not, the mail goes without it, and again with it (private.mail_join_url).
  v_wait constant interval := (
    select interval '30 seconds' from public.bookings as b
    where b.id = p_booking_id and b.status = 'confirmed' and b.location ->> 'kind' = 'video' and not b.location ? 'join_url'
      and private.makes_video(b.calendar_id)
  );
begin
  for v_party in
    select r.recipient, r.is_visitor
    from public.bookings as b
    join public.hosts as h on h.id = b.host_id
    join auth.users as u on u.id = h.owner_id
    left join public.booking_attendees as a on a.booking_id = b.id
    cross join lateral (values (a.email, true), (u.email::text, false)) as r (recipient, is_visitor)
    where b.id = p_booking_id and r.recipient is not null
  loop
    perform private.add_notification(
      p_kind, v_party.recipient, p_booking_id => p_booking_id, p_run_at => case when v_party.is_visitor then now() + v_wait end
    );
  end loop;
  perform private.add_booking_event(p_booking_id, private.booking_event(p_kind));
end;
$$;
comment on function private.notify_parties(uuid, text) is
  'Writes one notification to the visitor and one to the owner of the host, and the event for the owner''s webhooks, with a job for each, in the '
  'caller''s transaction. The visitor''s waits up to 30 s for a video link that is about to be made.';
