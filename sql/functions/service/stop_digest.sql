create function public.stop_digest(host_id uuid, is_wanted boolean default false)
returns jsonb
language plpgsql
security definer -- service_role may call this for whoever has the link of the mail
set search_path = ''
as $$
begin
  if not stop_digest.is_wanted then
    update public.hosts as h set weekly_digest = false where h.id = stop_digest.host_id and h.weekly_digest;
  end if;
  return (
    select jsonb_build_object('display_name', h.display_name, 'locale', h.locale) from public.hosts as h where h.id = stop_digest.host_id
  );
end;
$$;
comment on function public.stop_digest(uuid, boolean) is
  'Whoever has the link of a weekly summary wants none any more: switches it off for the host and returns what the page says, {display_name, '
  'locale}; null if there is no such host. Repeatable. is_wanted: changes nothing, for the page that asks first.';
