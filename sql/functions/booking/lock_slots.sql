create function private.lock_slots(p_host_id uuid, p_event_type_id uuid, p_starts timestamptz[], p_booking_ids uuid[])
returns void
language plpgsql
set search_path = ''
set lock_timeout = '4s' -- a waiting call occupies a connection; the service retries once, then refuses
as $$
declare
  v_host_ids uuid[];
begin
  for v_attempt in 1..10 loop
    begin
      v_host_ids := private.hosts_of_slots(p_host_id, p_event_type_id, p_starts, p_booking_ids);
      perform from public.hosts as h where h.id = any (v_host_ids) order by h.id for no key update;
      -- Whoever changes a link holds these locks, too, so what is true now stays true.
      if private.hosts_of_slots(p_host_id, p_event_type_id, p_starts, p_booking_ids) <@ v_host_ids then
        return;
      end if;
      raise serialization_failure using message = 'The calendars of this host are being changed.';
    exception
      when serialization_failure then
        -- The set of hosts has changed. Release these locks first, so that all are taken in one order.
        if v_attempt = 10 then
          raise;
        end if;
    end;
  end loop;
end;
$$;
comment on function private.lock_slots(uuid, uuid, timestamptz[], uuid[]) is
  'Locks the hosts of private.hosts_of_slots, by id. Raises 40001 if links changed ten times while it waited, 55P03 if it does not get a lock within '
  '4 s.';
