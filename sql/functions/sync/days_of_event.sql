create function private.days_of_event(p_event public.synced_events)
returns setof date
language plpgsql
immutable
set search_path = ''
as $$
begin
  if not p_event.is_busy or p_event.deleted_at is not null or p_event.booking_id is not null or p_event.is_long then
    return;
  end if;
  if p_event.is_all_day then
    return query select p_event.start_date + i from generate_series(0, p_event.end_date - p_event.start_date - 1) as i;
  elsif p_event.ends_at > p_event.starts_at then
    return query
    select d.first + i
    from (
      select
        (p_event.starts_at at time zone 'UTC')::date as first,
        ((p_event.ends_at - interval '1 microsecond') at time zone 'UTC')::date as last
    ) as d
    cross join lateral generate_series(0, d.last - d.first) as i;
  end if;
end;
$$;
comment on function private.days_of_event(public.synced_events) is
  'The days of busy_days in which an event counts: UTC days of a timed one, local dates of an all-day one, none if it takes no time.';
