-- Generated from full_days.sql by npm run db:build and db:diff. Do not edit.
create function private.full_days_then(
  p_rules private.slot_rules, p_range tstzrange, p_now timestamptz, p_except uuid, p_unit text, p_limit integer
)
returns tstzmultirange
language plpgsql
stable
set search_path = ''
as $$
declare
  v_length constant interval := case p_unit when 'week' then interval '7 days' else interval '1 day' end;
begin
  if p_limit is null then
    return '{}';
  end if;
  return (
    select coalesce(
      range_agg(
        tstzmultirange(tstzrange(
          private.day_start(f.first_day, p_rules.zone), private.day_start((f.first_day + v_length)::date, p_rules.zone)
        ))
        -- Joining a session that is counted already adds nothing.
        - coalesce(f.joinable, '{}')
      ),
      '{}'::tstzmultirange
    )
    from (
      select
        s.first_day,
        range_agg(tstzrange(lower(s.during), lower(s.during), '[]'))
          filter (where upper(s.during) - lower(s.during) = p_rules.duration) as joinable
      from (
        select
          b.during, d.first_day, count(*) over (partition by d.first_day) as total
        from (
          select distinct b.during
          from private.rows_then(null::public.bookings) as b
          where b.event_type_id = p_rules.event_type_id
            and b.status in ('held', 'pending', 'confirmed')
            and (b.status = 'confirmed' or coalesce(b.expires_at > p_now, true))
            and b.id is distinct from p_except
            and b.starts_at >= lower(p_range) - interval '9 days'
            and b.starts_at <= upper(p_range) + interval '9 days'
        ) as b
        cross join lateral (
          select date_trunc(p_unit, lower(b.during) at time zone p_rules.zone)::date as first_day
        ) as d
      ) as s
      where s.total >= p_limit
      group by s.first_day
    ) as f
  );
end;
$$;
comment on function private.full_days_then(private.slot_rules, tstzrange, timestamptz, uuid, text, integer) is
  'As private.full_days, from what was known at private.asked_at().';
