create function private.show_noticed_events(p_connection_id uuid, p_names text[], p_versions jsonb)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform from private.noticed_events as e
  where e.connection_id = p_connection_id and e.provider_event_id = any (p_names)
  order by e.provider_event_id for update;
  if not found then
    return;
  end if;
  update private.noticed_events as e
  set shown_version = coalesce(p_versions ->> e.provider_event_id, e.shown_version),
    due_at = case when e.version <> p_versions ->> e.provider_event_id then e.due_at end
  where e.connection_id = p_connection_id and e.provider_event_id = any (p_names);
end;
$$;
comment on function private.show_noticed_events(uuid, text[], jsonb) is
  'A pull named these events: notices of them are over, unless it showed another version (p_versions: by event, if known) than the notice names.';
