create function public.finish_unchanged_pulls(calendar_ids uuid[], covered_from timestamptz, covered_until timestamptz)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not change calendars otherwise
set search_path = ''
as $$
begin
  perform private.mark_synced(
    finish_unchanged_pulls.calendar_ids, finish_unchanged_pulls.covered_from, finish_unchanged_pulls.covered_until
  );
  -- Changes that were undone between two pulls leave some calendars as they were.
  perform private.enqueue_verify(p.event_key, p.calendar_id)
  from public.booking_calendar_events as p
  join public.bookings as b on b.id = p.booking_id
  where p.calendar_id = any (finish_unchanged_pulls.calendar_ids) and p.is_wanted and p.listed_at is null and p.state = 'pushed'
    and b.ends_at > greatest(now(), finish_unchanged_pulls.covered_from) and b.starts_at < finish_unchanged_pulls.covered_until;
  return null;
end;
$$;
comment on function public.finish_unchanged_pulls(uuid[], timestamptz, timestamptz) is
  'The provider said that nothing changed in these calendars: refreshes last_synced_at and coverage, without a log row. Own events that no pull '
  'has shown since they were written are checked directly.';
