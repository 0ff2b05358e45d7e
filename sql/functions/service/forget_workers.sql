create function public.forget_workers(worker_ids text[])
returns jsonb
language plpgsql
security definer -- keeps a private table
set search_path = ''
as $$
begin
  delete from private.workers as w where w.id = any (forget_workers.worker_ids);
  return null;
end;
$$;
comment on function public.forget_workers(text[]) is 'Deletes job workers that stopped or whose lanes were freed.';
