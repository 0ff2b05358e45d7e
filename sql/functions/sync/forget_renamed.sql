create function private.forget_renamed(p_calendar_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
begin
  -- Checked first: an update of no rows fires the triggers of the table, too.
  if exists (select from public.synced_events as e where e.calendar_id = p_calendar_id and e.renamed_from is not null) then
    update public.synced_events as e set renamed_from = null where e.calendar_id = p_calendar_id and e.renamed_from is not null;
  end if;
end;
$$;
comment on function private.forget_renamed(uuid) is
  'A listing is complete: events whose rows others took over (private.rename_events) are really gone.';
