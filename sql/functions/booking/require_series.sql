create function private.require_series(p_event_type_id uuid, p_frequency text, p_count integer)
returns void
language plpgsql
stable
set search_path = ''
as $$
declare
  v_max constant integer := (select e.series_max from public.event_types as e where e.id = p_event_type_id);
begin
  if coalesce(p_frequency not in ('daily', 'weekly'), true) then
    perform private.fail('invalid_request', 'This frequency of a series is not known.', 'Send daily or weekly.');
  end if;
  if v_max = 1 then
    perform private.fail('invalid_request', 'This event type cannot be booked as a series.', 'Book one time.');
  end if;
  if coalesce(p_count not between 2 and v_max, true) then
    perform private.fail(
      'invalid_request', 'A series of this length is not offered.', format('Send a count from 2 to %s.', v_max),
      jsonb_build_object('series_max', v_max)
    );
  end if;
end;
$$;
comment on function private.require_series(uuid, text, integer) is
  'Passes if an event type can be booked as a series of this frequency (daily, weekly) and so many dates (event_types.series_max). Raises '
  'invalid_request, with details.series_max if only the count is wrong.';
