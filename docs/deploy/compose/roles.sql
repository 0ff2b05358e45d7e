-- The roles that sign in get the password of .env: the image makes them without one.
\set password `echo "$POSTGRES_PASSWORD"`
alter role supabase_admin with password :'password';
alter role authenticator with password :'password';
alter role supabase_auth_admin with password :'password';
