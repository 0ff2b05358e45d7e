create function private.lock_schedule(p_host_id uuid)
returns void
language plpgsql
set search_path = ''
set lock_timeout = '4s' -- as private.lock_slot
as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('schedule:' || p_host_id, 0));
end;
$$;
comment on function private.lock_schedule(uuid) is
  'One at a time replaces the schedule of a host, for good or for a preview: two would wait for each other''s rows. No booking waits for this lock. '
  'Raises 55P03 after 4 s.';
