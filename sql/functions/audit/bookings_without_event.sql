create function private.bookings_without_event(
  p_calendar_id uuid, p_run_id uuid, p_listed text[], p_unreadable text[], p_covered_from timestamptz, p_covered_until timestamptz, p_is_whole boolean
)
returns table (kind text)
language plpgsql
set search_path = ''
as $$
declare
  v_event record;
  v_host_id uuid;
  v_missing integer;
begin
  for v_event in
    select p.event_key, p.provider_event_id, p.state, p.revision, p.pushed_revision, p.pushed_at,
      b.starts_at < p_covered_until as is_covered,
      exists (
        select from public.booking_conflicts as k where k.booking_id = b.id and k.kind in ('moved', 'deleted') and k.resolved_at is null
      ) as is_open
    from public.booking_calendar_events as p
    join public.bookings as b on b.id = p.booking_id
    where p.calendar_id = p_calendar_id and p.is_wanted and b.status = 'confirmed' and b.ends_at > greatest(now(), p_covered_from)
    order by p.event_key
  loop
    if v_event.pushed_revision is distinct from v_event.revision then
      if private.is_writable(p_calendar_id) and not v_event.is_open and not exists (
        select from graphile_worker.jobs as j
        where j.key = format('push:%s:%s', v_event.event_key, p_calendar_id) and j.attempts < j.max_attempts
      ) then
        perform private.enqueue_push(v_event.event_key, p_calendar_id);
        kind := 'booking_unwritten';
        return next;
      end if;
    elsif p_is_whole and v_event.is_covered and not v_event.is_open and v_event.provider_event_id is not null
      -- The listing may not have seen an event that was written after it began.
      and v_event.pushed_at < (select s.last_attempt_at from private.calendar_sync as s where s.calendar_id = p_calendar_id)
      and not v_event.provider_event_id = any (p_listed || p_unreadable)
    then
      perform private.enqueue_verify(v_event.event_key, p_calendar_id, p_run_id);
      kind := 'booking_lost';
      return next;
    end if;
  end loop;

  for v_host_id in
    select l.host_id from public.calendar_links as l
    where l.calendar_id = p_calendar_id and l.is_booking_target and private.is_writable(p_calendar_id)
  loop
    v_missing := (
      select count(*)
      from public.bookings as b
      where b.host_id = v_host_id and b.status = 'confirmed' and b.ends_at > now()
        and not private.has_calendar_event(b.id)
        and not exists (
          select from public.booking_conflicts as k where k.booking_id = b.id and k.kind = 'deleted' and k.resolved_at is null
        )
    );
    if v_missing > 0 then
      perform private.enqueue(
        'plan_missing_pushes', jsonb_build_object('host_id', v_host_id), p_key => 'plan_missing_pushes:' || v_host_id
      );
      return query select 'booking_unplanned' from generate_series(1, v_missing);
    end if;
  end loop;
end;
$$;
comment on function private.bookings_without_event(uuid, uuid, text[], text[], timestamptz, timestamptz, boolean) is
  'The confirmed bookings to come whose event is not where it should be, one row each (public.compare_listing says which kinds), and the repair of '
  'each queued: what a listing lacks is checked directly before anything follows from it. Changes that the host has yet to decide about are none.';
