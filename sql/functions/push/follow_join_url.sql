create function private.follow_join_url(p_booking_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_join_url constant text := (private.session_event(p_booking_id)).join_url;
  v_changed record;
begin
  for v_changed in
    update public.bookings as o
    set location = o.location - 'join_url' || case when v_join_url is null then '{}' else jsonb_build_object('join_url', v_join_url) end
    from public.bookings as b
    where b.id = p_booking_id and o.event_type_id = b.event_type_id and o.starts_at = b.starts_at and o.ends_at = b.ends_at
      and o.status = 'confirmed' and o.location ->> 'kind' = 'video' and o.location ->> 'join_url' is distinct from v_join_url
    returning o.id
  loop
    if v_join_url is not null then
      perform private.mail_join_url(v_changed.id);
    end if;
  end loop;
end;
$$;
comment on function private.follow_join_url(uuid) is
  'The bookings of a session that take place by video have the link of its event, or none: one that leaves a session, or joins another, does not keep '
  'the old one. Whoever was mailed without the link is mailed again.';
