create function public.list_webhook_deliveries(
  endpoint_id uuid, owner_id uuid, before_at timestamptz default null, before_id uuid default null, max_count integer default 50
)
returns jsonb
language plpgsql
stable
security definer -- service_role may call this for an owner that it has verified
set search_path = ''
as $$
declare
  v_max constant integer := least(greatest(list_webhook_deliveries.max_count, 1), 200);
  v_before_at constant timestamptz := coalesce(list_webhook_deliveries.before_at, 'infinity');
  v_before_id constant uuid := coalesce(list_webhook_deliveries.before_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff');
  v_delivery public.webhook_deliveries;
  v_last public.webhook_deliveries;
  v_shown jsonb[] := '{}';
  v_has_more boolean := false;
begin
  perform private.find_webhook_endpoint(list_webhook_deliveries.endpoint_id, list_webhook_deliveries.owner_id);
  for v_delivery in
    select d.* from public.webhook_deliveries as d
    where d.endpoint_id = list_webhook_deliveries.endpoint_id and (d.created_at, d.id) < (v_before_at, v_before_id)
    order by d.created_at desc, d.id desc
    limit v_max + 1
  loop
    v_has_more := cardinality(v_shown) = v_max;
    exit when v_has_more;
    v_shown := v_shown || private.webhook_delivery_json(v_delivery);
    v_last := v_delivery;
  end loop;
  return jsonb_build_object(
    'deliveries', to_jsonb(v_shown),
    'next', case when v_has_more then jsonb_build_object('at', v_last.created_at, 'id', v_last.id) end
  );
end;
$$;
comment on function public.list_webhook_deliveries(uuid, uuid, timestamptz, uuid, integer) is
  'Deliveries of an endpoint, newest first, at most max_count (up to 200); next: to continue before it, null at the end. Raises not_found.';
