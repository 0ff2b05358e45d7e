create function private.notify_of_conflict(p_conflict_id uuid, p_run_id uuid default null)
returns void
language plpgsql
security definer -- the roles of the API may not read the addresses of users
set search_path = ''
as $$
declare
  v_conflict public.booking_conflicts;
  v_kind text;
  v_recipient text;
  v_last record;
  v_id uuid;
begin
  select k.* into v_conflict from public.booking_conflicts as k where k.id = p_conflict_id;
  v_kind := case v_conflict.kind when 'overlap' then 'booking_conflict' else 'booking_event_' || v_conflict.kind end;
  select u.email into v_recipient
  from public.bookings as b
  join public.hosts as h on h.id = b.host_id
  join auth.users as u on u.id = h.owner_id
  where b.id = v_conflict.booking_id and private.wants_mail(h.owner_id, h.id, 'conflicts');
  if v_recipient is null then
    return;
  end if;

  -- Mails are locked: each is either written after this conflict was added, or seen to have begun.
  select m.mail_count, n.id, n.begun_at, n.created_at into v_last
  from private.conflict_mails as m
  join public.notifications as n on n.id = m.notification_id
  where m.conflict_id = p_conflict_id
  for update of n;
  if v_last.id is not null and v_last.begun_at is null then
    update public.notifications as n set booking_id = v_conflict.booking_id
    where n.id = v_last.id and n.conflict_id = p_conflict_id and n.booking_id <> v_conflict.booking_id;
    return;
  end if;
  select n.id into v_id
  from private.conflict_mails as m
  join public.notifications as n on n.id = m.notification_id
  where m.run_id = p_run_id and n.kind = v_kind and n.recipient = v_recipient and n.begun_at is null
  limit 1
  for update of n;
  if v_id is null then
    v_id := private.add_notification(
      v_kind, v_recipient, v_conflict.booking_id, p_conflict_id,
      -- An event that changes its time with each pull is reported once an hour.
      p_run_at => case
        when v_last.mail_count > 1 then v_last.created_at + interval '1 hour'
        when p_run_id is not null then now() + interval '10 seconds'
      end
    );
  end if;
  insert into private.conflict_mails as m (conflict_id, notification_id, run_id) values (p_conflict_id, v_id, p_run_id)
  on conflict on constraint conflict_mails_pkey do update
  set notification_id = excluded.notification_id, run_id = excluded.run_id, mail_count = m.mail_count + 1;
end;
$$;
comment on function private.notify_of_conflict(uuid, uuid) is
  'Notifies the owner of a booking''s host, if they want that (hosts.notifications), of a conflict: in a mail of its own, or in one of the same kind from the same pull (p_run_id) that is '
  'not written yet. Such a mail waits 10 s for more (private.send_conflict_mails ends that). A conflict is reported again at once the first time, '
  'then at most once an hour. The caller holds the lock of the host.';
