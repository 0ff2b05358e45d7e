create function public.record_calendar_properties(
  calendar_id uuid, name text, time_zone text, access text, is_whole_list boolean default false
)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not change calendars otherwise
set search_path = ''
as $$
declare
  v_id constant uuid := record_calendar_properties.calendar_id;
  v_calendar public.calendars;
  v_sync private.calendar_sync;
begin
  select s.* into v_sync from private.calendar_sync as s where s.calendar_id = v_id;
  if not (is_whole_list or v_sync.missing_since is not null) then
    return public.request_relist(v_id, format('in %s, to %s', record_calendar_properties.time_zone, record_calendar_properties.access));
  end if;
  -- Before the calendar, as everywhere; all of them: links may change.
  perform private.lock_owner_hosts(c.owner_id) from public.calendars as c where c.id = v_id;
  select c.* into v_calendar from public.calendars as c where c.id = v_id for no key update;
  perform private.follow_calendars(
    v_calendar.connection_id,
    jsonb_build_array(jsonb_strip_nulls(jsonb_build_object(
      'provider_calendar_id', v_calendar.provider_calendar_id, 'name', record_calendar_properties.name,
      'time_zone', record_calendar_properties.time_zone, 'access', record_calendar_properties.access
    ))),
    -- A calendar that changes each time is pulled again at its usual pace.
    p_is_read_at_once => coalesce(v_sync.relist_asked_at < now() - interval '1 minute', true)
  );
  update private.calendar_sync as s set relist_reason = 'told', relist_asked_at = now() where s.calendar_id = v_id;
  return jsonb_build_object('requested', false);
end;
$$;
comment on function public.record_calendar_properties(uuid, text, text, text, boolean) is
  'A response about events contradicts what is stored of their calendar (null: it did not say). The list of the account decides and is requested: '
  '{requested} (public.request_relist). Where there is no list (is_whole_list: the calendar is all there is) or it no longer names the calendar, '
  'the response counts (private.follow_calendars).';
