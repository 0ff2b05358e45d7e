create function public.begin_channel(calendar_id uuid, channel_id uuid, token_hash text, connection_id uuid default null)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not write channels otherwise
set search_path = ''
as $$
declare
  v_connection_id uuid := begin_channel.connection_id;
  v_is_needed boolean;
begin
  if begin_channel.calendar_id is not null then
    select c.connection_id into v_connection_id from public.calendars as c where c.id = begin_channel.calendar_id;
  end if;
  if v_connection_id is null then
    return jsonb_build_object('begun', false);
  end if;
  perform private.lock_watched(v_connection_id, begin_channel.calendar_id);
  v_is_needed := case
    when begin_channel.calendar_id is null then private.is_account_to_watch(v_connection_id)
    else exists (select from private.calendars_to_watch(v_connection_id) as c where c.id = begin_channel.calendar_id)
  end;
  if v_is_needed then
    insert into private.channels (id, connection_id, calendar_id, token_hash)
    values (begin_channel.channel_id, v_connection_id, begin_channel.calendar_id, begin_channel.token_hash);
  end if;
  return jsonb_build_object('begun', v_is_needed);
end;
$$;
comment on function public.begin_channel(uuid, uuid, text, uuid) is
  'Announces that a channel is about to be opened, for a calendar or (calendar_id null) for all calendars of a connection; token_hash = SHA-256 '
  '(hex) of its token: {begun}. False: none is needed (any more), or another worker is about to open one.';
