create function public.receive_notices(provider text, notices jsonb)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not add jobs otherwise
set search_path = ''
as $$
declare
  v_proven jsonb;
  v_positions bigint[];
  v_ids uuid[];
  v_first uuid[];
  v_channel record;
  v_to_sync uuid[] := '{}';
begin
  select
    coalesce(jsonb_agg(jsonb_build_object(
      'position', n.position, 'id', x.id, 'resource_id', n.resource_id, 'kind', coalesce(n.kind, 'changed'), 'event_id', n.event_id,
      'version', n.version
    )), '[]'),
    coalesce(array_agg(n.position), '{}'), coalesce(array_agg(distinct x.id), '{}')
  into v_proven, v_positions, v_ids
  from rows from (jsonb_to_recordset(notices) as (
    channel_id uuid, resource_id text, token_hash text, kind text, event_id text, version text
  )) with ordinality as n (channel_id, resource_id, token_hash, kind, event_id, version, position)
  cross join lateral (
    select h.id
    from private.channels as h
    join public.calendar_connections as k on k.id = h.connection_id
    join private.connection_secrets as x on x.connection_id = k.id
    -- The time that comparing hashes takes reveals nothing useful about the tokens.
    where h.id = n.channel_id and h.token_hash = n.token_hash
      and k.provider = receive_notices.provider and k.status <> 'disconnected' and x.sealed is not null and x.revoking_since is null
      and h.state <> 'closing' and coalesce(h.expires_at > now(), true) and coalesce(h.resource_id = n.resource_id, true)
    -- One by one, by their ids: anybody can send ids that do not exist.
    offset 0
  ) as x;

  v_first := private.take_notices(v_ids, v_proven);
  for v_channel in
    select h.id, h.connection_id, h.calendar_id, n.kinds, h.id = any (v_first) as is_first,
      case when h.calendar_id is null then array(
        select a.other_id from private.account_connections as a where a.connection_id = h.connection_id and a.is_connected
      ) end as ids_of_account
    from (
      select s.id, array_agg(distinct s.kind) as kinds from jsonb_to_recordset(v_proven) as s (id uuid, kind text) group by s.id
    ) as n
    join private.channels as h on h.id = n.id
    where h.id = any (v_ids)
    order by h.connection_id, h.calendar_id
  loop
    if 'removed' = any (v_channel.kinds) then
      perform public.lose_channel(v_channel.id);
    elsif 'missed' = any (v_channel.kinds) then
      perform private.want_pulls(a.id, v_channel.calendar_id)
      from (select unnest(coalesce(v_channel.ids_of_account, array[v_channel.connection_id])) as id order by id) as a;
    end if;
    if v_channel.is_first then
      perform private.retire_channels(v_channel.connection_id, v_channel.calendar_id);
    end if;
    continue when v_channel.kinds = '{renew}';
    if v_channel.calendar_id is null then
      v_to_sync := v_to_sync || v_channel.ids_of_account;
    else
      perform private.enqueue_pull(
        v_channel.calendar_id, v_channel.connection_id, p_is_announced => true, p_tries => case when not v_channel.is_first then 0 end
      );
    end if;
  end loop;
  -- Whichever connection cares for the channel.
  perform private.enqueue_announced_syncs(v_to_sync);

  return coalesce((
    select jsonb_agg(case when n.position = any (v_positions) then 'accepted' else 'refused' end order by n.position)
    from jsonb_array_elements(notices) with ordinality as n (value, position)
  ), '[]');
end;
$$;
comment on function public.receive_notices(text, jsonb) is
  'A provider called: for each of [{channel_id, resource_id, token_hash, kind, event_id, version}] whether it is accepted or refused, in order. '
  'kind (null: changed): opened, changed: queues one pull of the calendar or, for the channel of an account, one sync of each of its '
  'connections (private.enqueue_announced_syncs), which must show event_id in this version; a running one is followed by another. renew: the channel is prolonged or '
  'replaced, once in ten minutes. removed: it is opened anew; that and missed have everything read that it stands for. The first notice of a change '
  'verifies a channel. Channels that are unknown, another provider''s, over, to be closed, or of another resource or token cause no work.';
