create function private.rename_events(
  p_calendar_id uuid, p_changes jsonb, p_run_id uuid, p_is_full boolean, p_is_last boolean, p_deleted text[]
)
returns void
language plpgsql
set search_path = ''
as $$
begin
  with incoming as materialized (
    select distinct c.provider_event_id, left(c.title, 500) as title, c.starts_at, c.ends_at, c.start_date, c.end_date
    from jsonb_to_recordset(p_changes) as c (
      kind text, provider_event_id text, title text, starts_at timestamptz, ends_at timestamptz, start_date date, end_date date, is_busy boolean
    )
    where c.kind = 'upsert' and coalesce(c.is_busy, true)
  ),
  fresh as materialized (
    select i.*, row_number() over (
      partition by i.title, i.starts_at, i.ends_at, i.start_date, i.end_date order by i.provider_event_id
    ) as place
    from incoming as i
    where not exists (
      select from public.synced_events as e where e.calendar_id = p_calendar_id and e.provider_event_id = i.provider_event_id
    )
  ),
  -- Each by the index of its kind: else the planner scans all events of the calendar.
  alike as (
    select e.id, e.provider_event_id, e.series_id, e.title, f.starts_at, f.ends_at, f.start_date, f.end_date
    from (select distinct f.title, f.starts_at, f.ends_at, f.start_date, f.end_date from fresh as f where f.starts_at is not null) as f
    join public.synced_events as e
      on e.calendar_id = p_calendar_id and e.during = tstzrange(f.starts_at, f.ends_at) and e.title is not distinct from f.title
    where e.is_busy and e.deleted_at is null and e.booking_id is null and not e.is_all_day and e.sync_run is distinct from p_run_id
    union all
    select e.id, e.provider_event_id, e.series_id, e.title, f.starts_at, f.ends_at, f.start_date, f.end_date
    from (select distinct f.title, f.starts_at, f.ends_at, f.start_date, f.end_date from fresh as f where f.start_date is not null) as f
    join public.synced_events as e
      on e.calendar_id = p_calendar_id and e.start_date = f.start_date and e.end_date = f.end_date and e.title is not distinct from f.title
    where e.is_busy and e.deleted_at is null and e.booking_id is null and e.is_all_day and e.sync_run is distinct from p_run_id
  ),
  vanished as (
    select a.*, coalesce(a.provider_event_id = any (p_deleted) or a.series_id = any (p_deleted), false) as is_gone, row_number() over (
      partition by a.title, a.starts_at, a.ends_at, a.start_date, a.end_date order by a.id
    ) as place
    from alike as a
    where (p_is_full or a.provider_event_id = any (p_deleted) or a.series_id = any (p_deleted))
      and not exists (select from incoming as i where i.provider_event_id = a.provider_event_id)
  )
  update public.synced_events as e
  set provider_event_id = f.provider_event_id,
    renamed_from = case when not p_is_last and not v.is_gone then v.provider_event_id end
  from vanished as v
  join fresh as f
    on f.place = v.place and f.title is not distinct from v.title and f.starts_at is not distinct from v.starts_at
    and f.ends_at is not distinct from v.ends_at and f.start_date is not distinct from v.start_date
    and f.end_date is not distinct from v.end_date
  where e.id = v.id;
end;
$$;
comment on function private.rename_events(uuid, jsonb, uuid, boolean, boolean, text[]) is
  'Before a page is written: an unknown event takes over the row of one that has vanished (p_is_full: the run names everything and has not named '
  'it yet; else it is among p_deleted) if title and times are the same, one for one. Its conflicts and the decisions about them stay. If the run '
  'names the other event later, that gets a row of its own; if the run breaks off before its last page (p_is_last), private.restore_renamed gives '
  'it one. Not for events of bookings, which have other marks.';
