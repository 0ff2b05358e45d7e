create function private.calendar_due_at(p_calendar public.calendars, p_sync private.calendar_sync)
returns timestamptz
language plpgsql
stable
set search_path = ''
as $$
declare
  v_interval integer;
begin
  if p_sync.wanted_at >= p_sync.last_attempt_at then
    return '-infinity';
  elsif p_sync.vanished_at >= p_sync.missing_since then
    return 'infinity';
  -- A calendar that its account's list does not name is pulled with each sync, until it has vanished or is named again.
  elsif p_sync.retry_at > now() and p_sync.missing_since is null then
    return p_sync.retry_at;
  elsif p_calendar.sync_status <> 'synced' or p_calendar.last_synced_at is null then
    return '-infinity';
  elsif not private.should_be_watched(p_calendar.id) then
    v_interval := 3600;
  elsif private.has_healthy_channel(p_calendar.id) then
    v_interval := 300;
  else
    return '-infinity';
  end if;
  return least(
    p_calendar.push_expires_at,
    -- Random, but the same for every caller: 20 % more or less.
    p_calendar.last_synced_at
      + make_interval(secs => v_interval * (0.8 + abs(hashtext(p_calendar.id::text || p_calendar.last_synced_at::text) % 400) / 1000.0))
  );
end;
$$;
comment on function private.calendar_due_at(public.calendars, private.calendar_sync) is
  'When a calendar is due for a pull. With a healthy channel: 5 min after the last pull, or an hour if it takes nobody''s time and gets no '
  'bookings (20 % more or less). After a failure: when its own backoff ends, or at once while lists lack it. At once (-infinity) whenever its '
  'account is synced if it has no channel, was never read, or somebody waits for it. Never (infinity) if it has vanished.';
