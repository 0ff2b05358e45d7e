create function public.receive_notices(provider text, notices jsonb)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not add jobs otherwise
set search_path = ''
as $$
declare
  v_ids uuid[];
  v_accepted jsonb;
  v_positions bigint[];
  v_calendar record;
begin
  select
    coalesce(array_agg(n.position), '{}'), coalesce(array_agg(distinct x.id), '{}'),
    coalesce(jsonb_object_agg(x.id, n.resource_id), '{}')
  into v_positions, v_ids, v_accepted
  from rows from (jsonb_to_recordset(notices) as (channel_id uuid, resource_id text, token_hash text)) with ordinality
    as n (channel_id, resource_id, token_hash, position)
  cross join lateral (
    select h.id
    from private.channels as h
    join public.calendars as c on c.id = h.calendar_id
    join public.calendar_connections as k on k.id = c.connection_id
    join private.connection_secrets as x on x.connection_id = k.id
    -- The time that comparing hashes takes reveals nothing useful about the tokens.
    where h.id = n.channel_id and h.token_hash = n.token_hash
      and k.provider = receive_notices.provider and k.status <> 'disconnected' and x.sealed is not null and x.revoking_since is null
      and h.state <> 'closing' and coalesce(h.expires_at > now(), true) and coalesce(h.resource_id = n.resource_id, true)
    -- One by one, by their ids: anybody can send ids that do not exist.
    offset 0
  ) as x;

  -- Calendars before their channels, as everywhere; only the first notice of a channel needs the calendar.
  perform from public.calendars as c
  where c.id in (select h.calendar_id from private.channels as h where h.id = any (v_ids) and h.verified_at is null)
  order by c.id for no key update;
  perform from private.channels as h where h.id = any (v_ids) order by h.id for no key update;
  for v_calendar in
    with noticed as (
      update private.channels as h
      set last_notice_at = now(), verified_at = coalesce(h.verified_at, now()), resource_id = coalesce(h.resource_id, v_accepted ->> h.id::text),
        suspected_at = case when h.suspected_at < now() - interval '60 seconds' then h.suspected_at end
      where h.id = any (v_ids)
      returning h.calendar_id, h.verified_at = now() as is_first
    )
    select c.id, c.connection_id, n.is_first
    from (select d.calendar_id, bool_or(d.is_first) as is_first from noticed as d group by d.calendar_id) as n
    cross join lateral (select k.id, k.connection_id from public.calendars as k where k.id = n.calendar_id offset 0) as c
    order by c.id
  loop
    if v_calendar.is_first then
      perform private.retire_channels(v_calendar.id);
    end if;
    perform private.enqueue_pull(v_calendar.id, v_calendar.connection_id, p_is_announced => true, p_tries => case when not v_calendar.is_first then 0 end);
  end loop;

  return coalesce((
    select jsonb_agg(case when n.position = any (v_positions) then 'accepted' else 'refused' end order by n.position)
    from jsonb_array_elements(notices) with ordinality as n (value, position)
  ), '[]');
end;
$$;
comment on function public.receive_notices(text, jsonb) is
  'A provider called: for each of [{channel_id, resource_id, token_hash}] whether it is accepted or refused, in order. Queues one pull per '
  'calendar; a running one is followed by another. The first notice verifies a channel. Channels that are unknown, another provider''s, over, to '
  'be closed, or of another resource or token cause no work.';
