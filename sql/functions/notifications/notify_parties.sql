create function private.notify_parties(p_booking_id uuid, p_kind text)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_ids uuid[];
  v_run_ats timestamptz[];
begin
  with mails as materialized (
    select gen_random_uuid() as id, r.recipient, r.kind, b.sequence, case
      -- The calendar makes the link within seconds; if not, the mail goes without it, and again with it (private.mail_join_url).
      when r.is_visitor and private.expects_join_url(b.id) then now() + interval '30 seconds'
    end as run_at
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
  ),
  written as (
    insert into public.notifications (id, kind, recipient, booking_id, booking_sequence)
    select m.id, m.kind, m.recipient, p_booking_id, m.sequence from mails as m
  )
  select coalesce(array_agg(m.id), '{}'), array_agg(m.run_at) into v_ids, v_run_ats from mails as m;
  perform private.enqueue_mails(v_ids, v_run_ats);
  perform private.add_booking_event(p_booking_id, private.booking_event(p_kind));
end;
$$;
comment on function private.notify_parties(uuid, text) is
  'Writes one notification to the visitor and one to the owner of the host, and the event for the owner''s webhooks, with a job for each, in the '
  'caller''s transaction. The visitor''s waits up to 30 s for a video link that is about to be made (private.expects_join_url), but not once it is known that none comes '
  '(private.release_mails). An owner whose calendars were not all known when '
  'it was booked is asked to check (booking_confirmed_unread).';
