create function private.add_booking_event(p_booking_id uuid, p_event text)
returns void
language plpgsql
set search_path = ''
as $$
declare
  -- Most owners have no endpoint: nothing is put together for them.
  v_owner_id constant uuid := (
    select h.owner_id from public.bookings as b join public.hosts as h on h.id = b.host_id
    where b.id = p_booking_id and exists (
      select from public.webhook_endpoints as e where e.owner_id = h.owner_id and e.is_active and p_event = any (e.events)
    )
  );
begin
  if v_owner_id is not null then
    perform private.add_webhook_event(v_owner_id, p_event, jsonb_build_object('booking', private.booking_details(p_booking_id)));
  end if;
end;
$$;
comment on function private.add_booking_event(uuid, text) is
  'Records what happened to a booking, as it is now, for the endpoints of its owner, in the caller''s transaction.';
