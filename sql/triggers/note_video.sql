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

create trigger calendar_links_note_video after insert or update of is_booking_target on public.calendar_links
for each row execute function private.note_video();
create trigger calendar_links_note_video_gone after delete on public.calendar_links
for each row when (old.is_booking_target) execute function private.note_video();
