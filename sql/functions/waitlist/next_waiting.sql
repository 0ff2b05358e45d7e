create function private.next_waiting(p_event_type_id uuid, p_starts_at timestamptz, p_ends_at timestamptz)
returns public.waitlist_entries
language plpgsql
stable
set search_path = ''
as $$
declare
  v_entry public.waitlist_entries;
begin
  select w.* into v_entry from public.waitlist_entries as w
  where w.event_type_id = p_event_type_id and w.starts_at = p_starts_at and w.ends_at = p_ends_at and w.state = 'waiting'
  order by w.position
  limit 1;
  return v_entry;
end;
$$;
comment on function private.next_waiting(uuid, timestamptz, timestamptz) is 'Who waits longest for a seat of a session; null: nobody.';
