create function private.restore_targets(p_owner_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_change private.booking_target_changes;
  v_next_id uuid;
  v_connection_id uuid;
begin
  for v_change in
    select t.*
    from private.booking_target_changes as t
    join public.hosts as h on h.id = t.host_id
    where h.owner_id = p_owner_id and private.next_target(h.id) is not null and not exists (
      select from public.calendar_links as l where l.host_id = h.id and l.is_booking_target and private.is_writable(l.calendar_id)
    )
    order by t.host_id
  loop
    v_next_id := private.replace_target(v_change.host_id, v_change.calendar_id, v_change.reason);
    select c.connection_id into v_connection_id from public.calendars as c where c.id = v_next_id;
    -- Only this row has the name of a deleted calendar.
    update private.booking_target_changes as t set calendar_name = v_change.calendar_name where t.host_id = v_change.host_id;
  end loop;
  if v_connection_id is not null then
    perform private.notify_owner('booking_target_changed', p_connection_id => v_connection_id);
  end if;
end;
$$;
comment on function private.restore_targets(uuid) is
  'Calendars of an owner may have become writable: hosts that lost a booking target and have no other one get it now, and the owner is notified. '
  'An owner who chose to have none keeps that. Under the locks of the owner''s hosts.';
