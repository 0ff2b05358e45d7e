create function private.bump_owner_versions(p_owner_ids uuid[], p_topics text[])
returns void
language plpgsql
set search_path = ''
as $$
begin
  insert into private.changed_versions (owner_id, topics)
  select distinct i.id, p_topics from unnest(p_owner_ids) as i (id);
end;
$$;
comment on function private.bump_owner_versions(uuid[], text[]) is
  'These topics of these owners (columns of private.owner_versions) changed: their versions are bumped when this transaction ends.';
