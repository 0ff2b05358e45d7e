create function private.wants_mail(p_owner_id uuid, p_host_id uuid, p_topic text)
returns boolean
language plpgsql
stable
security definer -- whoever causes a mail may not read the settings of its owner
set search_path = ''
as $$
begin
  return coalesce((
    select (h.notifications ->> p_topic)::boolean
    from public.hosts as h
    where h.owner_id = p_owner_id and (p_host_id is null or h.id = p_host_id)
    order by h.created_at, h.id
    limit 1
  ), true);
end;
$$;
comment on function private.wants_mail(uuid, uuid, text) is
  'Whether an owner gets mails of this topic (hosts.notifications) about a host; null: about what serves all of them, as they chose it for the oldest.';
