create function private.suspect_channel(p_calendar_id uuid, p_touched uuid[], p_has_deletions boolean)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_ids uuid[];
  v_noticed_at timestamptz;
  v_verified_at timestamptz;
  v_read_at timestamptz;
begin
  select array_agg(h.id), max(coalesce(h.last_notice_at, h.verified_at)), min(h.verified_at) into v_ids, v_noticed_at, v_verified_at
  from private.channels_of_calendar(p_calendar_id) as h where h.state = 'open' and h.verified_at is not null;
  if v_ids is null then
    return;
  end if;
  select c.last_synced_at into v_read_at from public.calendars as c where c.id = p_calendar_id;
  -- Only what changed since the last pull: events that enter the window as time passes cause no notices.
  if (p_has_deletions and v_noticed_at < v_read_at - interval '60 seconds') or exists (
    select from public.synced_events as e
    where e.id = any (p_touched) and e.booking_id is null and e.provider_updated_at > greatest(v_read_at, v_verified_at)
      and e.provider_updated_at - interval '60 seconds' > v_noticed_at
  ) then
    update private.channels as h set suspected_at = coalesce(h.suspected_at, now()) where h.id = any (v_ids);
    update private.connection_sync as s set next_poll_at = least(s.next_poll_at, now())
    where s.connection_id = (select c.connection_id from public.calendars as c where c.id = p_calendar_id);
  end if;
end;
$$;
comment on function private.suspect_channel(uuid, uuid[], boolean) is
  'A pull wrote these rows, or found that foreign events were deleted: without a notice of that, the channels that stand for the calendar are '
  'suspected. Events of our own bookings do not count.';
