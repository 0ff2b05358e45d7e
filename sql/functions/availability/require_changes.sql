create function private.require_changes(p_host_id uuid, p_changes jsonb, p_with_event_type boolean)
returns void
language plpgsql
stable
set search_path = ''
as $$
declare
  v_max constant integer := 5000;
  v_fault text;
begin
  if jsonb_typeof(p_changes) is distinct from 'object' then
    perform private.fail('invalid_request', 'changes must be an object.', 'Send {"rules": […], "overrides": […], "blocked_periods": […]}.');
  end if;
  with known (list, columns) as (
    -- A row of nothing has all columns.
    values
      ('rules', to_jsonb(jsonb_populate_record(null::public.availability_rules, '{}'))),
      ('overrides', to_jsonb(jsonb_populate_record(null::public.availability_overrides, '{}'))),
      ('blocked_periods', to_jsonb(jsonb_populate_record(null::public.blocked_periods, '{}')))
  ),
  given as (
    select c.key as list, c.value, k.columns from jsonb_each(p_changes) as c left join known as k on k.list = c.key
  ),
  listed as (
    select g.list, g.columns, r.value, r.number
    from given as g
    cross join lateral jsonb_array_elements(case jsonb_typeof(g.value) when 'array' then g.value else '[]' end) with ordinality as r (value, number)
    where g.columns is not null
  )
  select f.fault into v_fault
  from (
    select 1 as rank, 0::bigint as number, g.list, format('changes has no "%s".', left(g.list, 60)) as fault
    from given as g where g.columns is null and (g.list <> 'event_type' or not p_with_event_type)
    union all
    select 2, 0, g.list, format('%s must be a list of at most %s rows.', g.list, v_max)
    from given as g
    where g.columns is not null
      and case jsonb_typeof(g.value) when 'array' then jsonb_array_length(g.value) > v_max else true end
    union all
    select 3, l.number, l.list, format('Row %s of %s must be an object.', l.number, l.list)
    from listed as l where jsonb_typeof(l.value) <> 'object'
    union all
    select 4, l.number, l.list, format('Row %s of %s has no column "%s".', l.number, l.list, left(c.key, 60))
    from listed as l
    cross join lateral jsonb_object_keys(case jsonb_typeof(l.value) when 'object' then l.value else '{}' end) as c (key)
    where not l.columns ? c.key
    union all
    select 5, l.number, l.list, format('Row %s of %s belongs to another host.', l.number, l.list)
    from listed as l where l.value ->> 'host_id' <> p_host_id::text
    union all
    select 6, max(l.number), l.list, format('Row %s of %s has the id of another one.', max(l.number), l.list)
    from listed as l where l.value ->> 'id' is not null group by l.list, lower(l.value ->> 'id') having count(*) > 1
  ) as f
  order by f.rank, f.list, f.number
  limit 1;
  if v_fault is not null then
    perform private.fail('invalid_request', v_fault, 'Correct it and send all of it again.');
  end if;
end;
$$;
comment on function private.require_changes(uuid, jsonb, boolean) is
  'Refuses changes of a schedule that are not lists of rows with the columns of their tables. p_with_event_type: event_type may be among them. '
  'What the values mean is for the tables to judge. Raises invalid_request.';
