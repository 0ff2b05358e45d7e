create function private.find_idempotent_booking(p_owner_id uuid, p_event_type_id uuid, p_key text, p_request_hash text)
returns uuid
language plpgsql
set search_path = ''
as $$
declare
  v_known private.idempotency_keys;
begin
  if p_key is null then
    return null;
  end if;
  if char_length(p_key) not between 1 and 255 or p_request_hash is null then
    perform private.fail('invalid_request', 'The Idempotency-Key is not valid.', 'Send 1 to 255 characters.');
  end if;
  select k.* into v_known from private.idempotency_keys as k
  where k.scope = private.idempotency_scope(p_owner_id, p_event_type_id) and k.key = p_key and k.created_at > now() - interval '24 hours';
  if v_known.request_hash <> p_request_hash then
    perform private.fail(
      'invalid_request', 'This Idempotency-Key was used for another request.', 'Use a new key for a new booking.', '{"reason": "key_used"}'
    );
  end if;
  return v_known.booking_id;
end;
$$;
comment on function private.find_idempotent_booking(uuid, uuid, text, text) is
  'The booking that was made with this key within 24 hours, in the scope of the caller (private.idempotency_scope), or null. Raises invalid_request if '
  'the body differs.';
