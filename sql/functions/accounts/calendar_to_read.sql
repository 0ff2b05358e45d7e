create function private.calendar_to_read(p_calendar public.calendars)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return jsonb_build_object(
    'id', p_calendar.id, 'provider_calendar_id', p_calendar.provider_calendar_id, 'time_zone', p_calendar.time_zone,
    'policy', p_calendar.policy,
    'host_time_zone', coalesce((
      select h.time_zone from public.calendar_links as l
      join public.hosts as h on h.id = l.host_id
      where l.calendar_id = p_calendar.id
      order by l.created_at, l.host_id limit 1
    ), 'UTC')
  );
end;
$$;
comment on function private.calendar_to_read(public.calendars) is
  'A calendar as an adapter needs it. Floating times are in the zone of the first host that it is linked to.';
