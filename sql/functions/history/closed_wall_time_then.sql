-- Generated from closed_wall_time.sql by npm run db:build and db:diff. Do not edit.
create function private.closed_wall_time_then(p_rules private.slot_rules, p_from date, p_until date)
returns table (override_id uuid, wall tsrange, label text)
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  select
    o.id,
    private.closed_span(o.override_date, o.start_time, o.end_time),
    o.label
  from private.rows_then(null::public.availability_overrides) as o
  where o.host_id = p_rules.host_id
    and (o.event_type_id is null or o.event_type_id = p_rules.event_type_id)
    and o.override_date >= p_from and o.override_date < p_until
    and o.effect = 'closed';
end;
$$;
comment on function private.closed_wall_time_then(private.slot_rules, date, date) is
  'As private.closed_wall_time, from what was known at private.asked_at().';
