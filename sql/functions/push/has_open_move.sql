create function private.has_open_move(p_booking_id uuid)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
begin
  return exists (
    select from public.booking_conflicts as k
    where k.booking_id = p_booking_id and k.kind = 'moved' and k.resolved_at is null
  );
end;
$$;
comment on function private.has_open_move(uuid) is
  'Whether the host moved the event of a booking and has not decided yet what that means. Until then nothing is written over it.';
