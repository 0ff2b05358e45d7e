create function private.take_notices(p_ids uuid[], p_notices jsonb)
returns uuid[]
language plpgsql
set search_path = ''
as $$
declare
  v_changed uuid[];
  v_judged uuid[];
  v_first uuid[];
begin
  select
    coalesce(array_agg(distinct n.id) filter (where n.kind in ('opened', 'changed')), '{}'),
    coalesce(array_agg(distinct n.id) filter (where n.kind in ('renew', 'removed')), '{}')
  into v_changed, v_judged
  from jsonb_to_recordset(p_notices) as n (id uuid, kind text);
  -- Calendars before their channels, as everywhere; only notices after which channels are judged or planned need them.
  perform from public.calendars as c
  where c.id in (
    select s.id
    from private.channels as h
    cross join lateral (
      select h.calendar_id as id where h.calendar_id is not null
      union all
      select c.id from private.connections_of_account(h.connection_id) as a (id)
      join public.calendars as c on c.connection_id = a.id
      where h.calendar_id is null
    ) as s
    where h.id = any (p_ids) and (h.verified_at is null or h.id = any (v_judged))
  )
  order by c.id for no key update;
  perform from private.channels as h where h.id = any (p_ids) order by h.id for no key update;
  v_first := array(select h.id from private.channels as h where h.id = any (v_changed) and h.verified_at is null);
  update private.channels as h
  set resource_id = coalesce(h.resource_id, s.resource_id),
    last_notice_at = case when s.is_change then now() else h.last_notice_at end,
    verified_at = coalesce(h.verified_at, case when s.is_change then now() end),
    suspected_at = case when h.suspected_at < now() - interval '60 seconds' or not s.is_change then h.suspected_at end,
    renew_at = case
      when s.is_to_renew and coalesce(h.renewed_at, h.opened_at) < now() - interval '10 minutes' then least(h.renew_at, now())
      else h.renew_at
    end
  from (
    select n.id, min(n.resource_id) as resource_id, bool_or(n.kind in ('opened', 'changed')) as is_change, bool_or(n.kind = 'renew') as is_to_renew
    from jsonb_to_recordset(p_notices) as n (id uuid, resource_id text, kind text)
    group by n.id
  ) as s
  where h.id = any (p_ids) and h.id = s.id;

  -- Asked once for each channel, however many items a call has.
  with told as materialized (
    select h.id, a.other_id as connection_id
    from private.channels as h
    join private.account_connections as a on a.connection_id = h.connection_id and a.is_connected
    where h.id = any (p_ids) and h.calendar_id is null
  )
  insert into private.noticed_events as e (connection_id, provider_event_id, version)
  select distinct on (t.connection_id, coalesce(n.event_id, '')) t.connection_id, coalesce(n.event_id, ''), n.version
  from jsonb_to_recordset(p_notices) as n (id uuid, kind text, event_id text, version text, position bigint)
  join told as t on t.id = n.id
  where n.kind in ('opened', 'changed') and (n.event_id is not null or t.id <> all (v_first))
  order by t.connection_id, coalesce(n.event_id, ''), n.position desc
  on conflict on constraint noticed_events_pkey do update
  set version = excluded.version, noticed_at = now(), tries = 0,
    due_at = case
      when e.shown_version = excluded.version and e.noticed_at >= now() - interval '1 minute' and not private.is_series(e.connection_id, e.provider_event_id)
      then null
      else now()
    end
  -- The same notice twice is one, but not of a series: its occurrences change without its version. Later it is another one, for a series may not be
  -- known as one yet.
  where e.version is distinct from excluded.version or excluded.version is null or e.noticed_at < now() - interval '1 minute'
    or private.is_series(e.connection_id, e.provider_event_id);
  return v_first;
end;
$$;
comment on function private.take_notices(uuid[], jsonb) is
  'Records proven notices, [{position, id (of the channel), resource_id, kind, event_id, version}], with these channels, and the events that they '
  'tell of, for each connection of the account (private.noticed_events). Returns the channels that this verified: it was their first notice of a change.';
