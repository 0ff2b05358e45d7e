create function public.wake_workers(job_count integer default 1)
returns void
language plpgsql
set search_path = ''
as $$
begin
  -- All commits that notify wait for one lock of the cluster; this one holds it for no longer than it takes in memory. What it says may be lost.
  perform set_config('synchronous_commit', 'off', true);
  perform pg_catalog.pg_notify('jobs:insert', jsonb_build_object('count', least(greatest(wake_workers.job_count, 1), 100))::text);
end;
$$;
comment on function public.wake_workers(integer) is
  'Has so many job workers of each process (1 to 100) look for a job now instead of within a fifth of a second. To be called in a transaction of its '
  'own, after the one that added the jobs has been committed: writes nothing. The only function that notifies workers.';
