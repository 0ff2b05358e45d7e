create function public.finish_channel(channel_id uuid, resource_id text, expires_at timestamptz)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not write channels otherwise
set search_path = ''
as $$
declare
  v_channel private.channels;
begin
  perform from public.calendars as c
  where c.id = (select h.calendar_id from private.channels as h where h.id = finish_channel.channel_id) for no key update;
  update private.channels as h
  set state = case when h.state = 'opening' then 'open' else h.state end,
    -- A notice of another resource verifies nothing.
    verified_at = case when h.resource_id = finish_channel.resource_id then h.verified_at end,
    resource_id = finish_channel.resource_id, expires_at = finish_channel.expires_at,
    renew_at = now() + greatest((finish_channel.expires_at - now()) * (0.7 + 0.1 * random()), interval '1 minute')
  where h.id = finish_channel.channel_id
  returning h.* into v_channel;
  if v_channel.state is distinct from 'open' then
    return jsonb_build_object('kept', false);
  end if;
  perform private.retire_channels(v_channel.calendar_id);
  return jsonb_build_object('kept', true);
end;
$$;
comment on function public.finish_channel(uuid, text, timestamptz) is
  'The provider granted a channel: {kept}. It is renewed after 70 to 80 % of its granted life. False: it was given up meanwhile and must be '
  'closed.';
