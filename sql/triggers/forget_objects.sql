create function private.forget_objects()
returns trigger
language plpgsql
security definer -- whoever deletes a calendar has no rights on the private table
set search_path = ''
as $$
begin
  delete from private.calendar_objects as o where o.calendar_id in (select c.id from old_rows as c);
  return null;
end;
$$;
comment on function private.forget_objects() is 'Deletes the object states of a deleted calendar, in place of a foreign key.';

create trigger calendars_forget_objects after delete on public.calendars
referencing old table as old_rows for each statement execute function private.forget_objects();
