-- `public` is the API: what the Data API shows. `private` is everything nobody outside may see or call.
create schema if not exists private;
comment on schema private is 'Internals: never exposed by the Data API, no rights for anon, authenticated or service_role.';
revoke all on schema private from public;
