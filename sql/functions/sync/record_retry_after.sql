create function public.record_retry_after(connection_id uuid, retry_after_ms bigint)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not change the plan of an account otherwise
set search_path = ''
as $$
begin
  return jsonb_build_object('until', private.iso_instant(private.block_account(record_retry_after.connection_id, record_retry_after.retry_after_ms)));
end;
$$;
comment on function public.record_retry_after(uuid, bigint) is
  'A provider asked us to wait with an account for so many milliseconds, in response to something that is not a failure of the account (connecting '
  'it again, disconnecting it): {until}, null if it did not.';
