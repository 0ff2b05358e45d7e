create function private.write_refusal(p_booking_id uuid, p_reason text)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform private.reassign_event(p_booking_id);
  update public.bookings as b
  set status = 'declined', cancelled_at = now(), cancelled_by = 'host', expires_at = null, cancel_reason = nullif(btrim(p_reason), '')
  where b.id = p_booking_id;
  perform private.close_conflicts(p_booking_id);
end;
$$;
comment on function private.write_refusal(uuid, text) is
  'The host declines one request, under the locks of the hosts; whoever calls it tells the parties.';
