create function public.get_report(host_id uuid, range_start timestamptz, range_end timestamptz)
returns jsonb
language plpgsql
stable
security definer -- calls private functions; the first statement lets only the owner pass
set search_path = ''
as $$
declare
  v_range constant tstzrange := private.require_range(get_report.range_start, get_report.range_end, 400);
  v_host public.hosts;
begin
  select h.* into v_host from public.hosts as h where h.id = get_report.host_id and h.owner_id = (select auth.uid());
  if v_host.id is null then
    perform private.fail('not_found', 'You have no such host.', 'Check host_id and who is signed in.');
  end if;
  return private.build_report(v_host, v_range);
end;
$$;
comment on function public.get_report(uuid, timestamptz, timestamptz) is
  'For the owner of a host: what was offered and booked in [range_start, range_end), and what became of bookings and requests (private.build_report). '
  'Raises not_found, invalid_range (over 400 days).';
