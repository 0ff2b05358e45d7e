create function public.reschedule_booking(
  booking_id uuid, starts_at timestamptz, duration_minutes integer default null,
  actor_generation integer default null, actor_user_id uuid default null, reason text default null,
  is_override boolean default false
)
returns jsonb
language plpgsql
security definer -- service_role may call this for an actor that it has verified
set search_path = ''
set plan_cache_mode = 'force_generic_plan' -- planning each time costs more than the work
set enable_seqscan = off -- a plan that was made while tables were small would read all of them for hours
as $$
declare
  v_booking constant public.bookings := private.lock_booking(
    reschedule_booking.booking_id, reschedule_booking.actor_generation, reschedule_booking.actor_user_id, reschedule_booking.starts_at
  );
  v_start constant timestamptz := private.require_finite_start(reschedule_booking.starts_at);
  v_is_host constant boolean := reschedule_booking.actor_user_id is not null;
  v_fault constant text := private.text_fault('The reason', reschedule_booking.reason, 2000, true);
  v_rules private.slot_rules;
  v_needs_confirmation boolean;
  v_status text;
begin
  if v_fault is not null then
    perform private.fail('invalid_request', v_fault);
  end if;
  if is_override and not v_is_host then
    perform private.fail('forbidden', 'Only the host may set their rules aside.', 'Leave override out.');
  end if;
  -- The same request again, also where it was the last one permitted.
  if v_booking.status in ('pending', 'confirmed') and v_booking.starts_at = v_start and v_booking.ends_at = v_start + coalesce(
    make_interval(mins => reschedule_booking.duration_minutes), v_booking.ends_at - v_booking.starts_at
  ) then
    return private.booking_result(v_booking.id);
  end if;
  perform private.require_change(v_booking, true, v_is_host, reschedule_booking.reason);
  v_rules := private.load_slot_rules(
    v_booking.event_type_id,
    coalesce(reschedule_booking.duration_minutes, (extract(epoch from v_booking.ends_at - v_booking.starts_at) / 60)::integer)
  );

  perform private.expire_overlapping(v_booking.host_id, tstzrange(v_start, v_start + v_rules.duration));
  if is_override then
    perform private.require_host_start(v_rules, v_start, v_booking.id, true, false);
  else
    v_needs_confirmation := private.require_free_start(v_rules, v_start, now(), v_booking.id);
  end if;
  v_status := case
    when v_is_host then 'confirmed'
    when v_needs_confirmation or v_rules.requires_confirmation then 'pending'
    else v_booking.status
  end;
  return private.write_move(v_booking, v_rules, v_start, v_status, case when v_is_host then 'host' else 'visitor' end, reschedule_booking.reason,
    'booking_rescheduled');
end;
$$;
comment on function public.reschedule_booking(uuid, timestamptz, integer, integer, uuid, text, boolean) is
  'Moves a pending or confirmed booking in one transaction: it is not in its own way, keeps id and tokens, sequence + 1. duration_minutes null: as '
  'long as before. The same time again changes nothing. A visitor may as long, and as often, as the event type permits (private.require_change); '
  'their move waits for the host where a booking would, the host''s own does not. is_override: the host sets their own rules aside (hours, grid, notice, limits), '
  'never a booking or an event. reason: from one of the two to the other. '
  'Raises not_found, unauthorized, forbidden, invalid_state, invalid_request, slot_taken, slot_not_offered, calendar_unavailable.';
