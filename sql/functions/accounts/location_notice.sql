create function private.location_notice(p_host_id uuid, p_locations jsonb)
returns text
language plpgsql
stable
set search_path = ''
as $$
declare
  v_target_id uuid;
begin
  if not p_locations @> '[{"kind": "video"}]' then
    return null;
  end if;
  select l.calendar_id into v_target_id from public.calendar_links as l where l.host_id = p_host_id and l.is_booking_target;
  return case
    when v_target_id is null then 'No calendar gets the bookings of this host, so nothing makes video links for them.'
    when not private.makes_video(v_target_id) then
      'The calendar that gets the bookings of this host makes no video links: choose one of Google or Microsoft that does, or offer a video_link.'
  end;
end;
$$;
comment on function private.location_notice(uuid, jsonb) is
  'What the owner of an event type with these locations should know, in a sentence; null: nothing. Bookings are made all the same, without a link.';
