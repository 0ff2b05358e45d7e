create function private.write_cancellation(p_booking_id uuid, p_by text, p_reason text)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform private.reassign_event(p_booking_id);
  update public.bookings as b
  set status = 'cancelled', cancelled_at = now(), cancel_reason = nullif(btrim(p_reason), ''), expires_at = null, cancelled_by = p_by
  where b.id = p_booking_id;
  perform private.plan_push(p_booking_id);
  perform private.close_conflicts(p_booking_id);
end;
$$;
comment on function private.write_cancellation(uuid, text, text) is
  'Cancels one booking that may be cancelled, under the locks of the hosts; whoever calls it tells the parties. p_by: visitor or host.';
