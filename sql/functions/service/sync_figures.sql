create function private.sync_figures()
returns jsonb
language plpgsql
stable
set search_path = ''
set enable_seqscan = off -- by the indexes of what is due or fails
as $$
declare
  v_result jsonb;
begin
  with failing as materialized (
    select s.connection_id, coalesce(s.failure_code, 'unknown') as code
    from private.connection_sync as s
    where s.failures > 0
    limit 200
  ),
  account as materialized (
    select k.id, k.provider, k.status, f.code
    from failing as f
    cross join lateral (
      select c.id, c.provider, c.status from public.calendar_connections as c where c.id = f.connection_id offset 0
    ) as k
    where k.status <> 'disconnected'
  ),
  late as materialized (
    select s.connection_id as id, k.provider
    from (
      select n.connection_id from private.connection_sync as n
      where n.next_poll_at < now() - interval '1 minute'
      order by n.next_poll_at limit 20
    ) as s
    join public.calendar_connections as k on k.id = s.connection_id
  ),
  pulled as (
    select a.provider, max(extract(epoch from now() - coalesce(c.last_synced_at, c.created_at))) as seconds
    from (
      select l.id, l.provider from late as l
      union
      -- Of the others only their owners can say when they will be read again.
      (select a.id, a.provider from account as a where a.status <> 'needs_reconnect' limit 20)
    ) as a
    join public.calendars as c on c.connection_id = a.id
    where exists (select from public.calendar_links as l where l.calendar_id = c.id and l.blocks_availability)
    group by a.provider
  )
  select jsonb_build_object(
    'sync_late_seconds', coalesce((
      select greatest(0, extract(epoch from now() - s.next_poll_at))
      from private.connection_sync as s order by s.next_poll_at limit 1
    ), 0),
    'failing', coalesce((
      select jsonb_agg(to_jsonb(x))
      from (
        select a.provider, case a.status when 'needs_reconnect' then a.status else a.code end as code, count(*) as accounts
        from account as a
        group by 1, 2
      ) as x
    ), '[]'),
    'oldest_pulls', coalesce((select jsonb_agg(to_jsonb(r)) from pulled as r), '[]')
  )
  into v_result;
  return v_result;
end;
$$;
comment on function private.sync_figures() is
  'How syncs are doing: {sync_late_seconds, failing: [{provider, code, accounts}], oldest_pulls: [{provider, seconds}]}. sync_late_seconds: of the account '
  'that is due for longest, 0: none is. failing: of up to 200 accounts whose last sync failed; code needs_reconnect: only their owner can help. oldest_pulls: '
  'of calendars that take time, of 20 accounts that are late for more than a minute and 20 that fail; all others were read in their turn.';
