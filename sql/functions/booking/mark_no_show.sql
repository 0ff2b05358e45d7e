create function public.mark_no_show(booking_id uuid, no_show boolean, actor_user_id uuid)
returns jsonb
language plpgsql
security definer -- service_role may call this for a host that it has verified
set search_path = ''
as $$
declare
  v_booking constant public.bookings := private.lock_booking(mark_no_show.booking_id, null, mark_no_show.actor_user_id);
begin
  if v_booking.status <> 'confirmed' then
    perform private.fail(
      'invalid_state', format('Nobody was expected: the booking is %s.', v_booking.status), 'Only confirmed bookings are marked.',
      jsonb_build_object('reason', v_booking.status)
    );
  end if;
  if v_booking.starts_at > now() then
    perform private.fail('invalid_state', 'The booking has not begun yet.', 'Mark it after its start, or cancel it.', '{"reason": "too_early"}');
  end if;
  if v_booking.no_show <> mark_no_show.no_show then
    update public.bookings as b set no_show = mark_no_show.no_show where b.id = v_booking.id;
    if mark_no_show.no_show then
      perform private.add_booking_event(v_booking.id, 'booking.no_show');
    end if;
  end if;
  return private.booking_result(v_booking.id) || jsonb_build_object('no_show', mark_no_show.no_show);
end;
$$;
comment on function public.mark_no_show(uuid, boolean, uuid) is
  'The host says whether the visitor of a confirmed booking that has begun did not come; repeatable. Marking it is an event, taking the mark back is '
  'none. Raises not_found, forbidden, invalid_state.';
