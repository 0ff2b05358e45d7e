create function private.enqueue_blind_check(p_calendar_id uuid, p_since timestamptz default null)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform private.enqueue(
    'check_blind_period', jsonb_strip_nulls(jsonb_build_object('calendar_id', p_calendar_id, 'since', p_since)),
    p_key => 'check_blind_period:' || p_calendar_id
  );
end;
$$;
comment on function private.enqueue_blind_check(uuid, timestamptz) is
  'A calendar counts again that did not since p_since (null: unknown since when): queues the check of what was booked meanwhile '
  '(public.check_blind_period).';
