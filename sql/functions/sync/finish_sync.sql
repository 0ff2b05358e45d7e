create function public.finish_sync(connection_id uuid)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not change the plan of an account otherwise
set search_path = ''
as $$
begin
  update private.connection_sync as s
  set failures = 0, backoff_until = null, next_poll_at = greatest(s.blocked_until, now() + private.jittered(60))
  where s.connection_id = finish_sync.connection_id;
  perform private.hasten_pushes(finish_sync.connection_id);
  return null;
end;
$$;
comment on function public.finish_sync(uuid) is
  'A sync of an account that had failed before ended without another failure: the account is asked at its usual pace again. Call it in the '
  'account''s lane.';
