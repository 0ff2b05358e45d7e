create function private.remove_jobs(p_queue text)
returns void
language plpgsql
security definer -- the roles of the API have no rights on the queue
set search_path = ''
as $$
begin
  perform graphile_worker.complete_jobs(array(select j.id from graphile_worker.jobs as j where j.queue_name = p_queue));
end;
$$;
comment on function private.remove_jobs(text) is 'Removes the waiting jobs of a lane; a running one finds out by itself that it has nothing to do.';
