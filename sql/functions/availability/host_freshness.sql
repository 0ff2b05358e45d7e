create function private.host_freshness(p_rules private.slot_rules, p_now timestamptz)
returns table (is_stale boolean, is_limited boolean, covered_until timestamptz)
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  select
    coalesce(bool_or(not b.is_connected or b.last_synced_at is null or b.last_synced_at < p_now - p_rules.stale_after), false),
    count(*) > 0,
    min(coalesce(b.covered_until, '-infinity'))
  from private.blocking_calendars(p_rules.host_id) as b;
end;
$$;
comment on function private.host_freshness(private.slot_rules, timestamptz) is
  'Rule 9 for the host as a whole: is a blocking calendar stale; are there blocking calendars at all; until when are all of them known '
  '(-infinity: one is not known at all).';
