create function private.enqueue(
  p_task text, p_payload jsonb, p_key text default null, p_queue text default null,
  p_run_at timestamptz default null, p_max_attempts integer default null, p_priority integer default null,
  p_key_mode text default null
)
returns void
language plpgsql
security definer -- the roles of the API have no rights on the queue
set search_path = private, pg_catalog -- so that graphile-worker's functions find private.pg_notify first
set enable_seqscan = off -- they find keys, tasks and lanes by an index, whatever the size of the queue was when that was planned
set enable_hashjoin = off
set enable_mergejoin = off
as $$
begin
  perform graphile_worker.add_job(
    p_task, p_payload::json, queue_name => p_queue, run_at => p_run_at, max_attempts => p_max_attempts,
    job_key => p_key, priority => p_priority, job_key_mode => p_key_mode
  );
end;
$$;
comment on function private.enqueue(text, jsonb, text, text, timestamptz, integer, integer, text) is
  'Adds a job in the caller''s transaction: it runs only if that commits. The same p_key replaces a waiting job (p_key_mode ''preserve_run_at'': '
  'at its old place in the queue); jobs of one p_queue run one at a time. Workers check five times a second and are notified of nothing here: for jobs '
  'that a visitor waits for (p_priority -10) or that a provider''s notice asks for (-6) the service calls public.wake_workers after the commit. The '
  'only caller of graphile_worker.add_job (many at once: private.enqueue_all, private.enqueue_announced_syncs); the service installs that schema before it is ready.';
