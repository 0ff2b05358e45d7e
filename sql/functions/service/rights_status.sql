create function public.rights_status()
returns jsonb
language plpgsql
stable
security definer -- reads the rights of every object of ours, which service_role may not
set search_path = ''
as $$
begin
  return (
    select jsonb_build_object('count', count(*), 'first', (array_agg(to_jsonb(x)))[1]) from private.excess_rights() as x
  );
end;
$$;
comment on function public.rights_status() is
  'For the start of the service and /readyz: what visitors or signed-in users may do beyond the list of rights: {count, first: {fault, remedy} or '
  'null}. Takes about 10 ms.';
