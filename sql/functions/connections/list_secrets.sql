create function public.list_secrets(after uuid default null, max_count integer default 100)
returns jsonb
language plpgsql
stable
security definer -- service_role may call this; it hands sealed credentials to the service
set search_path = ''
as $$
begin
  return jsonb_build_object('secrets', coalesce((
    select jsonb_agg(to_jsonb(x) order by x.connection_id)
    from (
      select s.connection_id, k.owner_id, k.provider, s.account_key, s.sealed
      from private.connection_secrets as s
      join public.calendar_connections as k on k.id = s.connection_id
      where s.sealed is not null and (list_secrets.after is null or s.connection_id > list_secrets.after)
      order by s.connection_id
      limit list_secrets.max_count
    ) as x
  ), '[]'));
end;
$$;
comment on function public.list_secrets(uuid, integer) is
  'Sealed credentials with what they are bound to, ordered by connection, after a given one: for rotating keys.';
