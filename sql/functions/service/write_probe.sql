create function public.write_probe(probe_id uuid)
returns jsonb
language plpgsql
security definer -- keeps a private table
set search_path = ''
set work_mem = '64kB' -- so that the numbers below go to the disk
as $$
begin
  insert into private.probes (id) values (write_probe.probe_id) on conflict do nothing;
  delete from private.probes as p where p.probed_at < now() - interval '10 minutes';
  -- The row fits into an existing page, but a full disk refuses new pages. This writes half a megabyte, gone with the statement.
  perform count(*) from generate_series(1, 20000) as n;
  perform pg_notify('openslot_probe', write_probe.probe_id::text);
  return null;
end;
$$;
comment on function public.write_probe(uuid) is
  'Writes a row through the Data API and notifies the channel openslot_probe with its id, for the start of the service and /readyz: a connection '
  'to the same database sees the row and, if its session is its own, hears the notification. Raises 53100 when the disk is full.';
