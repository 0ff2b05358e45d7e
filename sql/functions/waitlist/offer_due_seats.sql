create function public.offer_due_seats(max_count integer default 100)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not write entries otherwise
set search_path = ''
as $$
declare
  v_session record;
  v_offered integer := 0;
begin
  for v_session in
    select distinct d.event_type_id, d.starts_at, d.ends_at
    from (
      select w.event_type_id, w.starts_at, w.ends_at from public.waitlist_entries as w
      where w.state = 'waiting' and w.check_at <= now()
      order by w.check_at
      limit offer_due_seats.max_count
    ) as d
    order by d.event_type_id, d.starts_at, d.ends_at
  loop
    v_offered := v_offered + private.offer_seats(v_session.event_type_id, v_session.starts_at, v_session.ends_at);
  end loop;
  return jsonb_build_object('offered', v_offered);
end;
$$;
comment on function public.offer_due_seats(integer) is
  'Offers seats of sessions that are due (waitlist_entries.check_at): {offered}. Of max_count entries; a busy host waits for the next call.';
