create function private.awaited_starts(p_rules private.slot_rules, p_range tstzrange, p_now timestamptz, p_except uuid default null)
returns tstzmultirange
language plpgsql
stable
set search_path = ''
as $$
begin
  if p_rules.seats = 1 then
    return '{}';
  end if;
  return (
    select coalesce(range_agg(tstzrange(w.starts_at, w.starts_at, '[]')), '{}')
    from private.waiting_sessions(p_rules, p_range, p_now, p_except) as w
    where w.taken + w.waiting >= p_rules.seats
  );
end;
$$;
comment on function private.awaited_starts(private.slot_rules, tstzrange, timestamptz, uuid) is
  'Rule 6: the starts in p_range of sessions whose free seats are all for those who wait (private.waiting_sessions).';
