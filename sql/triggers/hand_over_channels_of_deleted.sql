create function private.hand_over_channels_of_deleted()
returns trigger
language plpgsql
security definer -- whoever deletes a connection may not write channels
set search_path = ''
as $$
begin
  if exists (select from private.channels as h where h.connection_id = old.id and h.calendar_id is null) then
    perform private.lock_watched(old.id, null);
    perform private.hand_over_channels(old.id, p_is_leaving => true);
  end if;
  return old;
end;
$$;
comment on function private.hand_over_channels_of_deleted() is
  'The channel of an account outlives the connection that opened it, if another owner has connected the account (private.hand_over_channels).';

create trigger calendar_connections_hand_over before delete on public.calendar_connections
for each row execute function private.hand_over_channels_of_deleted();
