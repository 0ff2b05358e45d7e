create function private.unread_calendars(p_rules private.slot_rules, p_range tstzrange, p_now timestamptz)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select jsonb_agg(
      jsonb_build_object('calendar_id', c.id, 'reason', coalesce(
        case when not b.is_connected then k.last_error end, c.sync_error,
        case
          when b.last_synced_at is null then 'It was not read yet.'
          when b.last_synced_at < p_now - p_rules.stale_after then 'It was not read lately.'
          else 'It is not known so far ahead.'
        end
      ))
      order by c.id
    )
    from private.blocking_calendars(p_rules.host_id) as b
    join public.calendars as c on c.id = b.calendar_id
    join public.calendar_connections as k on k.id = c.connection_id
    where not b.is_connected or b.last_synced_at is null or b.last_synced_at < p_now - p_rules.stale_after
      or b.covered_until is null or b.covered_until < upper(p_range)
  );
end;
$$;
comment on function private.unread_calendars(private.slot_rules, tstzrange, timestamptz) is
  'Rule 9, in words for the host: the blocking calendars that are stale, or not known for p_range, [{calendar_id, reason}]; null: none.';
