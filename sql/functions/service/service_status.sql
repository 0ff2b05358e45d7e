create function public.service_status()
returns jsonb
language plpgsql
stable
security definer -- reads the history of migrations, which service_role may not
set search_path = ''
as $$
declare
  v_migrations text[] := '{}';
begin
  if to_regclass('supabase_migrations.schema_migrations') is not null then
    v_migrations := array(select m.version from supabase_migrations.schema_migrations as m order by m.version);
  end if;
  return jsonb_build_object('migrations', v_migrations);
end;
$$;
comment on function public.service_status() is 'For /readyz: {migrations}, the versions of all applied migrations, oldest first.';
