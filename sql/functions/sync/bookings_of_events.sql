create function private.bookings_of_events(p_calendar_id uuid, p_changes jsonb)
returns table (provider_event_id text, booking_id uuid)
language plpgsql
stable
set search_path = ''
as $$
declare
  v_uuid constant text := '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$';
  v_owner_id uuid;
begin
  select c.owner_id into v_owner_id from public.calendars as c where c.id = p_calendar_id;
  return query
  with marked as materialized (
    select c.provider_event_id, c.starts_at, c.ends_at, k.key::uuid as key, k.is_name
    from jsonb_to_recordset(p_changes) as c (
      kind text, provider_event_id text, starts_at timestamptz, ends_at timestamptz, own_key text, links jsonb
    )
    cross join lateral (
      select c.own_key as key, true as is_name
      union all
      select l.value, false from jsonb_array_elements_text(c.links) as l (value)
    ) as k
    where c.kind = 'upsert' and k.key ~ v_uuid
  )
  select distinct on (m.provider_event_id) m.provider_event_id, b.id
  from marked as m
  cross join lateral (
    select p.booking_id as id, true as is_written, exists (
      select from public.synced_events as e where e.calendar_id = p.calendar_id and e.provider_event_id = p.provider_event_id
    ) as is_there
    from public.booking_calendar_events as p
    where p.event_key = m.key
    union all
    select m.key, false, true
  ) as x
  join public.bookings as b on b.id = x.id
  join public.hosts as h on h.id = b.host_id and h.owner_id = v_owner_id
  cross join lateral (select coalesce(b.starts_at = m.starts_at and b.ends_at = m.ends_at, false) as is_at_its_time) as t
  where t.is_at_its_time or (m.is_name and not x.is_there)
  order by m.provider_event_id, t.is_at_its_time desc, b.status = 'confirmed' desc, m.is_name desc, x.is_written desc;
end;
$$;
comment on function private.bookings_of_events(uuid, jsonb) is
  'Which of these changes are events of bookings of the calendar''s owner, by their UID or mark (own_key) or the links in their texts, wherever '
  'they were first written. Such an event has the booking''s time. At another time it is a copy, and counts as an event of its own, unless it has '
  'our name and the event that we wrote is not known to be where we wrote it: then it was moved.';
