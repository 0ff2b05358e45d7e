-- Generated from seats_taken.sql by npm run db:build and db:diff. Do not edit.
create function private.seats_taken_then(p_host_id uuid, p_event_type_id uuid, p_starts_at timestamptz, p_ends_at timestamptz)
returns integer
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select count(*) from private.rows_then(null::public.bookings) as b
    where b.host_id = p_host_id and b.event_type_id = p_event_type_id and b.starts_at = p_starts_at and b.ends_at = p_ends_at
      and b.status in ('held', 'pending', 'confirmed') and (b.status = 'confirmed' or coalesce(b.expires_at > private.asked_at(), true))
  );
end;
$$;
comment on function private.seats_taken_then(uuid, uuid, timestamptz, timestamptz) is
  'As private.seats_taken, from what was known at private.asked_at().';
