create function private.host_freshness(p_rules private.slot_rules, p_now timestamptz)
returns table (is_stale boolean, covered_until timestamptz, unknown tstzmultirange)
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  select coalesce(bool_or(u.is_stale), false), min(u.covered_until), coalesce(range_agg(u.span), '{}')
  from private.unknown_spans(p_rules, p_now) as u;
end;
$$;
comment on function private.host_freshness(private.slot_rules, timestamptz) is
  'Rule 9 for the whole host: whether a blocking calendar is stale; until when all of them are known (-infinity: one is not known at all; null: '
  'there are none); and the time that one of them does not know (all of it if one is stale). A slot that meets that time with its buffers is '
  'affected.';
