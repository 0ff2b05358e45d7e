create function private.keep_freshness()
returns trigger
language plpgsql
security definer -- keeps a private table that the writers of calendars have no rights on
set search_path = ''
as $$
begin
  if old.last_synced_at is null or new.last_synced_at is null or new.last_synced_at < old.last_synced_at or exists (
    select from public.calendar_links as l
    join public.hosts as h on h.id = l.host_id
    -- One that the host has changed meanwhile may have been shorter.
    left join lateral (
      select min((k.was ->> 'stale_after_minutes')::integer) as minutes
      from private.history as k
      where k.subject = h.id and k.kind = 'hosts' and k.valid_until > old.last_synced_at
    ) as c on true
    where l.calendar_id = new.id
      and new.last_synced_at - old.last_synced_at > make_interval(mins => least(h.stale_after_minutes, c.minutes))
  ) then
    insert into private.history (subject, kind, row_id, is_deleted, was)
    values (new.id, 'calendars', new.id, false, jsonb_build_object('last_synced_at', old.last_synced_at));
  end if;
  return null;
end;
$$;
comment on function private.keep_freshness() is
  'Keeps when a calendar had been read (private.history) only where it became stale for one of its hosts before it was read again: of all other times '
  'it is enough to know that it was fresh, and it is read every minute.';

create trigger calendars_history_freshness after update on public.calendars
for each row when (
  old.last_synced_at is distinct from new.last_synced_at
  -- The shortest stale_after_minutes there is.
  and coalesce(new.last_synced_at not between old.last_synced_at and old.last_synced_at + interval '1 minute', true)
)
execute function private.keep_freshness();
