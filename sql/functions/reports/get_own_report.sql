create function public.get_own_report(owner_id uuid, host_id uuid, range_start text, range_end text)
returns jsonb
language plpgsql
stable
security definer -- service_role may call this for an owner that it has verified
set search_path = ''
as $$
declare
  v_host public.hosts;
begin
  select h.* into v_host from public.hosts as h where h.id = get_own_report.host_id and h.owner_id = get_own_report.owner_id;
  if v_host.id is null then
    perform private.fail('not_found', 'You have no such host.', 'Check host_id.');
  end if;
  return private.build_report(v_host, private.require_range(
    private.day_or_instant(get_own_report.range_start, v_host.time_zone), private.day_or_instant(get_own_report.range_end, v_host.time_zone), 400
  ));
end;
$$;
comment on function public.get_own_report(uuid, uuid, text, text) is
  'As get_report, for a host of this owner. range_start, range_end: instants with an offset, or dates (YYYY-MM-DD), which begin with their first '
  'instant in the host''s zone. Raises not_found (also for those of others), invalid_range.';
