create function private.webhook_endpoint_json(p_endpoint_id uuid)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'id', e.id, 'url', e.url, 'events', e.events, 'is_active', e.is_active, 'disabled_reason', e.disabled_reason,
      'payload_version', e.payload_version, 'failing_since', private.iso_instant(s.failing_since),
      'previous_secret_until', case when s.previous_until > now() then private.iso_instant(s.previous_until) end,
      'has_secret', s.sealed is not null, 'created_at', private.iso_instant(e.created_at)
    )
    from public.webhook_endpoints as e
    join private.webhook_state as s on s.endpoint_id = e.id
    where e.id = p_endpoint_id
  );
end;
$$;
comment on function private.webhook_endpoint_json(uuid) is 'An endpoint for its owner, without its secret.';
