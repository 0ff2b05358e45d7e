create function private.keep_idempotency_key(
  p_owner_id uuid, p_event_type_id uuid, p_key text, p_request_hash text, p_booking_id uuid
)
returns void
language plpgsql
set search_path = ''
as $$
begin
  if p_key is null then
    return;
  end if;
  insert into private.idempotency_keys as k (scope, key, request_hash, booking_id)
  values (private.idempotency_scope(p_owner_id, p_event_type_id), p_key, p_request_hash, p_booking_id)
  on conflict (scope, key) do update
  set request_hash = excluded.request_hash, booking_id = excluded.booking_id, created_at = excluded.created_at
  where k.created_at <= now() - interval '24 hours';
  if not found then
    -- A request with the same key, for another host of the same owner, was faster.
    perform private.fail(
      'invalid_request', 'This Idempotency-Key was used for another request.', 'Use a new key for a new booking.', '{"reason": "key_used"}'
    );
  end if;
end;
$$;
comment on function private.keep_idempotency_key(uuid, uuid, text, text, uuid) is
  'Records which booking a request with this key made (null: without a key), in the scope of the caller (private.idempotency_scope). Raises '
  'invalid_request if another request has used it in 24 hours.';
