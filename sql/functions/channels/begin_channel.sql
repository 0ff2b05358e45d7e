create function public.begin_channel(calendar_id uuid, channel_id uuid, token_hash text)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not write channels otherwise
set search_path = ''
as $$
declare
  v_connection_id uuid;
begin
  select c.connection_id into v_connection_id
  from public.calendars as c where c.id = begin_channel.calendar_id for no key update;
  if not exists (
    select from private.calendars_to_watch(v_connection_id) as c where v_connection_id is not null and c.id = begin_channel.calendar_id
  ) then
    return jsonb_build_object('begun', false);
  end if;
  insert into private.channels (id, calendar_id, token_hash)
  values (begin_channel.channel_id, begin_channel.calendar_id, begin_channel.token_hash);
  return jsonb_build_object('begun', true);
end;
$$;
comment on function public.begin_channel(uuid, uuid, text) is
  'Announces that a channel is about to be opened; token_hash = SHA-256 (hex) of its token: {begun}. False: the calendar does not need one (any '
  'more), or another worker is about to open one.';
