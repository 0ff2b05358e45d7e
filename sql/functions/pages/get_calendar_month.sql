create function public.get_calendar_month(
  host_id uuid, range_start timestamptz, range_end timestamptz, event_type_id uuid default null
)
returns jsonb
language plpgsql
stable
security definer -- reads private tables; the first statement lets only the owner pass
set search_path = ''
as $$
declare
  v_range constant tstzrange := private.require_range(get_calendar_month.range_start, get_calendar_month.range_end, 62);
  v_type_id constant uuid := get_calendar_month.event_type_id;
  v_rules private.slot_rules;
  v_first date;
  v_last date;
begin
  perform private.require_own_host(get_calendar_month.host_id);
  if v_type_id is not null and not exists (
    select from public.event_types as e where e.id = v_type_id and e.host_id = get_calendar_month.host_id
  ) then
    perform private.fail('not_found', 'This host has no such event type.', 'Check event_type_id.');
  end if;
  v_rules.event_type_id := v_type_id;
  select h.id, h.time_zone into v_rules.host_id, v_rules.host_zone from public.hosts as h where h.id = get_calendar_month.host_id;
  v_first := (lower(v_range) at time zone v_rules.host_zone)::date;
  v_last := ((upper(v_range) - interval '1 microsecond') at time zone v_rules.host_zone)::date;

  return jsonb_build_object('host_id', v_rules.host_id, 'time_zone', v_rules.host_zone, 'days', (
    with span (kind, during) as (
      select 'start', tstzrange(s.starts_at, s.starts_at, '[]')
      from (
        -- A time at which several event types can be booked counts once.
        select distinct o.starts_at
        from public.event_types as e
        cross join lateral private.offered_starts(e.id, v_range) as o (starts_at)
        where e.host_id = v_rules.host_id and e.is_active and e.id = coalesce(v_type_id, e.id)
      ) as s
      union all
      select b.status, b.during
      from public.bookings as b
      where b.host_id = v_rules.host_id and b.during && v_range and b.event_type_id = coalesce(v_type_id, b.event_type_id)
        and (b.status = 'confirmed' or (b.status = 'pending' and coalesce(b.expires_at > now(), true)))
      union all
      select 'block', b.during from private.blocked_instants(v_rules, v_range) as b
    ),
    item (kind, first_day, last_day) as (
      select s.kind, (lower(s.during) at time zone v_rules.host_zone)::date,
        ((case when upper_inc(s.during) then upper(s.during) else upper(s.during) - interval '1 microsecond' end) at time zone v_rules.host_zone)::date
      from span as s
      union all
      -- Days of whole days are dates: they stay those, whatever the zone.
      select 'event', coalesce(e.start_date, (e.starts_at at time zone v_rules.host_zone)::date),
        coalesce(e.end_date - 1, ((e.ends_at - interval '1 microsecond') at time zone v_rules.host_zone)::date)
      from private.shown_events(v_rules.host_id, v_rules.host_zone, v_range) as e
      where e.booking_id is null
    ),
    counted as (
      select d.day::date as day, i.kind, count(*) as items
      from item as i
      cross join lateral generate_series(greatest(i.first_day, v_first), least(i.last_day, v_last), interval '1 day') as d (day)
      group by d.day, i.kind
    )
    select jsonb_agg(jsonb_build_object(
      'date', d.day,
      'free_slots', coalesce(c.starts, 0), 'bookings', coalesce(c.confirmed, 0), 'requests', coalesce(c.pending, 0),
      'external_events', coalesce(c.events, 0), 'blocks', coalesce(c.blocks, 0)
    ) order by d.day)
    from (select v_first + i as day from generate_series(0, v_last - v_first) as i) as d
    left join (
      select c.day,
        sum(c.items) filter (where c.kind = 'start') as starts, sum(c.items) filter (where c.kind = 'confirmed') as confirmed,
        sum(c.items) filter (where c.kind = 'pending') as pending, sum(c.items) filter (where c.kind = 'event') as events,
        sum(c.items) filter (where c.kind = 'block') as blocks
      from counted as c group by c.day
    ) as c on c.day = d.day
  ));
end;
$$;
comment on function public.get_calendar_month(uuid, timestamptz, timestamptz, uuid) is
  'For the owner''s month: of each local day (the host''s zone) that the range meets {date, free_slots, bookings, requests, external_events, blocks}. '
  'free_slots: starts of slots in the range (first durations), for one event type or, each time once, for all that are active. The others count on '
  'every day that they meet: bookings and requests (of the event type, if one is given), events of the calendars without those of bookings, and '
  'blocked periods as get_calendar_view shows them. Raises not_found (also for those of others), invalid_range (over 62 days).';
