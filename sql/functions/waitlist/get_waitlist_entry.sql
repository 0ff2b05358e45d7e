create function public.get_waitlist_entry(entry_id uuid, generation integer)
returns jsonb
language plpgsql
stable
security definer -- service_role may call this for a visitor that it has verified
set search_path = ''
as $$
begin
  return private.waitlist_result((private.require_entry(get_waitlist_entry.entry_id, get_waitlist_entry.generation)).id);
end;
$$;
comment on function public.get_waitlist_entry(uuid, integer) is
  'A place on a waiting list for its visitor: {entry, generation}. Raises not_found, unauthorized.';
