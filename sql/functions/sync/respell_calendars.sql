create function private.respell_calendars(p_connection_id uuid, p_calendars jsonb)
returns void
language plpgsql
set search_path = ''
as $$
begin
  update public.calendars as c
  set provider_calendar_id = n.id
  from (select a.value ->> 'provider_calendar_id' as id from jsonb_array_elements(p_calendars) as a) as n
  where c.connection_id = p_connection_id and c.provider_calendar_id <> n.id
    and c.provider_calendar_id like '/%' and n.id like '/%' and private.path_form(c.provider_calendar_id) = private.path_form(n.id)
    and not exists (
      select from public.calendars as o where o.connection_id = p_connection_id and o.provider_calendar_id = n.id
    )
    -- If several rows were the same calendar, one of them gets the name.
    and c.id = (
      select o.id from public.calendars as o
      where o.connection_id = p_connection_id and o.provider_calendar_id like '/%'
        and private.path_form(o.provider_calendar_id) = private.path_form(n.id)
      order by o.last_synced_at desc nulls last, o.id limit 1
    );
end;
$$;
comment on function private.respell_calendars(uuid, jsonb) is
  'A calendar whose path is listed in another spelling than the stored one is the same calendar: it takes the listed path, so that neither its '
  'choices nor its events are lost.';
