create function private.require_entry(p_entry_id uuid, p_generation integer)
returns public.waitlist_entries
language plpgsql
stable
set search_path = ''
as $$
declare
  v_entry public.waitlist_entries;
begin
  select w.* into v_entry from public.waitlist_entries as w where w.id = p_entry_id;
  if v_entry.id is null then
    perform private.fail('not_found', 'There is no such place on a waiting list.', 'Check the id in the address.');
  end if;
  if v_entry.generation is distinct from p_generation then
    perform private.fail('unauthorized', 'The link to this place on a waiting list is no longer valid.', 'Use the link in the latest email.');
  end if;
  return v_entry;
end;
$$;
comment on function private.require_entry(uuid, integer) is
  'A place on a waiting list, if the generation in the token is its own. Raises not_found, unauthorized.';
