create function public.plan_missing_pushes(host_id uuid, max_count integer default 50)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not plan events otherwise
set search_path = ''
as $$
declare
  v_booking_id uuid;
  v_planned integer := 0;
begin
  -- All of them: an event takes the time of every host that its calendar blocks.
  perform private.lock_connection(null, (select h.owner_id from public.hosts as h where h.id = plan_missing_pushes.host_id));
  -- An event that its owner moved to another calendar is not missing.
  perform private.follow_relocated_events(plan_missing_pushes.host_id);
  if not exists (
    select from public.calendar_links as l
    where l.host_id = plan_missing_pushes.host_id and l.is_booking_target and private.is_writable(l.calendar_id)
  ) then
    return jsonb_build_object('planned', 0);
  end if;
  for v_booking_id in
    select b.id
    from public.bookings as b
    where b.host_id = plan_missing_pushes.host_id and b.status = 'confirmed' and b.ends_at > now()
      and not private.has_calendar_event(b.id)
      -- An event that its owner deleted is written again when they say so.
      and not exists (
        select from public.booking_conflicts as k where k.booking_id = b.id and k.kind = 'deleted' and k.resolved_at is null
      )
    order by b.starts_at, b.id
    limit plan_missing_pushes.max_count
  loop
    v_planned := v_planned + 1;
    -- Another booking of its session may have brought the event.
    if not private.has_calendar_event(v_booking_id) then
      perform private.plan_push(v_booking_id);
    end if;
  end loop;
  if v_planned > 0 then
    perform private.recheck_double_bookings(array[plan_missing_pushes.host_id]);
  end if;
  return jsonb_build_object('planned', v_planned);
end;
$$;
comment on function public.plan_missing_pushes(uuid, integer) is
  'A host has another booking target, or a calendar with their events cannot be reached: follows events that their owner moved along '
  '(private.follow_relocated_events), and plans an event in the target for future bookings whose event is in no calendar '
  '(private.has_calendar_event), at most max_count of them, the next ones first: {planned}. Call it again while planned = max_count.';
