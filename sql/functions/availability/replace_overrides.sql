create function private.replace_overrides(p_host_id uuid, p_rows jsonb)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_rows constant public.availability_overrides[] := array(
    select r from jsonb_populate_recordset(null::public.availability_overrides, p_rows) as r
  );
begin
  delete from public.availability_overrides as t
  where t.host_id = p_host_id and t.id <> all (array(select r.id from unnest(v_rows) as r where r.id is not null));
  insert into public.availability_overrides as t (
    id, host_id, event_type_id, override_date, effect, start_time, end_time, label
  )
  select
    coalesce(k.id, gen_random_uuid()), p_host_id, r.event_type_id, r.override_date, r.effect, r.start_time, r.end_time, r.label
  from unnest(v_rows) as r
  left join public.availability_overrides as k on k.id = r.id and k.host_id = p_host_id
  on conflict on constraint availability_overrides_pkey do update set
    event_type_id = excluded.event_type_id, override_date = excluded.override_date, effect = excluded.effect,
    start_time = excluded.start_time, end_time = excluded.end_time, label = excluded.label
  where (
    t.event_type_id, t.override_date, t.effect, t.start_time, t.end_time, t.label
  ) is distinct from (
    excluded.event_type_id, excluded.override_date, excluded.effect, excluded.start_time, excluded.end_time, excluded.label
  );
end;
$$;
comment on function private.replace_overrides(uuid, jsonb) is
  'Makes those of the list the overrides of a host, those of its event types included. A row with the id of one that the host has changes that one; '
  'others get an id, and rows that are equal are not touched. Raises what the table raises.';
