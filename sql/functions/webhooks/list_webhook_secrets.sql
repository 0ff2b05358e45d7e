create function public.list_webhook_secrets(after uuid default null, max_count integer default 100)
returns jsonb
language plpgsql
stable
security definer -- service_role may call this; it hands sealed secrets to the service
set search_path = ''
as $$
begin
  return jsonb_build_object('secrets', coalesce((
    select jsonb_agg(to_jsonb(x) order by x.endpoint_id)
    from (
      select s.endpoint_id, e.owner_id, s.sealed, s.previous_sealed
      from private.webhook_state as s
      join public.webhook_endpoints as e on e.id = s.endpoint_id
      where s.sealed is not null and (list_webhook_secrets.after is null or s.endpoint_id > list_webhook_secrets.after)
      order by s.endpoint_id
      limit list_webhook_secrets.max_count
    ) as x
  ), '[]'));
end;
$$;
comment on function public.list_webhook_secrets(uuid, integer) is
  'Sealed secrets of endpoints with what they are bound to, ordered by endpoint, after a given one: for rotating keys.';
