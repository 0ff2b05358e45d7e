create function private.find_missing_events(
  p_calendar_id uuid, p_run_id uuid, p_named text[], p_is_last boolean, p_covered_from timestamptz, p_covered_until timestamptz
)
returns uuid[]
language plpgsql
stable
set search_path = ''
as $$
begin
  return array(
    select p.booking_id
    from public.booking_calendar_events as p
    where p.calendar_id = p_calendar_id and p.is_wanted and p.provider_event_id = any (p_named)
      and not exists (
        select from public.synced_events as e
        where e.calendar_id = p_calendar_id and e.provider_event_id = p.provider_event_id and e.sync_run = p_run_id
      )
    union
    select p.booking_id
    from public.booking_calendar_events as p
    join public.bookings as b on b.id = p.booking_id
    join private.calendar_sync as s on s.calendar_id = p.calendar_id
    where p_is_last and p.calendar_id = p_calendar_id and p.is_wanted and p.listed_at is null
      -- The pull may not have seen an event that was written after it began.
      and p.pushed_at < s.last_attempt_at
      and b.ends_at > p_covered_from and b.starts_at < p_covered_until
  );
end;
$$;
comment on function private.find_missing_events(uuid, uuid, text[], boolean, timestamptz, timestamptz) is
  'Bookings whose own event this pull mentions without a time, whether or not it was ever stored. p_named: ids that were reported or inferred as '
  'deleted, or named without an occurrence in the window. At the end of a pull (p_is_last) also those whose event no pull has named since it was '
  'written, if this pull began later. A direct check of the event decides what that means.';
