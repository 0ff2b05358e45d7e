create function private.has_healthy_channel(p_calendar_id uuid)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
begin
  return exists (
    select from private.channels_of_calendar(p_calendar_id) as h
    where h.state = 'open' and h.verified_at is not null and h.expires_at > now()
      and h.suspected_at is null and coalesce(h.missed_at < now() - interval '1 day', true)
  );
end;
$$;
comment on function private.has_healthy_channel(uuid) is
  'Whether we are notified of changes of a calendar: a channel that stands for it is open, its notices arrive, and none was missed in the last day.';
