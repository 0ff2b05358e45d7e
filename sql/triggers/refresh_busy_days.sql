create function private.refresh_busy_days()
returns trigger
language plpgsql
security definer -- keeps a private table that the writer of events has no rights on
set search_path = ''
as $$
declare
  v_calendar_ids uuid[];
  v_days date[];
  v_spans tstzmultirange[];
begin
  if tg_op = 'INSERT' then
    -- New rows only add time: merged time stays, so that a first pull does not merge whole days again with each page.
    perform from public.calendars as c where c.id in (select n.calendar_id from new_rows as n) order by c.id for no key update;
    insert into private.busy_days as b (calendar_id, day, spans, is_all_day)
    select
      n.calendar_id, d.day,
      coalesce(range_agg(
        n.during * tstzrange(d.day::timestamp at time zone 'UTC', (d.day + 1)::timestamp at time zone 'UTC')
      ) filter (where not n.is_all_day), '{}'),
      bool_or(n.is_all_day)
    from new_rows as n
    cross join lateral (select n.first_busy_day + i from generate_series(0, n.last_busy_day - n.first_busy_day) as i) as d (day)
    group by n.calendar_id, d.day
    on conflict on constraint busy_days_pkey do update
    set spans = b.spans + excluded.spans, is_all_day = b.is_all_day or excluded.is_all_day;
    return null;
  elsif tg_op = 'DELETE' then
    select array_agg(t.calendar_id), array_agg(t.day), array_agg(t.span) into v_calendar_ids, v_days, v_spans
    from (
      select
        o.calendar_id, d.day,
        coalesce(range_agg(
          o.during * tstzrange(d.day::timestamp at time zone 'UTC', (d.day + 1)::timestamp at time zone 'UTC')
        ) filter (where not o.is_all_day), '{}') as span
      from old_rows as o
      cross join lateral (select o.first_busy_day + i from generate_series(0, o.last_busy_day - o.first_busy_day) as i) as d (day)
      group by o.calendar_id, d.day
    ) as t;
  else
    with changed as materialized (
      select o.id
      from old_rows as o
      join new_rows as n on n.id = o.id
      where (o.calendar_id, o.starts_at, o.ends_at, o.start_date, o.end_date, o.is_busy, o.deleted_at, o.booking_id)
        is distinct from
        (n.calendar_id, n.starts_at, n.ends_at, n.start_date, n.end_date, n.is_busy, n.deleted_at, n.booking_id)
    ),
    touched as (
      select o.calendar_id, o.first_busy_day, o.last_busy_day, o.during, o.is_all_day
      from old_rows as o where o.id in (select c.id from changed as c)
      union all
      select n.calendar_id, n.first_busy_day, n.last_busy_day, n.during, n.is_all_day
      from new_rows as n where n.id in (select c.id from changed as c)
    )
    select array_agg(t.calendar_id), array_agg(t.day), array_agg(t.span) into v_calendar_ids, v_days, v_spans
    from (
      select
        e.calendar_id, d.day,
        coalesce(range_agg(
          e.during * tstzrange(d.day::timestamp at time zone 'UTC', (d.day + 1)::timestamp at time zone 'UTC')
        ) filter (where not e.is_all_day), '{}') as span
      from touched as e
      cross join lateral (select e.first_busy_day + i from generate_series(0, e.last_busy_day - e.first_busy_day) as i) as d (day)
      group by e.calendar_id, d.day
    ) as t;
  end if;
  if v_days is not null then
    perform private.merge_busy_days(v_calendar_ids, v_days, v_spans);
  end if;
  return null;
end;
$$;
comment on function private.refresh_busy_days() is 'Keeps private.busy_days in step with public.synced_events, once per statement.';

create trigger synced_events_busy_insert after insert on public.synced_events
referencing new table as new_rows for each statement execute function private.refresh_busy_days();
create trigger synced_events_busy_update after update on public.synced_events
referencing old table as old_rows new table as new_rows for each statement execute function private.refresh_busy_days();
create trigger synced_events_busy_delete after delete on public.synced_events
referencing old table as old_rows for each statement execute function private.refresh_busy_days();
