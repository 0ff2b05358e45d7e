create function private.has_vanished(p_calendar_id uuid)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
begin
  return exists (
    select from private.calendar_sync as s where s.calendar_id = p_calendar_id and s.vanished_at >= s.missing_since
  );
end;
$$;
comment on function private.has_vanished(uuid) is
  'Whether a calendar is believed to no longer exist (private.record_missing_calendar), until a list names it again.';
