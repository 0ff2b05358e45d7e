create function private.keep_idempotency_key(p_key text, p_request_hash text, p_booking_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
begin
  if p_key is null then
    return;
  end if;
  insert into private.idempotency_keys as k (key, request_hash, booking_id)
  values (p_key, p_request_hash, p_booking_id)
  on conflict (key) do update
  set request_hash = excluded.request_hash, booking_id = excluded.booking_id, created_at = excluded.created_at
  where k.created_at <= now() - interval '24 hours';
  if not found then
    -- A request with the same key, for another host, was faster.
    perform private.fail('invalid_request', 'This Idempotency-Key was used for another request.', 'Use a new key for a new booking.');
  end if;
end;
$$;
comment on function private.keep_idempotency_key(text, text, uuid) is
  'Records which booking a request with this key made (null: without a key). Raises invalid_request if another request has used it in 24 hours.';
