create function private.stale_calendars(p_rules private.slot_rules, p_range tstzrange, p_now timestamptz)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  -- Most hosts without calendars never get one, and each booking asks.
  if not exists (select from public.calendar_links as l where l.host_id = p_rules.host_id and l.blocks_availability) then
    return null;
  end if;
  return (
    select jsonb_agg(
      jsonb_build_object('calendar_id', c.id, 'reason', coalesce(
        case when k.status <> 'active' then k.last_error end,
        case when u.events > 0 and not u.is_stale then
          'It has an event whose time cannot be read: ' || u.message
          || case when u.events > 1 then format(' (and %s more)', u.events - 1) else '' end
        end,
        c.sync_error,
        private.unread_text(c.last_synced_at, p_rules.stale_after, p_now)
      ))
      order by c.id
    )
    from (
      select s.calendar_id, bool_or(s.is_stale) as is_stale, count(s.unknown_time_id) as events, min(t.message) as message
      from private.unknown_spans(p_rules, p_now) as s
      left join private.unknown_times as t on t.id = s.unknown_time_id
      where s.span && p_range
      group by s.calendar_id
    ) as u
    join public.calendars as c on c.id = u.calendar_id
    join public.calendar_connections as k on k.id = c.connection_id
  );
end;
$$;
comment on function private.stale_calendars(private.slot_rules, tstzrange, timestamptz) is
  'Rule 9 in words for the host: the blocking calendars that are stale, or not known for p_range, [{calendar_id, reason}]; null: none.';
