create function private.mail_of_pair(p_booking_id uuid, p_other_booking_id uuid, out booking_id uuid, out notification_id uuid)
language plpgsql
stable
set search_path = ''
as $$
begin
  select k.booking_id, m.notification_id into mail_of_pair.booking_id, mail_of_pair.notification_id
  from public.bookings as b
  join public.bookings as o on o.id = p_other_booking_id
  -- Active bookings only: uses the index of their seats.
  join public.bookings as kb on kb.session_key in (b.session_key, o.session_key) and kb.status in ('held', 'pending', 'confirmed')
  join public.booking_conflicts as k on k.booking_id = kb.id and k.kind = 'overlap'
  join private.conflict_mails as m on m.conflict_id = k.id
  left join public.synced_events as e on e.id = k.synced_event_id
  left join public.bookings as ko on ko.id = coalesce(k.other_booking_id, e.booking_id)
  where b.id = p_booking_id and ko.session_key in (b.session_key, o.session_key) and ko.session_key <> kb.session_key
    and (k.event_starts_at, k.event_ends_at) is not distinct from (ko.starts_at, ko.ends_at)
    and (k.resolved_at is null or k.resolution = 'kept' or (k.resolution = 'gone' and k.resolved_at > now() - interval '1 day'))
    and private.is_conflict_notified(k.id)
  order by k.detected_at, k.id
  limit 1;
end;
$$;
comment on function private.mail_of_pair(uuid, uuid) is
  'The mail that notifies, or will notify, the host that two sessions of different hosts conflict: as a double booking, or as one''s event in the '
  'time of the other; and the booking that it names. Null: none, or more than a day before the conflict ended.';
