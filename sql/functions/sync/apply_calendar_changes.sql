create function public.apply_calendar_changes(calendar_id uuid, page jsonb)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not write events otherwise
set search_path = ''
as $$
declare
  v_id constant uuid := apply_calendar_changes.calendar_id;
  v_page record;
  v_sync private.calendar_sync;
  v_written record;
  v_removed record;
  v_deleted text[];
  v_missing uuid[];
begin
  -- Before anything else, as bookings do: of an event and a booking at the same time, the later one sees the earlier.
  perform private.lock_calendar(v_id);

  select p.* into v_page from private.read_page(page) as p;
  select s.* into v_sync from private.calendar_sync as s where s.calendar_id = v_id;
  if v_sync.calendar_id is null or v_sync.cursor is distinct from v_page.expected_cursor
    -- Two runs of one listing must not be mixed: each would delete what the other one named.
    or (v_sync.run_id is not null and v_sync.run_id <> v_page.run_id)
  then
    return jsonb_build_object('applied', false, 'created', 0, 'updated', 0, 'deleted', 0, 'held_back', false);
  end if;
  if not (select c.stores_titles from public.calendars as c where c.id = v_id) then
    v_page.changes := (select coalesce(jsonb_agg(c.change - 'title' order by c.position), '[]')
      from jsonb_array_elements(v_page.changes) with ordinality as c (change, position));
  end if;
  perform private.restore_renamed(v_id, v_page.run_id);
  v_deleted := v_page.deleted_series || v_page.missing_series
    || array(select jsonb_path_query(v_page.changes, '$[*] ? (@.kind == "delete").provider_event_id') #>> '{}');
  -- Before a first listing there is nothing to rename.
  if (v_page.is_full and v_page.expected_cursor is not null) or cardinality(v_deleted) > 0 then
    perform private.rename_events(v_id, v_page.changes, v_page.run_id, v_page.is_full, v_page.is_last, v_deleted);
  end if;
  select * into v_written
  from private.upsert_events(v_id, v_page.changes, v_page.run_id, v_page.fully_listed_series) as u;
  if v_sync.restored_at is not null then
    perform private.record_lost_bookings(v_id, v_page.changes, v_sync.restored_at);
  end if;
  select * into v_removed
  from private.delete_missing_events(
    v_id, v_page.run_id, v_page.is_last and v_page.is_full, v_page.deleted_series, v_page.missing_series, v_page.unreadable_series,
    v_page.covered_from, v_page.covered_until
  ) as w;
  v_missing := v_written.missing_bookings || v_removed.missing_bookings || private.find_missing_events(
    v_id, v_page.run_id, v_deleted || v_page.fully_listed_series, v_page.is_last, v_page.covered_from, v_page.covered_until
  );
  -- A run that is held back may be wrong, so nothing is deleted for it.
  perform private.write_unknown_times(
    v_id, v_page.run_id, v_page.unknown_times,
    case when v_removed.is_held_back then '[]' else v_page.changes end,
    case when v_removed.is_held_back then '{}' else v_deleted || v_page.fully_listed_series end, v_page.unreadable_series,
    v_page.is_every_unknown and not v_removed.is_held_back, v_page.is_full and not v_page.is_last
  );
  perform private.write_object_states(v_id, v_page.object_states, not v_removed.is_held_back);
  -- Events that the deletion guard keeps are still busy, so the calendar is known either way; only the cursor must not move.
  if v_page.next_cursor is not null and not v_removed.is_held_back then
    update private.calendar_sync as s set cursor = v_page.next_cursor where s.calendar_id = v_id;
  end if;
  perform private.suspect_channel(
    v_id, v_written.touched,
    not v_page.is_full
      and (cardinality(v_page.deleted_series) > 0 or jsonb_path_exists(v_page.changes, '$[*] ? (@.kind == "delete")'))
      and v_written.deleted + v_removed.deleted > cardinality(v_written.missing_bookings || v_removed.missing_bookings)
  );
  perform private.show_noticed_events(v_id, v_page.changes, v_deleted || v_page.fully_listed_series, v_page.versions);
  if v_page.is_last then
    -- The listing is complete: events whose rows others took over are really gone. An update of no rows would fire the triggers, too.
    if exists (select from public.synced_events as e where e.calendar_id = v_id and e.renamed_from is not null) then
      update public.synced_events as e set renamed_from = null where e.calendar_id = v_id and e.renamed_from is not null;
    end if;
    update private.calendar_sync as s set warning = left(v_page.warning, 1000) where s.calendar_id = v_id;
    perform private.notify_of_unknown_times(v_id);
    if v_sync.restored_at is not null and not v_removed.is_held_back then
      perform private.notify_of_lost_bookings(v_id);
      update private.calendar_sync as s set restored_at = null where s.calendar_id = v_id;
    end if;
    perform private.mark_synced(array[v_id], v_page.covered_from, v_page.covered_until);
  end if;
  perform private.detect_conflicts(v_id, v_written.touched, v_missing, v_page.run_id);
  if v_page.is_last then
    perform private.send_conflict_mails(v_page.run_id);
  end if;
  if v_written.created + v_written.updated + v_written.deleted + v_removed.deleted > 0 or v_removed.is_held_back
    or (v_page.is_last and v_page.is_full)
  then
    perform private.log_sync(
      v_id, 'completed', v_written.created, v_written.updated, v_written.deleted + v_removed.deleted,
      case when v_removed.is_held_back then 'Most events are missing from the calendar; waiting for a second, equal result.' end
    );
  end if;
  return jsonb_build_object(
    'applied', true, 'created', v_written.created, 'updated', v_written.updated,
    'deleted', v_written.deleted + v_removed.deleted, 'held_back', v_removed.is_held_back
  );
end;
$$;
comment on function public.apply_calendar_changes(uuid, jsonb) is
  'Writes one page (private.read_page defines it) of a pull if none began since (begin_pull gave run_id) and the cursor is still expected_cursor: '
  '{applied, created, updated, deleted, held_back}. Removes rows of fully_listed_series that this run has not named (private.upsert_events). Those '
  'of deleted_series, missing_series and, at the end of a full listing, all that it did not name go through the deletion guard '
  '(private.delete_missing_events), except for unreadable_series. The last page extends the coverage and notifies the owner of new unknown times '
  '(private.write_unknown_times) and, the first time after a restore, of lost bookings (private.record_lost_bookings). Raises invalid_request.';
