create function private.calendars_to_watch(p_connection_id uuid)
returns setof public.calendars
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  select c.*
  from public.calendar_connections as k
  join private.connection_secrets as x on x.connection_id = k.id and x.sealed is not null and x.revoking_since is null
  join public.calendars as c on c.connection_id = k.id
  left join private.calendar_watch as w on w.calendar_id = c.id
  where k.id = p_connection_id and k.status in ('active', 'error') and private.quiet_until(k.id) is null
    -- It is read first; what cannot be read cannot be watched either.
    and c.last_synced_at is not null and c.sync_status <> 'error'
    and coalesce(w.watch_after <= now(), true)
    and private.should_be_watched(c.id)
    and not exists (
      select from private.channels as h
      where h.calendar_id = c.id and (
        (h.state = 'opening' and h.opened_at > now() - interval '10 minutes')
        or (
          h.state = 'open' and h.renew_at > now() and h.expires_at > now()
          and (h.verified_at is not null or h.opened_at > now() - interval '10 minutes')
        )
      )
    );
end;
$$;
comment on function private.calendars_to_watch(uuid) is
  'The calendars of a connection that need a channel now: there is none, it is due for renewal, or no notice of it came in 10 minutes. Without '
  'those that were refused recently (private.calendar_watch); none while the account backs off (private.quiet_until).';
