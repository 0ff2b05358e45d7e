create function private.follow_calendars(p_connection_id uuid, p_calendars jsonb, p_is_read_at_once boolean default true)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_calendar record;
begin
  for v_calendar in
    update public.calendars as c
    set name = w.name, access = w.access, time_zone = w.time_zone, is_own = w.is_own, is_primary = w.is_primary, has_video = w.has_video
    from (
      select
        o.id, o.time_zone as old_zone, coalesce(left(n.name, 200), o.name) as name, coalesce(z.name, o.time_zone) as time_zone,
        coalesce(n.is_own, o.is_own) as is_own, coalesce(n.is_primary, o.is_primary) as is_primary,
        coalesce(n.has_video, o.has_video) as has_video,
        -- For a while a refusal counts more than the list.
        case when n.access = 'write' and s.write_refused_at > now() - interval '1 hour' then 'read' else coalesce(n.access, o.access) end as access
      from jsonb_to_recordset(p_calendars) as n (
        provider_calendar_id text, name text, access text, time_zone text, is_own boolean, is_primary boolean, has_video boolean
      )
      join public.calendars as o on o.connection_id = p_connection_id and o.provider_calendar_id = n.provider_calendar_id
      left join private.calendar_sync as s on s.calendar_id = o.id
      left join private.time_zones as z on z.name = n.time_zone
    ) as w
    where c.id = w.id
      and (c.name, c.access, c.time_zone, c.is_own, c.is_primary, c.has_video)
        is distinct from (w.name, w.access, w.time_zone, w.is_own, w.is_primary, w.has_video)
    returning c.id, w.old_zone is distinct from w.time_zone as is_elsewhere
  loop
    continue when not v_calendar.is_elsewhere;
    if p_is_read_at_once then
      perform private.enqueue_pull(v_calendar.id, p_connection_id);
    end if;
    -- Its whole days have changed, though no pull may name them.
    perform private.detect_conflicts(v_calendar.id, array(
      select e.id from public.synced_events as e
      where e.calendar_id = v_calendar.id and e.is_all_day and e.end_date > (now() - interval '2 days')::date
    ), '{}');
  end loop;

  -- Once a list agreed with a refusal, it is believed when it says otherwise.
  update private.calendar_sync as s set write_refused_at = null
  from jsonb_to_recordset(p_calendars) as n (provider_calendar_id text, access text)
  join public.calendars as c on c.connection_id = p_connection_id and c.provider_calendar_id = n.provider_calendar_id
  where s.calendar_id = c.id and s.write_refused_at is not null and n.access = 'read';
end;
$$;
comment on function private.follow_calendars(uuid, jsonb, boolean) is
  'Updates known calendars to what their provider says of them, [{provider_calendar_id, name, access, time_zone, is_own, is_primary, has_video}] (missing '
  'fields stay), under the locks of the owner''s hosts. A calendar in another zone is pulled again (p_is_read_at_once), and its whole days are '
  'compared with bookings. A calendar that refused a write in the last hour does not become writable because a list says so.';
