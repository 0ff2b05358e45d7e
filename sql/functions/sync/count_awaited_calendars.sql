create function public.count_awaited_calendars(calendar_ids uuid[], since timestamptz)
returns integer
language plpgsql
stable
security definer -- service_role may call this but may not see the state of a sync otherwise
set search_path = ''
as $$
begin
  return (
    select count(*)
    from public.calendars as c
    left join private.calendar_sync as s on s.calendar_id = c.id
    where c.id = any (count_awaited_calendars.calendar_ids)
      and coalesce(c.last_synced_at < count_awaited_calendars.since, true) and coalesce(s.failed_at < count_awaited_calendars.since, true)
  );
end;
$$;
comment on function public.count_awaited_calendars(uuid[], timestamptz) is
  'How many of these calendars have not been pulled since then, successfully or not.';
