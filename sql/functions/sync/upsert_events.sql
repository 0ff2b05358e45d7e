create function private.upsert_events(p_calendar_id uuid, p_changes jsonb, p_run_id uuid, p_fully_listed text[])
returns table (created integer, updated integer, deleted integer, touched uuid[], missing_bookings uuid[])
language plpgsql
set search_path = ''
as $$
declare
  v_own text[];
  v_own_bookings uuid[];
  v_bookings jsonb;
  v_deleted constant text[] := array(
    select c.change ->> 'provider_event_id' from jsonb_array_elements(p_changes) as c (change) where c.change ->> 'kind' = 'delete'
  );
begin
  -- Most pages have no events that could be ours.
  if jsonb_path_exists(p_changes, '$[*] ? (exists (@.own_key) || exists (@.links))') then
    select jsonb_object_agg(o.provider_event_id, o.booking_id) into v_bookings from private.bookings_of_events(p_calendar_id, p_changes) as o;
  end if;
  with incoming as (
    select distinct on (c.provider_event_id) c.*
    from rows from (jsonb_to_recordset(p_changes) as (
      kind text, provider_event_id text, series_id text, ical_uid text, title text, starts_at timestamptz, ends_at timestamptz,
      is_all_day boolean, start_date date, end_date date, status text, transparency text, is_busy boolean,
      provider_updated_at timestamptz
    )) with ordinality as c (
      kind, provider_event_id, series_id, ical_uid, title, starts_at, ends_at, is_all_day, start_date, end_date, status,
      transparency, is_busy, provider_updated_at, position
    )
    where c.kind = 'upsert'
    order by c.provider_event_id, c.position desc
  ),
  written as (
    insert into public.synced_events as e (
      calendar_id, provider_event_id, series_id, ical_uid, title, starts_at, ends_at, is_all_day, start_date, end_date,
      status, transparency, is_busy, provider_updated_at, sync_run, booking_id
    )
    select
      p_calendar_id, i.provider_event_id, i.series_id, i.ical_uid,
      case when not exists (
        select from public.bookings as b
        where b.id = coalesce(w.booking_id, (v_bookings ->> i.provider_event_id)::uuid) and b.forgotten_at is not null
      ) then left(i.title, 500) end,
      i.starts_at, i.ends_at,
      coalesce(i.is_all_day, false), i.start_date, i.end_date, coalesce(i.status, 'confirmed'),
      coalesce(i.transparency, 'opaque'), coalesce(i.is_busy, true), i.provider_updated_at, p_run_id,
      coalesce(w.booking_id, (v_bookings ->> i.provider_event_id)::uuid)
    from incoming as i
    left join public.booking_calendar_events as w
      on w.calendar_id = p_calendar_id and w.provider_event_id = i.provider_event_id
    on conflict on constraint synced_events_provider_key do update set
      series_id = excluded.series_id, ical_uid = excluded.ical_uid, title = excluded.title,
      starts_at = excluded.starts_at, ends_at = excluded.ends_at, is_all_day = excluded.is_all_day,
      start_date = excluded.start_date, end_date = excluded.end_date, status = excluded.status,
      transparency = excluded.transparency, is_busy = excluded.is_busy, booking_id = coalesce(excluded.booking_id, e.booking_id),
      provider_updated_at = excluded.provider_updated_at, sync_run = excluded.sync_run, deleted_at = null
    returning e.id, e.xmax = 0 as is_new, e.booking_id, case when e.booking_id is not null then e.provider_event_id end as own_id
  )
  select count(*) filter (where w.is_new), count(*) filter (where not w.is_new), coalesce(array_agg(w.id), '{}'),
    array_agg(w.own_id) filter (where w.own_id is not null), array_agg(w.booking_id) filter (where w.booking_id is not null)
  into created, updated, touched, v_own, v_own_bookings
  from written as w;
  if v_own is not null then
    update public.booking_calendar_events as p set listed_at = now()
    where p.calendar_id = p_calendar_id and p.provider_event_id = any (v_own) and p.listed_at is null;
    -- Those that are believed to be deleted where they were written are checked again.
    perform private.enqueue_verify(p.event_key, p.calendar_id)
    from public.booking_calendar_events as p
    join public.bookings as b on b.id = p.booking_id
    join public.booking_conflicts as k on k.booking_id = b.id and k.kind = 'deleted' and k.resolved_at is null
    where p.booking_id = any (v_own_bookings) and p.calendar_id <> p_calendar_id and p.is_wanted and b.ends_at > now();
    perform private.enqueue_planning(v_own_bookings);
  end if;

  with removed as (
    delete from public.synced_events as e
    where e.id in (
      select x.id from public.synced_events as x
      where x.calendar_id = p_calendar_id and x.provider_event_id = any (v_deleted)
      union all
      select x.id
      from unnest(p_fully_listed) as c (id)
      cross join lateral (
        select e.id, e.sync_run from public.synced_events as e where e.calendar_id = p_calendar_id and e.provider_event_id = c.id
        union all
        select e.id, e.sync_run from public.synced_events as e where e.calendar_id = p_calendar_id and e.series_id = c.id
        -- One by one: else the planner scans all events of the calendar for each page.
        offset 0
      ) as x
      where x.sync_run is distinct from p_run_id
    )
    returning e.booking_id
  )
  select count(*), coalesce(array_agg(distinct r.booking_id) filter (where r.booking_id is not null), '{}')
  into deleted, missing_bookings
  from removed as r;
  return next;
end;
$$;
comment on function private.upsert_events(uuid, jsonb, uuid, text[]) is
  'Writes one page of normalised changes; of several for one event the last counts. A missing field is null, ''confirmed'', ''opaque'', busy or '
  'not all-day; that of a booking whose visitor was forgotten has no title. Removes what this run has not named of p_fully_listed. touched: rows written; missing_bookings: bookings whose own event was '
  'removed.';
