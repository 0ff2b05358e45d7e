create function private.time_figures(p_offered tstzmultirange, p_booked tstzmultirange)
returns jsonb
language plpgsql
immutable
set search_path = ''
as $$
declare
  v_offered constant numeric := private.hours_of(p_offered);
begin
  return jsonb_build_object(
    'offered_hours', round(v_offered, 4),
    'booked_hours', round(private.hours_of(p_booked), 4),
    'utilisation', case when v_offered > 0 then round(private.hours_of(p_offered * p_booked) / v_offered, 4) end
  );
end;
$$;
comment on function private.time_figures(tstzmultirange, tstzmultirange) is
  'What a report says of some time: elapsed hours that were offered and that were booked, and how much of the offered ones was booked (0 to 1; null: '
  'nothing was offered). What the host booked outside of what they offer is booked, and uses nothing of it.';
