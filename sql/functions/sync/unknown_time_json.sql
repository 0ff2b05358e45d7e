create function private.unknown_time_json(p_unknown private.unknown_times)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return jsonb_build_object(
    'id', p_unknown.id, 'days', private.unknown_days(p_unknown), 'message', p_unknown.message,
    'detected_at', private.iso_instant(p_unknown.detected_at), 'acknowledged_at', private.iso_instant(p_unknown.acknowledged_at)
  );
end;
$$;
comment on function private.unknown_time_json(private.unknown_times) is 'An event of unknown time, as its owner sees it.';
