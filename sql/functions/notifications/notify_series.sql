create function private.notify_series(p_booking_ids uuid[], p_kind text)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform private.notify_parties(p_booking_ids[1], p_kind);
  perform private.add_booking_event(b.id, private.booking_event(p_kind)) from unnest(p_booking_ids[2:]) as b (id);
end;
$$;
comment on function private.notify_series(uuid[], text) is
  'One mail to the visitor and one to the host about several bookings of a series, which stands with the first of them; for webhooks an event each.';
