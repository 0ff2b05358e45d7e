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
  return jsonb_build_object(
    'migration', v_migration,
    'zones_in_use', coalesce((
      select jsonb_agg(distinct z.zone)
      from (
        select h.time_zone from public.hosts as h
        union select e.time_zone from public.event_types as e where e.time_zone is not null
        union select c.time_zone from public.calendars as c where c.time_zone is not null
      ) as z (zone)
    ), '[]')
  );
end;
$$;
comment on function public.service_status() is 'For /readyz: the newest migration that was applied, and the time zones in use.';
