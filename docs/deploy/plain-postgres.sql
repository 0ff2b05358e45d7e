-- What Supabase has and a plain Postgres (15 to 18) lacks: the roles of the Data API, the schema extensions, and the part of Auth that
-- the migrations rely on. Run once, as a superuser, in the database of Openslot, before the migrations; repeatable.
-- Then give authenticator, as which PostgREST signs in, its password: \password authenticator. See docs/deploy.md, "Plain Postgres".

do $$
declare
  v_role record;
begin
  for v_role in
    select * from (values
      ('anon', 'nologin noinherit'),
      ('authenticated', 'nologin noinherit'),
      ('service_role', 'nologin noinherit bypassrls'),
      -- PostgREST signs in as this one and becomes one of the three.
      ('authenticator', 'login noinherit'),
      -- Owns what the migrations make, which name it, and is the role of DATABASE_URL. Most servers have it.
      ('postgres', 'login')
    ) as r (name, options)
  loop
    if not exists (select from pg_catalog.pg_roles as p where p.rolname = v_role.name) then
      execute format('create role %I %s', v_role.name, v_role.options);
    end if;
  end loop;
  execute format('grant create, connect, temporary on database %I to postgres', current_database());
  execute format('alter database %I set timezone = ''UTC''', current_database());
end
$$;

grant anon, authenticated, service_role to authenticator;
alter role anon set statement_timeout = '3s';
alter role authenticated set statement_timeout = '8s';
alter role authenticator set statement_timeout = '8s';
alter role authenticator set lock_timeout = '8s';

grant usage, create on schema public to postgres;
grant usage on schema public to anon, authenticated, service_role;
create schema if not exists extensions;
grant usage, create on schema extensions to postgres;
grant usage on schema extensions to anon, authenticated, service_role;
create extension if not exists btree_gist with schema extensions;

-- Who signed in, from the token that PostgREST has checked. Where Supabase Auth (GoTrue) was set up on this database before, it has all of this.
create schema if not exists auth;
grant usage on schema auth to postgres, anon, authenticated, service_role;
create table if not exists auth.users (
  id uuid not null default gen_random_uuid() primary key,
  email text unique
);
grant select, insert, delete, references on auth.users to postgres;
do $$
begin
  if to_regprocedure('auth.uid()') is null then
    create function auth.uid() returns uuid language sql stable as
      'select (nullif(current_setting(''request.jwt.claims'', true), '''')::jsonb ->> ''sub'')::uuid';
    create function auth.role() returns text language sql stable as
      'select nullif(current_setting(''request.jwt.claims'', true), '''')::jsonb ->> ''role''';
    create function auth.jwt() returns jsonb language sql stable as
      'select nullif(current_setting(''request.jwt.claims'', true), '''')::jsonb';
  end if;
end
$$;
grant execute on all functions in schema auth to postgres, anon, authenticated, service_role;
