create function private.plan_reminders(p_booking_ids uuid[])
returns void
language plpgsql
security definer -- keeps a private table
set search_path = ''
as $$
begin
  delete from private.planned_reminders as r where r.booking_id = any (p_booking_ids);
  insert into private.planned_reminders (booking_id, minutes, due_at)
  select b.id, t.minutes, t.due_at
  from public.bookings as b
  join public.event_types as e on e.id = b.event_type_id
  cross join lateral (
    select m.minutes, b.starts_at - make_interval(mins => m.minutes) as due_at from unnest(e.reminders_minutes) as m (minutes)
  ) as t
  where b.id = any (p_booking_ids) and b.status = 'confirmed' and t.due_at > now();
end;
$$;
comment on function private.plan_reminders(uuid[]) is
  'Plans the reminders of these bookings anew, as they are now: of confirmed ones, those that are still to come. The caller holds the locks of their '
  'hosts.';
