create function private.read_page(p_page jsonb)
returns table (
  expected_cursor text, next_cursor text, run_id uuid, is_full boolean, is_last boolean,
  covered_from timestamptz, covered_until timestamptz, changes jsonb,
  unreadable_series text[], fully_listed_series text[], deleted_series text[], missing_series text[],
  object_states jsonb, unknown_times jsonb, is_every_unknown boolean, warning text, versions jsonb
)
language plpgsql
stable -- instants without a zone would depend on the zone of the session
set search_path = ''
as $$
declare
  v_stray text;
begin
  select
    p.expected_cursor, p.next_cursor, p.run_id, p.is_full, p.is_last, p.covered_from, p.covered_until, p.changes,
    coalesce(p.unreadable_series, '{}'), coalesce(p.fully_listed_series, '{}'), coalesce(p.deleted_series, '{}'), coalesce(p.missing_series, '{}'),
    coalesce(p.object_states, '{}'), coalesce(p.unknown_times, '[]'), coalesce(p.is_every_unknown, false), p.warning,
    p.versions
  into
    read_page.expected_cursor, read_page.next_cursor, read_page.run_id, read_page.is_full, read_page.is_last,
    read_page.covered_from, read_page.covered_until, read_page.changes,
    read_page.unreadable_series, read_page.fully_listed_series, read_page.deleted_series, read_page.missing_series,
    read_page.object_states, read_page.unknown_times, read_page.is_every_unknown, read_page.warning,
    read_page.versions
  from jsonb_to_record(p_page) as p (
    expected_cursor text, next_cursor text, run_id uuid, is_full boolean, is_last boolean,
    covered_from timestamptz, covered_until timestamptz, changes jsonb,
    unreadable_series text[], fully_listed_series text[], deleted_series text[], missing_series text[],
    object_states jsonb, unknown_times jsonb, is_every_unknown boolean, warning text, versions jsonb
  );
  if num_nulls(run_id, is_full, is_last, covered_from, covered_until) > 0 then
    perform private.fail(
      'invalid_request', 'A page must say which run it belongs to, whether it is full and the last one, and what it covers.',
      'Send run_id, is_full, is_last, covered_from and covered_until.'
    );
  end if;
  if jsonb_typeof(changes) is distinct from 'array' or jsonb_array_length(changes) > 500 then
    perform private.fail('invalid_request', 'A page holds at most 500 changes.', 'Send smaller pages.');
  end if;
  -- A field with another name would be lost silently.
  v_stray := (
    select min(k) from jsonb_object_keys(p_page) as k
    where k not in (
      'expected_cursor', 'next_cursor', 'run_id', 'is_full', 'is_last', 'covered_from', 'covered_until', 'changes',
      'unreadable_series', 'fully_listed_series', 'deleted_series', 'missing_series', 'object_states', 'unknown_times', 'is_every_unknown', 'warning',
      'versions'
    )
  );
  if v_stray is not null then
    perform private.fail('invalid_request', format('A page has no field "%s".', left(v_stray, 60)), 'Name the fields as private.read_page does.');
  end if;
  return next;
end;
$$;
comment on function private.read_page(jsonb) is
  'The fields of one page of a pull. Always: expected_cursor (null before the first pull), run_id, is_full (the run names everything), is_last, '
  'covered_from, covered_until (ISO 8601) and changes (at most 500: kind upsert or delete, and what private.upsert_events takes). Optional: '
  'next_cursor; names of series in unreadable_series, fully_listed_series, deleted_series, missing_series; object_states, the state of each object '
  'by its id, null to delete it; unknown_times, is_every_unknown; warning, for the owner; versions, of events by '
  'their ids, for notices that name one. Raises invalid_request.';
