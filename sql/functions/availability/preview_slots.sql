create function public.preview_slots(event_type_id uuid, range_start timestamptz, range_end timestamptz, changes jsonb)
returns jsonb
language plpgsql
volatile -- writes what it takes back: PostgREST calls it by POST only
security definer -- reads private tables; the first statement lets only the owner pass
set search_path = ''
as $$
declare
  v_range tstzrange;
  v_host_id uuid;
  v_now jsonb;
  v_then jsonb;
  v_within uuid[];
  v_within_then uuid[];
  v_end timestamptz;
begin
  perform public.require_event_type((select auth.uid()), preview_slots.event_type_id);
  v_range := private.require_range(preview_slots.range_start, preview_slots.range_end, 400);
  select e.host_id into v_host_id from public.event_types as e where e.id = preview_slots.event_type_id;
  v_now := private.slots_if_active(preview_slots.event_type_id, v_range);
  v_within := private.bookings_within_hours(v_host_id, v_range);
  begin
    perform private.lock_schedule(v_host_id);
    perform private.replace_schedule(v_host_id, preview_slots.changes, preview_slots.event_type_id);
    v_then := private.slots_if_active(preview_slots.event_type_id, v_range);
    v_within_then := private.bookings_within_hours(v_host_id, v_range);
    -- Takes back the changes, what triggers made of them, and all locks.
    raise exception using errcode = 'OSPRE', message = 'This was a preview.';
  exception
    when sqlstate 'OSPRE' then null;
  end;

  -- What one of the two lists has not looked at is neither lost nor gained.
  v_end := least((v_now ->> 'truncated_at')::timestamptz, (v_then ->> 'truncated_at')::timestamptz);
  return jsonb_build_object(
    'lost', private.slots_without(v_now -> 'slots', v_then -> 'slots', v_end),
    'gained', private.slots_without(v_then -> 'slots', v_now -> 'slots', v_end),
    'bookings_outside', to_jsonb(array(
      select b.id from unnest(v_within) with ordinality as b (id, number) where b.id <> all (v_within_then) order by b.number
    ))
  ) || case when v_end is null then '{}' else jsonb_build_object('truncated_at', private.iso_instant(v_end)) end;
end;
$$;
comment on function public.preview_slots(uuid, timestamptz, timestamptz, jsonb) is
  'For the owner: what would become of the slots of an event type (first duration) with range_start <= start < range_end if changes were saved: '
  '{lost, gained, bookings_outside}, and truncated_at where there are more than 10,000 starts to look at. changes: {rules, overrides, '
  'blocked_periods}, all rows of the host (event_type_id null) and of its event types, each list replacing what is stored, as save_schedule takes '
  'them (rows of another event type count for its bookings alone); and event_type, columns of this event type. bookings_outside: bookings and '
  'requests of the host, of all event types, that start in the range and lie in their open hours and outside blocks now, but not then: hours of '
  'the host concern them all. The changes are made and taken back, and the core is asked in between. Raises not_found (also for those of others), '
  'invalid_range (over 400 days), invalid_request.';
