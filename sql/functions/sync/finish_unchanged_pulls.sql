create function public.finish_unchanged_pulls(
  calendar_ids uuid[], covered_from timestamptz, covered_until timestamptz,
  run_id uuid default null, expected_cursor text default null, next_cursor text default null
)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not change calendars otherwise
set search_path = ''
as $$
begin
  perform from public.calendars as c where c.id = any (finish_unchanged_pulls.calendar_ids) order by c.id for no key update;
  if next_cursor is not null then
    update private.calendar_sync as s set cursor = next_cursor
    where s.calendar_id = any (finish_unchanged_pulls.calendar_ids) and s.cursor = expected_cursor
      -- As for the pages of a run: another one has begun since.
      and s.run_id = finish_unchanged_pulls.run_id;
    if not found then
      return jsonb_build_object('finished', false);
    end if;
  end if;
  perform private.mark_synced(
    finish_unchanged_pulls.calendar_ids, finish_unchanged_pulls.covered_from, finish_unchanged_pulls.covered_until
  );
  -- Changes that were undone between two pulls leave some calendars as they were.
  perform private.enqueue_verify(p.event_key, p.calendar_id)
  from public.booking_calendar_events as p
  join public.bookings as b on b.id = p.booking_id
  where p.calendar_id = any (finish_unchanged_pulls.calendar_ids) and p.is_wanted and p.listed_at is null and p.state = 'pushed'
    and b.ends_at > greatest(now(), finish_unchanged_pulls.covered_from) and b.starts_at < finish_unchanged_pulls.covered_until;
  return jsonb_build_object('finished', true);
end;
$$;
comment on function public.finish_unchanged_pulls(uuid[], timestamptz, timestamptz, uuid, text, text) is
  'The provider said that nothing changed in these calendars: refreshes last_synced_at and coverage, without the locks of hosts and without a log '
  'row: {finished}. next_cursor: the cursor of this one calendar changed although nothing else did; it replaces expected_cursor if no other run '
  'than run_id began and nobody replaced it meanwhile, else nothing is done ({finished: false}). Own events that no pull has shown since they '
  'were written are checked directly.';
