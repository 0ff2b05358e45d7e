-- Generated from waiting_sessions.sql by npm run db:build and db:diff. Do not edit.
create function private.waiting_sessions_then(p_rules private.slot_rules, p_range tstzrange, p_now timestamptz, p_except uuid default null)
returns table (starts_at timestamptz, waiting integer, taken integer, entry_ids uuid[])
language plpgsql
stable
set search_path = ''
as $$
begin
  if p_rules.seats = 1 then
    return;
  end if;
  return query
  select w.starts_at, w.waiting, private.seats_taken_then(p_rules.host_id, p_rules.event_type_id, w.starts_at, w.starts_at + p_rules.duration), w.entry_ids
  from (
    select o.starts_at, count(*)::integer as waiting, array_agg(o.id order by o.position) as entry_ids
    from private.rows_then(null::public.waitlist_entries) as o
    where o.event_type_id = p_rules.event_type_id and o.state = 'waiting'
      and o.starts_at between greatest(lower(p_range), p_now) and upper(p_range) and o.ends_at = o.starts_at + p_rules.duration
    group by o.starts_at
  ) as w
  where not exists (
    select from private.rows_then(null::public.bookings) as b
    where b.id = p_except and b.event_type_id = p_rules.event_type_id and b.starts_at = w.starts_at and b.ends_at = w.starts_at + p_rules.duration
      and b.status in ('held', 'pending', 'confirmed') and (b.status = 'confirmed' or coalesce(b.expires_at > p_now, true))
  );
end;
$$;
comment on function private.waiting_sessions_then(private.slot_rules, tstzrange, timestamptz, uuid) is
  'As private.waiting_sessions, from what was known at private.asked_at().';
