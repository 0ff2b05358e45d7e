create function public.update_calendars(connection_id uuid, calendars jsonb)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not write calendars otherwise
set search_path = ''
as $$
declare
  v_owner_id constant uuid := (select k.owner_id from public.calendar_connections as k where k.id = update_calendars.connection_id);
  v_calendar record;
begin
  perform private.lock_connection(update_calendars.connection_id, v_owner_id);
  update private.connection_sync as s set listed_at = now(), relist_at = now() + private.jittered(86400)
  where s.connection_id = update_calendars.connection_id;
  perform private.record_listing(update_calendars.connection_id, update_calendars.calendars);

  perform private.follow_calendars(update_calendars.connection_id, update_calendars.calendars);

  for v_calendar in
    insert into public.calendars (connection_id, provider_calendar_id, name, time_zone, access, is_own, is_primary, has_video)
    select
      update_calendars.connection_id, n.provider_calendar_id, left(n.name, 200), z.name, n.access, coalesce(n.is_own, false),
      coalesce(n.is_primary, false), coalesce(n.has_video, true)
    from jsonb_to_recordset(update_calendars.calendars) as n (
      provider_calendar_id text, name text, time_zone text, access text, is_own boolean, is_primary boolean, has_video boolean
    )
    left join private.time_zones as z on z.name = n.time_zone
    on conflict on constraint calendars_connection_provider_key do nothing
    returning id, is_own
  loop
    insert into public.calendar_links (calendar_id, host_id, blocks_availability)
    select distinct v_calendar.id, l.host_id, v_calendar.is_own
    from public.calendar_links as l
    join public.calendars as o on o.id = l.calendar_id
    where o.connection_id = update_calendars.connection_id
    on conflict do nothing;
    perform private.enqueue_pull(v_calendar.id, update_calendars.connection_id);
  end loop;
  perform private.restore_targets(v_owner_id);
  return null;
end;
$$;
comment on function public.update_calendars(uuid, jsonb) is
  'Applies an account''s list of calendars: names, access and time zones follow (a calendar in another zone is pulled again); new calendars are '
  'added, linked to the hosts of their siblings (own ones block), and pulled. A missing one stays until a pull of it fails as well '
  '(private.record_missing_calendar). Hosts that lost their booking target get one that is now writable (private.restore_targets).';
