create function private.merge_busy_days(p_calendar_ids uuid[], p_days date[], p_spans tstzmultirange[])
returns void
language plpgsql
set search_path = ''
as $$
begin
  -- One writer per calendar at a time; the statements after the lock see what the previous one committed.
  perform from public.calendars as c where c.id = any (p_calendar_ids) order by c.id for no key update;

  with merged as materialized (
    select t.calendar_id, t.day, coalesce(b.spans - t.span, '{}') + coalesce(s.spans, '{}') as spans, a.is_all_day
    from unnest(p_calendar_ids, p_days, p_spans) as t (calendar_id, day, span)
    left join private.busy_days as b on b.calendar_id = t.calendar_id and b.day = t.day
    cross join lateral (
      select range_agg(e.during * p.span) as spans
      from unnest(t.span) as p (span)
      join public.synced_events as e
        on e.calendar_id = t.calendar_id and e.during && p.span
        and e.is_busy and e.deleted_at is null and e.booking_id is null and not e.is_all_day and not e.is_long
    ) as s
    cross join lateral (
      select exists (
        select from public.synced_events as e
        where e.calendar_id = t.calendar_id and e.start_date <= t.day and e.start_date > t.day - 63 and e.end_date > t.day
          and e.is_busy and e.deleted_at is null and e.booking_id is null and e.is_all_day and not e.is_long
      ) as is_all_day
    ) as a
  ),
  emptied as (
    delete from private.busy_days as d
    using merged as m
    where d.calendar_id = m.calendar_id and d.day = m.day and isempty(m.spans) and not m.is_all_day
  )
  insert into private.busy_days (calendar_id, day, spans, is_all_day)
  select m.calendar_id, m.day, m.spans, m.is_all_day
  from merged as m
  where not isempty(m.spans) or m.is_all_day
  on conflict on constraint busy_days_pkey do update set spans = excluded.spans, is_all_day = excluded.is_all_day;
end;
$$;
comment on function private.merge_busy_days(uuid[], date[], tstzmultirange[]) is
  'Merges the busy time of pairs of calendar and day again within a span of the day (empty: only whether an all-day event covers it), under the '
  'lock of the calendars. Time outside the span stays, so a change costs only as much as its own time contains.';
