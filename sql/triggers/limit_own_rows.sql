create function private.limit_own_rows()
returns trigger
language plpgsql
security definer -- whoever writes may not call the function that raises errors
set search_path = ''
as $$
declare
  v_count integer;
begin
  -- Whoever else adds one for this owner waits, and then counts this one, too.
  perform pg_advisory_xact_lock(hashtextextended(tg_table_name || ':' || new.owner_id, 0));
  execute format('select count(*) from public.%I as t where t.owner_id = $1 and %s', tg_table_name, tg_argv[1]) into v_count using new.owner_id;
  if v_count >= tg_argv[0]::integer then
    perform private.fail('invalid_state', format('You have %s %s: that is the most there can be.', v_count, tg_argv[2]), tg_argv[3]);
  end if;
  return new;
end;
$$;
comment on function private.limit_own_rows() is
  'Keeps the rows of an owner few, also where many are added at once. Arguments: how many there may be, which count (a condition on t), what they '
  'are called, what to do. Raises invalid_state.';

create trigger api_keys_limit before insert on public.api_keys
for each row execute function private.limit_own_rows('50', 't.revoked_at is null', 'API keys', 'Revoke one that you do not need.');
create trigger webhook_endpoints_limit before insert on public.webhook_endpoints
for each row execute function private.limit_own_rows('20', 'true', 'webhook endpoints', 'Delete one that you do not need.');
