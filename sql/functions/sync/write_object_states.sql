create function private.write_object_states(p_calendar_id uuid, p_states jsonb, p_is_forgetting boolean)
returns void
language plpgsql
set search_path = ''
as $$
begin
  insert into private.calendar_objects as o (calendar_id, object_id, state)
  select p_calendar_id, n.object_id, n.state
  from jsonb_each_text(p_states) as n (object_id, state)
  where n.state is not null
  on conflict on constraint calendar_objects_pkey do update set state = excluded.state;
  if p_is_forgetting then
    delete from private.calendar_objects as o
    using jsonb_each_text(p_states) as n (object_id, state)
    where o.calendar_id = p_calendar_id and o.object_id = n.object_id and n.state is null;
  end if;
end;
$$;
comment on function private.write_object_states(uuid, jsonb, boolean) is
  'Stores the object states of a page by the ids of the objects. A state to delete (null) is kept while the deletion guard holds the deletion '
  'back, so that it is found again.';
