create function private.write_other_unknown_times(
  p_calendar_id uuid, p_run_id uuid, p_fingerprints text[], p_is_all boolean, p_is_partial boolean
)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_digest constant text := (select md5(string_agg(f, ' ' order by f)) from unnest(p_fingerprints) as f);
  v_known text;
begin
  select u.fingerprint into v_known from private.unknown_times as u where u.calendar_id = p_calendar_id and u.object_id is null;
  if (v_digest is null and not p_is_all) or v_digest is not distinct from v_known or (v_known is not null and p_is_partial) then
    return;
  end if;
  delete from private.unknown_times as u where u.calendar_id = p_calendar_id and u.object_id is null;
  if v_digest is not null then
    insert into private.unknown_times (calendar_id, fingerprint, message, run_id)
    values (p_calendar_id, v_digest, 'There are more events in this calendar whose time cannot be read.', p_run_id);
  end if;
end;
$$;
comment on function private.write_other_unknown_times(uuid, uuid, text[], boolean, boolean) is
  'Keeps one row for all further events of a calendar whose time is unknown: any day may be theirs. It becomes another question whenever these '
  'events change, and is deleted when a complete list (p_is_all) leaves none. p_is_partial: the complete list is still to come.';
