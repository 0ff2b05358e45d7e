create function private.plan_account()
returns trigger
language plpgsql
security definer -- whoever stores a secret may not write the private table
set search_path = ''
as $$
begin
  insert into private.connection_sync (connection_id) values (new.connection_id) on conflict do nothing;
  return null;
end;
$$;
comment on function private.plan_account() is
  'Every account that can be asked has a plan: what is due is found there (public.enqueue_due_polls), and nowhere else.';

create trigger connection_secrets_plan_account after insert on private.connection_secrets
for each row execute function private.plan_account();
