create function private.store_join_url(p_event_key uuid, p_calendar_id uuid, p_join_url text)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_booking_id uuid;
begin
  if p_join_url !~ '^https://[^[:space:]]+$' or char_length(p_join_url) > 2000 then
    return;
  end if;
  update public.booking_calendar_events as p set join_url = p_join_url, link_waits = 0
  where p.event_key = p_event_key and p.calendar_id = p_calendar_id
  returning p.booking_id into v_booking_id;
  perform private.follow_join_url(v_booking_id);
end;
$$;
comment on function private.store_join_url(uuid, uuid, text) is
  'The provider made a video link for an event: it becomes that of all bookings of its session that take place by video. What is no https address is '
  'ignored.';
