create function private.restore_renamed(p_calendar_id uuid, p_run_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
begin
  -- The usual case.
  if not exists (select from public.synced_events as e where e.calendar_id = p_calendar_id and e.renamed_from is not null) then
    return;
  end if;
  insert into public.synced_events (
    calendar_id, provider_event_id, title, starts_at, ends_at, is_all_day, start_date, end_date, status, transparency, is_busy
  )
  select
    e.calendar_id, e.renamed_from, e.title, e.starts_at, e.ends_at, e.is_all_day, e.start_date, e.end_date, e.status, e.transparency,
    e.is_busy
  from public.synced_events as e
  where e.calendar_id = p_calendar_id and e.renamed_from is not null and e.sync_run is distinct from p_run_id
  on conflict on constraint synced_events_provider_key do nothing;
  update public.synced_events as e set renamed_from = null
  where e.calendar_id = p_calendar_id and e.renamed_from is not null and e.sync_run is distinct from p_run_id;
end;
$$;
comment on function private.restore_renamed(uuid, uuid) is
  'A run begins to write, and an earlier one broke off after it gave rows to other events: gives the events that had these rows new ones with the '
  'same times, so that nothing from that run counts as missing.';
