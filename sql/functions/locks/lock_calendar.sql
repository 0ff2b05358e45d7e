create function private.lock_calendar(p_calendar_id uuid)
returns void
language plpgsql
set search_path = ''
set lock_timeout = '4s' -- as private.lock_slot
as $$
declare
  v_host_ids uuid[];
begin
  for v_attempt in 1..10 loop
    begin
      v_host_ids := array(select l.host_id from public.calendar_links as l where l.calendar_id = p_calendar_id);
      perform from public.hosts as h where h.id = any (v_host_ids) order by h.id for no key update;
      if not exists (
        select from public.calendar_links as l where l.calendar_id = p_calendar_id and l.host_id <> all (v_host_ids)
      ) then
        perform from public.calendars as c where c.id = p_calendar_id for no key update;
        return;
      end if;
      raise serialization_failure using message = 'The hosts of this calendar are being changed.';
    exception
      when serialization_failure then
        if v_attempt = 10 then
          raise;
        end if;
    end;
  end loop;
end;
$$;
comment on function private.lock_calendar(uuid) is
  'Locks the hosts that a calendar is linked to, by id, then the calendar: the first statement of what writes its events. See private.lock_slot.';
