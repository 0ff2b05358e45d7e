create function private.is_account_to_watch(p_connection_id uuid)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
begin
  return exists (select from private.watchable_calendars(p_connection_id))
    and not exists (
      select from private.calendar_watch as w
      where w.connection_id = p_connection_id and w.calendar_id is null and w.watch_after > now()
    )
    and not exists (
      select from private.channels_of_account(p_connection_id) as h where private.is_standing_channel(h)
    );
end;
$$;
comment on function private.is_account_to_watch(uuid) is
  'Whether a connection whose provider has one channel for all calendars of an account needs it now, for any of them. Not if it was refused '
  'recently (private.calendar_watch), or another connection of the account has one.';
