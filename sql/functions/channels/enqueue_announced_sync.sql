create function private.enqueue_announced_sync(p_connection_id uuid, p_run_at timestamptz default null)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform private.enqueue_announced_syncs(array[p_connection_id], p_run_at);
end;
$$;
comment on function private.enqueue_announced_sync(uuid, timestamptz) is 'Queues an announced sync of one account (private.enqueue_announced_syncs).';
