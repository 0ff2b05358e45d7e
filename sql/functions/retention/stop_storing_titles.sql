create function public.stop_storing_titles(max_count integer default 20)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not change calendars otherwise
set search_path = ''
as $$
declare
  v_calendar_id uuid;
  v_planned integer := 0;
begin
  for v_calendar_id in
    select c.id from public.calendars as c where c.stores_titles order by c.id limit max_count
  loop
    -- As a pull: hosts before calendars.
    perform private.lock_calendar(v_calendar_id);
    update public.calendars as c set stores_titles = false where c.id = v_calendar_id;
    v_planned := v_planned + 1;
  end loop;
  return jsonb_build_object('planned', v_planned);
end;
$$;
comment on function public.stop_storing_titles(integer) is
  'The installation stores no titles: switches them off in at most max_count calendars, with all that is stored (private.forget_titles): {planned}; '
  'call it again while planned = max_count.';
