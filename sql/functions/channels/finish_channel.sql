create function public.finish_channel(
  channel_id uuid, resource_id text, expires_at timestamptz, is_verified boolean default false, is_renewable boolean default false
)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not write channels otherwise
set search_path = ''
as $$
declare
  v_channel private.channels;
  v_was_opening boolean;
  v_life constant interval := finish_channel.expires_at - now();
begin
  select h.* into v_channel from private.channels as h where h.id = finish_channel.channel_id;
  perform private.lock_watched(v_channel.connection_id, v_channel.calendar_id);
  select h.* into v_channel from private.channels as h where h.id = finish_channel.channel_id for no key update;
  v_was_opening := v_channel.state = 'opening';
  update private.channels as h
  set state = case when v_was_opening then 'open' else h.state end,
    verified_at = coalesce(
      -- A notice of another resource verifies nothing.
      case when not v_was_opening or h.resource_id = finish_channel.resource_id then h.verified_at end,
      case when finish_channel.is_verified then now() end
    ),
    resource_id = finish_channel.resource_id, expires_at = finish_channel.expires_at, is_renewable = finish_channel.is_renewable,
    renewed_at = case when not v_was_opening then now() end,
    renew_at = now() + greatest(case
      when finish_channel.is_renewable then greatest(least(v_life * (0.5 - 0.05 * random()), v_life - interval '48 hours'), v_life * 0.25)
      else v_life * (0.7 + 0.1 * random())
    end, interval '1 minute')
  where h.id = finish_channel.channel_id
  returning h.* into v_channel;
  if v_channel.state is distinct from 'open' then
    return jsonb_build_object('kept', false);
  end if;
  perform private.retire_channels(v_channel.connection_id, v_channel.calendar_id);
  -- As after the first notice of a channel that this verifies: nobody knows what changed before.
  if v_was_opening and v_channel.verified_at = now() then
    if v_channel.calendar_id is null then
      perform private.enqueue_announced_sync(a.id)
      from (select c.id from private.connections_of_account(v_channel.connection_id, p_is_connected => true) as c (id) order by c.id) as a;
    else
      perform private.enqueue_pull(v_channel.calendar_id, v_channel.connection_id, p_is_announced => true);
    end if;
  end if;
  return jsonb_build_object('kept', true);
end;
$$;
comment on function public.finish_channel(uuid, text, timestamptz, boolean, boolean) is
  'The provider granted a channel, or prolonged it: {kept}. is_verified: the opening showed that notices arrive; what it stands for is then read. '
  'It is renewed after 70 to 80 % of its granted life; one that can be prolonged (is_renewable) at half of it or 48 hours before its end, '
  'whichever is sooner, but not before a quarter of it. False: it was given up meanwhile and must be closed.';
