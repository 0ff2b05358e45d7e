create function private.open_proposal(p_booking public.bookings)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  v_minutes constant integer := (extract(epoch from p_booking.proposed_ends_at - p_booking.proposed_starts_at) / 60)::integer;
begin
  if p_booking.proposed_starts_at is null or p_booking.proposed_starts_at <= now()
    or (private.change_limits(p_booking, true)).reschedule_refusal is not null
    -- A length that is no longer offered cannot be accepted.
    or not exists (select from public.event_types as e where e.id = p_booking.event_type_id and v_minutes = any (e.durations_minutes))
    or exists (
      select from private.reasons_against(
        private.load_slot_rules(p_booking.event_type_id, v_minutes), p_booking.proposed_starts_at, p_booking.id, true, false
      ) as r where not r.is_set_aside
    )
  then
    return null;
  end if;
  return jsonb_build_object(
    'start', private.iso_instant(p_booking.proposed_starts_at), 'end', private.iso_instant(p_booking.proposed_ends_at)
  );
end;
$$;
comment on function private.open_proposal(public.bookings) is
  'The time that the host proposes, {start, end}, as long as its visitor could accept it now; null: there is none.';
