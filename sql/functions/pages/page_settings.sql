create function private.page_settings(p_host public.hosts)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object(
    'accent_color', p_host.accent_color, 'logo_url', p_host.logo_url, 'locale', p_host.locale,
    'is_indexed', p_host.is_indexed, 'allowed_origins', p_host.allowed_origins, 'challenge', p_host.challenge
  );
$$;
comment on function private.page_settings(public.hosts) is 'How the pages of a host look, who may list them, which web sites may show them, and what browsers have to do first.';
