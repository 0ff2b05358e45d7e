create function private.detect_double_bookings(p_booking_ids uuid[])
returns void
language plpgsql
set search_path = ''
as $$
declare
  -- All that one transaction changes is one change.
  v_run_id constant uuid := md5(pg_current_xact_id()::text || now()::text)::uuid;
  v_ones uuid[];
  v_twos uuid[];
  v_opened uuid[];
  v_conflict record;
  v_mail record;
begin
  -- Hosts without calendars share none with others.
  if not exists (
    select from public.bookings as b
    where b.id = any (p_booking_ids) and (
      b.calendar_id is not null
      or exists (select from public.calendar_links as l where l.host_id = b.host_id and l.blocks_availability)
    )
  ) then
    return;
  end if;
  select array_agg(p.one), array_agg(p.two) into v_ones, v_twos
  from (
    select distinct least(d.booking_id, d.other_booking_id) as one, greatest(d.booking_id, d.other_booking_id) as two
    from private.double_bookings(p_booking_ids) as d
  ) as p
  where not exists (
    select from public.booking_conflicts as k
    left join public.synced_events as e on e.id = k.synced_event_id
    join public.bookings as o on o.id = coalesce(k.other_booking_id, e.booking_id)
    where (k.booking_id, o.id) in ((p.one, p.two), (p.two, p.one))
      and k.kind = 'overlap' and k.resolution = 'kept' and k.event_starts_at = o.starts_at and k.event_ends_at = o.ends_at
  );
  if v_ones is null then
    return;
  end if;

  -- A conflict that ended recently comes back as the same conflict.
  with pairs as (
    select x.booking_id, x.other_id
    from unnest(v_ones, v_twos) as p (one, two)
    cross join lateral (values (p.one, p.two), (p.two, p.one)) as x (booking_id, other_id)
    where not exists (
      select from public.booking_conflicts as c
      where c.booking_id = x.booking_id and c.other_booking_id = x.other_id and c.resolved_at is null
    )
  ),
  known as (
    select distinct on (x.booking_id, x.other_id) c.id, x.booking_id, x.other_id
    from pairs as x
    join public.bookings as o on o.id = x.other_id
    join public.booking_conflicts as c on c.booking_id = x.booking_id and c.other_booking_id = o.id
    where c.resolution = 'gone' and c.resolved_at > now() - interval '1 day'
      and c.event_starts_at = o.starts_at and c.event_ends_at = o.ends_at
    order by x.booking_id, x.other_id, c.resolved_at desc, c.id
  ),
  reopened as (
    update public.booking_conflicts as k set resolved_at = null, resolution = null
    from known as n where k.id = n.id
    returning k.id
  ),
  opened as (
    insert into public.booking_conflicts as k (
      booking_id, other_booking_id, other_host_id, event_title, event_starts_at, event_ends_at
    )
    select x.booking_id, o.id, o.host_id, concat_ws(', ', nullif(e.title, ''), nullif(h.display_name, '')), o.starts_at, o.ends_at
    from pairs as x
    join public.bookings as o on o.id = x.other_id
    join public.event_types as e on e.id = o.event_type_id
    join public.hosts as h on h.id = o.host_id
    where not exists (select from known as n where n.booking_id = x.booking_id and n.other_id = x.other_id)
    returning k.id
  )
  select array_agg(y.id) into v_opened from (select r.id from reopened as r union all select n.id from opened as n) as y;

  for v_conflict in
    -- One mail for two sessions, about the booking that was made first: its time has been taken meanwhile.
    select distinct on (least(b.session_key, o.session_key), greatest(b.session_key, o.session_key)) c.id, c.booking_id, c.other_booking_id
    from public.booking_conflicts as c
    join public.bookings as b on b.id = c.booking_id
    join public.bookings as o on o.id = c.other_booking_id
    where c.id = any (v_opened)
    order by least(b.session_key, o.session_key), greatest(b.session_key, o.session_key), b.created_at, b.id
  loop
    select * into v_mail from private.mail_of_pair(v_conflict.booking_id, v_conflict.other_booking_id);
    if v_mail.notification_id is null then
      perform private.notify_of_conflict(v_conflict.id, v_run_id);
    else
      -- It reported the same as an event, or is going to: then it must find something that is still true.
      insert into private.conflict_mails as m (conflict_id, notification_id)
      select k.id, n.id
      from public.booking_conflicts as k
      join public.notifications as n on n.id = v_mail.notification_id and n.begun_at is null
      where k.id = any (v_opened) and k.booking_id = v_mail.booking_id
        and k.other_booking_id in (v_conflict.booking_id, v_conflict.other_booking_id)
      on conflict on constraint conflict_mails_pkey do nothing;
    end if;
  end loop;
  perform private.send_conflict_mails(v_run_id);
end;
$$;
comment on function private.detect_double_bookings(uuid[]) is
  'Opens a conflict for each of two bookings of different hosts that private.double_bookings finds, with one mail to their owner for all that one '
  'transaction changes, and none about what they know (private.mail_of_pair) or decided to keep, as a double booking or as one''s event in the time '
  'of the other. Both bookings stay. The caller holds the locks of both hosts.';
