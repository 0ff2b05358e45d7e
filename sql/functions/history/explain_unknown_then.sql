-- Generated from explain_unknown.sql by npm run db:build and db:diff. Do not edit.
create function private.explain_unknown_then(p_rules private.slot_rules, p_now timestamptz)
returns table (span tstzrange, details jsonb)
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  select
    s.span,
    jsonb_build_object('calendar_id', c.id, 'calendar_name', c.name) || case
      when u.id is null then jsonb_build_object('covered_until', private.iso_instant(nullif(s.covered_until, '-infinity')))
      else jsonb_build_object('unknown_time_id', u.id, 'message', u.message, 'days', private.unknown_days(u))
    end
  from private.unknown_spans_then(p_rules, p_now) as s
  join private.rows_then(null::public.calendars) as c on c.id = s.calendar_id
  left join private.rows_then(null::private.unknown_times) as u on u.id = s.unknown_time_id;
end;
$$;
comment on function private.explain_unknown_then(private.slot_rules, timestamptz) is
  'As private.explain_unknown, from what was known at private.asked_at().';
