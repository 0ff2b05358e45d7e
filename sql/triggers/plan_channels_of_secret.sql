create function private.plan_channels_of_secret()
returns trigger
language plpgsql
security definer -- whoever stores a secret may not write the private table
set search_path = ''
as $$
begin
  perform private.maintain_soon(new.connection_id);
  return null;
end;
$$;
comment on function private.plan_channels_of_secret() is 'An account was disconnected or connected again.';

create trigger connection_secrets_plan_channels after update of sealed, revoking_since on private.connection_secrets
for each row when ((old.sealed is null, old.revoking_since is null) is distinct from (new.sealed is null, new.revoking_since is null))
execute function private.plan_channels_of_secret();
