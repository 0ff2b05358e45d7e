create function private.is_overlap_notified(p_booking_id uuid, p_starts_at timestamptz, p_ends_at timestamptz)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
begin
  return exists (
    select from public.booking_conflicts as k
    where k.booking_id = p_booking_id and k.kind = 'overlap' and k.other_booking_id is null
      and (k.event_starts_at, k.event_ends_at) is not distinct from (p_starts_at, p_ends_at)
      and (k.resolved_at is null or k.resolution = 'kept' or (k.resolution = 'gone' and k.resolved_at > now() - interval '1 day'))
      and private.is_conflict_notified(k.id)
  );
end;
$$;
comment on function private.is_overlap_notified(uuid, timestamptz, timestamptz) is
  'Whether the host was notified, at most a day before the overlap ended, that an event of exactly these times is in the time of a booking, '
  'whatever it is called: of two events at one time, as a calendar and its feed have them, one is reported.';
