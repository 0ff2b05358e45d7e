create function private.plan_forgetting()
returns trigger
language plpgsql
security definer -- an owner has no rights on the private table
set search_path = ''
as $$
begin
  insert into private.planned_forgetting as f (host_id, due_at)
  values (new.id, case when new.retention_days is null then 'infinity' else now() end)
  on conflict (host_id) do update set due_at = excluded.due_at;
  return null;
end;
$$;
comment on function private.plan_forgetting() is 'The owner said how long visitors are remembered, or something else than before: their bookings are looked through soon, or never (infinity) '
  'unless the installation has a number.';

create trigger hosts_plan_forgetting after insert on public.hosts
for each row execute function private.plan_forgetting();
create trigger hosts_follow_retention after update of retention_days on public.hosts
for each row when (old.retention_days is distinct from new.retention_days) execute function private.plan_forgetting();
