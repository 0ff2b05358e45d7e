create function private.read_titles_again()
returns trigger
language plpgsql
security definer -- the owner may choose what is stored but may not write cursors or add jobs otherwise
set search_path = ''
as $$
begin
  update private.calendar_sync as s set cursor = null, run_id = null where s.calendar_id = new.id;
  delete from private.calendar_objects as o where o.calendar_id = new.id;
  perform private.enqueue_sync(k.id, p_is_urgent => true, p_calendar_ids => array[new.id])
  from public.calendar_connections as k
  where k.id = new.connection_id and k.status in ('active', 'error');
  return null;
end;
$$;
comment on function private.read_titles_again() is
  'A calendar stores titles again: it is read as a whole now, as if for the first time. What is known stays busy meanwhile.';

create trigger calendars_read_titles_again after update of stores_titles on public.calendars
for each row when (new.stores_titles and not old.stores_titles) execute function private.read_titles_again();
