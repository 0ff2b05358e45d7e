create function private.hand_over_channels(p_connection_id uuid, p_is_leaving boolean)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_next_id uuid;
begin
  if not exists (select from private.channels as h where h.connection_id = p_connection_id and h.calendar_id is null) then
    return;
  end if;
  select k.id into v_next_id
  from private.connections_of_account(p_connection_id, p_is_connected => true) as a (id)
  join public.calendar_connections as k on k.id = a.id
  where k.id <> p_connection_id and k.status in ('active', 'error')
    and exists (select from public.calendars as c where c.connection_id = k.id and private.should_be_watched(c.id))
  order by private.quiet_until(k.id) nulls first, k.created_at, k.id
  limit 1;
  if v_next_id is not null then
    update private.channels as h set connection_id = v_next_id where h.connection_id = p_connection_id and h.calendar_id is null;
  elsif p_is_leaving then
    update private.channels as h set state = 'closing', close_after = now()
    where h.connection_id = p_connection_id and h.calendar_id is null and h.state <> 'closing';
  end if;
end;
$$;
comment on function private.hand_over_channels(uuid, boolean) is
  'A connection can no longer care for the channels of its account: gives them to another one of the account that needs them. If there is none, '
  'they stay where they are, or (p_is_leaving) are to be closed: whoever connects the account next opens another one. The caller has locked the '
  'account (private.lock_watched).';
