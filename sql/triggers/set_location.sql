create function private.set_location()
returns trigger
language plpgsql
security definer -- an owner who edits may not call the functions of the private schema
set search_path = ''
as $$
begin
  if new.locations = '[]' and tg_op = 'INSERT' then
    new.locations := private.locations_of_text(new.location);
  elsif tg_op = 'UPDATE' and new.locations = old.locations and new.location <> old.location then
    new.locations := private.locations_of_text(new.location);
  elsif tg_op = 'INSERT' or new.locations <> old.locations then
    new.location := coalesce(new.locations -> 0 ->> 'value', '');
  end if;
  new.location_notice := private.location_notice(new.host_id, new.locations);
  return new;
end;
$$;
comment on function private.set_location() is
  'Keeps event_types.location, a text, in step with locations, whichever the owner writes, and says what they should know about these.';

-- Its name makes it fire after what refuses faulty values.
create trigger event_types_set_location before insert or update of location, locations, location_notice on public.event_types
for each row execute function private.set_location();
