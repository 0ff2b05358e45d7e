create function private.queue_figures()
returns jsonb
language plpgsql
stable
set search_path = ''
set enable_seqscan = off -- by the index of available jobs, whatever the size of the queue was when that was planned
as $$
begin
  return (
    with recursive priority as (
      select (
        select j.priority from graphile_worker._private_jobs as j where j.is_available order by j.priority limit 1
      ) as value
      union all
      select (
        select j.priority from graphile_worker._private_jobs as j
        where j.is_available and j.priority > p.value
        order by j.priority limit 1
      )
      from priority as p
      where p.value is not null
    ),
    due as (
      select d.task_id, d.run_at
      from priority as p
      cross join lateral (
        select j.task_id, j.run_at from graphile_worker._private_jobs as j
        where j.is_available and j.priority = p.value and j.run_at <= now()
        order by j.run_at limit 200
      ) as d
    ),
    task as (
      select t.identifier, count(*) as jobs, min(d.run_at) as oldest_at
      from due as d
      join graphile_worker._private_tasks as t on t.id = d.task_id
      group by t.identifier
    )
    select jsonb_build_object(
      'queue_oldest_seconds', coalesce(extract(epoch from now() - min(t.oldest_at)), 0),
      'queue', coalesce(jsonb_agg(jsonb_build_object('task', t.identifier, 'jobs', t.jobs)), '[]')
    )
    from task as t
  );
end;
$$;
comment on function private.queue_figures() is
  'The jobs that are due and wait: {queue_oldest_seconds, queue: [{task, jobs}]}, of each priority the 200 oldest; those of a lane that is busy among them.';
