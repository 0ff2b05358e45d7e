create function private.external_rows(p_host_id uuid, p_host_zone text, p_range tstzrange, p_now timestamptz)
returns table (synced_event_id uuid, calendar_id uuid, title text, busy tstzmultirange)
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  select e.id, e.calendar_id, e.title, x.busy
  from private.blocking_calendars(p_host_id) as c
  join public.synced_events as e on e.calendar_id = c.calendar_id
  cross join lateral (select coalesce(c.time_zone, p_host_zone) as zone) as z
  cross join lateral (
    select case
      when e.booking_id is not null then private.own_event_busy(e, z.zone, p_now)
      when e.is_all_day
        then tstzmultirange(tstzrange(private.day_start(e.start_date, z.zone), private.day_start(e.end_date, z.zone)))
      else tstzmultirange(e.during)
    end as busy
  ) as x
  where e.is_busy and e.deleted_at is null
    and case when e.is_all_day
      then e.start_date <= (upper(p_range) at time zone 'UTC')::date + 1
        and e.end_date >= (lower(p_range) at time zone 'UTC')::date - 1
      else e.during && p_range
    end
    and x.busy && p_range;
end;
$$;
comment on function private.external_rows(uuid, text, tstzrange, timestamptz) is
  'The events behind private.external_busy inside p_range, for explanations to the owner.';
