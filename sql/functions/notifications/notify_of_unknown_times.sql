create function private.notify_of_unknown_times(p_calendar_id uuid)
returns void
language plpgsql
security definer -- the roles of the API may not read the addresses of users
set search_path = ''
as $$
declare
  v_connection_id uuid;
  v_recipient text;
  v_last_at timestamptz;
  v_notified_at timestamptz;
begin
  if not exists (
    select from private.unknown_times as u where u.calendar_id = p_calendar_id and u.acknowledged_at is null and u.notified_at is null
  ) or not exists (select from public.calendar_links as l where l.calendar_id = p_calendar_id and l.blocks_availability) then
    return;
  end if;
  -- Where events with the same text cannot be told apart, their owner already has the question.
  update private.unknown_times as u set notified_at = o.notified_at
  from private.unknown_times as o
  where u.calendar_id = p_calendar_id and u.acknowledged_at is null and u.notified_at is null
    and o.calendar_id = p_calendar_id and o.acknowledged_at is null and o.notified_at is not null and o.fingerprint = u.fingerprint;
  if not exists (
    select from private.unknown_times as u where u.calendar_id = p_calendar_id and u.acknowledged_at is null and u.notified_at is null
  ) then
    return;
  end if;

  select k.id, a.email, s.unknown_mail_at into v_connection_id, v_recipient, v_last_at
  from public.calendars as c
  join public.calendar_connections as k on k.id = c.connection_id
  join private.calendar_sync as s on s.calendar_id = c.id
  left join auth.users as a on a.id = k.owner_id and private.wants_mail(a.id, null, 'sync')
  where c.id = p_calendar_id;
  if v_recipient is null then
    return;
  end if;
  -- The last mail, if nobody has begun to write it; locked, so that it is not begun before this is added.
  select n.created_at into v_notified_at
  from public.notifications as n
  where n.connection_id = v_connection_id and n.kind = 'calendar_times_unknown' and n.created_at = v_last_at and n.begun_at is null
  for update;
  if v_notified_at is null then
    v_notified_at := now();
    perform private.add_notification(
      'calendar_times_unknown', v_recipient, p_connection_id => v_connection_id,
      -- A calendar that changes each time is reported once an hour.
      p_run_at => case when v_last_at + interval '1 hour' > now() then v_last_at + interval '1 hour' end
    );
    update private.calendar_sync as s set unknown_mail_at = v_notified_at where s.calendar_id = p_calendar_id;
  end if;
  update private.unknown_times as u set notified_at = v_notified_at
  where u.calendar_id = p_calendar_id and u.acknowledged_at is null and u.notified_at is null;
end;
$$;
comment on function private.notify_of_unknown_times(uuid) is
  'Notifies the owner of a calendar that takes a host''s time, if they want that (hosts.notifications), of the events whose time is unknown: once per question, all of one pull in one mail. '
  'A calendar gets at most one such mail an hour, which reports all that is found until it is written. The caller holds the lock of the calendar.';
