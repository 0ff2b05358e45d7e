create function private.bookings_within_hours(p_host_id uuid, p_range tstzrange)
returns uuid[]
language plpgsql
stable
set search_path = ''
as $$
begin
  return array(
    with booking as materialized (
      select b.id, b.event_type_id, b.during
      from public.bookings as b
      where b.host_id = p_host_id and b.starts_at >= lower(p_range) and b.starts_at < upper(p_range) and b.ends_at > now()
        and (b.status = 'confirmed' or (b.status = 'pending' and coalesce(b.expires_at > now(), true)))
    ),
    type as materialized (
      select t.event_type_id, private.open_hours(r.rules, t.span) - coalesce(
        (select range_agg(p.during) from private.blocked_instants(r.rules, t.span) as p), '{}'
      ) as hours
      from (
        select b.event_type_id, tstzrange(min(lower(b.during)), max(upper(b.during))) as span from booking as b group by b.event_type_id
      ) as t
      cross join lateral (select private.load_slot_rules(t.event_type_id, null) as rules offset 0) as r
    )
    select b.id
    from booking as b
    join type as t on t.event_type_id = b.event_type_id
    where t.hours @> b.during
    order by lower(b.during), b.id
  );
end;
$$;
comment on function private.bookings_within_hours(uuid, tstzrange) is
  'Bookings and requests of a host that start in p_range, are not over and lie inside the open hours and outside the blocked periods of their own '
  'event type. Holds are no bookings yet: they are checked again when they become one.';
