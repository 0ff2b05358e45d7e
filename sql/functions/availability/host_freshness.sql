create function private.host_freshness(p_rules private.slot_rules, p_now timestamptz)
returns table (is_stale boolean, covered_until timestamptz, unknown tstzmultirange)
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  select
    coalesce(bool_or(c.is_stale), false),
    min(coalesce(c.covered_until, '-infinity')),
    coalesce(range_agg(c.unknown), '{}')
  from (
    select
      s.is_stale, b.covered_until,
      -- What a calendar does not know of the time: whoever learns of further spans adds them here.
      tstzrange(case when not s.is_stale then coalesce(b.covered_until, '-infinity') end, null) as unknown
    from private.blocking_calendars(p_rules.host_id) as b
    cross join lateral (
      select not b.is_connected or b.last_synced_at is null or b.last_synced_at < p_now - p_rules.stale_after as is_stale
    ) as s
  ) as c;
end;
$$;
comment on function private.host_freshness(private.slot_rules, timestamptz) is
  'Rule 9 for the host as a whole: is a blocking calendar stale; until when are all of them known (-infinity: one is not known at all; null: '
  'there are none); the time that one of them does not know (all of it if one is stale). A slot that meets that with its buffers is affected.';
