create function public.service_status()
returns jsonb
language plpgsql
stable
security definer -- reads the history of migrations, which service_role may not
set search_path = ''
as $$
declare
  v_migration text;
begin
  if to_regclass('supabase_migrations.schema_migrations') is not null then
    select max(m.version) into v_migration from supabase_migrations.schema_migrations as m;
  end if;
  return jsonb_build_object('migration', v_migration);
end;
$$;
comment on function public.service_status() is 'For /readyz: {migration}, the newest that was applied.';
