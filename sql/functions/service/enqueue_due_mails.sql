create function public.enqueue_due_mails(max_count integer default 200)
returns jsonb
language plpgsql
security definer -- service_role may call this but has no rights on the private tables
set search_path = ''
as $$
declare
  v_due record;
  v_planned integer := 0;
begin
  for v_due in
    with due as (
      delete from private.planned_reminders as r
      where (r.booking_id, r.minutes) in (
        select o.booking_id, o.minutes from private.planned_reminders as o
        where o.due_at <= now() order by o.due_at limit enqueue_due_mails.max_count
        for update skip locked
      )
      returning r.booking_id
    )
    select b.id, a.email, b.status = 'confirmed' and b.starts_at > now() as is_wanted
    -- Two that are due at once say the same.
    from (select distinct d.booking_id from due as d) as t
    join public.bookings as b on b.id = t.booking_id
    join public.booking_attendees as a on a.booking_id = b.id
  loop
    v_planned := v_planned + 1;
    if v_due.is_wanted then
      perform private.add_notification('booking_reminder', v_due.email, p_booking_id => v_due.id);
    end if;
  end loop;

  for v_due in
    select d.host_id, h.time_zone, u.email
    from private.planned_digests as d
    join public.hosts as h on h.id = d.host_id
    join auth.users as u on u.id = h.owner_id
    where d.due_at <= now() order by d.due_at limit enqueue_due_mails.max_count
    for update of d skip locked
  loop
    v_planned := v_planned + 1;
    if v_due.email is not null then
      perform private.add_notification('weekly_digest', v_due.email, p_host_id => v_due.host_id);
    end if;
    update private.planned_digests as d set due_at = private.next_digest_at(v_due.time_zone) where d.host_id = v_due.host_id;
  end loop;
  return jsonb_build_object('planned', v_planned);
end;
$$;
comment on function public.enqueue_due_mails(integer) is
  'Writes the reminders and weekly summaries that are due, at most max_count of each, with their jobs: {planned}. One reminder for a booking of which '
  'several are due, and none once it has begun.';
