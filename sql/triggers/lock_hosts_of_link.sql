create function private.lock_hosts_of_link()
returns trigger
language plpgsql
security definer -- whoever writes a link may not lock hosts; only those of the same owner are locked
set search_path = ''
as $$
declare
  v_owner_id constant uuid := case when tg_op = 'DELETE' then old.owner_id else new.owner_id end;
begin
  -- A link to somebody else's host is refused by its policy.
  if coalesce((select auth.uid()), v_owner_id) = v_owner_id then
    perform private.lock_owner_hosts(v_owner_id);
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end;
$$;
comment on function private.lock_hosts_of_link() is
  'Links decide whose time a booking takes: while one changes nobody books with the hosts of its owner. Functions that change links lock these '
  'hosts first; this makes sure of it.';

-- Its name makes it fire after calendar_links_derive_owner.
create trigger calendar_links_lock_hosts before insert or update or delete on public.calendar_links
for each row execute function private.lock_hosts_of_link();
