create function private.schedule_json(p_host_id uuid)
returns jsonb
language plpgsql
stable
set search_path = ''
set timezone = 'UTC' -- the version must not depend on who asks
set datestyle = 'ISO'
as $$
declare
  v_lists constant jsonb := jsonb_build_object(
    'rules', (
      select coalesce(jsonb_agg(
        to_jsonb(r) - '{host_id,created_at}'::text[] order by r.event_type_id nulls first, r.day_of_week, r.start_time, r.id
      ), '[]')
      from public.availability_rules as r where r.host_id = p_host_id
    ),
    'overrides', (
      select coalesce(jsonb_agg(to_jsonb(o) - '{host_id,created_at}'::text[] order by o.override_date, o.start_time nulls first, o.id), '[]')
      from public.availability_overrides as o where o.host_id = p_host_id
    ),
    'blocked_periods', (
      select coalesce(jsonb_agg(to_jsonb(p) - '{host_id,created_at}'::text[] order by coalesce(p.start_date, p.starts_at::date), p.id), '[]')
      from public.blocked_periods as p where p.host_id = p_host_id
    )
  );
begin
  return jsonb_build_object('version', md5(v_lists::text)) || v_lists;
end;
$$;
comment on function private.schedule_json(uuid) is
  'What get_schedule gives: all rows that decide the hours of a host, and a version that is another one when any of them is. It is a digest, so that '
  'nothing has to be counted up by whoever writes one of the rows.';
