create function private.replace_blocked_periods(p_host_id uuid, p_rows jsonb)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_rows constant public.blocked_periods[] := array(
    select r from jsonb_populate_recordset(null::public.blocked_periods, p_rows) as r
  );
begin
  delete from public.blocked_periods as t
  where t.host_id = p_host_id and t.id <> all (array(select r.id from unnest(v_rows) as r where r.id is not null));
  insert into public.blocked_periods as t (
    id, host_id, event_type_id, kind, start_date, end_date, starts_at, ends_at, reason
  )
  select
    coalesce(k.id, gen_random_uuid()), p_host_id, r.event_type_id, coalesce(r.kind, 'block'), r.start_date, r.end_date,
    r.starts_at, r.ends_at, r.reason
  from unnest(v_rows) as r
  left join public.blocked_periods as k on k.id = r.id and k.host_id = p_host_id
  on conflict on constraint blocked_periods_pkey do update set
    event_type_id = excluded.event_type_id, kind = excluded.kind, start_date = excluded.start_date, end_date = excluded.end_date,
    starts_at = excluded.starts_at, ends_at = excluded.ends_at, reason = excluded.reason
  where (
    t.event_type_id, t.kind, t.start_date, t.end_date, t.starts_at, t.ends_at, t.reason
  ) is distinct from (
    excluded.event_type_id, excluded.kind, excluded.start_date, excluded.end_date, excluded.starts_at, excluded.ends_at,
    excluded.reason
  );
end;
$$;
comment on function private.replace_blocked_periods(uuid, jsonb) is
  'Makes those of the list the vacations and blocks of a host, those of its event types included. A row with the id of one that the host has changes that one; '
  'others get an id, and rows that are equal are not touched. Raises what the table raises.';
