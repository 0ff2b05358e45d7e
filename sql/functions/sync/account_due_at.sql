create function private.account_due_at(p_connection_id uuid)
returns timestamptz
language plpgsql
stable
set search_path = ''
as $$
begin
  return least(
    coalesce((
      select min(private.calendar_due_at(c, s))
      from public.calendars as c
      left join private.calendar_sync as s on s.calendar_id = c.id
      where c.connection_id = p_connection_id
    ), '-infinity'),
    (select s.relist_at from private.connection_sync as s where s.connection_id = p_connection_id)
  );
end;
$$;
comment on function private.account_due_at(uuid) is
  'When an account is to be looked at because of one of its calendars, or of their list; -infinity: at the pace of accounts without channels.';
