create function public.compare_listing(
  calendar_id uuid, run_id uuid, changes jsonb, unreadable_series text[], covered_from timestamptz, covered_until timestamptz, is_whole boolean
)
returns jsonb
language plpgsql
security definer -- service_role may call this; it reads private tables
set search_path = ''
as $$
declare
  v_drift jsonb;
  v_bookings jsonb;
begin
  with listed as materialized (
    select distinct on (c.provider_event_id) c.*
    from rows from (jsonb_to_recordset(changes) as (
      kind text, provider_event_id text, series_id text, title text, starts_at timestamptz, ends_at timestamptz, is_all_day boolean,
      start_date date, end_date date, status text, transparency text, is_busy boolean
    )) with ordinality as c (
      kind, provider_event_id, series_id, title, starts_at, ends_at, is_all_day, start_date, end_date, status, transparency, is_busy, position
    )
    order by c.provider_event_id, c.position desc
  ),
  pair as (
    select case
      when e.id is null then 'missing'
      when (e.starts_at, e.ends_at, e.start_date, e.end_date, e.is_all_day)
        is distinct from (l.starts_at, l.ends_at, l.start_date, l.end_date, coalesce(l.is_all_day, false)) then 'moved'
      when (e.is_busy, e.status, e.transparency, e.deleted_at)
        is distinct from (coalesce(l.is_busy, true), coalesce(l.status, 'confirmed'), coalesce(l.transparency, 'opaque'), null) then 'busy'
      when e.title is distinct from left(l.title, 500) and not exists (
        select from public.bookings as b where b.id = e.booking_id and b.forgotten_at is not null
      ) then 'title'
    end as kind
    from listed as l
    left join public.synced_events as e
      on e.calendar_id = compare_listing.calendar_id and e.provider_event_id = l.provider_event_id
    where l.kind = 'upsert'
    union all
    select 'extra'
    from private.known_events(compare_listing.calendar_id, covered_from, covered_until) as e
    where is_whole
      and not exists (select from listed as l where l.provider_event_id = e.provider_event_id and l.kind = 'upsert')
      and not coalesce(e.series_id = any (unreadable_series), false) and not e.provider_event_id = any (unreadable_series)
  )
  select jsonb_object_agg(x.kind, x.count) into v_drift
  from (select p.kind, count(*) as count from pair as p where p.kind is not null group by p.kind) as x;

  select jsonb_object_agg(x.kind, x.count) into v_bookings
  from (
    select w.kind, count(*) as count
    from private.bookings_without_event(
      compare_listing.calendar_id, compare_listing.run_id,
      array(select c.value ->> 'provider_event_id' from jsonb_array_elements(changes) as c where c.value ->> 'kind' = 'upsert'),
      unreadable_series, covered_from, covered_until, is_whole
    ) as w
    group by w.kind
  ) as x;
  return coalesce(v_drift, '{}') || coalesce(v_bookings, '{}');
end;
$$;
comment on function public.compare_listing(uuid, uuid, jsonb, text[], timestamptz, timestamptz, boolean) is
  'How what is stored of a calendar differs from a full listing (changes as private.upsert_events takes them, all pages together; is_whole: what '
  'it does not name does not exist), by kind, without zeros: missing (listed, not stored), moved, busy (other status, transparency or effect), '
  'title, extra (stored, not listed); and of bookings to come: booking_lost (their event is not listed), booking_unwritten (their last change was '
  'never written and nobody is about to), booking_unplanned (no event was ever planned). Queues the repair of these three: a direct check, a write, '
  'a plan. Writes no event.';
