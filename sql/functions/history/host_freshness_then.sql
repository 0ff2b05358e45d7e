-- Generated from host_freshness.sql by npm run db:build and db:diff. Do not edit.
create function private.host_freshness_then(p_rules private.slot_rules, p_now timestamptz)
returns table (is_stale boolean, covered_until timestamptz, unknown tstzmultirange)
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  select coalesce(bool_or(u.is_stale), false), min(u.covered_until), coalesce(range_agg(u.span), '{}')
  from private.unknown_spans_then(p_rules, p_now) as u;
end;
$$;
comment on function private.host_freshness_then(private.slot_rules, timestamptz) is
  'As private.host_freshness, from what was known at private.asked_at().';
