create function public.get_schedule(host_id uuid)
returns jsonb
language plpgsql
stable
security definer -- calls functions of the private schema; the first statement lets only the owner pass
set search_path = ''
as $$
begin
  perform private.require_own_host(get_schedule.host_id);
  return private.schedule_json(get_schedule.host_id);
end;
$$;
comment on function public.get_schedule(uuid) is
  'For the owner: {version, rules, overrides, blocked_periods}, the rows of availability_rules, availability_overrides and blocked_periods of a host '
  'and of its event types, for save_schedule and preview_slots. Raises not_found (also for hosts of others).';
