create function public.next_notification(notification_id uuid)
returns jsonb
language plpgsql
security definer -- service_role may call this; it hands a mail's data to the service
set search_path = ''
as $$
declare
  v_is_unsure boolean;
begin
  if private.gather_mail(next_notification.notification_id) then
    return null;
  end if;
  update public.notifications as n
  set unsure_since = coalesce(n.unsure_since, now()),
    -- From now on nothing is added to it, and it is not counted again (private.gather_mail).
    begun_at = coalesce(n.begun_at, now())
  from (
    select o.id, o.unsure_since is not null as is_unsure from public.notifications as o where o.id = next_notification.notification_id
  ) as before
  where n.id = before.id and (
    n.state = 'pending'
    -- Of an older version, which called it failed after each attempt.
    or (n.state = 'failed' and n.failing_since is null)
  )
  returning before.is_unsure into v_is_unsure;
  if v_is_unsure is null then
    return null;
  end if;
  return (
    select jsonb_build_object(
      'notification', jsonb_build_object('id', n.id, 'kind', n.kind, 'recipient', n.recipient, 'booking_sequence', n.booking_sequence),
      'is_unsure', v_is_unsure,
      'booking', private.mailed_booking(
        b.id,
        n.recipient is distinct from (select a.email from public.booking_attendees as a where a.booking_id = b.id)
      ),
      'generation', coalesce(b.generation, y.generation),
      'series', private.mailed_series(
        n.kind, b.series_id, n.series_booking_ids, n.recipient is distinct from (select a.email from public.booking_attendees as a where a.booking_id = b.id)
      ),
      'series_id', b.series_id,
      'waitlist_entry', private.waitlist_result(y.id) -> 'entry',
      'is_in_calendar', exists (
        select from public.bookings as o
        join public.booking_calendar_events as p on p.booking_id = o.id
        where o.event_type_id = b.event_type_id and o.starts_at = b.starts_at and o.ends_at = b.ends_at
          and not private.is_disconnected(p.calendar_id)
      ),
      -- What is about no single host is in the language of the oldest.
      'locale', case when h.id is not null then h.locale else (
        select o.locale from public.hosts as o where o.owner_id = u.id order by o.created_at, o.id limit 1
      ) end,
      'conflicts', coalesce((
        select jsonb_agg(
          jsonb_build_object('booking', private.booking_json(f.booking_id), 'conflict', private.conflict_json(f))
          order by o.starts_at, o.id, f.event_starts_at, f.id
        )
        from private.conflict_mails as m
        join public.booking_conflicts as f on f.id = m.conflict_id
        join public.bookings as o on o.id = f.booking_id
        where m.notification_id = n.id
      ), '[]'),
      'gathered', coalesce((
        select jsonb_agg(
          jsonb_build_object(
            'kind', g.kind, 'booking', private.mailed_booking(g.booking_id, false), 'generation', o.generation, 'series_id', o.series_id,
            'series', private.mailed_series(g.kind, o.series_id, g.series_booking_ids, false)
          )
          order by g.created_at, g.id
        )
        from (
          select m.* from public.notifications as m
          where m.gathered_into = n.id and m.recipient = n.recipient order by m.created_at desc, m.id limit 100
        ) as g
        join public.bookings as o on o.id = g.booking_id
      ), '[]'),
      'gathered_more', greatest(0, -100 + (
        select count(*) from public.notifications as m where m.gathered_into = n.id and m.recipient = n.recipient
      )),
      'connection', case when k.id is not null then jsonb_build_object(
        'id', k.id, 'provider', k.provider, 'account_email', k.account_email, 'status', k.status, 'last_error', k.last_error,
        'read_only_targets', coalesce((
          select jsonb_agg(c.name order by c.name, c.id) from public.calendars as c
          where c.connection_id = k.id and c.access <> 'write' and exists (
            select from public.calendar_links as l where l.calendar_id = c.id and l.is_booking_target
          )
        ), '[]'),
        'target_changes', coalesce((
          select jsonb_agg(jsonb_build_object(
            'host', o.display_name, 'reason', t.reason, 'from', t.calendar_name,
            'to', case when private.is_writable(c.id) then jsonb_build_object(
              'name', c.name, 'provider', a.provider, 'account_email', a.account_email
            ) end
          ) order by o.display_name, o.id)
          from public.hosts as o
          -- Another mail reports what changed since.
          join private.booking_target_changes as t on t.host_id = o.id and t.changed_at = n.created_at
          left join public.calendar_links as l on l.host_id = o.id and l.is_booking_target
          left join public.calendars as c on c.id = l.calendar_id
          left join public.calendar_connections as a on a.id = c.connection_id
          where o.owner_id = k.owner_id
        ), '[]'),
        'unknown_times', private.mailed_unknown_times(n),
        'lost_bookings', private.mailed_lost_bookings(n),
        -- The mail is created at the moment when the calendar vanishes.
        'vanished', case when n.kind = 'calendar_vanished' then (
          select jsonb_build_object('name', c.name, 'hosts', coalesce((
            select jsonb_agg(o.display_name order by o.display_name, o.id) from public.hosts as o where o.id = any (s.vanished_from)
          ), '[]'))
          from public.calendars as c
          join private.calendar_sync as s on s.calendar_id = c.id
          where c.connection_id = k.id and s.vanished_at = n.created_at
        ) end
      ) end,
      'endpoint', case when w.id is not null then jsonb_build_object(
        'url', w.url, 'is_active', w.is_active, 'disabled_reason', w.disabled_reason
      ) end,
      'digest', case when n.host_id is not null then private.mailed_digest(n.host_id, n.created_at) end
    )
    from public.notifications as n
    left join public.bookings as b on b.id = n.booking_id
    left join public.hosts as h on h.id = coalesce(b.host_id, n.host_id)
    left join public.calendar_connections as k on k.id = n.connection_id
    left join public.webhook_endpoints as w on w.id = n.endpoint_id
    left join public.waitlist_entries as y on y.id = n.waitlist_entry_id
    left join auth.users as u on u.id = coalesce(h.owner_id, k.owner_id, w.owner_id)
    where n.id = next_notification.notification_id
  );
end;
$$;
comment on function public.next_notification(uuid) is
  'What a mail says: about a booking (with series, if it is about several of one, private.mailed_series), a connection, a webhook endpoint, the week of a '
  'host or a place on a waiting list (the others null). locale: of its host; for what serves all hosts of an owner (a connection, an endpoint) that '
  'of the oldest one. is_in_calendar: we write its event to the host''s calendar. conflicts: those that it reports, each with its booking. '
  'gathered: what else it says to a visitor (private.gather_mail), the newest 100; gathered_more: how many older ones there are. is_unsure: an attempt '
  'before this one may have sent it (notifications.unsure_since). Null if it was already sent, was given up, waits or goes with another mail, or is gone.';
