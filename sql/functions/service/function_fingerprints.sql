create function private.function_fingerprints()
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_object_agg(o.object, left(md5(concat_ws(
      E'\n',
      l.lanname,
      pg_get_function_arguments(p.oid),
      pg_get_function_result(p.oid),
      p.provolatile,
      p.prosecdef,
      p.proisstrict,
      p.proparallel,
      array_to_string(p.proconfig, E'\n'),
      -- How a line ends, and what is invisible at its end, depends on who sent it.
      regexp_replace(p.prosrc, '[ \t\r]+$', '', 'gn')
    )), 16)), '{}')
    from private.own_objects() as o
    join pg_catalog.pg_proc as p on p.oid = to_regprocedure(o.object)
    join pg_catalog.pg_language as l on l.oid = p.prolang
    where o.kind = 'function'
  );
end;
$$;
comment on function private.function_fingerprints() is
  'A fingerprint (16 hex digits) of each function of ours that exists, by its name and arguments: of its body and all that changes what it does, and '
  'of nothing that depends on the version of Postgres. Compared with those of the release (sync-service/src/db/function-fingerprints.json).';
