create function public.prune_sync_logs(keep_days integer default 30)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not delete log rows otherwise
set search_path = ''
as $$
declare
  v_pruned integer;
begin
  delete from public.sync_logs as l
  where l.id in (
    select o.id from public.sync_logs as o where o.created_at < now() - make_interval(days => prune_sync_logs.keep_days) limit 10000
  );
  get diagnostics v_pruned = row_count;
  delete from private.oauth_attempts as a where a.expires_at < now();
  return jsonb_build_object('pruned', v_pruned);
end;
$$;
comment on function public.prune_sync_logs(integer) is
  'Housekeeping: deletes log rows of syncs older than keep_days, at most 10,000 per call: {pruned}; and consent attempts of owners who did not '
  'come back from a provider.';
