create function private.note_video_of_calendar()
returns trigger
language plpgsql
security definer -- whoever lists calendars also changes what event types say
set search_path = ''
as $$
begin
  update public.event_types as e set location_notice = null
  from public.calendar_links as l
  where l.calendar_id = new.id and l.is_booking_target and e.host_id = l.host_id and e.locations @> '[{"kind": "video"}]'
    and e.location_notice is distinct from private.location_notice(e.host_id, e.locations);
  return null;
end;
$$;
comment on function private.note_video_of_calendar() is
  'A calendar can have events with video links now, or none any more, or may no longer be written to: event types whose bookings it gets say so.';

create trigger calendars_note_video after update of has_video, access on public.calendars
for each row when ((old.has_video, old.access) is distinct from (new.has_video, new.access)) execute function private.note_video_of_calendar();
