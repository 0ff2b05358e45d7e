create function private.follow_reminders()
returns trigger
language plpgsql
security definer -- whoever writes has no rights on the private table
set search_path = ''
set lock_timeout = '4s' -- as private.lock_slot
as $$
begin
  if tg_table_name = 'bookings' then
    -- Of a new booking there is nothing to plan anew.
    if tg_op = 'UPDATE' or exists (
      select from public.event_types as e where e.id = new.event_type_id and e.reminders_minutes <> '{}'
    ) then
      perform private.plan_reminders(array[new.id]);
    end if;
    return null;
  end if;
  -- As bookings do: a booking that is written at this moment is seen, or sees the new list.
  perform from public.hosts as h where h.id = new.host_id for no key update;
  perform private.plan_reminders(array(
    select b.id from public.bookings as b where b.event_type_id = new.id and b.starts_at > now() and b.status = 'confirmed' order by b.id
  ));
  return null;
end;
$$;
comment on function private.follow_reminders() is
  'A booking was confirmed, moved or ended, or its event type has other reminders: plans those that are still to come anew.';

create trigger bookings_plan_reminders after insert on public.bookings
for each row when (new.status = 'confirmed') execute function private.follow_reminders();
create trigger bookings_follow_reminders after update of status, starts_at on public.bookings
for each row when (
  (new.status = 'confirmed' or old.status = 'confirmed')
  and (old.status, old.starts_at) is distinct from (new.status, new.starts_at)
) execute function private.follow_reminders();
create trigger event_types_follow_reminders after update of reminders_minutes on public.event_types
for each row when (old.reminders_minutes is distinct from new.reminders_minutes) execute function private.follow_reminders();
