create function private.judge_channels(p_connection_id uuid)
returns boolean
language plpgsql
set search_path = ''
as $$
declare
  v_of_account constant uuid[] := array(select h.id from private.channels_of_account(p_connection_id) as h);
  v_is_of_account constant boolean := cardinality(v_of_account) > 0;
  v_connections constant uuid[] := case
    when v_is_of_account then array(select private.connections_of_account(p_connection_id)) else array[p_connection_id]
  end;
  v_watched constant uuid[] := array(
    select c.id from public.calendars as c
    where c.connection_id = any (v_connections)
      and (v_is_of_account or exists (select from private.channels as h where h.calendar_id = c.id))
  );
  v_locked constant uuid[] := array(
    select c.id from public.calendars as c where c.id = any (v_watched) order by c.id for no key update of c skip locked
  );
  v_is_whole boolean := cardinality(v_locked) = cardinality(v_watched);
begin
  perform private.retire_channels(p_connection_id, c.id)
  from public.calendars as c
  where c.id = any (v_locked) and c.connection_id = p_connection_id and exists (select from private.channels as h where h.calendar_id = c.id);
  if not (v_is_of_account and v_is_whole) then
    return v_is_whole;
  end if;

  -- A notice or a pull may hold a channel, and another worker the plan of a connection that has to follow.
  v_is_whole := cardinality(v_of_account) = cardinality(array(
    select h.id from private.channels as h where h.id = any (v_of_account) order by h.id for no key update of h skip locked
  )) and (select count(*) from private.connection_sync as s where s.connection_id = any (v_connections)) = cardinality(array(
    select s.connection_id from private.connection_sync as s
    where s.connection_id = any (v_connections)
    order by s.connection_id for no key update of s skip locked
  ));
  if v_is_whole then
    perform private.retire_channels(p_connection_id, null);
  end if;
  return v_is_whole;
end;
$$;
comment on function private.judge_channels(uuid) is
  'Judges the channels of a connection (private.retire_channels), and those of its account if nobody else holds any of its calendars, channels or '
  'plans. Returns whether all of them were judged. Waits for nobody: the caller holds the plan of the connection.';
