create function public.apply_calendar_changes(
  calendar_id uuid, expected_cursor text, changes jsonb, next_cursor text, run_id uuid, is_full boolean, is_last boolean,
  covered_from timestamptz, covered_until timestamptz, keep_series text[] default '{}',
  warning text default null
)
returns jsonb
language plpgsql
security definer -- service_role may call this, and write events in no other way
set search_path = ''
as $$
declare
  v_sync private.calendar_sync;
  v_written record;
  v_swept integer := 0;
  v_is_braked boolean := false;
begin
  perform from public.calendars as c where c.id = apply_calendar_changes.calendar_id for no key update;

  select s.* into v_sync from private.calendar_sync as s where s.calendar_id = apply_calendar_changes.calendar_id;
  if v_sync.calendar_id is null or v_sync.cursor is distinct from apply_calendar_changes.expected_cursor then
    return jsonb_build_object('applied', false, 'created', 0, 'updated', 0, 'deleted', 0, 'braked', false);
  end if;
  if jsonb_typeof(changes) <> 'array' or jsonb_array_length(changes) > 500 then
    perform private.fail('invalid_request', 'A page holds at most 500 changes.', 'Send smaller pages.');
  end if;
  select * into v_written
  from private.upsert_events(apply_calendar_changes.calendar_id, changes, apply_calendar_changes.run_id) as u;

  if is_last and is_full then
    v_swept := private.sweep_unlisted(
      apply_calendar_changes.calendar_id, apply_calendar_changes.run_id, keep_series,
      apply_calendar_changes.covered_from, apply_calendar_changes.covered_until
    );
    v_is_braked := v_swept is null;
  end if;
  if is_last then
    -- What the brake holds is busy still, so the calendar is known either way; only the cursor must not move on.
    update private.calendar_sync as s
    set cursor = case when v_is_braked then s.cursor else apply_calendar_changes.next_cursor end,
      warning = left(apply_calendar_changes.warning, 1000)
    where s.calendar_id = apply_calendar_changes.calendar_id;
    perform private.mark_synced(
      apply_calendar_changes.calendar_id, apply_calendar_changes.covered_from, apply_calendar_changes.covered_until
    );
  end if;
  if v_written.created + v_written.updated + v_written.deleted > 0 or is_last and is_full then
    perform private.log_sync(
      apply_calendar_changes.calendar_id, 'completed', v_written.created, v_written.updated,
      v_written.deleted + coalesce(v_swept, 0),
      case when v_is_braked then 'Most events are missing from the calendar; waiting for a second look.' end
    );
  end if;
  return jsonb_build_object(
    'applied', true, 'created', v_written.created, 'updated', v_written.updated,
    'deleted', v_written.deleted + coalesce(v_swept, 0), 'braked', v_is_braked
  );
end;
$$;
comment on function public.apply_calendar_changes(
  uuid, text, jsonb, text, uuid, boolean, boolean, timestamptz, timestamptz, text[], text
) is
  'Writes one page (at most 500 changes) of a pull if the cursor is still expected_cursor: {applied, created, updated, deleted, braked}. '
  'The last page moves the cursor and the coverage; of a full listing it also sweeps (private.sweep_unlisted), '
  'but for the series or events in keep_series. warning is shown with the calendar. Raises invalid_request.';
