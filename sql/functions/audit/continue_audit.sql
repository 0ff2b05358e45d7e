create function public.continue_audit(connection_id uuid, calendar_ids uuid[], tries integer default 0)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not add jobs otherwise
set search_path = ''
as $$
begin
  perform private.enqueue_audit(
    continue_audit.connection_id, continue_audit.calendar_ids,
    -- The deletion guard wants the second listing a minute later.
    case when tries > 0 then now() + interval '90 seconds' end, tries
  );
  return null;
end;
$$;
comment on function public.continue_audit(uuid, uuid[], integer) is
  'An audit gives the lane of its account back before it is through: queues the remaining calendars. tries: the deletion guard held them back so '
  'often; they are listed again in 90 s.';
