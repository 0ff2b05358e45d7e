create function private.calendar_due_at(p_calendar public.calendars, p_sync private.calendar_sync)
returns timestamptz
language plpgsql
stable
set search_path = ''
as $$
begin
  if p_sync.vanished_at >= p_sync.missing_since and not coalesce(p_sync.wanted_at >= p_sync.last_attempt_at, false) then
    return 'infinity';
  end if;
  if p_calendar.sync_status <> 'synced' or p_calendar.last_synced_at is null or p_sync.wanted_at >= p_sync.last_attempt_at
    or not private.has_healthy_channel(p_calendar.id)
  then
    return '-infinity';
  end if;
  return least(
    p_calendar.push_expires_at,
    -- By chance, but the same whoever asks: 240 to 360 s after the last reading.
    p_calendar.last_synced_at + make_interval(secs => 240 + abs(hashtext(p_calendar.id::text || p_calendar.last_synced_at::text)) % 120)
  );
end;
$$;
comment on function private.calendar_due_at(public.calendars, private.calendar_sync) is
  'When a calendar is to be read: with a healthy channel 5 min (20 % more or less) after the last time, at once (-infinity) whenever its account '
  'is looked at if it has none, failed, or somebody waits for it. Never (infinity) if it has vanished.';
