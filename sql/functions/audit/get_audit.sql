create function public.get_audit(connection_id uuid)
returns jsonb
language plpgsql
stable
security definer -- service_role may call this; it reads private tables
set search_path = ''
as $$
begin
  return jsonb_build_object(
    'is_waiting', exists (
      select from graphile_worker.jobs as j where j.key = 'audit:' || get_audit.connection_id and j.attempts < j.max_attempts
    ),
    'calendars', coalesce((
      select jsonb_agg(jsonb_build_object(
        'id', c.id, 'name', c.name, 'audited_at', a.audited_at, 'outcome', a.outcome, 'listed', a.listed, 'drift', a.drift
      ) order by c.name, c.id)
      from public.calendars as c
      join private.calendar_audits as a on a.calendar_id = c.id
      where c.connection_id = get_audit.connection_id
    ), '[]')
  );
end;
$$;
comment on function public.get_audit(uuid) is
  'The last audit of each calendar of an account, and whether another one waits or runs: {is_waiting, calendars: [{id, name, audited_at, outcome, '
  'listed, drift}]}.';
