create function private.fail(p_code text, p_message text, p_hint text default null, p_details jsonb default null)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_status constant integer := case p_code
    when 'invalid_range' then 400
    when 'unauthorized' then 401
    when 'forbidden' then 403
    when 'not_found' then 404
    when 'slot_taken' then 409
    when 'slot_not_offered' then 409
    when 'invalid_state' then 409
    when 'hold_expired' then 410
    when 'invalid_request' then 422
    when 'rate_limited' then 429
    when 'calendar_unavailable' then 503
  end;
begin
  if v_status is null then
    raise exception 'unknown error code %', p_code using errcode = 'PT500';
  end if;
  raise exception using
    errcode = 'PT' || v_status,
    message = p_message,
    detail = concat_ws(' ', p_code, p_details),
    hint = coalesce(p_hint, p_message);
end;
$$;
comment on function private.fail(text, text, text, jsonb) is
  'Raises one of the errors of sql/README.md: SQLSTATE PT<status>, detail = code, hint = what to do. p_details: what exactly is wrong, for programs; '
  'it follows the code in detail, after a space. Unknown codes raise PT500.';
