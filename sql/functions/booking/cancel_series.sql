create function public.cancel_series(
  booking_id uuid, reason text default null, actor_generation integer default null, actor_user_id uuid default null
)
returns jsonb
language plpgsql
security definer -- service_role may call this for an actor that it has verified
set search_path = ''
set plan_cache_mode = 'force_generic_plan' -- planning each time costs more than the work
as $$
declare
  v_is_host constant boolean := cancel_series.actor_user_id is not null;
  v_booking constant public.bookings := private.lock_series(
    cancel_series.booking_id, cancel_series.actor_generation, cancel_series.actor_user_id
  );
  v_fault constant text := private.text_fault('The reason', cancel_series.reason, 2000, true);
  v_open public.bookings;
  v_cancelled uuid[] := '{}';
begin
  if v_fault is not null then
    perform private.fail('invalid_request', v_fault);
  end if;
  for v_open in
    select b.* from public.bookings as b
    where b.series_id = v_booking.series_id and b.status in ('pending', 'confirmed') and b.starts_at > now()
      and b.generation is not distinct from case when v_is_host then b.generation else cancel_series.actor_generation end
    order by b.starts_at, b.id
  loop
    -- What is too near stays, as it would alone.
    continue when (private.change_limits(v_open, v_is_host)).cancel_refusal is not null;
    perform private.require_change(v_open, false, v_is_host, cancel_series.reason);
    perform private.write_cancellation(v_open.id, case when v_is_host then 'host' else 'visitor' end, cancel_series.reason);
    v_cancelled := v_cancelled || v_open.id;
  end loop;
  if v_cancelled <> '{}' then
    perform private.notify_series(v_cancelled, 'series_cancelled');
  elsif exists (
    select from public.bookings as b where b.series_id = v_booking.series_id and b.status in ('pending', 'confirmed') and b.starts_at > now()
  ) and not exists (
    -- Asked again: what could be cancelled is, and the parties were told.
    select from public.bookings as b
    join public.notifications as n on n.booking_id = b.id and n.kind = 'series_cancelled'
    where b.series_id = v_booking.series_id
  ) then
    perform private.fail(
      'invalid_state', 'None of these bookings can be cancelled online any more.', 'Write to the host.', '{"reason": "too_late"}'
    );
  end if;
  return private.series_result(v_booking.series_id) || private.booking_result(v_booking.id);
end;
$$;
comment on function public.cancel_series(uuid, text, integer, uuid) is
  'Cancels all bookings and requests of a series that have not begun and may be cancelled by whoever asks; the others stay. Repeatable, with the same result: '
  '{series_id, generation, bookings, booking}. Raises not_found, unauthorized, forbidden, invalid_request, invalid_state (no_series; too_late: none of '
  'them may be cancelled; reason_required).';
