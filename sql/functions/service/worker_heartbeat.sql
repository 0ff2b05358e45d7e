create function public.worker_heartbeat(worker_ids text[])
returns jsonb
language plpgsql
security definer -- keeps a private table
set search_path = ''
as $$
begin
  insert into private.workers as w (id, seen_at)
  select distinct i, now() from unnest(worker_heartbeat.worker_ids) as i
  on conflict (id) do update set seen_at = now();
  return jsonb_build_object('stale', coalesce((
    select jsonb_agg(w.id) from private.workers as w where w.seen_at < now() - interval '30 seconds'
  ), '[]'));
end;
$$;
comment on function public.worker_heartbeat(text[]) is
  'Records that these job workers are running: {stale: ids of workers that were silent for 30 seconds}, whose lanes may be freed.';
