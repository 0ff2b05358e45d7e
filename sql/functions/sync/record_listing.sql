create function private.record_listing(p_connection_id uuid, p_calendars jsonb)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_listed constant text[] := array(select jsonb_array_elements(p_calendars) ->> 'provider_calendar_id');
  v_id uuid;
begin
  perform private.respell_calendars(p_connection_id, p_calendars);
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
