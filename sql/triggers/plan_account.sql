create function private.plan_account()
returns trigger
language plpgsql
security definer -- whoever stores a secret may not write the private table
set search_path = ''
as $$
begin
  insert into private.connection_sync (connection_id, audit_at) values (new.connection_id, now() + random() * interval '7 days')
  on conflict do nothing;
  return null;
end;
$$;
comment on function private.plan_account() is
  'Every account that can be asked has a plan, which is the only place where due accounts are found (public.enqueue_due_polls).';

create trigger connection_secrets_plan_account after insert on private.connection_secrets
for each row execute function private.plan_account();
