create function private.show_noticed_events(p_calendar_id uuid, p_changes jsonb, p_named text[], p_versions jsonb)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_connection_id constant uuid := (select c.connection_id from public.calendars as c where c.id = p_calendar_id);
  -- The run that wrote the page is the last one that began (begin_pull).
  v_began_at constant timestamptz := (select s.last_attempt_at from private.calendar_sync as s where s.calendar_id = p_calendar_id);
  v_names text[];
begin
  if not exists (select from private.noticed_events as e where e.connection_id = v_connection_id) then
    return;
  end if;
  v_names := p_named || array(
    select unnest(array[n.provider_event_id, n.series_id]) from jsonb_to_recordset(p_changes) as n (provider_event_id text, series_id text)
  );
  perform from private.noticed_events as e
  where e.connection_id = v_connection_id and e.provider_event_id = any (v_names)
  order by e.provider_event_id for update;
  update private.noticed_events as e
  set shown_version = coalesce(p_versions ->> e.provider_event_id, e.shown_version),
    due_at = case
      when e.version <> p_versions ->> e.provider_event_id then e.due_at
      -- What was read before the notice shows what it tells of only if that is the very version. Occurrences change without that of their series.
      when e.noticed_at > v_began_at
        and (e.version = p_versions ->> e.provider_event_id and not private.is_series(v_connection_id, e.provider_event_id)) is not true
      then e.due_at
    end
  where e.connection_id = v_connection_id and e.provider_event_id = any (v_names);
end;
$$;
comment on function private.show_noticed_events(uuid, jsonb, text[], jsonb) is
  'A pull of a calendar named the events of these changes and these others: notices of them are over, unless it showed another version '
  '(p_versions: by event, if known) than the notice names, or began before the notice and did not prove by the version that it knew of the change.';
