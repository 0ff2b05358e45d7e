create function private.plan_digest()
returns trigger
language plpgsql
security definer -- an owner has no rights on the private table
set search_path = ''
as $$
begin
  if new.weekly_digest then
    insert into private.planned_digests (host_id, due_at) values (new.id, private.next_digest_at(new.time_zone))
    on conflict (host_id) do update set due_at = excluded.due_at;
  else
    delete from private.planned_digests as d where d.host_id = new.id;
  end if;
  return null;
end;
$$;
comment on function private.plan_digest() is 'The weekly summary of a host was switched on or off, or their zone changed: plans the next one.';

create trigger hosts_plan_digest after insert on public.hosts
for each row when (new.weekly_digest) execute function private.plan_digest();
create trigger hosts_follow_digest after update of weekly_digest, time_zone on public.hosts
for each row when ((old.weekly_digest, old.time_zone) is distinct from (new.weekly_digest, new.time_zone)) execute function private.plan_digest();
