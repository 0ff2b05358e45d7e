create function private.record_listing(p_connection_id uuid, p_calendars jsonb)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_listed constant text[] := array(select jsonb_array_elements(p_calendars) ->> 'provider_calendar_id');
  v_id uuid;
begin
  -- A path in another spelling than the stored one is the same calendar: neither its choices nor its events may be lost.
  update public.calendars as c
  set provider_calendar_id = n.id
  from unnest(v_listed) as n (id)
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
  insert into private.calendar_sync as s (calendar_id, missing_since)
  select c.id, now()
  from public.calendars as c
  where c.connection_id = p_connection_id and c.provider_calendar_id <> all (v_listed)
  -- It was missing, but was read since: start over.
  on conflict on constraint calendar_sync_pkey do update set missing_since = case
    when s.missing_since > coalesce((select c.last_synced_at from public.calendars as c where c.id = s.calendar_id), '-infinity')
    then s.missing_since
    else now()
  end;

  for v_id in
    select c.id
    from public.calendars as c
    where c.connection_id = p_connection_id and c.provider_calendar_id = any (v_listed) and private.has_vanished(c.id)
    order by c.id for no key update
  loop
    -- Another calendar may have its name now, with a cursor that looks like the old one.
    update private.calendar_sync as s set cursor = null where s.calendar_id = v_id;
    delete from private.calendar_objects as o where o.calendar_id = v_id;
    perform private.enqueue_pull(v_id, p_connection_id);
    perform private.enqueue_push(p.event_key, p.calendar_id)
    from private.unwritten_events(v_id) as p;
  end loop;
  update private.calendar_sync as s set missing_since = null
  from public.calendars as c
  where c.id = s.calendar_id and c.connection_id = p_connection_id and c.provider_calendar_id = any (v_listed)
    and s.missing_since is not null;
end;
$$;
comment on function private.record_listing(uuid, jsonb) is
  'A complete list of an account''s calendars: records since when the calendars that it does not name are missing. One that had vanished and is '
  'back is pulled as if for the first time, and gets what could not be written to it; how to use it is its owner''s choice.';
