create function private.merge_busy_days(p_calendar_ids uuid[], p_days date[])
returns void
language plpgsql
set search_path = ''
as $$
begin
  -- One writer a calendar at a time; the statements after the lock see what the one before committed.
  perform from public.calendars as c where c.id = any (p_calendar_ids) order by c.id for no key update;

  delete from private.busy_days as d
  using unnest(p_calendar_ids, p_days) as t (calendar_id, day)
  where d.calendar_id = t.calendar_id and d.day = t.day;

  insert into private.busy_days (calendar_id, day, spans, is_all_day)
  select t.calendar_id, t.day, coalesce(s.spans, '{}'), a.is_all_day
  from unnest(p_calendar_ids, p_days) as t (calendar_id, day)
  cross join lateral (
    select tstzrange(t.day::timestamp at time zone 'UTC', (t.day + 1)::timestamp at time zone 'UTC') as span
  ) as u
  cross join lateral (
    select range_agg(e.during * u.span) as spans
    from public.synced_events as e
    where e.calendar_id = t.calendar_id and e.during && u.span
      and e.is_busy and e.deleted_at is null and e.booking_id is null and not e.is_all_day and not e.is_long
  ) as s
  cross join lateral (
    select exists (
      select from public.synced_events as e
      where e.calendar_id = t.calendar_id and e.start_date <= t.day and e.start_date > t.day - 63 and e.end_date > t.day
        and e.is_busy and e.deleted_at is null and e.booking_id is null and e.is_all_day and not e.is_long
    ) as is_all_day
  ) as a
  where s.spans is not null or a.is_all_day;
end;
$$;
comment on function private.merge_busy_days(uuid[], date[]) is
  'Merges the busy time of pairs of calendar and day anew, under the lock of the calendars.';
