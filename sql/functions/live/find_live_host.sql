create function public.find_live_host(slug text)
returns jsonb
language plpgsql
stable
security definer -- service_role may call this but may not read versions otherwise
set search_path = ''
as $$
begin
  return (
    select jsonb_build_object('host_id', h.id, 'version', coalesce(v.version, 0))
    from public.hosts as h
    left join private.host_versions as v on v.host_id = h.id
    where h.slug = find_live_host.slug and h.is_active
  );
end;
$$;
comment on function public.find_live_host(text) is 'The host that a page shows, with the version of its slots; null: there is none by that name.';
