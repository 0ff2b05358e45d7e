create function private.replace_target(p_host_id uuid, p_calendar_id uuid, p_reason text)
returns uuid
language plpgsql
set search_path = ''
as $$
declare
  v_next_id uuid;
  v_target_id uuid;
begin
  v_next_id := private.next_target(p_host_id);
  -- Without another target, bookings wait until the access returns.
  if v_next_id is not null or p_reason <> 'read_only' then
    update public.calendar_links as l set is_booking_target = false
    where l.host_id = p_host_id and l.is_booking_target and (l.calendar_id = p_calendar_id or not private.is_writable(l.calendar_id));
    update public.calendar_links as l set is_booking_target = true
    where l.host_id = p_host_id and l.calendar_id = v_next_id and not exists (
      select from public.calendar_links as o where o.host_id = p_host_id and o.is_booking_target
    );
    select l.calendar_id into v_target_id from public.calendar_links as l where l.host_id = p_host_id and l.is_booking_target;
    if v_target_id is distinct from v_next_id then
      return v_target_id;
    end if;
  end if;
  -- Last, because the statements above look like a choice of the owner, which deletes this row.
  insert into private.booking_target_changes as t (host_id, reason, calendar_id, calendar_name)
  select p_host_id, p_reason, c.id, coalesce(c.name, '')
  from (values (p_calendar_id)) as lost (id)
  left join public.calendars as c on c.id = lost.id
  on conflict on constraint booking_target_changes_pkey do update
  set reason = excluded.reason, calendar_id = excluded.calendar_id, calendar_name = excluded.calendar_name, changed_at = now();
  return v_next_id;
end;
$$;
comment on function private.replace_target(uuid, uuid, text) is
  'A host lost the calendar for its bookings (reason: disconnected, vanished, read_only, deleted), and that is already recorded there: the next '
  'one (private.next_target) replaces it, unless its owner has chosen another one. Returns the id of the target now, null: there is none. The '
  'caller holds the locks of the owner''s hosts (private.lock_owner_hosts) and notifies the owner.';
