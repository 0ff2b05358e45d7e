create function private.bump_host_versions(p_host_ids uuid[], p_topics text[] default '{slots}')
returns void
language plpgsql
set search_path = ''
as $$
begin
  insert into private.changed_versions (host_id, topics)
  select distinct i.id, p_topics from unnest(p_host_ids) as i (id);
end;
$$;
comment on function private.bump_host_versions(uuid[], text[]) is
  'These topics of these hosts (slots, bookings) may have changed: their versions are bumped when this transaction ends (private.bump_changed_versions).';
