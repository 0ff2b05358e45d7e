create function public.lose_channel(channel_id uuid)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not write channels otherwise
set search_path = ''
as $$
declare
  v_channel private.channels;
begin
  select h.* into v_channel from private.channels as h where h.id = lose_channel.channel_id;
  perform private.lock_watched(v_channel.connection_id, v_channel.calendar_id);
  delete from private.channels as h where h.id = lose_channel.channel_id;
  if not found then
    return null;
  end if;
  perform private.retire_channels(v_channel.connection_id, v_channel.calendar_id);
  perform private.want_pulls(v_channel.connection_id, v_channel.calendar_id);
  update private.connection_sync as s set next_poll_at = least(s.next_poll_at, greatest(now(), private.quiet_until(s.connection_id)))
  where s.connection_id = v_channel.connection_id;
  return null;
end;
$$;
comment on function public.lose_channel(uuid) is
  'The provider does not know a channel any more: another one is opened, and all that it stood for is read, because nobody knows what changed '
  'meanwhile.';
