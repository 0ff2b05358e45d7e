create function public.prune_webhook_deliveries(keep_days integer default 30, max_count integer default 5000)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not delete deliveries otherwise
set search_path = ''
as $$
declare
  v_pruned integer;
begin
  delete from public.webhook_deliveries as d
  where d.id in (
    select o.id from public.webhook_deliveries as o
    where o.created_at < now() - make_interval(days => prune_webhook_deliveries.keep_days)
    order by o.created_at
    limit prune_webhook_deliveries.max_count
  );
  get diagnostics v_pruned = row_count;
  update private.webhook_state as s set previous_sealed = null, previous_until = null where s.previous_until <= now();
  return jsonb_build_object('pruned', v_pruned);
end;
$$;
comment on function public.prune_webhook_deliveries(integer, integer) is
  'Housekeeping: deletes deliveries older than keep_days, at most max_count per call: {pruned}; and secrets whose time ended after a rotation.';
