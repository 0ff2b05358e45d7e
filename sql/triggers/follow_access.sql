create function private.follow_access()
returns trigger
language plpgsql
security definer -- whoever records the access may write neither events nor mails
set search_path = ''
as $$
declare
  v_event_key uuid;
  v_host_id uuid;
  v_is_replaced boolean := false;
  v_is_left boolean := false;
begin
  if new.access = 'write' then
    delete from private.booking_target_changes as t
    where t.calendar_id = new.id and t.reason = 'read_only' and exists (
      select from public.calendar_links as l where l.calendar_id = new.id and l.host_id = t.host_id and l.is_booking_target
    );
    for v_event_key in
      update public.booking_calendar_events as p
      set state = 'pending', last_error = null
      from private.unwritten_events(new.id) as u
      where p.event_key = u.event_key and p.calendar_id = u.calendar_id
      returning p.event_key
    loop
      perform private.enqueue_push(v_event_key, new.id);
    end loop;
  else
    update public.booking_calendar_events as p
    set state = 'failed', last_error = private.read_only_text()
    where p.calendar_id = new.id and p.state = 'pending' and p.pushed_revision is distinct from p.revision;
    for v_host_id in
      select l.host_id from public.calendar_links as l where l.calendar_id = new.id and l.is_booking_target order by l.host_id
    loop
      if private.replace_target(v_host_id, new.id, 'read_only') is null then
        v_is_left := true;
      else
        v_is_replaced := true;
      end if;
    end loop;
    -- Once, however many calendars of the account are concerned, and not every time that access comes and goes.
    if not exists (
      select from public.notifications as n
      where n.connection_id = new.connection_id and n.kind = 'booking_target_read_only'
        and n.created_at > case when v_is_replaced then now() - interval '1 microsecond' else now() - interval '1 day' end
    ) and (v_is_left or v_is_replaced) then
      perform private.notify_owner('booking_target_read_only', p_connection_id => new.connection_id);
    end if;
  end if;
  update public.calendars as c set sync_error = private.calendar_warning(c.id)
  where c.id = new.id and c.sync_status <> 'error' and c.sync_error is distinct from private.calendar_warning(c.id);
  return null;
end;
$$;
comment on function private.follow_access() is
  'A calendar became read-only: pending writes to it fail and say why. If bookings go there, the next calendar gets them (private.replace_target), '
  'and the owner is notified of that, or that there is none. It became writable again: what was missed is written (private.unwritten_events).';

create trigger calendars_follow_access after update of access on public.calendars
for each row when (old.access is distinct from new.access) execute function private.follow_access();
