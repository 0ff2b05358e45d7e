create function private.lock_slot(p_host_id uuid, p_event_type_id uuid, p_start timestamptz, p_booking_id uuid default null)
returns void
language plpgsql
set search_path = ''
set lock_timeout = '4s' -- whoever waits keeps a connection; the service asks once more, then tells the visitor
as $$
declare
  v_host_ids uuid[];
begin
  for v_attempt in 1..10 loop
    begin
      v_host_ids := private.hosts_of_slot(p_host_id, p_event_type_id, p_start, p_booking_id);
      perform from public.hosts as h where h.id = any (v_host_ids) order by h.id for no key update;
      -- Whoever changes a link holds these locks, too: what is true now stays true.
      if private.hosts_of_slot(p_host_id, p_event_type_id, p_start, p_booking_id) <@ v_host_ids then
        return;
      end if;
      raise serialization_failure using message = 'The calendars of this host are being changed.';
    exception
      when serialization_failure then
        -- Other hosts are concerned by now. These locks are given back first, so that all are taken in one order.
        if v_attempt = 10 then
          raise;
        end if;
    end;
  end loop;
end;
$$;
comment on function private.lock_slot(uuid, uuid, timestamptz, uuid) is
  'Locks the hosts of private.hosts_of_slot, by id: the first statement of everything that makes, changes or ends a booking. Raises 40001 when '
  'links were changed ten times while it waited, 55P03 when a lock is not given within 4 s.';
