create function public.service_status(with_functions boolean default false)
returns jsonb
language plpgsql
stable
security definer -- reads the history of migrations, and the functions, which service_role may not
set search_path = ''
as $$
declare
  v_migrations text[] := '{}';
begin
  if to_regclass('supabase_migrations.schema_migrations') is not null then
    v_migrations := array(select m.version from supabase_migrations.schema_migrations as m order by m.version);
  end if;
  return jsonb_strip_nulls(jsonb_build_object(
    'migrations', v_migrations,
    'functions', case when service_status.with_functions then private.function_fingerprints() end
  ));
end;
$$;
comment on function public.service_status(boolean) is
  'For /readyz: {migrations}, the versions of all applied migrations, oldest first; with_functions: also {functions}, the fingerprint of each function '
  'of ours by its name and arguments (private.function_fingerprints), which takes some 20 ms.';
