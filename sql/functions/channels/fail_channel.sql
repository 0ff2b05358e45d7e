create function public.fail_channel(
  channel_id uuid, error_code text, is_uncertain boolean, is_account_wide boolean, retry_after_ms bigint default null,
  error_message text default null, connection_id uuid default null, refused_secret_version integer default null
)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not write channels otherwise
set search_path = ''
as $$
declare
  v_channel private.channels;
  v_id uuid;
  v_again_at timestamptz;
begin
  select h.* into v_channel from private.channels as h where h.id = fail_channel.channel_id;
  perform private.lock_watched(v_channel.connection_id, v_channel.calendar_id);
  if not fail_channel.is_uncertain then
    delete from private.channels as h where h.id = fail_channel.channel_id and h.state = 'opening';
  end if;
  if private.is_outdated(coalesce(fail_channel.connection_id, v_channel.connection_id), fail_channel.refused_secret_version) then
    perform private.maintain_soon(coalesce(fail_channel.connection_id, v_channel.connection_id));
    return jsonb_build_object('again', false);
  end if;
  -- What one connection of an account could not do says nothing about the one that cares for the channel now.
  if v_channel.id is not null and v_channel.calendar_id is null
    and coalesce(fail_channel.connection_id = v_channel.connection_id, true)
  then
    v_again_at := private.record_watch_failure(
      v_channel.connection_id, null, fail_channel.error_code, fail_channel.error_message, fail_channel.retry_after_ms
    );
  end if;
  for v_id in
    select c.id from public.calendars as c
    where c.id = v_channel.calendar_id or (
      fail_channel.is_account_wide and v_channel.calendar_id is not null and c.connection_id = v_channel.connection_id and not exists (
        select from private.calendar_watch as w where w.calendar_id = c.id and w.watch_after > now()
      )
    )
    order by c.id
  loop
    v_again_at := greatest(v_again_at, private.record_watch_failure(
      v_channel.connection_id, v_id, fail_channel.error_code, fail_channel.error_message, fail_channel.retry_after_ms
    ));
  end loop;
  return jsonb_build_object('again', coalesce(v_again_at <= now(), false));
end;
$$;
comment on function public.fail_channel(uuid, text, boolean, boolean, bigint, text, uuid, integer) is
  'A channel could not be opened or prolonged: {again}, whether to try another one at once (private.record_watch_failure says when else). '
  'is_uncertain: the provider may have granted it; its first notice will show that, and no other one is requested for 10 minutes. '
  'is_account_wide: the other calendars of the account back off as well. A channel that could not be prolonged stays open. '
  'connection_id: whose attempt it was. refused_secret_version: the credentials that the provider refused; if the owner has connected the account '
  'again meanwhile, nothing backs off, and it is tried again soon.';
