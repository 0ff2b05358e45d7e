-- `public` is the API: what the Data API shows. `private` is everything that nobody outside may see or call. If another application has made a
-- schema of this name, it is used and stays theirs, with its rights; our objects are closed one by one in any case.
do $$
begin
  if to_regnamespace('private') is null then
    create schema private;
    comment on schema private is 'Internals of Openslot: never exposed by the Data API, no rights for anon, authenticated or service_role.';
  end if;
end
$$;
