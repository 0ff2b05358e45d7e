create function private.idempotency_scope(p_owner_id uuid, p_event_type_id uuid)
returns text
language plpgsql
stable
set search_path = ''
as $$
begin
  if p_owner_id is not null then
    return 'owner:' || p_owner_id;
  end if;
  -- Also of an event type that was switched off since: a booking that was made is found again.
  return (select 'host:' || e.host_id from public.event_types as e where e.id = p_event_type_id);
end;
$$;
comment on function private.idempotency_scope(uuid, uuid) is
  'Among whose requests an Idempotency-Key means one thing: those of an owner, with their session or any of their API keys, or, p_owner_id null, those '
  'of visitors to the host of an event type. Nobody finds or uses up the keys of others. Null: there is no such event type.';
