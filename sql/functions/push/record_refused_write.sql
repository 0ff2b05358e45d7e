create function public.record_refused_write(calendar_id uuid)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not change calendars otherwise
set search_path = ''
as $$
declare
  v_id constant uuid := record_refused_write.calendar_id;
begin
  -- Before the calendar, as everywhere; all of them: links may change.
  perform private.lock_owner_hosts(c.owner_id) from public.calendars as c where c.id = v_id;
  perform from public.calendars as c where c.id = v_id for no key update;
  insert into private.calendar_sync as s (calendar_id, write_refused_at)
  select c.id, now() from public.calendars as c where c.id = v_id
  on conflict on constraint calendar_sync_pkey do update set write_refused_at = now();
  update public.calendars as c set access = 'read' where c.id = v_id and c.access = 'write';
  return public.request_relist(v_id, 'not_writable');
end;
$$;
comment on function public.record_refused_write(uuid) is
  'A provider refuses the account''s writes to a calendar: it is read-only from now on, with all that follows (private.follow_access), until its '
  'list says otherwise an hour later, or after the list agreed with the refusal (private.follow_calendars). Requests that list: {requested}.';
