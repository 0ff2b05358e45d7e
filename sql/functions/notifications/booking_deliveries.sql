create function private.booking_deliveries(p_booking public.bookings)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return coalesce((
    select jsonb_agg(jsonb_build_object(
      'id', d.id, 'event', d.event, 'url', e.url, 'is_active', e.is_active, 'state', d.state, 'status_code', d.status_code,
      'last_error', d.last_error, 'attempts', d.attempts, 'created_at', private.iso_instant(d.created_at),
      'delivered_at', private.iso_instant(d.delivered_at),
      'next_attempt_at', case when d.state = 'pending' then private.iso_instant(d.next_attempt_at) end
    ) order by d.created_at desc, d.id)
    from (
      select w.* from public.webhook_deliveries as w
      where w.body #>> '{data,booking,id}' = p_booking.id::text
      order by w.created_at desc
      limit 50
    ) as d
    join public.webhook_endpoints as e on e.id = d.endpoint_id
    -- The host may have had another owner then.
    where e.owner_id = (select h.owner_id from public.hosts as h where h.id = p_booking.host_id)
  ), '[]');
end;
$$;
comment on function private.booking_deliveries(public.bookings) is
  'The last 50 webhook deliveries of the past 30 days that told of a booking, newest first, without their bodies.';
