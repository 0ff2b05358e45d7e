create function private.judge_channels(p_connection_id uuid)
returns boolean
language plpgsql
set search_path = ''
as $$
declare
  v_is_of_account constant boolean := exists (
    select from private.channels as h where h.connection_id = p_connection_id and h.calendar_id is null
  );
  v_watched constant uuid[] := array(
    select c.id from public.calendars as c
    where c.connection_id = p_connection_id
      and (v_is_of_account or exists (select from private.channels as h where h.calendar_id = c.id))
  );
  v_locked constant uuid[] := array(
    select c.id from public.calendars as c where c.id = any (v_watched) order by c.id for no key update of c skip locked
  );
begin
  perform private.retire_channels(p_connection_id, c.id)
  from unnest(v_locked) as c (id)
  where exists (select from private.channels as h where h.calendar_id = c.id);
  if v_is_of_account and cardinality(v_locked) = cardinality(v_watched) then
    perform private.retire_channels(p_connection_id, null);
  end if;
  return cardinality(v_locked) = cardinality(v_watched);
end;
$$;
comment on function private.judge_channels(uuid) is
  'Judges the channels of an account (private.retire_channels), those of an account only if none of its calendars is locked. Returns whether all '
  'of them were judged. Waits for nobody: the caller holds the plan of the account.';
