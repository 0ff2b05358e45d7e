create function public.finish_unchanged_pulls(calendar_ids uuid[], covered_from timestamptz, covered_until timestamptz)
returns jsonb
language plpgsql
security definer -- service_role may call this, and change calendars in no other way
set search_path = ''
as $$
begin
  perform private.mark_synced(
    finish_unchanged_pulls.calendar_ids, finish_unchanged_pulls.covered_from, finish_unchanged_pulls.covered_until
  );
  return null;
end;
$$;
comment on function public.finish_unchanged_pulls(uuid[], timestamptz, timestamptz) is
  'The provider said that nothing changed in these calendars: refreshes last_synced_at and coverage, leaves no log row.';
