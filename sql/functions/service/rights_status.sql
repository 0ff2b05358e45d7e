create function public.rights_status()
returns jsonb
language plpgsql
stable
security definer -- reads the rights of every object of ours, which service_role may not
set search_path = ''
as $$
begin
  return (
    select jsonb_build_object('count', count(*), 'first', (array_agg(to_jsonb(x)))[1])
    from (
      select e.fault, e.remedy from private.excess_rights() as e
      union all
      -- A function that was made anew by hand has lost what the list gives it.
      select format('%s lacks execute on function %s', d.role, f.id::regprocedure), 'select private.restore_rights();'
      from private.declared_rights() as d
      cross join lateral to_regprocedure(d.object) as f (id)
      where d.kind = 'function' and f.id is not null and not has_function_privilege(d.role, f.id, 'execute')
    ) as x
  );
end;
$$;
comment on function public.rights_status() is
  'For the start of the service and /readyz: what visitors or signed-in users may do beyond the list of rights, and which functions of the list a '
  'role of the API may not call: {count, first: {fault, remedy} or null}. Takes about 10 ms.';
