create function public.write_probe(probe_id uuid)
returns jsonb
language plpgsql
security definer -- keeps a private table
set search_path = ''
as $$
begin
  insert into private.probes (id) values (write_probe.probe_id) on conflict do nothing;
  delete from private.probes as p where p.probed_at < now() - interval '10 minutes';
  perform pg_notify('openslot_probe', write_probe.probe_id::text);
  return null;
end;
$$;
comment on function public.write_probe(uuid) is
  'Writes a row through the Data API and notifies the channel openslot_probe with its id, for the start of the service and /readyz: a '
  'connection to the same database sees the one and, if its session is its own, hears the other.';
