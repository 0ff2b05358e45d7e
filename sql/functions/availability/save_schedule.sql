create function public.save_schedule(host_id uuid, version text, changes jsonb)
returns jsonb
language plpgsql
security definer -- calls functions of the private schema; the first statement lets only the owner pass
set search_path = ''
as $$
declare
  v_host_id constant uuid := save_schedule.host_id;
begin
  perform private.require_own_host(v_host_id);
  -- Bookings that are being decided are decided by the old hours, the next ones by the new.
  perform private.lock_host(v_host_id);
  perform private.lock_schedule(v_host_id);
  -- Who edits one of the rows through its table comes before this, and is seen, or after it.
  perform from public.availability_rules as r where r.host_id = v_host_id order by r.id for update;
  perform from public.availability_overrides as o where o.host_id = v_host_id order by o.id for update;
  perform from public.blocked_periods as p where p.host_id = v_host_id order by p.id for update;
  if private.schedule_json(v_host_id) ->> 'version' is distinct from save_schedule.version then
    perform private.fail(
      'invalid_state', 'These hours were changed elsewhere meanwhile, perhaps in another tab. Nothing was saved.',
      'Read get_schedule again and save your change with its version.'
    );
  end if;
  perform private.replace_schedule(v_host_id, save_schedule.changes);
  return private.schedule_json(v_host_id);
end;
$$;
comment on function public.save_schedule(uuid, text, jsonb) is
  'For the owner: replaces the lists that changes has ({rules, overrides, blocked_periods}, as preview_slots takes them) in one transaction, if '
  'version is still that of get_schedule, and returns what get_schedule does then. Raises not_found (also for hosts of others), invalid_state '
  '(another version: nothing is overwritten that was not seen), invalid_request.';
