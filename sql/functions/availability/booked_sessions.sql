create function private.booked_sessions(
  p_host_id uuid, p_range tstzrange, p_now timestamptz, p_except uuid default null
)
returns table (event_type_id uuid, during tstzrange, taken bigint, has_hold boolean, has_booking boolean, booking_ids uuid[], buffer_before interval, buffer_after interval)
language plpgsql
stable
set search_path = ''
as $$
declare
  -- No buffer is longer than a day (constraint event_types_buffers_valid).
  v_from constant timestamptz := lower(p_range) - interval '24 hours';
  v_until constant timestamptz := upper(p_range) + interval '24 hours';
begin
  return query
  -- Read once, not for each booking: a booking's event type is one of its host.
  with types as materialized (
    select e.id, e.buffer_before_minutes, e.buffer_after_minutes from public.event_types as e where e.host_id = p_host_id
  )
  select
    b.event_type_id, b.during, count(*), bool_or(b.status = 'held'), bool_or(b.status <> 'held'), array_agg(b.id order by b.created_at),
    make_interval(mins => e.buffer_before_minutes), make_interval(mins => e.buffer_after_minutes)
  from (
    select k.*
    from public.bookings as k
    where k.host_id = p_host_id
      and k.status in ('held', 'pending', 'confirmed')
      and (k.status = 'confirmed' or coalesce(k.expires_at > p_now, true))
      and k.id is distinct from p_except
      and k.ends_at > v_from and k.starts_at < v_until
    -- By host and time alone: else the planner looks for each event type.
    offset 0
  ) as b
  join types as e on e.id = b.event_type_id
  group by b.event_type_id, b.during, e.buffer_before_minutes, e.buffer_after_minutes;
end;
$$;
comment on function private.booked_sessions(uuid, tstzrange, timestamptz, uuid) is
  'Active bookings of a host near p_range, one row per session, with the current buffers of their event type. p_except (a booking being moved, or '
  'the caller''s hold) does not count.';
