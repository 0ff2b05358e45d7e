create function public.calendar_object_states(calendar_id uuid, object_ids text[] default null)
returns jsonb
language plpgsql
stable
security definer -- service_role may call this but may not read object states otherwise
set search_path = ''
as $$
begin
  return coalesce((
    select jsonb_object_agg(o.object_id, o.state)
    from private.calendar_objects as o
    where o.calendar_id = calendar_object_states.calendar_id
      and (calendar_object_states.object_ids is null or o.object_id = any (calendar_object_states.object_ids))
  ), '{}');
end;
$$;
comment on function public.calendar_object_states(uuid, text[]) is
  'The object states of a calendar, {object id: state}: of these objects, or of all (null).';
