create function private.follow_target()
returns trigger
language plpgsql
security definer -- an owner who chooses a calendar writes neither events nor jobs
set search_path = ''
as $$
declare
  v_next_id uuid;
  v_connection_id uuid;
begin
  if tg_op = 'DELETE' then
    delete from private.booking_target_changes as t where t.host_id = old.host_id;
    -- Removing a link is a choice; deleting a calendar removes its links, too.
    if exists (select from public.calendars as c where c.id = old.calendar_id)
      or not exists (select from public.hosts as h where h.id = old.host_id)
    then
      return null;
    end if;
    v_next_id := private.replace_target(old.host_id, old.calendar_id, 'deleted');
    select c.connection_id into v_connection_id from public.calendars as c where c.id = v_next_id;
    -- Without an account there is nothing to mail about; the page says it.
    if v_connection_id is not null then
      perform private.notify_owner('booking_target_changed', p_connection_id => v_connection_id);
    end if;
    return null;
  end if;
  delete from private.booking_target_changes as t where t.host_id = new.host_id;
  if new.is_booking_target and (tg_op = 'INSERT' or not old.is_booking_target) then
    -- As a job: there may be many future bookings.
    perform private.enqueue(
      'plan_missing_pushes', jsonb_build_object('host_id', new.host_id), p_key => 'plan_missing_pushes:' || new.host_id
    );
  end if;
  return null;
end;
$$;
comment on function private.follow_target() is
  'Another calendar gets the bookings of a host, or none does: forgets the lost one, and writes future bookings that are in no calendar to the new '
  'one. A deleted target is replaced (private.replace_target).';

create trigger calendar_links_follow_target after insert or update of is_booking_target on public.calendar_links
for each row execute function private.follow_target();
create trigger calendar_links_replace_target after delete on public.calendar_links
for each row when (old.is_booking_target) execute function private.follow_target();
