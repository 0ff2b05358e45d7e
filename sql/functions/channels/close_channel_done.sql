create function public.close_channel_done(channel_id uuid, is_closed boolean)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not write channels otherwise
set search_path = ''
as $$
begin
  delete from private.channels as h
  where h.id = close_channel_done.channel_id and h.state = 'closing' and (close_channel_done.is_closed or h.close_failures >= 4);
  if not found then
    update private.channels as h
    set close_failures = h.close_failures + 1,
      close_after = now() + private.jittered(60 * power(4, least(h.close_failures, 4)))
    where h.id = close_channel_done.channel_id and h.state = 'closing';
  end if;
  return null;
end;
$$;
comment on function public.close_channel_done(uuid, boolean) is
  'Records that a channel was closed, or that closing it failed: it is tried again after 1 min, 4 min, …; after the fifth failure the channel is '
  'left to expire.';
