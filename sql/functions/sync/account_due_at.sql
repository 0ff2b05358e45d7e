create function private.account_due_at(p_connection_id uuid, p_after timestamptz default null)
returns timestamptz
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select min(d.at)
    from (
      select private.calendar_due_at(c, s)
      from public.calendars as c
      left join private.calendar_sync as s on s.calendar_id = c.id
      where c.connection_id = p_connection_id
      union all
      select s.relist_at from private.connection_sync as s where s.connection_id = p_connection_id
      union all
      select '-infinity' where not exists (select from public.calendars as c where c.connection_id = p_connection_id)
    ) as d (at)
    where p_after is null or d.at > p_after
  );
end;
$$;
comment on function private.account_due_at(uuid, timestamptz) is
  'When an account is due because of one of its calendars or their list; -infinity: at the pace of accounts without channels. p_after: only what '
  'is due later than that; null: nothing is.';
