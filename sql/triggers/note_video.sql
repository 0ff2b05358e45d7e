create function private.note_video()
returns trigger
language plpgsql
security definer -- an owner who chooses a calendar also changes what their event types say
set search_path = ''
as $$
declare
  v_host_id constant uuid := case tg_op when 'DELETE' then old.host_id else new.host_id end;
begin
  -- The trigger of the table writes the text.
  update public.event_types as e set location_notice = null
  where e.host_id = v_host_id and e.locations @> '[{"kind": "video"}]'
    and e.location_notice is distinct from private.location_notice(v_host_id, e.locations);
  return null;
end;
$$;
comment on function private.note_video() is
  'Another calendar gets the bookings of a host, which may make video links or not: their event types say so.';

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

create trigger calendar_links_note_video after insert or update of is_booking_target on public.calendar_links
for each row execute function private.note_video();
create trigger calendar_links_note_video_gone after delete on public.calendar_links
for each row when (old.is_booking_target) execute function private.note_video();
