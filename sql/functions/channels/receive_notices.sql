create function public.receive_notices(provider text, notices jsonb)
returns jsonb
language plpgsql
security definer -- service_role may call this, and add jobs in no other way
set search_path = ''
as $$
declare
  v_accepted jsonb;
  v_positions bigint[];
  v_calendar record;
begin
  select
    coalesce(array_agg(n.position), '{}'),
    coalesce(jsonb_object_agg(h.id, n.resource_id), '{}')
  into v_positions, v_accepted
  from rows from (jsonb_to_recordset(notices) as (channel_id uuid, resource_id text, token_hash text)) with ordinality
    as n (channel_id, resource_id, token_hash, position)
  -- How long a comparison of hashes takes says nothing of use about the tokens.
  join private.channels as h on h.id = n.channel_id and h.token_hash = n.token_hash
  join public.calendars as c on c.id = h.calendar_id
  join public.calendar_connections as k on k.id = c.connection_id
  join private.connection_secrets as x on x.connection_id = k.id
  where k.provider = receive_notices.provider and k.status <> 'disconnected' and x.sealed is not null and x.leaving_since is null
    and h.state <> 'closing' and coalesce(h.expires_at > now(), true) and coalesce(h.resource_id = n.resource_id, true);

  -- Calendars before their channels, as everywhere; only the first notice of a channel concerns the calendar.
  perform from public.calendars as c
  where c.id in (
    select h.calendar_id from private.channels as h where v_accepted ? h.id::text and h.verified_at is null
  )
  order by c.id for no key update;
  perform from private.channels as h
  where h.id in (select a.key::uuid from jsonb_each_text(v_accepted) as a)
  order by h.id for no key update;
  for v_calendar in
    with noticed as (
      update private.channels as h
      set last_notice_at = now(), verified_at = coalesce(h.verified_at, now()), resource_id = coalesce(h.resource_id, a.value),
        doubted_at = case when h.doubted_at < now() - interval '60 seconds' then h.doubted_at end
      from jsonb_each_text(v_accepted) as a
      where h.id = a.key::uuid
      returning h.calendar_id, h.verified_at = now() as is_first
    )
    select c.id, c.connection_id, bool_or(n.is_first) as is_first
    from noticed as n
    join public.calendars as c on c.id = n.calendar_id
    group by c.id, c.connection_id
    order by c.id
  loop
    if v_calendar.is_first then
      perform private.settle_channels(v_calendar.id);
    end if;
    perform private.enqueue_pull(v_calendar.id, v_calendar.connection_id, p_is_announced => true, p_looks => case when not v_calendar.is_first then 0 end);
  end loop;

  return coalesce((
    select jsonb_agg(case when n.position = any (v_positions) then 'accepted' else 'refused' end order by n.position)
    from jsonb_array_elements(notices) with ordinality as n (value, position)
  ), '[]');
end;
$$;
comment on function public.receive_notices(text, jsonb) is
  'A provider called: for each of [{channel_id, resource_id, token_hash}] accepted or refused, in their order. Of each calendar one reading is '
  'queued; one that runs is followed by another. The first notice verifies a channel. Channels that are unknown, another provider''s, over, to '
  'be closed, or of another resource or token cause no work.';
