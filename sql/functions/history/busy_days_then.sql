create function private.busy_days_then()
returns setof private.busy_days
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  select
    e.calendar_id, d.day,
    case when e.is_all_day then '{}' else tstzmultirange(
      e.during * tstzrange(d.day::timestamp at time zone 'UTC', (d.day + 1)::timestamp at time zone 'UTC')
    ) end,
    e.is_all_day
  from private.rows_then(null::public.synced_events) as e
  cross join lateral (
    select
      case when e.is_all_day then e.start_date else (e.starts_at at time zone 'UTC')::date end as first_day,
      case when e.is_all_day then e.end_date - 1 else ((e.ends_at at time zone 'UTC') - interval '1 microsecond')::date end as last_day
  ) as f
  cross join lateral (select f.first_day + i from generate_series(0, f.last_day - f.first_day) as i) as d (day)
  where e.is_busy and e.deleted_at is null and e.booking_id is null and not e.is_long and (e.is_all_day or e.ends_at > e.starts_at);
end;
$$;
comment on function private.busy_days_then() is
  'private.busy_days as it was at private.asked_at(), made from the events of that time, one row for each day of each (days are not merged).';
