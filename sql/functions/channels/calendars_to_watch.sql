create function private.calendars_to_watch(p_connection_id uuid)
returns setof public.calendars
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  select c.*
  from private.watchable_calendars(p_connection_id) as c
  left join private.calendar_watch as w on w.calendar_id = c.id
  where coalesce(w.watch_after <= now(), true)
    and not exists (select from private.channels as h where h.calendar_id = c.id and private.is_standing_channel(h));
end;
$$;
comment on function private.calendars_to_watch(uuid) is
  'The calendars of a connection that need a channel of their own now: there is none, it is due for renewal, or no notice of it came in 10 minutes '
  '(private.is_standing_channel). Without those that were refused recently (private.calendar_watch).';
