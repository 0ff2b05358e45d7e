create function private.write_confirmation(p_booking_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_confirmed uuid[];
  v_is_double boolean;
begin
  -- Two requests may overlap where a calendar began to block the other's host after both were made.
  select coalesce(array_agg(o.id) filter (where o.status = 'confirmed'), '{}'), count(*) > 0 into v_confirmed, v_is_double
  from private.double_bookings(array[p_booking_id]) as d
  join public.bookings as o on o.id = d.other_booking_id;
  if v_confirmed <> '{}' then
    perform private.fail(
      'slot_taken', 'Another booking of yours is confirmed at this time.', 'Decline this one, propose another time, or cancel the other one.',
      jsonb_build_object('booking_ids', v_confirmed)
    );
  end if;
  update public.bookings as b
  set status = 'confirmed', confirmed_at = now(), expires_at = null, proposed_starts_at = null, proposed_ends_at = null
  where b.id = p_booking_id and b.status = 'pending';
  perform private.plan_push(p_booking_id);
  -- Under the locks there are no more than there were.
  if v_is_double then
    perform private.detect_double_bookings(array[p_booking_id]);
  end if;
end;
$$;
comment on function private.write_confirmation(uuid) is
  'Confirms one request, under the locks of the hosts; whoever calls it tells the parties. Raises slot_taken where a booking of another host that '
  'takes its time is confirmed (details.booking_ids).';
