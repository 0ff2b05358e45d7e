-- Generated from blocked_instants.sql by npm run db:build and db:diff. Do not edit.
create function private.blocked_instants_then(p_rules private.slot_rules, p_range tstzrange)
returns table (blocked_period_id uuid, kind text, during tstzrange, reason text)
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  select p.id, p.kind, d.during, p.reason
  from private.rows_then(null::public.blocked_periods) as p
  cross join lateral (
    select case when p.start_date is null
      then tstzrange(p.starts_at, p.ends_at)
      else tstzrange(
        private.day_start(p.start_date, p_rules.host_zone), private.day_start(p.end_date + 1, p_rules.host_zone)
      )
    end as during
  ) as d
  where p.host_id = p_rules.host_id
    and (p.event_type_id is null or p.event_type_id = p_rules.event_type_id)
    and (p.start_date is null or p.start_date <= (upper(p_range) at time zone 'UTC')::date + 1)
    and (p.end_date is null or p.end_date >= (lower(p_range) at time zone 'UTC')::date - 1)
    and d.during && p_range;
end;
$$;
comment on function private.blocked_instants_then(private.slot_rules, tstzrange) is
  'As private.blocked_instants, from what was known at private.asked_at().';
