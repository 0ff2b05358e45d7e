create function private.add_notification(
  p_kind text, p_recipient text, p_booking_id uuid default null, p_conflict_id uuid default null, p_connection_id uuid default null,
  p_run_at timestamptz default null, p_endpoint_id uuid default null, p_host_id uuid default null, p_resent_from uuid default null,
  p_waitlist_entry_id uuid default null, p_series_booking_ids uuid[] default null
)
returns uuid
language plpgsql
set search_path = ''
as $$
declare
  v_id uuid;
begin
  if p_recipient = private.nobody() then
    return null;
  end if;
  insert into public.notifications (
    kind, recipient, booking_id, conflict_id, connection_id, endpoint_id, host_id, resent_from, waitlist_entry_id, booking_sequence,
    series_booking_ids
  )
  values (
    p_kind, p_recipient, p_booking_id, p_conflict_id, p_connection_id, p_endpoint_id, p_host_id, p_resent_from, p_waitlist_entry_id,
    (select b.sequence from public.bookings as b where b.id = p_booking_id),
    coalesce(p_series_booking_ids, (select n.series_booking_ids from public.notifications as n where n.id = p_resent_from))
  )
  returning id into v_id;
  perform private.enqueue('send_notification', jsonb_build_object('notification_id', v_id), p_key => 'send_notification:' || v_id, p_run_at => p_run_at);
  return v_id;
end;
$$;
comment on function private.add_notification(text, text, uuid, uuid, uuid, timestamptz, uuid, uuid, uuid, uuid, uuid[]) is
  'Writes one mail to one recipient, about a booking, a connection, an endpoint, a host or a place on a waiting list, with its job (now or at '
  'p_run_at) in the caller''s transaction. A mail that is repeated (p_resent_from) is about the same bookings. Returns its id; null: '
  'the visitor was forgotten, and there is none.';
