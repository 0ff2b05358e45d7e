create function private.notifications_fault(p_notifications jsonb)
returns text
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
begin
  if jsonb_typeof(p_notifications) is distinct from 'object' then
    return 'notifications must be an object {bookings, conflicts, sync}.';
  end if;
  return (
    select case when p.key in ('bookings', 'conflicts', 'sync')
      then format('notifications: %s must be true or false.', p.key)
      else 'notifications has an unknown field; the fields are bookings, conflicts and sync.'
    end
    from jsonb_each(p_notifications) as p
    where p.key not in ('bookings', 'conflicts', 'sync') or jsonb_typeof(p.value) <> 'boolean'
    limit 1
  );
end;
$$;
comment on function private.notifications_fault(jsonb) is
  'What is wrong with the choice of mails that an owner gets (hosts.notifications), in a sentence; null: nothing.';
