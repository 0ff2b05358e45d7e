create function public.list_all_conflicts(
  owner_id uuid, is_open boolean default true, before_at timestamptz default null, before_id uuid default null, max_count integer default 50
)
returns jsonb
language plpgsql
stable
security definer -- service_role may call this for an owner that it has verified
set search_path = ''
as $$
declare
  v_max constant integer := least(greatest(list_all_conflicts.max_count, 1), 200);
  v_before_at constant timestamptz := coalesce(list_all_conflicts.before_at, 'infinity');
  v_before_id constant uuid := coalesce(list_all_conflicts.before_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff');
  v_conflict public.booking_conflicts;
  v_last public.booking_conflicts;
  v_shown jsonb[] := '{}';
  v_has_more boolean := false;
begin
  for v_conflict in
    select k.*
    from public.hosts as h
    join public.booking_conflicts as k on k.host_id = h.id
    join public.bookings as b on b.id = k.booking_id
    where h.owner_id = list_all_conflicts.owner_id and (k.detected_at, k.id) < (v_before_at, v_before_id)
      -- Nothing is left to decide about a booking that is over.
      and (k.resolved_at is null and b.status in ('pending', 'confirmed') and b.ends_at > now()) = list_all_conflicts.is_open
    order by k.detected_at desc, k.id desc
    limit v_max + 1
  loop
    v_has_more := cardinality(v_shown) = v_max;
    exit when v_has_more;
    v_shown := v_shown || (private.conflict_json(v_conflict) || jsonb_build_object(
      'booking', private.booking_details(v_conflict.booking_id),
      'others', (
        select count(*)
        from public.bookings as b
        join public.bookings as o on o.event_type_id = b.event_type_id and o.starts_at = b.starts_at and o.ends_at = b.ends_at
        where b.id = v_conflict.booking_id and o.id <> b.id and o.status = 'confirmed'
      ),
      'calendar', (
        select jsonb_build_object('name', c.name, 'provider', a.provider)
        from public.calendars as c
        join public.calendar_connections as a on a.id = c.connection_id
        where c.id = case
          when v_conflict.synced_event_id is not null then
            (select e.calendar_id from public.synced_events as e where e.id = v_conflict.synced_event_id)
          when v_conflict.kind <> 'overlap' then (private.session_event(v_conflict.booking_id)).calendar_id
        end
      )
    ));
    v_last := v_conflict;
  end loop;
  return jsonb_build_object(
    'conflicts', to_jsonb(v_shown),
    'next', case when v_has_more then jsonb_build_object('at', v_last.detected_at, 'id', v_last.id) end
  );
end;
$$;
comment on function public.list_all_conflicts(uuid, boolean, timestamptz, uuid, integer) is
  'What the calendars of all hosts of an owner have against their bookings, newest first, at most max_count (up to 200): what is to be decided '
  '(is_open), else the history. Each with its booking (private.booking_details), how many others booked the same session, and the calendar of the '
  'event (null: unknown by now); next: to continue before it, null at the end.';
