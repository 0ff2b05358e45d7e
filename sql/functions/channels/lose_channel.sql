create function public.lose_channel(channel_id uuid)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not write channels otherwise
set search_path = ''
as $$
declare
  v_channel private.channels;
  v_ids uuid[];
begin
  select h.* into v_channel from private.channels as h where h.id = lose_channel.channel_id;
  perform private.lock_watched(v_channel.connection_id, v_channel.calendar_id);
  delete from private.channels as h where h.id = lose_channel.channel_id;
  if not found then
    return null;
  end if;
  perform private.retire_channels(v_channel.connection_id, v_channel.calendar_id);
  v_ids := case
    when v_channel.calendar_id is null then array(select private.connections_of_account(v_channel.connection_id, p_is_connected => true))
    else array[v_channel.connection_id]
  end;
  perform private.want_pulls(a.id, v_channel.calendar_id) from (select unnest(v_ids) as id order by id) as a;
  perform from private.connection_sync as s where s.connection_id = any (v_ids) order by s.connection_id for no key update;
  update private.connection_sync as s set next_poll_at = least(s.next_poll_at, greatest(now(), private.quiet_until(s.connection_id)))
  where s.connection_id = any (v_ids);
  return null;
end;
$$;
comment on function public.lose_channel(uuid) is
  'The provider does not know a channel any more: another one is opened, and all that it stood for is read, because nobody knows what changed '
  'meanwhile.';
