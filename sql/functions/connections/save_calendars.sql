create function private.save_calendars(p_connection_id uuid, p_host_id uuid, p_links_known boolean, p_calendars jsonb)
returns uuid[]
language plpgsql
set search_path = ''
as $$
declare
  v_known uuid[];
  v_item jsonb;
  v_id uuid;
  v_linked uuid[] := '{}';
begin
  perform private.record_listing(p_connection_id, p_calendars);
  update private.calendar_sync as s set write_refused_at = null
  from public.calendars as c
  where c.id = s.calendar_id and c.connection_id = p_connection_id and s.write_refused_at is not null;
  perform private.follow_calendars(p_connection_id, p_calendars, false);
  select coalesce(array_agg(c.id), '{}') into v_known from public.calendars as c where c.connection_id = p_connection_id;
  for v_item in select a.value from jsonb_array_elements(p_calendars) with ordinality as a (value, position) order by a.position loop
    insert into public.calendars (connection_id, provider_calendar_id, name, time_zone, access, is_own, is_primary, has_video)
    values (
      p_connection_id, v_item ->> 'provider_calendar_id', left(coalesce(v_item ->> 'name', ''), 200),
      (select z.name from private.time_zones as z where z.name = v_item ->> 'time_zone'),
      coalesce(v_item ->> 'access', 'read'), coalesce((v_item ->> 'is_own')::boolean, true), coalesce((v_item ->> 'is_primary')::boolean, false),
      coalesce((v_item ->> 'has_video')::boolean, true)
    )
    on conflict on constraint calendars_connection_provider_key do nothing;
    select c.id into v_id from public.calendars as c
    where c.connection_id = p_connection_id and c.provider_calendar_id = v_item ->> 'provider_calendar_id';
    if p_links_known or v_id <> all (v_known) then
      insert into public.calendar_links (calendar_id, host_id, blocks_availability)
      values (v_id, p_host_id, coalesce((v_item ->> 'is_own')::boolean, true))
      on conflict on constraint calendar_links_pkey do nothing;
      v_linked := v_linked || v_id;
    end if;
    perform private.enqueue_pull(v_id, p_connection_id);
  end loop;
  return v_linked;
end;
$$;
comment on function private.save_calendars(uuid, uuid, boolean, jsonb) is
  'Stores the listed calendars ({provider_calendar_id, name, time_zone, access, is_own, is_primary, has_video}) and queues a pull of each. New ones '
  '(p_links_known: all) are linked to the host: the owner''s own block it, others do not. Unlisted calendars stay. Returns the ids of those linked '
  'now.';
