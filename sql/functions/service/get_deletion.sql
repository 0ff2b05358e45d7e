create function public.get_deletion(owner_id uuid)
returns jsonb
language plpgsql
stable
security definer -- service_role may call this for an owner that it has verified
set search_path = ''
as $$
begin
  return jsonb_build_object('deletion', private.deletion_json(get_deletion.owner_id));
end;
$$;
comment on function public.get_deletion(uuid) is 'The deletion of an owner''s data that is under way: {deletion} (private.deletion_json); null in it: there is none.';
