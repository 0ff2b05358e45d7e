create function private.replace_rules(p_host_id uuid, p_rows jsonb)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_rows constant public.availability_rules[] := array(
    select r from jsonb_populate_recordset(null::public.availability_rules, p_rows) as r
  );
begin
  delete from public.availability_rules as t
  where t.host_id = p_host_id and t.id <> all (array(select r.id from unnest(v_rows) as r where r.id is not null));
  insert into public.availability_rules as t (
    id, host_id, event_type_id, day_of_week, start_time, end_time, valid_from, valid_until, label
  )
  select
    coalesce(k.id, gen_random_uuid()), p_host_id, r.event_type_id, r.day_of_week, r.start_time, r.end_time, r.valid_from,
    r.valid_until, r.label
  from unnest(v_rows) as r
  left join public.availability_rules as k on k.id = r.id and k.host_id = p_host_id
  on conflict on constraint availability_rules_pkey do update set
    event_type_id = excluded.event_type_id, day_of_week = excluded.day_of_week, start_time = excluded.start_time,
    end_time = excluded.end_time, valid_from = excluded.valid_from, valid_until = excluded.valid_until, label = excluded.label
  where (
    t.event_type_id, t.day_of_week, t.start_time, t.end_time, t.valid_from, t.valid_until, t.label
  ) is distinct from (
    excluded.event_type_id, excluded.day_of_week, excluded.start_time, excluded.end_time, excluded.valid_from,
    excluded.valid_until, excluded.label
  );
end;
$$;
comment on function private.replace_rules(uuid, jsonb) is
  'Makes those of the list the weekly and temporary hours of a host, those of its event types included. A row with the id of one that the host has changes that one; '
  'others get an id, and rows that are equal are not touched. Raises what the table raises.';
