create function private.booking_target_json(p_host_id uuid)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'host_id', h.id, 'calendar_id', c.id, 'calendar_name', c.name,
      'change', case when t.host_id is not null then jsonb_build_object(
        'reason', t.reason, 'calendar_name', t.calendar_name, 'changed_at', private.iso_instant(t.changed_at)
      ) end
    )
    from public.hosts as h
    left join public.calendar_links as l on l.host_id = h.id and l.is_booking_target
    left join public.calendars as c on c.id = l.calendar_id
    left join private.booking_target_changes as t on t.host_id = h.id
    where h.id = p_host_id
  );
end;
$$;
comment on function private.booking_target_json(uuid) is
  'Where the bookings of a host are written: {host_id, calendar_id, calendar_name (null: nowhere), change}; change: {reason, calendar_name, '
  'changed_at} if another calendar was lost and its owner has not chosen one since.';
