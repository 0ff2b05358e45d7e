create function public.get_overview(host_id uuid default null)
returns jsonb
language plpgsql
stable
security definer -- reads private tables; asks for hosts of who is signed in only
set search_path = ''
as $$
declare
  v_owner_id constant uuid := (select auth.uid());
  v_host_ids constant uuid[] := array(
    select h.id from public.hosts as h
    where h.owner_id = v_owner_id and h.id = coalesce(get_overview.host_id, h.id)
  );
begin
  if get_overview.host_id is not null then
    perform private.require_own_host(get_overview.host_id);
  end if;
  return jsonb_build_object(
    'as_of', private.iso_instant(now()),
    'problems', coalesce((
      select jsonb_agg(p.problem order by p.number)
      from (
        select c.problem, c.number from private.calendar_problems(v_owner_id, v_host_ids) with ordinality as c (problem, number)
        union all
        select d.problem, 1000000 + d.number from private.delivery_problems(v_owner_id, v_host_ids) with ordinality as d (problem, number)
      ) as p
    ), '[]'),
    'calendars', (
      -- One that was never read is older than all others.
      select jsonb_build_object(
        'count', count(*), 'oldest_read_at', private.iso_instant(nullif(min(coalesce(c.last_synced_at, '-infinity')), '-infinity')),
        'newest_read_at', private.iso_instant(max(c.last_synced_at))
      )
      from (
        select distinct b.calendar_id, b.last_synced_at from unnest(v_host_ids) as h (id) cross join lateral private.blocking_calendars(h.id) as b
      ) as c
    ),
    'conflicts', (
      select jsonb_build_object('count', count(*), 'conflicts', coalesce(jsonb_agg(
        private.conflict_json(c.conflict) || jsonb_build_object('booking', private.booking_details(c.booking_id)) order by c.number
      ) filter (where c.number <= 20), '[]'))
      from (
        select k as conflict, k.booking_id, row_number() over (order by b.starts_at, k.detected_at, k.id) as number
        from public.booking_conflicts as k
        join public.bookings as b on b.id = k.booking_id and b.ends_at > now()
        where k.host_id = any (v_host_ids) and k.resolved_at is null
      ) as c
    ),
    'requests', (
      select jsonb_build_object('count', count(*), 'bookings', coalesce(jsonb_agg(
        private.booking_details(r.id) || jsonb_build_object('expires_at', private.iso_instant(r.expires_at)) order by r.number
      ) filter (where r.number <= 20), '[]'))
      from (
        select b.id, b.expires_at, row_number() over (order by b.starts_at, b.id) as number
        from public.bookings as b
        where b.host_id = any (v_host_ids) and b.status = 'pending' and b.starts_at > now() and coalesce(b.expires_at > now(), true)
      ) as r
    ),
    'today', (
      select jsonb_build_object('count', count(*), 'bookings', coalesce(jsonb_agg(
        private.booking_details(t.id) order by t.number
      ) filter (where t.number <= 50), '[]'))
      from (
        select b.id, row_number() over (order by b.starts_at, b.id) as number
        from public.hosts as h
        cross join lateral private.local_day(h.time_zone) as d (day)
        cross join lateral (
          select k.id, k.starts_at from public.bookings as k
          where k.host_id = h.id and k.during && d.day and k.status = 'confirmed' offset 0
        ) as b
        where h.id = any (v_host_ids)
      ) as t
    ),
    'next', (
      select coalesce(jsonb_agg(private.booking_details(n.id) order by n.starts_at, n.id), '[]')
      from (
        select b.id, b.starts_at
        from public.hosts as h
        cross join lateral private.local_day(h.time_zone) as d (day)
        cross join lateral (
          select k.id, k.starts_at from public.bookings as k
          where k.host_id = h.id and k.starts_at >= upper(d.day) and k.status = 'confirmed' order by k.starts_at, k.id limit 10
        ) as b
        where h.id = any (v_host_ids)
        order by b.starts_at, b.id
        limit 10
      ) as n
    )
  );
end;
$$;
comment on function public.get_overview(uuid) is
  'For the owner''s first screen, of one host or (null) of all their hosts: {as_of, problems: [{kind, message, …}] (private.calendar_problems, '
  'private.delivery_problems), calendars: {count, oldest_read_at (null: one was never read), newest_read_at} of those that take time, conflicts: '
  '{count, conflicts} (open, of bookings that are not over, the first 20, each with its booking), requests: {count, bookings} (the first 20, with '
  'expires_at), today: {count, bookings} (confirmed, meet today in the host''s zone, the first 50), next: [the 10 confirmed ones after today]}. '
  'Raises not_found (also for hosts of others).';
