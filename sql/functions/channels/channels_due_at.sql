create function private.channels_due_at(p_connection_id uuid)
returns timestamptz
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select min(d.at)
    from (
      select private.channel_due_at(h) from private.channels as h where h.connection_id = p_connection_id and h.calendar_id is not null
      union all
      select private.channel_due_at(h) from private.channels_of_account(p_connection_id) as h
      union all
      select w.watch_after from private.calendar_watch as w where w.connection_id = p_connection_id
      union all
      select private.quiet_until(p_connection_id)
      union all
      select now() + private.jittered(86400)
    ) as d (at)
    where d.at > now()
  );
end;
$$;
comment on function private.channels_due_at(uuid) is
  'When a connection has to look after channels next: when the first of its own or of its account''s is due (private.channel_due_at), another attempt is permitted, or '
  'the backoff of the account ends; at least once a day.';
