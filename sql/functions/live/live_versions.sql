create function public.live_versions(host_ids uuid[])
returns jsonb
language plpgsql
stable
security definer -- service_role may call this but may not read versions otherwise
set search_path = ''
as $$
begin
  return coalesce((
    select jsonb_object_agg(v.host_id, v.version)
    from private.host_versions as v
    where v.host_id = any (live_versions.host_ids)
  ), '{}');
end;
$$;
comment on function public.live_versions(uuid[]) is
  'The versions of these hosts'' slots, {host id: version}, for clients that may have missed a notification.';
