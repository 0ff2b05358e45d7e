create function public.update_calendars(connection_id uuid, calendars jsonb)
returns jsonb
language plpgsql
security definer -- service_role may call this, and write calendars in no other way
set search_path = ''
as $$
declare
  v_calendar record;
begin
  update private.connection_sync as s set listed_at = now(), relist_at = now() + private.jittered(86400)
  where s.connection_id = update_calendars.connection_id;
  perform private.note_listed(update_calendars.connection_id, update_calendars.calendars);

  for v_calendar in
    update public.calendars as c
    set name = w.name, access = w.access, time_zone = w.time_zone
    from (
      select o.id, o.time_zone as old_zone, left(n.name, 200) as name, n.access, coalesce(z.name, o.time_zone) as time_zone
      from jsonb_to_recordset(update_calendars.calendars) as n (provider_calendar_id text, name text, access text, time_zone text)
      join public.calendars as o
        on o.connection_id = update_calendars.connection_id and o.provider_calendar_id = n.provider_calendar_id
      left join private.time_zones as z on z.name = n.time_zone
    ) as w
    where c.id = w.id and (c.name, c.access, c.time_zone) is distinct from (w.name, w.access, w.time_zone)
    returning c.id, w.old_zone is distinct from w.time_zone as is_elsewhere
  loop
    if v_calendar.is_elsewhere then
      perform private.enqueue_pull(v_calendar.id, update_calendars.connection_id);
    end if;
  end loop;

  for v_calendar in
    insert into public.calendars (connection_id, provider_calendar_id, name, time_zone, access)
    select update_calendars.connection_id, n.provider_calendar_id, left(n.name, 200), z.name, n.access
    from jsonb_to_recordset(update_calendars.calendars) as n (provider_calendar_id text, name text, time_zone text, access text)
    left join private.time_zones as z on z.name = n.time_zone
    on conflict on constraint calendars_connection_provider_key do nothing
    returning id, provider_calendar_id
  loop
    insert into public.calendar_links (calendar_id, host_id, blocks_availability)
    select distinct v_calendar.id, l.host_id, coalesce((
      select n.is_own from jsonb_to_recordset(update_calendars.calendars) as n (provider_calendar_id text, is_own boolean)
      where n.provider_calendar_id = v_calendar.provider_calendar_id
    ), false)
    from public.calendar_links as l
    join public.calendars as o on o.id = l.calendar_id
    where o.connection_id = update_calendars.connection_id
    on conflict do nothing;
    perform private.enqueue_pull(v_calendar.id, update_calendars.connection_id);
  end loop;
  return null;
end;
$$;
comment on function public.update_calendars(uuid, jsonb) is
  'What an account''s list of calendars says now: names, access and time zones follow (one in another zone is read again), new calendars '
  'appear, linked to the hosts of their siblings (own ones block), and are read. One that is missing stays until its own reading fails as well '
  '(private.note_gone).';
