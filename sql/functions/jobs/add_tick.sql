create function public.add_tick(task text)
returns jsonb
language plpgsql
security definer -- service_role may call this but has no rights on the queue
set search_path = ''
as $$
begin
  perform private.enqueue(add_tick.task, '{}', p_key => add_tick.task, p_max_attempts => 1);
  return null;
end;
$$;
comment on function public.add_tick(text) is
  'Adds the job of a tick, one for all processes: its task is its key, and it is not repeated if it fails, for the next tick comes soon. Notifies nobody '
  '(private.enqueue).';
