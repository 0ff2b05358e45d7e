create function private.prune_past_events(p_before timestamptz, p_max_count integer)
returns integer
language plpgsql
set search_path = ''
as $$
declare
  v_calendar_id uuid;
  v_looked integer := 0;
  v_pruned integer;
begin
  while v_looked < p_max_count loop
    select s.calendar_id into v_calendar_id
    from private.calendar_sync as s
    where s.tidy_at <= now()
    order by s.tidy_at
    limit 1
    for no key update skip locked;
    exit when v_calendar_id is null;
    delete from public.synced_events as e
    where e.id in (
      select x.id from public.synced_events as x
      where x.calendar_id = v_calendar_id and coalesce(x.ends_at, x.end_date::timestamp at time zone 'UTC') < p_before
      limit p_max_count
    );
    get diagnostics v_pruned = row_count;
    delete from private.lost_bookings as x
    where x.calendar_id = v_calendar_id and not exists (
      select from public.synced_events as e where e.calendar_id = x.calendar_id and e.provider_event_id = x.provider_event_id
    );
    delete from private.busy_days as d
    where d.calendar_id = v_calendar_id and d.day < (p_before at time zone 'UTC')::date - 62 and d.spans = '{}' and not d.is_all_day;
    v_looked := v_looked + 20 + v_pruned;
    if v_pruned < p_max_count then
      update private.calendar_sync as s set tidy_at = now() + private.jittered(7 * 86400) where s.calendar_id = v_calendar_id;
    end if;
  end loop;
  return v_looked;
end;
$$;
comment on function private.prune_past_events(timestamptz, integer) is
  'Deletes the events that ended before p_before, calendar by calendar, each once a week. What was done, in rows (a calendar counts 20): less than '
  'p_max_count means that nothing is left to do now.';
