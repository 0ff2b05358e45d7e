create function private.choose_target(p_connection_id uuid, p_host_id uuid, p_calendar_ids uuid[], p_calendars jsonb)
returns void
language plpgsql
set search_path = ''
as $$
begin
  update public.calendar_links as l set is_booking_target = true
  where l.host_id = p_host_id
    and not exists (select from public.calendar_links as o where o.host_id = p_host_id and o.is_booking_target)
    and l.calendar_id = (
      select c.id
      from jsonb_array_elements(p_calendars) with ordinality as a (value, position)
      join public.calendars as c
        on c.connection_id = p_connection_id and c.provider_calendar_id = a.value ->> 'provider_calendar_id'
      join public.calendar_links as k on k.calendar_id = c.id and k.host_id = p_host_id
      where c.access = 'write' and c.id = any (p_calendar_ids)
        and ((a.value ->> 'is_primary')::boolean or (a.value ->> 'is_own')::boolean)
      order by coalesce((a.value ->> 'is_primary')::boolean, false) desc, a.position
      limit 1
    );
end;
$$;
comment on function private.choose_target(uuid, uuid, uuid[], jsonb) is
  'If the host has no booking target yet, makes the primary writable one of these calendars the target, else the first writable one of the '
  'owner''s own.';
