create function public.use_challenge(challenge text, expires_at timestamptz, use_key text)
returns boolean
language plpgsql
security definer -- service_role may call this after it has checked the solution
set search_path = ''
as $$
declare
  v_known text;
begin
  delete from private.used_challenges as u where u.challenge in (
    select o.challenge from private.used_challenges as o where o.expires_at < now() order by o.expires_at limit 100 for update skip locked
  );
  insert into private.used_challenges as u (challenge, use_key, expires_at)
  values (use_challenge.challenge, use_challenge.use_key, use_challenge.expires_at)
  on conflict on constraint used_challenges_pkey do nothing;
  if found then
    return true;
  end if;
  select u.use_key into v_known from private.used_challenges as u where u.challenge = use_challenge.challenge;
  return v_known is not distinct from use_challenge.use_key;
end;
$$;
comment on function public.use_challenge(text, timestamptz, text) is
  'Gives a solved challenge in for one use: true the first time, and again for the same use_key (a request that is repeated); else false. Deletes some that have '
  'expired: the caller refuses these before.';
