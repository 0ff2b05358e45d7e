create function private.enqueue_all(p_task text, p_payloads jsonb[], p_keys text[], p_run_ats timestamptz[])
returns void
language plpgsql
security definer -- the roles of the API have no rights on the queue
set search_path = private, pg_catalog -- so that graphile-worker's functions find private.pg_notify first
set enable_seqscan = off -- they find keys, tasks and lanes by an index, whatever the size of the queue was when that was planned
set enable_hashjoin = off
set enable_mergejoin = off
as $$
begin
  if coalesce(cardinality(p_payloads), 0) = 0 then
    return;
  end if;
  perform graphile_worker.add_jobs(array(
    select (p_task, j.payload::json, null, j.run_at, null, j.key, null, null)::graphile_worker.job_spec
    from unnest(p_payloads, p_keys, p_run_ats) as j (payload, key, run_at)
  ));
end;
$$;
comment on function private.enqueue_all(text, jsonb[], text[], timestamptz[]) is
  'As private.enqueue, for several jobs of one task, in one call: most of the cost of a job is that of the call. No two of p_keys are the same; '
  'p_run_ats null: now.';
