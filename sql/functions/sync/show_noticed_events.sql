create function private.show_noticed_events(p_calendar_id uuid, p_changes jsonb, p_named text[], p_versions jsonb)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_connection_id constant uuid := (select c.connection_id from public.calendars as c where c.id = p_calendar_id);
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
    due_at = case when e.version <> p_versions ->> e.provider_event_id then e.due_at end
  where e.connection_id = v_connection_id and e.provider_event_id = any (v_names);
end;
$$;
comment on function private.show_noticed_events(uuid, jsonb, text[], jsonb) is
  'A pull of a calendar named the events of these changes and these others: notices of them are over, unless it showed another version '
  '(p_versions: by event, if known) than the notice names.';
