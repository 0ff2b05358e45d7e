create function public.service_figures()
returns jsonb
language plpgsql
stable
security definer -- service_role may call this but has no rights on the private tables and the queue
set search_path = ''
set enable_seqscan = off -- by the indexes of what is not well
as $$
begin
  return private.queue_figures() || private.sync_figures() || jsonb_build_object(
    'workers', (select count(*) from private.workers as w where w.seen_at > now() - interval '30 seconds'),
    'channels', (
      select jsonb_build_object(
        'open', greatest(0, t.estimate - u.opening - u.closing - u.suspected),
        'opening', u.opening, 'closing', u.closing, 'suspected', u.suspected, 'refused', r.refused
      )
      from (
        select greatest(0, c.reltuples)::bigint as estimate from pg_catalog.pg_class as c where c.oid = 'private.channels'::regclass
      ) as t
      cross join (
        select
          count(*) filter (where h.state = 'opening') as opening, count(*) filter (where h.state = 'closing') as closing,
          count(*) filter (where h.state = 'open') as suspected
        from (
          select c.state from private.channels as c where c.state <> 'open' or c.suspected_at is not null limit 200
        ) as h
      ) as u
      cross join (
        select count(*) as refused
        from (select from private.calendar_watch as w where w.watch_error <> 'not_watchable' limit 200) as f
      ) as r
    ),
    'webhooks_failing', (
      select count(*) from (select from private.webhook_state as s where s.failing_since is not null limit 200) as f
    )
  );
end;
$$;
comment on function public.service_figures() is
  'What operators watch that is the same for all processes, for GET /metrics: private.queue_figures and private.sync_figures, and {workers, channels: {open, '
  'opening, closing, suspected, refused}, webhooks_failing}. Counts stop at 200, so that the cost does not grow with what is there; open channels are by the '
  'planner''s estimate. refused: accounts and calendars for which no channel could be opened, other than for good.';
