-- Written by npm run db:diff from sql/. Read it before it is committed: data are kept only where it says so.

set local check_function_bodies = off;

DROP FUNCTION "public"."fail_channel"(uuid, text, boolean, boolean, bigint, text, uuid);

DROP FUNCTION "public"."fail_pull"(uuid, text, text, boolean, boolean, boolean, bigint, boolean, boolean, text, boolean);

DROP FUNCTION "public"."fail_sync"(uuid, text, text, boolean, boolean, bigint, text, boolean);

ALTER TABLE "private"."connection_secrets" ADD COLUMN "version" integer NOT NULL DEFAULT 1;

CREATE OR REPLACE FUNCTION private.announced_sync_intervals(p_connection_ids uuid[])
 RETURNS TABLE(connection_id uuid, gap interval)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return query
  select i.id, interval '340 milliseconds' * greatest((
    select count(*) from private.account_connections as a where a.connection_id = i.id and a.is_connected
  ), 1)
  from unnest(p_connection_ids) as i (id);
end;
$function$;

CREATE OR REPLACE FUNCTION private.booking_details(p_booking_id uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return (
    select jsonb_build_object(
      'id', b.id,
      'status', case when b.status in ('held', 'pending') and b.expires_at <= now() then 'expired' else b.status end,
      'start', private.iso_instant(b.starts_at), 'end', private.iso_instant(b.ends_at),
      'sequence', b.sequence, 'created_at', private.iso_instant(b.created_at),
      'cancelled_by', b.cancelled_by, 'cancel_reason', b.cancel_reason, 'no_show', b.no_show, 'location', b.location,
      'series_id', b.series_id, 'series', private.series_place(b.id),
      'host', jsonb_build_object('id', h.id, 'slug', h.slug, 'display_name', h.display_name, 'time_zone', h.time_zone),
      'event_type', jsonb_build_object('id', e.id, 'slug', e.slug, 'title', e.title),
      'attendee', case when a.id is not null then jsonb_build_object(
        'name', a.name, 'email', a.email, 'time_zone', a.time_zone, 'locale', a.locale, 'answers', a.answers
      ) end
    )
    from public.bookings as b
    join public.hosts as h on h.id = b.host_id
    join public.event_types as e on e.id = b.event_type_id
    left join public.booking_attendees as a on a.booking_id = b.id
    where b.id = p_booking_id
  );
end;
$function$;

CREATE OR REPLACE FUNCTION private.connection_with_secret(p_connection_id uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return (
    select jsonb_build_object(
      'id', k.id, 'owner_id', k.owner_id, 'provider', k.provider, 'account_email', k.account_email,
      'account_key', s.account_key, 'secret', s.sealed, 'secret_version', s.version,
      'owner_addresses', (
        select coalesce(jsonb_agg(distinct lower(a.address)) filter (where a.address like '%@%'), '[]')
        from (
          select u.email::text as address from auth.users as u where u.id = k.owner_id
          union all
          select o.account_email
          from public.calendar_connections as o
          where o.owner_id = k.owner_id and o.status <> 'disconnected'
        ) as a
      )
    )
    from public.calendar_connections as k
    join private.connection_secrets as s on s.connection_id = k.id and s.sealed is not null
    where k.id = p_connection_id and k.status <> 'disconnected'
  );
end;
$function$;

CREATE OR REPLACE FUNCTION private.connections_of_account(p_connection_id uuid, p_is_connected boolean DEFAULT false)
 RETURNS SETOF uuid
 LANGUAGE plpgsql
 STABLE ROWS 2
 SET search_path TO ''
AS $function$
begin
  return query
  select p_connection_id where not p_is_connected
  union
  select a.other_id from private.account_connections as a where a.connection_id = p_connection_id and (a.is_connected or not p_is_connected);
end;
$function$;

CREATE OR REPLACE FUNCTION private.expects_join_url(p_booking_id uuid)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_booking public.bookings;
begin
  select b.* into v_booking
  from public.bookings as b
  where b.id = p_booking_id and b.status = 'confirmed' and b.location ->> 'kind' = 'video' and not b.location ? 'join_url';
  if v_booking.id is null or not private.makes_video(v_booking.calendar_id) then
    return false;
  end if;
  return not exists (
    -- Its event cannot be written at the moment.
    select from public.calendars as c
    join public.calendar_connections as k on k.id = c.connection_id
    left join private.connection_sync as s on s.connection_id = k.id
    left join private.calendar_sync as y on y.calendar_id = c.id
    where c.id = v_booking.calendar_id and (
      k.status = 'needs_reconnect' or y.vanished_at is not null or greatest(s.blocked_until, s.backoff_until) > now() + interval '20 seconds'
    )
  ) and not exists (
    -- Its event was written when one by video belonged to it already, and got no link.
    select from public.bookings as o
    join public.booking_calendar_events as p on p.booking_id = o.id and p.is_wanted
    where o.event_type_id = v_booking.event_type_id and o.starts_at = v_booking.starts_at and o.ends_at = v_booking.ends_at
      and o.status = 'confirmed' and p.join_url is null and p.link_waits = 0 and exists (
        select from public.bookings as w
        where w.event_type_id = v_booking.event_type_id and w.starts_at = v_booking.starts_at and w.ends_at = v_booking.ends_at
          and w.status = 'confirmed' and w.location ->> 'kind' = 'video' and w.confirmed_at < p.pushed_at
      )
  );
end;
$function$;

ALTER FUNCTION "private"."expects_join_url"(uuid) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.is_outdated(p_connection_id uuid, p_secret_version integer)
 RETURNS boolean
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  -- Whoever connects it at this moment is waited for.
  perform from public.calendar_connections as k where k.id = p_connection_id for no key update;
  return exists (
    select from private.connection_secrets as s where s.connection_id = p_connection_id and s.version <> p_secret_version
  );
end;
$function$;

ALTER FUNCTION "private"."is_outdated"(uuid, integer) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.notify_parties(p_booking_id uuid, p_kind text)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_ids uuid[];
  v_run_ats timestamptz[];
begin
  with mails as materialized (
    select gen_random_uuid() as id, r.recipient, r.kind, b.sequence, case
      -- The calendar makes the link within seconds; if not, the mail goes without it, and again with it (private.mail_join_url).
      when r.is_visitor and private.expects_join_url(b.id) then now() + interval '30 seconds'
    end as run_at
    from public.bookings as b
    join public.hosts as h on h.id = b.host_id
    join auth.users as u on u.id = h.owner_id
    left join public.booking_attendees as a on a.booking_id = b.id
    cross join lateral (values
      (a.email, p_kind, true),
      (u.email::text, case
        -- What was a request before was looked at by the host.
        when p_kind = 'booking_confirmed' and b.unread_calendars is not null and not exists (
          select from public.notifications as n where n.booking_id = b.id and n.kind = 'booking_requested'
        ) then 'booking_confirmed_unread'
        else p_kind
      end, false)
    ) as r (recipient, kind, is_visitor)
    where b.id = p_booking_id and r.recipient is not null
  ),
  written as (
    insert into public.notifications (id, kind, recipient, booking_id, booking_sequence)
    select m.id, m.kind, m.recipient, p_booking_id, m.sequence from mails as m
  )
  select coalesce(array_agg(m.id), '{}'), array_agg(m.run_at) into v_ids, v_run_ats from mails as m;
  perform private.enqueue_mails(v_ids, v_run_ats);
  perform private.add_booking_event(p_booking_id, private.booking_event(p_kind));
end;
$function$;

CREATE OR REPLACE FUNCTION private.release_mails(p_event_key uuid, p_calendar_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_booking record;
begin
  for v_booking in
    select o.id, o.series_id, a.email
    from public.booking_calendar_events as p
    join public.bookings as b on b.id = p.booking_id
    join public.bookings as o on o.event_type_id = b.event_type_id and o.starts_at = b.starts_at and o.ends_at = b.ends_at
    join public.booking_attendees as a on a.booking_id = o.id
    where p.event_key = p_event_key and p.calendar_id = p_calendar_id and p.is_wanted
      and o.status = 'confirmed' and o.location ->> 'kind' = 'video'
    order by o.id
  loop
    perform private.enqueue('send_notification', jsonb_build_object('notification_id', n.id), p_key => 'send_notification:' || n.id)
    from public.notifications as n
    where n.booking_id = any (array(
        select v_booking.id
        union
        select s.id from public.bookings as s where s.series_id = v_booking.series_id
      ))
      and n.recipient = v_booking.email and n.state = 'pending' and n.begun_at is null and n.gathered_into is null and n.failing_since is null
      and (
        (n.booking_id = v_booking.id and n.kind in ('booking_confirmed', 'booking_rescheduled'))
        or (
          n.kind = 'series_confirmed'
          -- The mail about a series has the links of all of them.
          and not exists (
            select from public.bookings as s
            where s.series_id = v_booking.series_id and s.status = 'confirmed' and s.location ->> 'kind' = 'video' and not s.location ? 'join_url'
              and exists (
                select from public.booking_calendar_events as e
                where e.event_key = (private.session_event(s.id)).event_key and e.is_wanted and e.state = 'pending' and e.last_error is null
              )
          )
        )
      );
  end loop;
end;
$function$;

ALTER FUNCTION "private"."release_mails"(uuid, uuid) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.series_place(p_booking_id uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return (
    select jsonb_build_object(
      'id', b.series_id, 'position', count(*) filter (where (o.starts_at, o.id) <= (b.starts_at, b.id)), 'count', count(*)
    )
    from public.bookings as b
    join public.bookings as o on o.series_id = b.series_id
    where b.id = p_booking_id
    group by b.id
  );
end;
$function$;

ALTER FUNCTION "private"."series_place"(uuid) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.take_notices(p_ids uuid[], p_notices jsonb)
 RETURNS uuid[]
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_changed uuid[];
  v_judged uuid[];
  v_first uuid[];
begin
  select
    coalesce(array_agg(distinct n.id) filter (where n.kind in ('opened', 'changed')), '{}'),
    coalesce(array_agg(distinct n.id) filter (where n.kind in ('renew', 'removed')), '{}')
  into v_changed, v_judged
  from jsonb_to_recordset(p_notices) as n (id uuid, kind text);
  -- Calendars before their channels, as everywhere; only notices after which channels are judged or planned need them.
  perform from public.calendars as c
  where c.id in (
    select s.id
    from private.channels as h
    cross join lateral (
      select h.calendar_id as id where h.calendar_id is not null
      union all
      select c.id from private.connections_of_account(h.connection_id) as a (id)
      join public.calendars as c on c.connection_id = a.id
      where h.calendar_id is null
    ) as s
    where h.id = any (p_ids) and (h.verified_at is null or h.id = any (v_judged))
  )
  order by c.id for no key update;
  perform from private.channels as h where h.id = any (p_ids) order by h.id for no key update;
  v_first := array(select h.id from private.channels as h where h.id = any (v_changed) and h.verified_at is null);
  update private.channels as h
  set resource_id = coalesce(h.resource_id, s.resource_id),
    last_notice_at = case when s.is_change then now() else h.last_notice_at end,
    verified_at = coalesce(h.verified_at, case when s.is_change then now() end),
    suspected_at = case when h.suspected_at < now() - interval '60 seconds' or not s.is_change then h.suspected_at end,
    renew_at = case
      when s.is_to_renew and coalesce(h.renewed_at, h.opened_at) < now() - interval '10 minutes' then least(h.renew_at, now())
      else h.renew_at
    end
  from (
    select n.id, min(n.resource_id) as resource_id, bool_or(n.kind in ('opened', 'changed')) as is_change, bool_or(n.kind = 'renew') as is_to_renew
    from jsonb_to_recordset(p_notices) as n (id uuid, resource_id text, kind text)
    group by n.id
  ) as s
  where h.id = any (p_ids) and h.id = s.id;

  -- Asked once for each channel, however many items a call has.
  with told as materialized (
    select h.id, a.other_id as connection_id
    from private.channels as h
    join private.account_connections as a on a.connection_id = h.connection_id and a.is_connected
    where h.id = any (p_ids) and h.calendar_id is null
  )
  insert into private.noticed_events as e (connection_id, provider_event_id, version)
  select distinct on (t.connection_id, coalesce(n.event_id, '')) t.connection_id, coalesce(n.event_id, ''), n.version
  from jsonb_to_recordset(p_notices) as n (id uuid, kind text, event_id text, version text, position bigint)
  join told as t on t.id = n.id
  where n.kind in ('opened', 'changed') and (n.event_id is not null or t.id <> all (v_first))
  order by t.connection_id, coalesce(n.event_id, ''), n.position desc
  on conflict on constraint noticed_events_pkey do update
  set version = excluded.version, noticed_at = now(), tries = 0,
    due_at = case when e.shown_version = excluded.version and e.noticed_at >= now() - interval '1 minute' then null else now() end
  -- The same notice twice is one. Later it is another one: an occurrence of a series may change without the version of the series.
  where e.version is distinct from excluded.version or excluded.version is null or e.noticed_at < now() - interval '1 minute';
  return v_first;
end;
$function$;

CREATE OR REPLACE FUNCTION public.begin_push(event_key uuid, calendar_id uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_target constant jsonb := private.push_target(begin_push.calendar_id);
  v_connection_id constant uuid := (select c.connection_id from public.calendars as c where c.id = begin_push.calendar_id);
  v_needs_reconnect constant boolean := private.needs_reconnect(v_connection_id);
  v_event public.booking_calendar_events;
begin
  -- The row is locked, so that what is read below is not older than its revision.
  select p.* into v_event
  from public.booking_calendar_events as p
  where p.event_key = begin_push.event_key and p.calendar_id = begin_push.calendar_id
  for no key update;
  if v_event.event_key is null or v_target is null or v_event.pushed_revision = v_event.revision
    -- The host moved the event and first decides whether the booking follows.
    or (v_event.is_wanted and private.has_open_move(v_event.booking_id))
    -- It is queued again if the calendar comes back (private.record_listing).
    or private.has_vanished(v_event.calendar_id) then
    return null;
  end if;
  if not v_event.is_wanted and v_event.provider_event_id is null and v_event.attempts = 0 then
    update public.booking_calendar_events as p
    set state = 'removed', pushed_revision = p.revision
    where p.event_key = v_event.event_key and p.calendar_id = v_event.calendar_id;
    return null;
  end if;
  -- Checked under the lock, so that either this or the return of the access comes last.
  if exists (select from public.calendars as c where c.id = v_event.calendar_id and c.access <> 'write') then
    update public.booking_calendar_events as p
    set state = 'failed', last_error = private.read_only_text()
    where p.event_key = v_event.event_key and p.calendar_id = v_event.calendar_id;
    perform private.release_mails(v_event.event_key, v_event.calendar_id);
    return null;
  end if;
  if v_needs_reconnect then
    perform private.release_mails(v_event.event_key, v_event.calendar_id);
    return null;
  elsif private.quiet_until(v_connection_id) is not null then
    perform private.enqueue_push(v_event.event_key, v_event.calendar_id);
    if private.quiet_until(v_connection_id) > now() + interval '20 seconds' then
      perform private.release_mails(v_event.event_key, v_event.calendar_id);
    end if;
    return null;
  end if;
  update public.booking_calendar_events as p
  set attempts = p.attempts + 1
  where p.event_key = v_event.event_key and p.calendar_id = v_event.calendar_id;
  return v_target || jsonb_build_object(
    'action', case when v_event.is_wanted then 'write' else 'remove' end,
    'event_key', v_event.event_key, 'revision', v_event.revision, 'provider_event_id', v_event.provider_event_id,
    'version', v_event.version, 'attempt', v_event.attempts + 1,
    'event', private.event_content(v_event.booking_id, v_event.calendar_id),
    'is_put_back', exists (
      select from public.booking_conflicts as k
      where k.booking_id = v_event.booking_id and k.kind = 'moved' and k.resolution = 'kept'
        and k.resolved_at > coalesce(v_event.pushed_at, '-infinity')
    )
  );
end;
$function$;

CREATE OR REPLACE FUNCTION public.begin_revoke(connection_id uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  return (
    select jsonb_build_object(
      'connection', jsonb_build_object(
        'id', k.id, 'owner_id', k.owner_id, 'provider', k.provider, 'account_email', k.account_email,
        'account_key', s.account_key, 'secret', s.sealed, 'secret_version', s.version
      ),
      'channels', coalesce((
        select jsonb_agg(jsonb_build_object('id', h.id, 'resource_id', h.resource_id) order by h.id)
        from private.channels as h where h.connection_id = k.id
      ), '[]'),
      'may_retry', s.revoking_since > now() - interval '1 hour',
      'is_shared', exists (
        select from private.connection_secrets as t
        join public.calendar_connections as o on o.id = t.connection_id
        where o.provider = k.provider and t.account_key = s.account_key and o.id <> k.id and t.sealed is not null
          and (t.revoking_since is null or private.has_to_wait(o, t))
      )
    )
    from public.calendar_connections as k
    join private.connection_secrets as s on s.connection_id = k.id and s.sealed is not null
    where k.id = begin_revoke.connection_id and s.revoking_since is not null and not private.has_to_wait(k, s)
  );
end;
$function$;

CREATE OR REPLACE FUNCTION public.fail_channel(channel_id uuid, error_code text, is_uncertain boolean, is_account_wide boolean, retry_after_ms bigint DEFAULT NULL::bigint, error_message text DEFAULT NULL::text, connection_id uuid DEFAULT NULL::uuid, refused_secret_version integer DEFAULT NULL::integer)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_channel private.channels;
  v_id uuid;
  v_again_at timestamptz;
begin
  select h.* into v_channel from private.channels as h where h.id = fail_channel.channel_id;
  perform private.lock_watched(v_channel.connection_id, v_channel.calendar_id);
  if not fail_channel.is_uncertain then
    delete from private.channels as h where h.id = fail_channel.channel_id and h.state = 'opening';
  end if;
  if private.is_outdated(coalesce(fail_channel.connection_id, v_channel.connection_id), fail_channel.refused_secret_version) then
    perform private.maintain_soon(coalesce(fail_channel.connection_id, v_channel.connection_id));
    return jsonb_build_object('again', false);
  end if;
  -- What one connection of an account could not do says nothing about the one that cares for the channel now.
  if v_channel.id is not null and v_channel.calendar_id is null
    and coalesce(fail_channel.connection_id = v_channel.connection_id, true)
  then
    v_again_at := private.record_watch_failure(
      v_channel.connection_id, null, fail_channel.error_code, fail_channel.error_message, fail_channel.retry_after_ms
    );
  end if;
  for v_id in
    select c.id from public.calendars as c
    where c.id = v_channel.calendar_id or (
      fail_channel.is_account_wide and v_channel.calendar_id is not null and c.connection_id = v_channel.connection_id and not exists (
        select from private.calendar_watch as w where w.calendar_id = c.id and w.watch_after > now()
      )
    )
    order by c.id
  loop
    v_again_at := greatest(v_again_at, private.record_watch_failure(
      v_channel.connection_id, v_id, fail_channel.error_code, fail_channel.error_message, fail_channel.retry_after_ms
    ));
  end loop;
  return jsonb_build_object('again', coalesce(v_again_at <= now(), false));
end;
$function$;

ALTER FUNCTION "public"."fail_channel"(uuid, text, boolean, boolean, bigint, text, uuid, integer) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION public.fail_pull(calendar_id uuid, error_code text, error_message text, needs_reconnect boolean, is_account_wide boolean DEFAULT false, is_doubtful boolean DEFAULT false, retry_after_ms bigint DEFAULT NULL::bigint, is_retryable boolean DEFAULT true, is_unanswered boolean DEFAULT false, claims text DEFAULT NULL::text, asks_consent boolean DEFAULT false, secret_version integer DEFAULT NULL::integer)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_connection_id uuid;
  v_has_vanished boolean;
  v_is_server boolean;
  v_sync private.calendar_sync;
begin
  if fail_pull.needs_reconnect then
    select c.connection_id into v_connection_id from public.calendars as c where c.id = fail_pull.calendar_id for no key update;
    if private.is_outdated(v_connection_id, fail_pull.secret_version) then
      update public.calendars as c set sync_status = case when c.last_synced_at is null then 'pending' else 'synced' end
      where c.id = fail_pull.calendar_id and c.sync_status = 'syncing';
      perform private.enqueue_pull(fail_pull.calendar_id, v_connection_id);
      return jsonb_build_object('account_failed', false);
    end if;
  end if;
  v_has_vanished := case
    when fail_pull.error_code = 'gone' then private.record_missing_calendar(fail_pull.calendar_id) else private.has_vanished(fail_pull.calendar_id)
  end;
  update public.calendars as c
  set sync_status = case when v_has_vanished then 'synced' else 'error' end,
    sync_error = case when v_has_vanished then private.calendar_warning(c.id) else left(fail_pull.error_message, 1000) end
  where c.id = fail_pull.calendar_id
  returning c.connection_id into v_connection_id;
  if v_connection_id is null then
    return jsonb_build_object('account_failed', false);
  end if;
  -- Another calendar of the account got no response either, and none could be read since: their server does not respond.
  v_is_server := fail_pull.is_unanswered and exists (
    select from public.calendars as c
    join private.calendar_sync as s on s.calendar_id = c.id
    where c.connection_id = v_connection_id and c.id <> fail_pull.calendar_id and s.unanswered_at > coalesce((
      select max(o.last_synced_at) from public.calendars as o where o.connection_id = v_connection_id
    ), '-infinity')
  );
  update private.calendar_sync as s
  set failed_at = clock_timestamp(), unanswered_at = case when fail_pull.is_unanswered then clock_timestamp() end,
    failures = case when v_has_vanished then 0 else s.failures + (not v_is_server)::integer end,
    retry_at = case when not v_has_vanished and not v_is_server then now() + greatest(
      private.backoff(s.failures + 1),
      -- A failure that does not pass by itself is retried at the usual pace at first.
      case when not fail_pull.is_retryable then private.jittered(least(60 * power(2, least(s.failures, 20)), 600)) end
    ) end
  where s.calendar_id = fail_pull.calendar_id
  returning * into v_sync;
  if fail_pull.error_code = 'gone' and not v_has_vanished then
    -- The list of calendars did not name it: one more attempt is enough.
    update private.connection_sync as s
    set relist_at = least(s.relist_at, greatest(now(), s.listed_at + interval '60 seconds'))
    where s.connection_id = v_connection_id and v_sync.missing_since is not null;
  end if;
  perform private.log_sync(
    fail_pull.calendar_id, 'failed', 0, 0, 0, left(fail_pull.error_code || ': ' || fail_pull.error_message, 1000)
  );
  if v_has_vanished and not fail_pull.is_account_wide then
    return jsonb_build_object('account_failed', false);
  end if;
  perform private.record_failure(
    v_connection_id, fail_pull.error_code, fail_pull.error_message, fail_pull.needs_reconnect,
    fail_pull.is_account_wide or v_is_server, fail_pull.is_doubtful, fail_pull.retry_after_ms, fail_pull.claims, fail_pull.asks_consent
  );
  -- Its own backoff, besides the account's: success with another calendar does not end it.
  if v_sync.retry_at is not null then
    perform private.enqueue_pull(fail_pull.calendar_id, v_connection_id, p_run_at => greatest(v_sync.retry_at, (
      select s.backoff_until from private.connection_sync as s where s.connection_id = v_connection_id
    )));
  end if;
  return jsonb_build_object('account_failed', fail_pull.is_account_wide or v_is_server);
end;
$function$;

ALTER FUNCTION "public"."fail_pull"(uuid, text, text, boolean, boolean, boolean, bigint, boolean, boolean, text, boolean, integer) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION public.fail_push(event_key uuid, calendar_id uuid, revision integer, error_message text, is_final boolean, retry_after_ms bigint DEFAULT NULL::bigint)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_attempts integer;
  v_again_at timestamptz;
begin
  select p.attempts into v_attempts
  from public.booking_calendar_events as p
  where p.event_key = fail_push.event_key and p.calendar_id = fail_push.calendar_id and p.revision = fail_push.revision
  for no key update;
  if not found then
    return null;
  end if;
  update public.booking_calendar_events as p
  set state = case when is_final then 'failed' else 'pending' end, last_error = left(error_message, 1000),
    -- The next retry starts over, but not as if it had never been tried.
    attempts = case when is_final then least(v_attempts, 1) else v_attempts end
  where p.event_key = fail_push.event_key and p.calendar_id = fail_push.calendar_id;
  if fail_push.retry_after_ms is not null and not is_final then
    v_again_at := now() + greatest(
      private.backoff(v_attempts), make_interval(secs => least(fail_push.retry_after_ms, 3600000) / 1000.0),
      -- As long as the queue itself, which gives up after four days.
      make_interval(secs => exp(least(v_attempts, 10)))
    );
    perform private.enqueue_push(fail_push.event_key, fail_push.calendar_id, v_again_at);
  end if;
  if is_final or v_again_at > now() + interval '20 seconds' then
    perform private.release_mails(fail_push.event_key, fail_push.calendar_id);
  end if;
  return null;
end;
$function$;

CREATE OR REPLACE FUNCTION public.fail_sync(connection_id uuid, error_code text, error_message text, needs_reconnect boolean, is_doubtful boolean DEFAULT false, retry_after_ms bigint DEFAULT NULL::bigint, claims text DEFAULT NULL::text, asks_consent boolean DEFAULT false, secret_version integer DEFAULT NULL::integer)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  -- By id, as everywhere: whoever cares for a channel of the account locks them, too (private.lock_watched).
  perform from public.calendars as c where c.connection_id = fail_sync.connection_id order by c.id for no key update;
  if fail_sync.needs_reconnect and private.is_outdated(fail_sync.connection_id, fail_sync.secret_version) then
    perform private.enqueue_sync(fail_sync.connection_id);
    return jsonb_build_object('is_outdated', true);
  end if;
  update public.calendars as c
  set sync_status = 'error', sync_error = left(fail_sync.error_message, 1000)
  where c.connection_id = fail_sync.connection_id and not private.has_vanished(c.id);
  insert into public.sync_logs (owner_id, connection_id, operation, status, error_message)
  select k.owner_id, k.id, 'poll', 'failed', left(fail_sync.error_code || ': ' || fail_sync.error_message, 1000)
  from public.calendar_connections as k where k.id = fail_sync.connection_id;
  perform private.record_failure(
    fail_sync.connection_id, fail_sync.error_code, fail_sync.error_message, fail_sync.needs_reconnect, true, fail_sync.is_doubtful,
    fail_sync.retry_after_ms, fail_sync.claims, fail_sync.asks_consent
  );
  return jsonb_build_object('is_outdated', false);
end;
$function$;

ALTER FUNCTION "public"."fail_sync"(uuid, text, text, boolean, boolean, bigint, text, boolean, integer) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION public.finish_push(event_key uuid, calendar_id uuid, revision integer, provider_event_id text, version text, is_removed boolean, join_url text DEFAULT NULL::text, awaits_join_url boolean DEFAULT false)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
 SET lock_timeout TO '4s'
AS $function$
declare
  v_event public.booking_calendar_events;
  v_is_known boolean;
  v_has_new_link boolean;
begin
  v_is_known := is_removed or not exists (
    select from public.synced_events as e
    where e.calendar_id = finish_push.calendar_id and e.provider_event_id = finish_push.provider_event_id and e.booking_id is null
  );
  v_has_new_link := not is_removed and finish_push.join_url is not null and exists (
    select from public.booking_calendar_events as p
    where p.event_key = finish_push.event_key and p.calendar_id = finish_push.calendar_id and p.join_url is distinct from finish_push.join_url
  );
  if not v_is_known or v_has_new_link then
    perform from public.hosts as h
    where h.id in (
      select l.host_id from public.calendar_links as l where l.calendar_id = finish_push.calendar_id
      union
      select b.host_id
      from public.booking_calendar_events as p
      join public.bookings as b on b.id = p.booking_id
      where p.event_key = finish_push.event_key and p.calendar_id = finish_push.calendar_id
    )
    order by h.id for no key update;
  end if;
  perform from public.calendars as c where c.id = finish_push.calendar_id for no key update;

  update public.booking_calendar_events as p
  set provider_event_id = case when not is_removed then finish_push.provider_event_id end,
    version = case when not is_removed then finish_push.version end,
    pushed_at = case when p.revision = finish_push.revision then now() else p.pushed_at end,
    listed_at = case
      when is_removed or p.provider_event_id is distinct from finish_push.provider_event_id then null else p.listed_at
    end,
    pushed_revision = finish_push.revision, attempts = 0, last_error = null,
    state = case when p.revision <> finish_push.revision then 'pending' when is_removed then 'removed' else 'pushed' end
  where p.event_key = finish_push.event_key and p.calendar_id = finish_push.calendar_id
  returning p.* into v_event;
  if v_event.event_key is null then
    return jsonb_build_object('state', null);
  end if;
  if is_removed then
    delete from public.synced_events as e
    where e.calendar_id = v_event.calendar_id and e.provider_event_id = finish_push.provider_event_id
      and e.booking_id is not null;
  else
    -- What was written counts before the next listing shows it: the old time is free at once.
    update public.synced_events as e
    set booking_id = b.id, is_all_day = false, start_date = null, end_date = null, starts_at = b.starts_at, ends_at = b.ends_at
    from public.bookings as b
    where e.calendar_id = v_event.calendar_id and e.provider_event_id = v_event.provider_event_id and b.id = v_event.booking_id
      and v_event.state = 'pushed';
    update public.synced_events as e
    set booking_id = v_event.booking_id
    where e.calendar_id = v_event.calendar_id and e.provider_event_id = v_event.provider_event_id
      and e.booking_id is distinct from v_event.booking_id;
    if not v_is_known then
      -- A pull before the response to the write took the event for somebody else's.
      perform private.close_overlaps(v_event.calendar_id);
    end if;
    update public.booking_calendar_events as p set listed_at = now()
    where p.event_key = v_event.event_key and p.calendar_id = v_event.calendar_id and p.listed_at is null and exists (
      select from public.synced_events as e where e.calendar_id = p.calendar_id and e.provider_event_id = p.provider_event_id
    );
  end if;
  if v_has_new_link then
    perform private.store_join_url(v_event.event_key, v_event.calendar_id, finish_push.join_url);
    perform private.release_mails(v_event.event_key, v_event.calendar_id);
  elsif finish_push.awaits_join_url and v_event.state = 'pushed' and v_event.link_waits < 10 then
    -- Written again as it is, which reads it: after 5 s, then twice as long each time, for 85 minutes in all.
    update public.booking_calendar_events as p
    set revision = p.revision + 1, state = 'pending', link_waits = p.link_waits + 1
    where p.event_key = v_event.event_key and p.calendar_id = v_event.calendar_id;
    perform private.enqueue_push(v_event.event_key, v_event.calendar_id, now() + make_interval(secs => 5 * 2 ^ v_event.link_waits));
  elsif v_event.state = 'pushed' then
    perform private.release_mails(v_event.event_key, v_event.calendar_id);
  end if;
  if v_event.state = 'pending' then
    perform private.enqueue_push(v_event.event_key, v_event.calendar_id);
  end if;
  return jsonb_build_object('state', v_event.state);
end;
$function$;

CREATE OR REPLACE FUNCTION public.get_booking(booking_id uuid, actor_generation integer DEFAULT NULL::integer, actor_user_id uuid DEFAULT NULL::uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_booking constant public.bookings := private.authorize_booking(
    get_booking.booking_id, get_booking.actor_generation, get_booking.actor_user_id
  );
  v_is_host constant boolean := get_booking.actor_user_id is not null;
  v_result constant jsonb := private.booking_result(v_booking.id);
begin
  return v_result || jsonb_build_object(
    'booking', v_result -> 'booking' || case when v_is_host then private.booking_details(v_booking.id) else '{}' end
      || private.booking_changes(v_booking, v_is_host)
      || jsonb_build_object('location', v_booking.location, 'location_text', private.location_text(
        v_booking, (select e.location from public.event_types as e where e.id = v_booking.event_type_id), v_is_host
      ), 'description', (select e.description from public.event_types as e where e.id = v_booking.event_type_id),
        'series', private.series_json(v_booking.series_id, v_is_host) || private.series_place(v_booking.id))
  );
end;
$function$;

CREATE OR REPLACE FUNCTION public.get_booking_sheet(booking_id uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_booking public.bookings;
begin
  select b.* into v_booking
  from public.bookings as b
  join public.hosts as h on h.id = b.host_id
  where b.id = get_booking_sheet.booking_id and b.status <> 'held' and h.owner_id = (select auth.uid());
  if v_booking.id is null then
    perform private.fail('not_found', 'You have no such booking.', 'Check booking_id and who is signed in.');
  end if;

  return jsonb_build_object(
    'booking', (
      select jsonb_build_object(
        'id', v_booking.id,
        'status', case when v_booking.status = 'pending' and v_booking.expires_at <= now() then 'expired' else v_booking.status end,
        'starts_at', private.iso_instant(v_booking.starts_at),
        'ends_at', private.iso_instant(v_booking.ends_at),
        'expires_at', private.iso_instant(v_booking.expires_at),
        'created_at', private.iso_instant(v_booking.created_at),
        'series', private.series_place(v_booking.id),
        'cancelled_by', v_booking.cancelled_by,
        'cancel_reason', v_booking.cancel_reason,
        'host', jsonb_build_object('display_name', h.display_name, 'time_zone', h.time_zone),
        'event_type', jsonb_build_object('title', e.title, 'location', coalesce(private.location_text(v_booking, e.location, true), ''), 'questions', e.questions),
        'attendee', case when a.id is not null then jsonb_build_object(
          'name', a.name, 'email', a.email, 'time_zone', a.time_zone, 'answers', a.answers
        ) end,
        'conflicts', coalesce((
          select jsonb_agg(jsonb_build_object(
            'id', c.id, 'kind', c.kind, 'event_title', c.event_title, 'other_booking_id', c.other_booking_id,
            'event_starts_at', private.iso_instant(c.event_starts_at), 'event_ends_at', private.iso_instant(c.event_ends_at),
            'detected_at', private.iso_instant(c.detected_at), 'resolved_at', private.iso_instant(c.resolved_at),
            'resolution', c.resolution
          ) order by c.detected_at, c.id)
          from public.booking_conflicts as c
          where c.booking_id = v_booking.id
        ), '[]')
      )
      from public.hosts as h
      join public.event_types as e on e.id = v_booking.event_type_id
      left join public.booking_attendees as a on a.booking_id = v_booking.id
      where h.id = v_booking.host_id
    ),
    -- One booking of its session carries the event.
    'event', (
      select jsonb_build_object(
        'is_wanted', p.is_wanted, 'state', p.state, 'last_error', p.last_error, 'pushed_revision', p.pushed_revision,
        'calendar', jsonb_build_object('id', c.id, 'name', c.name, 'provider', k.provider, 'account_email', k.account_email)
      )
      from (
        select v_booking.id
        union all
        select o.id
        from public.bookings as o
        where v_booking.status = 'confirmed' and o.event_type_id = v_booking.event_type_id
          and o.starts_at = v_booking.starts_at and o.ends_at = v_booking.ends_at and o.status = 'confirmed' and o.id <> v_booking.id
      ) as carrier (id)
      join public.booking_calendar_events as p on p.booking_id = carrier.id
      join public.calendars as c on c.id = p.calendar_id
      join public.calendar_connections as k on k.id = c.connection_id and k.status <> 'disconnected'
      where p.is_wanted or (carrier.id = v_booking.id and p.state <> 'removed')
      order by p.is_wanted desc, carrier.id = v_booking.id, p.event_key, p.calendar_id
      limit 1
    ),
    'others', (
      select count(*)
      from public.bookings as o
      where o.event_type_id = v_booking.event_type_id and o.starts_at = v_booking.starts_at and o.ends_at = v_booking.ends_at
        and o.status = 'confirmed' and o.id <> v_booking.id
    ),
    'stale', coalesce((
      select jsonb_agg(jsonb_build_object('name', coalesce(nullif(c.name, ''), 'A calendar'), 'reason', u.item ->> 'reason') order by u.i)
      from jsonb_array_elements(v_booking.unread_calendars) with ordinality as u (item, i)
      left join public.calendars as c on c.id = (u.item ->> 'calendar_id')::uuid
    ), '[]')
  );
end;
$function$;

CREATE OR REPLACE FUNCTION public.list_event_types(owner_id uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  return jsonb_build_object('event_types', coalesce((
    select jsonb_agg(
      to_jsonb(e) || jsonb_build_object('created_at', private.iso_instant(e.created_at), 'host', jsonb_build_object(
        'id', h.id, 'slug', h.slug, 'display_name', h.display_name, 'time_zone', h.time_zone, 'is_active', h.is_active
      ))
      order by h.created_at, h.id, e.position, e.slug
    )
    from public.hosts as h
    join public.event_types as e on e.host_id = h.id
    where h.owner_id = list_event_types.owner_id
  ), '[]'));
end;
$function$;

CREATE OR REPLACE FUNCTION public.receive_notices(provider text, notices jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_proven jsonb;
  v_positions bigint[];
  v_ids uuid[];
  v_first uuid[];
  v_channel record;
  v_to_sync uuid[] := '{}';
begin
  select
    coalesce(jsonb_agg(jsonb_build_object(
      'position', n.position, 'id', x.id, 'resource_id', n.resource_id, 'kind', coalesce(n.kind, 'changed'), 'event_id', n.event_id,
      'version', n.version
    )), '[]'),
    coalesce(array_agg(n.position), '{}'), coalesce(array_agg(distinct x.id), '{}')
  into v_proven, v_positions, v_ids
  from rows from (jsonb_to_recordset(notices) as (
    channel_id uuid, resource_id text, token_hash text, kind text, event_id text, version text
  )) with ordinality as n (channel_id, resource_id, token_hash, kind, event_id, version, position)
  cross join lateral (
    select h.id
    from private.channels as h
    join public.calendar_connections as k on k.id = h.connection_id
    join private.connection_secrets as x on x.connection_id = k.id
    -- The time that comparing hashes takes reveals nothing useful about the tokens.
    where h.id = n.channel_id and h.token_hash = n.token_hash
      and k.provider = receive_notices.provider and k.status <> 'disconnected' and x.sealed is not null and x.revoking_since is null
      and h.state <> 'closing' and coalesce(h.expires_at > now(), true) and coalesce(h.resource_id = n.resource_id, true)
    -- One by one, by their ids: anybody can send ids that do not exist.
    offset 0
  ) as x;

  v_first := private.take_notices(v_ids, v_proven);
  for v_channel in
    select h.id, h.connection_id, h.calendar_id, n.kinds, h.id = any (v_first) as is_first,
      case when h.calendar_id is null then array(
        select a.other_id from private.account_connections as a where a.connection_id = h.connection_id and a.is_connected
      ) end as ids_of_account
    from (
      select s.id, array_agg(distinct s.kind) as kinds from jsonb_to_recordset(v_proven) as s (id uuid, kind text) group by s.id
    ) as n
    join private.channels as h on h.id = n.id
    where h.id = any (v_ids)
    order by h.connection_id, h.calendar_id
  loop
    if 'removed' = any (v_channel.kinds) then
      perform public.lose_channel(v_channel.id);
    elsif 'missed' = any (v_channel.kinds) then
      perform private.want_pulls(a.id, v_channel.calendar_id)
      from (select unnest(coalesce(v_channel.ids_of_account, array[v_channel.connection_id])) as id order by id) as a;
    end if;
    if v_channel.is_first then
      perform private.retire_channels(v_channel.connection_id, v_channel.calendar_id);
    end if;
    continue when v_channel.kinds = '{renew}';
    if v_channel.calendar_id is null then
      v_to_sync := v_to_sync || v_channel.ids_of_account;
    else
      perform private.enqueue_pull(
        v_channel.calendar_id, v_channel.connection_id, p_is_announced => true, p_tries => case when not v_channel.is_first then 0 end
      );
    end if;
  end loop;
  -- Whichever connection cares for the channel.
  perform private.enqueue_announced_syncs(v_to_sync);

  return coalesce((
    select jsonb_agg(case when n.position = any (v_positions) then 'accepted' else 'refused' end order by n.position)
    from jsonb_array_elements(notices) with ordinality as n (value, position)
  ), '[]');
end;
$function$;

CREATE OR REPLACE FUNCTION public.resend_notification(booking_id uuid, notification_id uuid, actor_user_id uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_max_mails constant integer := 5;
  v_booking constant public.bookings := private.lock_booking(resend_notification.booking_id, null, resend_notification.actor_user_id);
  v_mail public.notifications;
  v_recipient text;
begin
  select n.* into v_mail
  from public.notifications as n
  where n.id = resend_notification.notification_id and n.booking_id = v_booking.id;
  if v_mail.id is null then
    perform private.fail('not_found', 'This booking has no such mail.', 'Check the id of the notification.');
  end if;
  if v_mail.kind like 'series\_%' then
    -- It stands with the first of them, and says those to which it applies.
    if not exists (
      select from public.bookings as b where b.series_id = v_booking.series_id and private.is_mail_current(v_mail.kind, b.status)
    ) then
      perform private.fail(
        'invalid_state', 'What this mail says is no longer so of any booking of the series.', 'Send the latest mail about it again.'
      );
    end if;
  elsif not private.is_mail_current(v_mail.kind, v_booking.status) then
    perform private.fail(
      'invalid_state', format('What this mail says is no longer so: the booking is %s.', v_booking.status), 'Send the latest mail about it again.'
    );
  end if;
  if v_mail.state = 'pending' and v_mail.failing_since is null then
    perform private.fail('invalid_state', 'This mail is on its way.', 'Wait until it was sent, or has failed.');
  end if;
  if (
    select count(*) from public.notifications as n
    where n.booking_id = v_booking.id and n.resent_from is not null and n.created_at > now() - interval '1 hour'
  ) >= v_max_mails then
    perform private.fail('rate_limited', 'Mails about this booking were sent again 5 times within an hour.', 'Wait an hour.');
  end if;

  -- The visitor's address as it is now, or the owner's.
  select a.email into v_recipient from public.booking_attendees as a where a.booking_id = v_booking.id and a.email = v_mail.recipient;
  if v_recipient is null then
    select u.email into v_recipient from public.hosts as h join auth.users as u on u.id = h.owner_id where h.id = v_booking.host_id;
  end if;
  if v_recipient is null then
    perform private.fail('invalid_state', 'There is no address to send it to.', 'Give your account an email address.');
  end if;
  -- What still waits for its next attempt would only say the same twice.
  update public.notifications as n set state = 'failed' where n.id = v_mail.id and n.state = 'pending';
  perform private.add_notification(v_mail.kind, v_recipient, p_booking_id => v_booking.id, p_resent_from => v_mail.id);
  return private.booking_result(v_booking.id);
end;
$function$;

CREATE OR REPLACE FUNCTION public.save_connection(owner_id uuid, provider text, account_key text, account_email text, host_id uuid, secret text, calendars jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_host_id uuid;
  v_connection public.calendar_connections;
  v_id uuid;
  v_linked uuid[];
begin
  -- Under the locks of the hosts nobody else connects the same account.
  perform private.lock_connection(null, save_connection.owner_id);
  v_host_id := (public.require_host(save_connection.owner_id, save_connection.host_id) ->> 'host_id')::uuid;

  select k.id into v_id
  from public.calendar_connections as k
  join private.connection_secrets as s on s.connection_id = k.id
  where k.owner_id = save_connection.owner_id and k.provider = save_connection.provider
    and private.account_key_form(s.account_key) = private.account_key_form(save_connection.account_key)
  -- There may be several from before spellings were compared: take the one in use.
  order by k.status = 'disconnected', s.account_key <> save_connection.account_key, k.created_at, k.id
  limit 1;
  if v_id is null then
    insert into public.calendar_connections (owner_id, provider, account_email)
    values (save_connection.owner_id, save_connection.provider, save_connection.account_email)
    returning id into v_id;
  else
    v_connection := private.lock_connection(v_id, save_connection.owner_id);
    update public.calendar_connections as k
    set status = 'active', last_error = null, account_email = save_connection.account_email
    where k.id = v_id;
  end if;
  insert into private.connection_secrets (connection_id, account_key, sealed)
  values (v_id, save_connection.account_key, save_connection.secret)
  on conflict on constraint connection_secrets_pkey do update
  -- The secret is sealed for the key that comes with it.
  set account_key = excluded.account_key, sealed = excluded.sealed, updated_at = now(), revoking_since = null, consent_claims = null, asks_consent = false,
    version = private.connection_secrets.version + 1;

  -- The first pull is queued below; later syncs keep their own pace.
  insert into private.connection_sync as s (connection_id, next_poll_at, relist_at)
  values (v_id, now() + private.jittered(60), now() + private.jittered(86400))
  on conflict on constraint connection_sync_pkey do update
  set next_poll_at = excluded.next_poll_at, relist_at = excluded.relist_at, listed_at = now(), failures = 0, refused_at = null,
    -- The provider has just let its owner in, whatever it asked for before.
    backoff_until = null, blocked_until = null;
  delete from private.calendar_watch as w where w.connection_id = v_id and w.watch_error <> 'not_watchable';

  v_linked := private.save_calendars(
    v_id, v_host_id,
    -- An account that is connected again for another host is new to that host.
    save_connection.host_id is not null and not exists (
      select from public.calendar_links as l
      join public.calendars as c on c.id = l.calendar_id
      where l.host_id = v_host_id and c.connection_id = v_id
    ),
    save_connection.calendars
  );
  if v_connection.status = 'disconnected' then
    select array_agg(c.id) into v_linked from public.calendars as c where c.connection_id = v_id;
  end if;
  -- The first target of a host: the primary one of these calendars if it is writable, else the first writable one of the owner's own.
  update public.calendar_links as l set is_booking_target = true
  where l.host_id = v_host_id
    and not exists (select from public.calendar_links as o where o.host_id = v_host_id and o.is_booking_target)
    and l.calendar_id = (
      select c.id
      from jsonb_array_elements(save_connection.calendars) with ordinality as a (value, position)
      join public.calendars as c on c.connection_id = v_id and c.provider_calendar_id = a.value ->> 'provider_calendar_id'
      join public.calendar_links as k on k.calendar_id = c.id and k.host_id = v_host_id
      where c.access = 'write' and c.id = any (v_linked)
        and ((a.value ->> 'is_primary')::boolean or (a.value ->> 'is_own')::boolean)
      order by coalesce((a.value ->> 'is_primary')::boolean, false) desc, a.position
      limit 1
    );
  perform private.restore_targets(save_connection.owner_id);
  perform private.resume_pushes(v_id);
  return jsonb_build_object('connection', private.connection_json(v_id));
end;
$function$;

CREATE VIEW "private"."account_connections" AS  SELECT s.connection_id,
    o.id AS other_id,
    ((o.status <> 'disconnected'::text) AND (t.sealed IS NOT NULL) AND (t.revoking_since IS NULL)) AS is_connected
   FROM (((private.connection_secrets s
     JOIN public.calendar_connections k ON ((k.id = s.connection_id)))
     JOIN private.connection_secrets t ON ((t.account_key = s.account_key)))
     JOIN public.calendar_connections o ON (((o.id = t.connection_id) AND (o.provider = k.provider))));

ALTER VIEW "private"."account_connections" OWNER TO "postgres";

COMMENT ON COLUMN "private"."connection_secrets"."version" IS 'Increased when the owner connects the account again, not when a token is renewed: tells which credentials a provider refused (private.is_outdated).';

COMMENT ON FUNCTION "private"."connection_with_secret"(uuid) IS 'A connection with its sealed secret and what that is bound to, for the service to unseal, secret_version (private.is_outdated), and owner_addresses: the sign-in address of the owner and the addresses of all their connections, lower case, sorted. They identify the owner''s own responses to invitations. Null if the connection is gone or disconnected.';

COMMENT ON FUNCTION "private"."connections_of_account"(uuid, boolean) IS 'The connections of the account of a connection, itself among them, even if its secret is erased (private.account_connections). p_is_connected: without those that are disconnected or about to be.';

COMMENT ON FUNCTION "private"."expects_join_url"(uuid) IS 'Whether the calendar of a booking by video will make its link within moments, as far as is known: not where it makes none, where its account cannot be asked now, and where the event was written and got none.';

COMMENT ON FUNCTION "private"."is_outdated"(uuid, integer) IS 'Whether the owner has connected the account again since a job got these credentials (secret_version of private.connection_with_secret), so that their refusal says nothing about those that are stored now. Null: unknown, which is not outdated. Locks the row of the connection: call it after locking calendars.';

COMMENT ON FUNCTION "private"."notify_parties"(uuid, text) IS 'Writes one notification to the visitor and one to the owner of the host, and the event for the owner''s webhooks, with a job for each, in the caller''s transaction. The visitor''s waits up to 30 s for a video link that is about to be made (private.expects_join_url), but not once it is known that none comes (private.release_mails). An owner whose calendars were not all known when it was booked is asked to check (booking_confirmed_unread).';

COMMENT ON FUNCTION "private"."release_mails"(uuid, uuid) IS 'No video link comes for an event, or not soon: the mails to visitors that wait for it (private.notify_parties) go out now; that about a series as soon as none of its events is still to be written.';

COMMENT ON FUNCTION "private"."series_place"(uuid) IS 'Which booking of its series one is: {id (of the series), position (by start, from 1), count}, cancelled ones included; null: it belongs to none.';

COMMENT ON FUNCTION "public"."fail_channel"(uuid, text, boolean, boolean, bigint, text, uuid, integer) IS 'A channel could not be opened or prolonged: {again}, whether to try another one at once (private.record_watch_failure says when else). is_uncertain: the provider may have granted it; its first notice will show that, and no other one is requested for 10 minutes. is_account_wide: the other calendars of the account back off as well. A channel that could not be prolonged stays open. connection_id: whose attempt it was. refused_secret_version: the credentials that the provider refused; if the owner has connected the account again meanwhile, nothing backs off, and it is tried again soon.';

COMMENT ON FUNCTION "public"."fail_pull"(uuid, text, text, boolean, boolean, boolean, bigint, boolean, boolean, text, boolean, integer) IS 'Records the failure of a pull on calendar, connection and log: {account_failed}. The calendar is retried later each time, by its own count of failures; a failure that concerns the account is counted there as well (private.record_failure). is_unanswered: nobody knows yet whether the calendar or its server is to blame; if it is the server, only the account counts it. Events stay as they are: rule 9 decides what that means for slots. A calendar that is missing twice is no longer a failure: private.record_missing_calendar. secret_version: of the credentials that were used. If they were refused, and the owner has connected the account again meanwhile, the calendar is pulled again.';

COMMENT ON FUNCTION "public"."fail_push"(uuid, uuid, integer, text, boolean, bigint) IS 'Records with the booking, which stays as it is, that writing its event failed. is_final: it is not retried until something changes. retry_after_ms: it is retried, no sooner than that (at most an hour, or as long as the provider asked us to wait), and later each time (private.backoff). Mails do not wait for its video link then (private.release_mails).';

COMMENT ON FUNCTION "public"."fail_sync"(uuid, text, text, boolean, boolean, bigint, text, boolean, integer) IS 'A sync, or anything else that concerns the whole account, could not reach it: records that on the account, its calendars and the log, and plans the next sync (private.record_failure). secret_version: of the credentials that were used. If they were refused, and the owner has connected the account again meanwhile (is_outdated), nothing is recorded, and the account is synced at once.';

COMMENT ON FUNCTION "public"."finish_push"(uuid, uuid, integer, text, text, boolean, text, boolean) IS 'An event was written or removed as begin_push said: {state}, which is pending again if more was wanted meanwhile, null if the event is gone. provider_event_id: what the provider calls it, also if it was removed. join_url: its video link; awaits_join_url: one is still being made, so the event is written again a little later (up to ten times). Without one nobody waits for it any more (private.release_mails).';

COMMENT ON FUNCTION "public"."get_booking"(uuid, integer, uuid) IS 'A booking for its visitor (by the generation in their token) or its host (by user id), with what they may do with it (private.booking_changes), what it is about (description), where it takes place (location; location_text: without the words of the visitor for the visitor, for calendar files) and its series (private.series_json) with its place in it (private.series_place); for the host all of private.booking_details. Raises not_found, unauthorized, forbidden.';

COMMENT ON FUNCTION "public"."get_booking_sheet"(uuid) IS 'All that its owner sees of a booking: who booked what (a request whose time is over counts as expired even before that is recorded), its conflicts, open and closed; the event of its session in a calendar that is still connected, else the event that is still to be removed (null: none); how many others booked the same session, its place in its series, and the calendars that could not be read. Raises not_found, also for holds and bookings of others.';

COMMENT ON VIEW "private"."account_connections" IS 'For each connection those of the same account, itself among them: several owners may have connected it, and it has one account key for all. For queries about many connections; private.connections_of_account is for one. For the work of the service; no owner may learn of the others.';

-- Rights as in sql/ (npm run db:rights). The end of every migration.
-- Every right there is, whatever default privileges the database has: private.restore_rights() revokes all others.
create or replace function private.declared_rights()
returns table (role text, privilege text, column_name text, kind text, object text)
language sql
immutable
set search_path = ''
as $$
  with declared (roles, privileges, column_name, kind, objects) as (
    values
      -- The owner edits their settings and reads the rest of their rows (policies/owner_rows.sql).
      ('{authenticated}'::text[], '{select,insert,update,delete}'::text[], null, 'table', array[
        'public.hosts', 'public.event_types', 'public.availability_rules', 'public.availability_overrides',
        'public.blocked_periods', 'public.calendar_links', 'public.webhook_endpoints'
      ]),
      ('{authenticated}', '{select}', null, 'table', array[
        'public.calendar_connections', 'public.calendars', 'public.synced_events', 'public.bookings', 'public.booking_attendees',
        'public.booking_calendar_events', 'public.booking_conflicts', 'public.notifications', 'public.sync_logs', 'public.api_keys',
        'public.webhook_deliveries', 'public.waitlist_entries'
      ]),
      ('{authenticated}', '{update}', 'policy', 'table', array['public.calendars']),
      -- The secret key is the operator's: their scripts read and write the public tables. The service itself only calls functions.
      ('{service_role}', '{select,insert,update,delete}', null, 'table', array[
        'public.hosts', 'public.event_types', 'public.availability_rules', 'public.availability_overrides', 'public.blocked_periods',
        'public.calendar_connections', 'public.calendars', 'public.calendar_links', 'public.synced_events', 'public.bookings',
        'public.booking_attendees', 'public.booking_calendar_events', 'public.booking_conflicts', 'public.notifications', 'public.sync_logs',
        'public.api_keys', 'public.webhook_endpoints', 'public.webhook_deliveries', 'public.waitlist_entries'
      ]),
      -- Visitors read these; nothing else is public.
      ('{anon,authenticated,service_role}', '{execute}', null, 'function', array[
        'public.get_available_slots(uuid, timestamptz, timestamptz, integer)',
        'public.get_booking_page(text, text)',
        'public.get_full_sessions(uuid, timestamptz, timestamptz, integer)'
      ]),
      -- Owners ask these about their own hosts.
      ('{authenticated}', '{execute}', null, 'function', array[
        'public.explain_slots(uuid, timestamptz, timestamptz, integer, timestamptz[])',
        'public.get_calendar_view(uuid, timestamptz, timestamptz)',
        'public.get_report(uuid, timestamptz, timestamptz)',
        'public.get_booking_sheet(uuid)'
      ]),
      -- Constraints of the tables that they write call these as the writer; nobody may use the schema to call them by name.
      ('{authenticated,service_role}', '{execute}', null, 'function', array[
        'private.text_fault(text, text, integer, boolean)',
        'private.is_blank(text)',
        'private.durations_fault(integer[])',
        'private.questions_fault(jsonb)',
        'private.reminders_fault(integer[])',
        'private.mail_settings_fault(text, text, text, text)',
        'private.locations_fault(jsonb)'
      ]),
      -- The service alone calls these.
      ('{service_role}', '{execute}', null, 'function', array[
        'public.hold_slot(uuid, timestamptz, integer, text, uuid, integer)',
        'public.renew_hold(uuid, integer)',
        'public.release_hold(uuid, integer)',
        'public.create_booking(uuid, timestamptz, integer, jsonb, jsonb, uuid, integer, text, text, jsonb)',
        'public.get_booking(uuid, integer, uuid)',
        'public.cancel_booking(uuid, text, integer, uuid)',
        'public.reschedule_booking(uuid, timestamptz, integer, integer, uuid, text)',
        'public.confirm_booking(uuid, uuid)',
        'public.decline_booking(uuid, uuid, text)',
        'public.create_host_booking(uuid, uuid, timestamptz, integer, jsonb, jsonb, boolean, boolean, text, text, jsonb)',
        'public.propose_time(uuid, timestamptz, uuid, integer)',
        'public.accept_proposed_time(uuid, integer, timestamptz)',
        'public.create_booking_series(uuid, timestamptz, integer, text, integer, jsonb, jsonb, uuid, integer, text, text, jsonb)',
        'public.find_series(uuid)',
        'public.cancel_series(uuid, text, integer, uuid)',
        'public.decide_series(uuid, boolean, uuid, text)',
        'public.join_waitlist(uuid, timestamptz, integer, jsonb, jsonb, jsonb)',
        'public.get_waitlist_entry(uuid, integer)',
        'public.leave_waitlist(uuid, integer)',
        'public.claim_seat(uuid, integer, jsonb, jsonb)',
        'public.offer_due_seats(integer)',
        'public.expire_bookings()',
        'public.list_connections(uuid)',
        'public.require_host(uuid, uuid)',
        'public.save_connection(uuid, text, text, text, uuid, text, jsonb)',
        'public.request_sync(uuid, uuid)',
        'public.disconnect_connection(uuid, uuid, text, text[])',
        'public.begin_revoke(uuid)',
        'public.finish_disconnect(uuid, boolean)',
        'public.list_secrets(uuid, integer)',
        'public.replace_secret(uuid, text, text)',
        'public.account_secret(uuid, text, text)',
        'public.begin_oauth(uuid, uuid, uuid, text, text, boolean, uuid)',
        'public.take_oauth_attempt(uuid, uuid, text)',
        'public.enqueue_due_polls(integer, integer)',
        'public.begin_sync(uuid, uuid[])',
        'public.continue_sync(uuid, uuid[])',
        'public.finish_sync(uuid)',
        'public.begin_pull(uuid, boolean)',
        'public.apply_calendar_changes(uuid, jsonb)',
        'public.acknowledge_unknown_time(uuid, uuid)',
        'public.calendar_object_states(uuid, text[])',
        'public.count_awaited_calendars(uuid[], timestamptz)',
        'public.finish_unchanged_pulls(uuid[], timestamptz, timestamptz, uuid, text, text)',
        'public.begin_announced_sync(uuid)',
        'public.finish_announced_sync(uuid, timestamptz, boolean, integer[])',
        'public.fail_sync(uuid, text, text, boolean, boolean, bigint, text, boolean, integer)',
        'public.fail_pull(uuid, text, text, boolean, boolean, boolean, bigint, boolean, boolean, text, boolean, integer)',
        'public.pull_again(uuid, integer, integer)',
        'public.record_retry_after(uuid, bigint)',
        'public.prune_sync_logs(integer)',
        'public.request_freshness(uuid, integer, uuid)',
        'public.update_calendars(uuid, jsonb)',
        'public.request_relist(uuid, text)',
        'public.record_calendar_properties(uuid, text, text, text, boolean)',
        'public.record_refused_write(uuid)',
        'public.enqueue_due_channels(text[], integer, text[])',
        'public.channels_to_maintain(uuid, text[])',
        'public.begin_channel(uuid, uuid, text, uuid)',
        'public.finish_channel(uuid, text, timestamptz, boolean, boolean)',
        'public.lose_channel(uuid)',
        'public.fail_channel(uuid, text, boolean, boolean, bigint, text, uuid, integer)',
        'public.close_channel_done(uuid, boolean)',
        'public.receive_notices(text, jsonb)',
        'public.begin_push(uuid, uuid)',
        'public.plan_missing_pushes(uuid, integer)',
        'public.finish_push(uuid, uuid, integer, text, text, boolean, text, boolean)',
        'public.fail_push(uuid, uuid, integer, text, boolean, bigint)',
        'public.begin_verify(uuid, uuid, integer, uuid)',
        'public.begin_search(uuid, uuid, integer, uuid[], uuid)',
        'public.continue_search(uuid, uuid, integer, uuid[], uuid)',
        'public.relocate_event(uuid, uuid, integer, uuid, text, text)',
        'public.propose_change(uuid, uuid, integer, text, jsonb, uuid)',
        'public.list_conflicts(uuid, uuid)',
        'public.resolve_conflict(uuid, uuid, text, uuid)',
        'public.host_to_lock(uuid, uuid, uuid)',
        'public.find_live_host(text)',
        'public.live_versions(uuid[])',
        'public.worker_heartbeat(text[])',
        'public.forget_workers(text[])',
        'public.service_status()',
        'public.zones_in_use()',
        'public.rights_status()',
        'public.write_probe(uuid)',
        'public.zone_offsets(text[], timestamptz[])',
        'public.next_notification(uuid)',
        'public.finish_notification(uuid, text, boolean, boolean)',
        'public.stop_digest(uuid, boolean)',
        'public.resend_notification(uuid, uuid, uuid)',
        'public.enqueue_due_mails(integer)',
        'public.keep_mail(uuid, text, text, text, text, text)',
        'public.list_mail(integer)',
        'public.mark_no_show(uuid, boolean, uuid)',
        'public.list_bookings(uuid, text[], timestamptz, timestamptz, text, timestamptz, uuid, integer)',
        'public.list_event_types(uuid)',
        'public.list_own_slots(uuid, uuid, timestamptz, timestamptz, integer)',
        'public.get_own_report(uuid, uuid, text, text)',
        'public.require_event_type(uuid, uuid)',
        'public.create_api_key(uuid, text, text, text[], text)',
        'public.list_api_keys(uuid)',
        'public.revoke_api_key(uuid, uuid)',
        'public.use_api_key(text)',
        'public.create_webhook_endpoint(uuid, uuid, text, text[], text)',
        'public.list_webhook_endpoints(uuid)',
        'public.update_webhook_endpoint(uuid, uuid, text, text[], boolean)',
        'public.delete_webhook_endpoint(uuid, uuid)',
        'public.rotate_webhook_secret(uuid, uuid, text)',
        'public.list_webhook_deliveries(uuid, uuid, timestamptz, uuid, integer)',
        'public.replay_webhook_delivery(uuid, uuid)',
        'public.begin_webhook_delivery(uuid)',
        'public.finish_webhook_delivery(uuid, integer, text, text, boolean, bigint, boolean)',
        'public.list_webhook_secrets(uuid, integer)',
        'public.replace_webhook_secret(uuid, text, text)',
        'public.prune_webhook_deliveries(integer, integer)'
      ])
  )
  select r.role, p.privilege, d.column_name, d.kind, o.object
  from declared as d
  cross join unnest(d.roles) as r (role)
  cross join unnest(d.privileges) as p (privilege)
  cross join unnest(d.objects) as o (object)
$$;
comment on function private.declared_rights() is
  'The list of rights: who but the owner may do what with which object of ours (column_name null: with the whole object). An object of '
  'private.own_objects() that is not named here is for its owner alone.';

-- Generated from the comments in sql/ by npm run db:build and db:diff. Do not edit.
create or replace function private.own_objects()
returns table (kind text, object text)
language sql
immutable
set search_path = ''
as $$
  values
    ('schema', 'private'),
    ('type', 'private.change_limits'),
    ('type', 'private.slot_rules'),
    ('type', 'private.free_windows'),
    ('function', 'private.fail(text, text, text, jsonb)'),
    ('function', 'private.durations_fault(integer[])'),
    ('function', 'private.hidden_character(text, boolean)'),
    ('function', 'private.is_blank(text)'),
    ('function', 'private.locations_fault(jsonb)'),
    ('function', 'private.locations_of_text(text)'),
    ('function', 'private.mail_settings_fault(text, text, text, text)'),
    ('function', 'private.mailbox(text)'),
    ('function', 'private.numbers_fault(jsonb)'),
    ('function', 'private.options_fault(text, jsonb, boolean)'),
    ('function', 'private.phone_fault(text, text)'),
    ('function', 'private.questions_fault(jsonb)'),
    ('function', 'private.reminders_fault(integer[])'),
    ('function', 'private.text_fault(text, text, integer, boolean)'),
    ('function', 'private.webhook_fault(text, text[])'),
    ('table', 'private.time_zones'),
    ('table', 'public.hosts'),
    ('table', 'public.event_types'),
    ('table', 'public.availability_rules'),
    ('table', 'public.availability_overrides'),
    ('table', 'public.blocked_periods'),
    ('table', 'public.calendar_connections'),
    ('table', 'private.account_connections'),
    ('table', 'private.connection_secrets'),
    ('table', 'public.calendars'),
    ('table', 'private.calendar_sync'),
    ('table', 'private.calendar_objects'),
    ('table', 'private.connection_sync'),
    ('table', 'private.unknown_times'),
    ('table', 'private.booking_target_changes'),
    ('table', 'public.calendar_links'),
    ('table', 'public.bookings'),
    ('table', 'public.booking_attendees'),
    ('table', 'private.counted_bookings'),
    ('table', 'public.waitlist_entries'),
    ('table', 'public.synced_events'),
    ('table', 'private.busy_days'),
    ('table', 'public.booking_calendar_events'),
    ('table', 'public.booking_conflicts'),
    ('table', 'public.webhook_endpoints'),
    ('table', 'private.webhook_state'),
    ('table', 'public.webhook_deliveries'),
    ('table', 'public.notifications'),
    ('table', 'private.mail_recipients'),
    ('table', 'private.gathering_mails'),
    ('table', 'private.conflict_mails'),
    ('table', 'private.outbox'),
    ('table', 'private.planned_reminders'),
    ('table', 'private.planned_digests'),
    ('table', 'public.sync_logs'),
    ('table', 'private.idempotency_keys'),
    ('table', 'private.workers'),
    ('table', 'private.probes'),
    ('table', 'private.host_versions'),
    ('table', 'private.changed_hosts'),
    ('table', 'private.oauth_attempts'),
    ('table', 'private.channels'),
    ('table', 'private.calendar_watch'),
    ('table', 'private.noticed_events'),
    ('table', 'public.api_keys'),
    ('table', 'private.api_key_digests'),
    ('function', 'private.backoff(integer)'),
    ('function', 'private.iso_instant(timestamptz)'),
    ('function', 'private.jittered(double precision)'),
    ('function', 'private.enqueue(text, jsonb, text, text, timestamptz, integer, integer, text)'),
    ('function', 'private.enqueue_all(text, jsonb[], text[], timestamptz[])'),
    ('function', 'private.has_later_job(text, timestamptz)'),
    ('function', 'private.pg_notify(text, text)'),
    ('function', 'private.remove_jobs(text)'),
    ('function', 'private.add_booking_event(uuid, text)'),
    ('function', 'private.add_notification(text, text, uuid, uuid, uuid, timestamptz, uuid, uuid, uuid, uuid)'),
    ('function', 'private.add_webhook_event(uuid, text, jsonb)'),
    ('function', 'private.booking_details(uuid)'),
    ('function', 'private.booking_event(text)'),
    ('function', 'private.enqueue_mails(uuid[], timestamptz[])'),
    ('function', 'private.expects_join_url(uuid)'),
    ('function', 'private.is_mail_current(text, text)'),
    ('function', 'private.labelled_answers(jsonb, jsonb)'),
    ('function', 'private.location_text(public.bookings, text, boolean)'),
    ('function', 'private.mail_backoff(integer)'),
    ('function', 'private.mail_join_url(uuid)'),
    ('function', 'private.mail_series_links(uuid, text)'),
    ('function', 'private.makes_video(uuid)'),
    ('function', 'private.next_digest_at(text)'),
    ('function', 'private.notify_of_conflict(uuid, uuid)'),
    ('function', 'private.notify_of_unknown_times(uuid)'),
    ('function', 'private.notify_owner(text, uuid, uuid, uuid)'),
    ('function', 'private.notify_parties(uuid, text)'),
    ('function', 'private.notify_series(uuid[], text)'),
    ('function', 'private.plan_reminders(uuid[])'),
    ('function', 'private.series_place(uuid)'),
    ('function', 'private.connections_of_account(uuid, boolean)'),
    ('function', 'private.lock_calendar(uuid)'),
    ('function', 'private.lock_connection(uuid, uuid, boolean)'),
    ('function', 'private.lock_host(uuid)'),
    ('function', 'private.lock_owner_hosts(uuid)'),
    ('function', 'private.lock_watched(uuid, uuid)'),
    ('function', 'private.blocked_until(uuid)'),
    ('function', 'private.calendar_to_read(public.calendars)'),
    ('function', 'private.connection_with_secret(uuid)'),
    ('function', 'private.enqueue_pull(uuid, uuid, boolean, timestamptz, integer)'),
    ('function', 'private.enqueue_sync(uuid, boolean, timestamptz, uuid[])'),
    ('function', 'private.has_vanished(uuid)'),
    ('function', 'private.is_outdated(uuid, integer)'),
    ('function', 'private.location_notice(uuid, jsonb)'),
    ('function', 'private.needs_reconnect(uuid)'),
    ('function', 'private.quiet_until(uuid)'),
    ('function', 'public.request_relist(uuid, text)'),
    ('function', 'private.blocked_instants(private.slot_rules, tstzrange)'),
    ('function', 'private.blocking_calendars(uuid)'),
    ('function', 'private.booked_sessions(uuid, tstzrange, timestamptz, uuid)'),
    ('function', 'private.closed_wall_time(private.slot_rules, date, date)'),
    ('function', 'private.day_or_instant(text, text)'),
    ('function', 'private.day_start(date, text)'),
    ('function', 'private.explain_candidates(private.slot_rules, tstzrange, tstzmultirange, integer)'),
    ('function', 'public.explain_slots(uuid, timestamptz, timestamptz, integer, timestamptz[])'),
    ('function', 'private.explain_starts(uuid, tstzrange, integer, timestamptz[], timestamptz, uuid)'),
    ('function', 'private.explain_unknown(private.slot_rules, timestamptz)'),
    ('function', 'private.external_busy(uuid, text, tstzrange, timestamptz, uuid, boolean)'),
    ('function', 'private.external_rows(uuid, text, tstzrange, timestamptz)'),
    ('function', 'private.find_free_windows(private.slot_rules, tstzrange, timestamptz, uuid, boolean, text)'),
    ('function', 'private.first_candidate_beyond(private.slot_rules, tstzrange, timestamptz, integer)'),
    ('function', 'private.full_days(private.slot_rules, tstzrange, timestamptz, uuid, text, integer)'),
    ('function', 'public.get_available_slots(uuid, timestamptz, timestamptz, integer)'),
    ('function', 'private.grid_anchors(private.slot_rules, tstzmultirange)'),
    ('function', 'private.grid_starts(private.free_windows, interval, integer)'),
    ('function', 'private.host_freshness(private.slot_rules, timestamptz)'),
    ('function', 'private.is_free_start(private.slot_rules, timestamptz, text)'),
    ('function', 'public.list_own_slots(uuid, uuid, timestamptz, timestamptz, integer)'),
    ('function', 'private.list_slots(uuid, tstzrange, integer, timestamptz)'),
    ('function', 'private.load_slot_rules(uuid, integer)'),
    ('function', 'private.open_hours(private.slot_rules, tstzrange, boolean)'),
    ('function', 'private.open_wall_time(private.slot_rules, date, date, boolean)'),
    ('function', 'private.reasons_against(private.slot_rules, timestamptz, uuid, boolean, boolean)'),
    ('function', 'public.require_event_type(uuid, uuid)'),
    ('function', 'private.require_free_start(private.slot_rules, timestamptz, timestamptz, uuid, boolean)'),
    ('function', 'private.require_host_start(private.slot_rules, timestamptz, uuid, boolean, boolean)'),
    ('function', 'private.require_range(timestamptz, timestamptz, integer)'),
    ('function', 'private.sessions_forbidden(private.slot_rules, tstzrange, timestamptz, uuid)'),
    ('function', 'private.stale_calendars(private.slot_rules, tstzrange, timestamptz)'),
    ('function', 'private.unknown_days(private.unknown_times)'),
    ('function', 'private.unknown_spans(private.slot_rules, timestamptz)'),
    ('function', 'private.wall_to_instants(tsmultirange, text)'),
    ('function', 'private.zone_segments(text, timestamptz, timestamptz)'),
    ('function', 'private.announced_sync_intervals(uuid[])'),
    ('function', 'public.begin_channel(uuid, uuid, text, uuid)'),
    ('function', 'private.calendars_to_watch(uuid)'),
    ('function', 'private.channel_due_at(private.channels)'),
    ('function', 'private.channels_due_at(uuid)'),
    ('function', 'private.channels_of_account(uuid)'),
    ('function', 'private.channels_of_calendar(uuid)'),
    ('function', 'private.channels_to_close(uuid)'),
    ('function', 'public.channels_to_maintain(uuid, text[])'),
    ('function', 'private.channels_to_renew(uuid)'),
    ('function', 'public.close_channel_done(uuid, boolean)'),
    ('function', 'private.enqueue_announced_sync(uuid, timestamptz)'),
    ('function', 'private.enqueue_announced_syncs(uuid[], timestamptz)'),
    ('function', 'public.enqueue_due_channels(text[], integer, text[])'),
    ('function', 'public.fail_channel(uuid, text, boolean, boolean, bigint, text, uuid, integer)'),
    ('function', 'public.finish_channel(uuid, text, timestamptz, boolean, boolean)'),
    ('function', 'private.hand_over_channels(uuid, boolean)'),
    ('function', 'private.has_healthy_channel(uuid)'),
    ('function', 'private.is_account_to_watch(uuid)'),
    ('function', 'private.is_standing_channel(private.channels)'),
    ('function', 'private.judge_channels(uuid)'),
    ('function', 'public.lose_channel(uuid)'),
    ('function', 'private.maintain_soon(uuid, timestamptz)'),
    ('function', 'public.receive_notices(text, jsonb)'),
    ('function', 'private.record_watch_failure(uuid, uuid, text, text, bigint)'),
    ('function', 'private.retire_channels(uuid, uuid)'),
    ('function', 'private.should_be_watched(uuid)'),
    ('function', 'private.suspect_channel(uuid, uuid[], boolean)'),
    ('function', 'private.take_notices(uuid[], jsonb)'),
    ('function', 'private.want_pulls(uuid, uuid, boolean)'),
    ('function', 'private.watchable_calendars(uuid)'),
    ('function', 'public.accept_proposed_time(uuid, integer, timestamptz)'),
    ('function', 'private.authorize_booking(uuid, integer, uuid)'),
    ('function', 'private.booking_changes(public.bookings, boolean)'),
    ('function', 'private.booking_json(uuid)'),
    ('function', 'private.booking_result(uuid)'),
    ('function', 'public.cancel_booking(uuid, text, integer, uuid)'),
    ('function', 'public.cancel_series(uuid, text, integer, uuid)'),
    ('function', 'private.change_limits(public.bookings, boolean)'),
    ('function', 'private.choose_location(jsonb, jsonb, boolean)'),
    ('function', 'public.confirm_booking(uuid, uuid)'),
    ('function', 'private.count_active(uuid, text, text, integer)'),
    ('function', 'public.create_booking(uuid, timestamptz, integer, jsonb, jsonb, uuid, integer, text, text, jsonb)'),
    ('function', 'public.create_booking_series( uuid, timestamptz, integer, text, integer, jsonb, jsonb, uuid, integer, text, text, jsonb )'),
    ('function', 'public.create_host_booking(uuid, uuid, timestamptz, integer, jsonb, jsonb, boolean, boolean, text, text, jsonb)'),
    ('function', 'public.decide_series(uuid, boolean, uuid, text)'),
    ('function', 'public.decline_booking(uuid, uuid, text)'),
    ('function', 'public.expire_bookings()'),
    ('function', 'private.expire_overlapping(uuid, tstzrange)'),
    ('function', 'private.find_event_host(uuid)'),
    ('function', 'private.find_idempotent_booking(text, text)'),
    ('function', 'public.find_series(uuid)'),
    ('function', 'public.get_booking(uuid, integer, uuid)'),
    ('function', 'public.get_booking_sheet(uuid)'),
    ('function', 'public.hold_slot(uuid, timestamptz, integer, text, uuid, integer)'),
    ('function', 'public.host_to_lock(uuid, uuid, uuid)'),
    ('function', 'private.hosts_of_slots(uuid, uuid, timestamptz[], uuid[])'),
    ('function', 'private.insert_booking(uuid, uuid, timestamptz, integer, jsonb, jsonb, uuid, text, text, jsonb)'),
    ('function', 'private.insert_hold(uuid, uuid, timestamptz, integer, text, uuid, integer)'),
    ('function', 'private.insert_host_booking(private.slot_rules, timestamptz, jsonb, jsonb, jsonb, boolean, jsonb)'),
    ('function', 'private.insert_series( uuid, private.slot_rules, timestamptz[], timestamptz[], jsonb, jsonb, uuid, text, text, jsonb )'),
    ('function', 'private.keep_idempotency_key(text, text, uuid)'),
    ('function', 'public.list_bookings(uuid, text[], timestamptz, timestamptz, text, timestamptz, uuid, integer)'),
    ('function', 'private.lock_booking(uuid, integer, uuid, timestamptz)'),
    ('function', 'private.lock_series(uuid, integer, uuid)'),
    ('function', 'private.lock_slot(uuid, uuid, timestamptz, uuid)'),
    ('function', 'private.lock_slots(uuid, uuid, timestamptz[], uuid[])'),
    ('function', 'private.mark_expired(uuid[])'),
    ('function', 'public.mark_no_show(uuid, boolean, uuid)'),
    ('function', 'private.nearest_starts(private.slot_rules, timestamptz, timestamptz[])'),
    ('function', 'private.open_proposal(public.bookings)'),
    ('function', 'public.propose_time(uuid, timestamptz, uuid, integer)'),
    ('function', 'private.reassign_event(uuid)'),
    ('function', 'private.receiving_calendar(uuid, uuid, uuid, timestamptz, timestamptz)'),
    ('function', 'private.refuse_series(jsonb)'),
    ('function', 'public.release_hold(uuid, integer)'),
    ('function', 'public.renew_hold(uuid, integer)'),
    ('function', 'private.request_expiry(uuid, timestamptz)'),
    ('function', 'private.require_answers(jsonb, jsonb)'),
    ('function', 'private.require_attendee(jsonb)'),
    ('function', 'private.require_change(public.bookings, boolean, boolean, text)'),
    ('function', 'private.require_few_bookings(uuid, text)'),
    ('function', 'private.require_finite_start(timestamptz)'),
    ('function', 'private.require_hold(uuid, uuid, timestamptz, timestamptz)'),
    ('function', 'private.require_series(uuid, text, integer)'),
    ('function', 'private.require_start_or_hold(private.slot_rules, timestamptz, uuid, boolean)'),
    ('function', 'public.reschedule_booking(uuid, timestamptz, integer, integer, uuid, text)'),
    ('function', 'private.seats_taken(uuid, uuid, timestamptz, timestamptz)'),
    ('function', 'private.series_json(uuid, boolean)'),
    ('function', 'private.series_result(uuid)'),
    ('function', 'private.series_starts(timestamptz, text, text, integer)'),
    ('function', 'private.try_lock_slot(uuid, uuid, timestamptz)'),
    ('function', 'private.write_booking(private.slot_rules, timestamptz, text, jsonb, jsonb, jsonb, uuid, boolean, uuid)'),
    ('function', 'private.write_cancellation(uuid, text, text)'),
    ('function', 'private.write_confirmation(uuid)'),
    ('function', 'private.write_move(public.bookings, private.slot_rules, timestamptz, text, text, text, text)'),
    ('function', 'private.write_refusal(uuid, text)'),
    ('function', 'public.begin_push(uuid, uuid)'),
    ('function', 'public.begin_search(uuid, uuid, integer, uuid[], uuid)'),
    ('function', 'public.begin_verify(uuid, uuid, integer, uuid)'),
    ('function', 'private.change_event(uuid, uuid, boolean)'),
    ('function', 'private.close_conflicts(uuid)'),
    ('function', 'private.close_double_bookings(uuid[], text)'),
    ('function', 'private.close_overlaps(uuid, uuid[])'),
    ('function', 'private.conflict_json(public.booking_conflicts)'),
    ('function', 'public.continue_search(uuid, uuid, integer, uuid[], uuid)'),
    ('function', 'private.detect_conflicts(uuid, uuid[], uuid[], uuid)'),
    ('function', 'private.detect_double_bookings(uuid[])'),
    ('function', 'private.detect_overlaps(uuid, uuid[], uuid)'),
    ('function', 'private.double_bookings(uuid[])'),
    ('function', 'private.enqueue_planning(uuid[])'),
    ('function', 'private.enqueue_push(uuid, uuid, timestamptz)'),
    ('function', 'private.enqueue_search(public.booking_calendar_events, uuid[], uuid)'),
    ('function', 'private.enqueue_verify(uuid, uuid, uuid, integer)'),
    ('function', 'private.event_content(uuid, uuid)'),
    ('function', 'public.fail_push(uuid, uuid, integer, text, boolean, bigint)'),
    ('function', 'private.find_missing_events(uuid, uuid, text[], boolean, timestamptz, timestamptz)'),
    ('function', 'public.finish_push(uuid, uuid, integer, text, text, boolean, text, boolean)'),
    ('function', 'private.follow_join_url(uuid)'),
    ('function', 'private.follow_relocated_events(uuid)'),
    ('function', 'private.has_calendar_event(uuid)'),
    ('function', 'private.has_open_move(uuid)'),
    ('function', 'private.hasten_pushes(uuid)'),
    ('function', 'private.is_conflict_notified(uuid)'),
    ('function', 'private.is_disconnected(uuid)'),
    ('function', 'private.is_writable(uuid)'),
    ('function', 'private.keep_conflicts(uuid, jsonb)'),
    ('function', 'public.list_conflicts(uuid, uuid)'),
    ('function', 'private.mail_of_pair(uuid, uuid)'),
    ('function', 'private.move_session(public.bookings, timestamptz, timestamptz)'),
    ('function', 'private.overlapping_bookings(uuid, uuid[])'),
    ('function', 'public.plan_missing_pushes(uuid, integer)'),
    ('function', 'private.plan_push(uuid)'),
    ('function', 'public.propose_change(uuid, uuid, integer, text, jsonb, uuid)'),
    ('function', 'private.push_target(uuid)'),
    ('function', 'private.read_only_text()'),
    ('function', 'private.recheck_double_bookings(uuid[])'),
    ('function', 'public.record_refused_write(uuid)'),
    ('function', 'private.release_mails(uuid, uuid)'),
    ('function', 'public.relocate_event(uuid, uuid, integer, uuid, text, text)'),
    ('function', 'public.resolve_conflict(uuid, uuid, text, uuid)'),
    ('function', 'private.resume_pushes(uuid)'),
    ('function', 'private.send_conflict_mails(uuid)'),
    ('function', 'private.session_event(uuid)'),
    ('function', 'private.store_join_url(uuid, uuid, text)'),
    ('function', 'private.unwritten_events(uuid)'),
    ('function', 'public.claim_seat(uuid, integer, jsonb, jsonb)'),
    ('function', 'public.get_waitlist_entry(uuid, integer)'),
    ('function', 'public.join_waitlist(uuid, timestamptz, integer, jsonb, jsonb, jsonb)'),
    ('function', 'public.leave_waitlist(uuid, integer)'),
    ('function', 'private.next_waiting(uuid, timestamptz, timestamptz)'),
    ('function', 'public.offer_due_seats(integer)'),
    ('function', 'private.offer_seats(uuid, timestamptz, timestamptz)'),
    ('function', 'private.require_entry(uuid, integer)'),
    ('function', 'private.require_few_entries(uuid, text)'),
    ('function', 'private.require_full_session(private.slot_rules, timestamptz, integer)'),
    ('function', 'private.waitlist_result(uuid)'),
    ('function', 'private.booking_target_json(uuid)'),
    ('function', 'private.next_target(uuid)'),
    ('function', 'private.replace_target(uuid, uuid, text)'),
    ('function', 'private.restore_targets(uuid)'),
    ('function', 'private.account_due_at(uuid, timestamptz)'),
    ('function', 'public.acknowledge_unknown_time(uuid, uuid)'),
    ('function', 'public.apply_calendar_changes(uuid, jsonb)'),
    ('function', 'public.begin_announced_sync(uuid)'),
    ('function', 'public.begin_pull(uuid, boolean)'),
    ('function', 'public.begin_sync(uuid, uuid[])'),
    ('function', 'private.block_account(uuid, bigint)'),
    ('function', 'private.bookings_of_events(uuid, jsonb)'),
    ('function', 'private.calendar_due_at(public.calendars, private.calendar_sync)'),
    ('function', 'public.calendar_object_states(uuid, text[])'),
    ('function', 'private.calendar_warning(uuid)'),
    ('function', 'public.continue_sync(uuid, uuid[])'),
    ('function', 'public.count_awaited_calendars(uuid[], timestamptz)'),
    ('function', 'private.delete_missing_events(uuid, uuid, boolean, text[], text[], text[], timestamptz, timestamptz)'),
    ('function', 'public.enqueue_due_polls(integer, integer)'),
    ('function', 'public.fail_pull(uuid, text, text, boolean, boolean, boolean, bigint, boolean, boolean, text, boolean, integer)'),
    ('function', 'public.fail_sync(uuid, text, text, boolean, boolean, bigint, text, boolean, integer)'),
    ('function', 'public.finish_announced_sync(uuid, timestamptz, boolean, integer[])'),
    ('function', 'public.finish_sync(uuid)'),
    ('function', 'public.finish_unchanged_pulls(uuid[], timestamptz, timestamptz, uuid, text, text)'),
    ('function', 'private.follow_calendars(uuid, jsonb, boolean)'),
    ('function', 'private.is_known_event(uuid, text)'),
    ('function', 'private.known_events(uuid, timestamptz, timestamptz)'),
    ('function', 'private.log_sync(uuid, text, integer, integer, integer, text)'),
    ('function', 'private.mailed_unknown_times(public.notifications)'),
    ('function', 'private.mark_synced(uuid[], timestamptz, timestamptz)'),
    ('function', 'private.merge_busy_days(uuid[], date[], tstzmultirange[])'),
    ('function', 'private.path_form(text)'),
    ('function', 'public.prune_sync_logs(integer)'),
    ('function', 'public.pull_again(uuid, integer, integer)'),
    ('function', 'private.read_page(jsonb)'),
    ('function', 'public.record_calendar_properties(uuid, text, text, text, boolean)'),
    ('function', 'private.record_failure(uuid, text, text, boolean, boolean, boolean, bigint, text, boolean)'),
    ('function', 'private.record_listing(uuid, jsonb)'),
    ('function', 'private.record_missing_calendar(uuid)'),
    ('function', 'public.record_retry_after(uuid, bigint)'),
    ('function', 'private.rename_events(uuid, jsonb, uuid, boolean, boolean, text[])'),
    ('function', 'public.request_freshness(uuid, integer, uuid)'),
    ('function', 'private.restore_renamed(uuid, uuid)'),
    ('function', 'private.show_noticed_events(uuid, jsonb, text[], jsonb)'),
    ('function', 'private.unknown_time_json(private.unknown_times)'),
    ('function', 'public.update_calendars(uuid, jsonb)'),
    ('function', 'private.upsert_events(uuid, jsonb, uuid, text[])'),
    ('function', 'private.write_object_states(uuid, jsonb, boolean)'),
    ('function', 'private.write_unknown_times(uuid, uuid, jsonb, jsonb, text[], text[], boolean, boolean)'),
    ('function', 'private.account_key_form(text)'),
    ('function', 'public.account_secret(uuid, text, text)'),
    ('function', 'public.begin_oauth(uuid, uuid, uuid, text, text, boolean, uuid)'),
    ('function', 'public.begin_revoke(uuid)'),
    ('function', 'private.connection_json(uuid)'),
    ('function', 'public.disconnect_connection(uuid, uuid, text, text[])'),
    ('function', 'private.disconnect_json(uuid, integer)'),
    ('function', 'private.enqueue_finish_disconnect(uuid, timestamptz)'),
    ('function', 'private.erase_connection(uuid, boolean)'),
    ('function', 'public.finish_disconnect(uuid, boolean)'),
    ('function', 'private.has_removals(uuid)'),
    ('function', 'private.has_to_wait(public.calendar_connections, private.connection_secrets)'),
    ('function', 'public.list_connections(uuid)'),
    ('function', 'public.list_secrets(uuid, integer)'),
    ('function', 'private.pushed_events(uuid)'),
    ('function', 'public.replace_secret(uuid, text, text)'),
    ('function', 'public.request_sync(uuid, uuid)'),
    ('function', 'public.require_host(uuid, uuid)'),
    ('function', 'private.save_calendars(uuid, uuid, boolean, jsonb)'),
    ('function', 'public.save_connection(uuid, text, text, text, uuid, text, jsonb)'),
    ('function', 'public.take_oauth_attempt(uuid, uuid, text)'),
    ('function', 'public.begin_webhook_delivery(uuid)'),
    ('function', 'public.create_webhook_endpoint(uuid, uuid, text, text[], text)'),
    ('function', 'public.delete_webhook_endpoint(uuid, uuid)'),
    ('function', 'private.disable_webhook_endpoint(uuid, text)'),
    ('function', 'private.find_webhook_endpoint(uuid, uuid)'),
    ('function', 'public.finish_webhook_delivery(uuid, integer, text, text, boolean, bigint, boolean)'),
    ('function', 'public.list_webhook_deliveries(uuid, uuid, timestamptz, uuid, integer)'),
    ('function', 'public.list_webhook_endpoints(uuid)'),
    ('function', 'public.list_webhook_secrets(uuid, integer)'),
    ('function', 'private.plan_webhooks(uuid)'),
    ('function', 'public.prune_webhook_deliveries(integer, integer)'),
    ('function', 'private.record_webhook_failure(uuid, text, boolean, bigint)'),
    ('function', 'private.record_webhook_success(uuid)'),
    ('function', 'public.replace_webhook_secret(uuid, text, text)'),
    ('function', 'public.replay_webhook_delivery(uuid, uuid)'),
    ('function', 'public.rotate_webhook_secret(uuid, uuid, text)'),
    ('function', 'public.update_webhook_endpoint(uuid, uuid, text, text[], boolean)'),
    ('function', 'private.webhook_backoff(integer, integer)'),
    ('function', 'private.webhook_delivery_json(public.webhook_deliveries)'),
    ('function', 'private.webhook_endpoint_json(uuid)'),
    ('function', 'private.api_key_json(uuid)'),
    ('function', 'public.create_api_key(uuid, text, text, text[], text)'),
    ('function', 'public.list_api_keys(uuid)'),
    ('function', 'public.revoke_api_key(uuid, uuid)'),
    ('function', 'public.use_api_key(text)'),
    ('function', 'public.get_booking_page(text, text)'),
    ('function', 'public.get_calendar_view(uuid, timestamptz, timestamptz)'),
    ('function', 'public.get_full_sessions(uuid, timestamptz, timestamptz, integer)'),
    ('function', 'public.list_event_types(uuid)'),
    ('function', 'private.session_json(uuid, timestamptz, timestamptz)'),
    ('function', 'private.build_report(public.hosts, tstzrange)'),
    ('function', 'public.get_own_report(uuid, uuid, text, text)'),
    ('function', 'public.get_report(uuid, timestamptz, timestamptz)'),
    ('function', 'private.hours_of(tstzmultirange)'),
    ('function', 'private.offered_time(uuid, tstzrange)'),
    ('function', 'private.report_groups(uuid, text, tstzrange)'),
    ('function', 'private.reported_bookings(uuid, tstzrange)'),
    ('function', 'private.time_figures(tstzmultirange, tstzmultirange)'),
    ('function', 'private.bump_host_versions(uuid[])'),
    ('function', 'private.bump_versions_of_calendars(uuid[])'),
    ('function', 'public.find_live_host(text)'),
    ('function', 'public.live_versions(uuid[])'),
    ('function', 'public.enqueue_due_mails(integer)'),
    ('function', 'public.finish_notification(uuid, text, boolean, boolean)'),
    ('function', 'public.forget_workers(text[])'),
    ('function', 'private.gather_mail(uuid)'),
    ('function', 'public.keep_mail(uuid, text, text, text, text, text)'),
    ('function', 'public.list_mail(integer)'),
    ('function', 'private.mailed_booking(uuid, boolean)'),
    ('function', 'private.mailed_digest(uuid, timestamptz)'),
    ('function', 'private.mailed_series(text, uuid, boolean)'),
    ('function', 'public.next_notification(uuid)'),
    ('function', 'public.resend_notification(uuid, uuid, uuid)'),
    ('function', 'public.rights_status()'),
    ('function', 'public.service_status()'),
    ('function', 'public.stop_digest(uuid, boolean)'),
    ('function', 'public.worker_heartbeat(text[])'),
    ('function', 'public.write_probe(uuid)'),
    ('function', 'public.zone_offsets(text[], timestamptz[])'),
    ('function', 'public.zones_in_use()'),
    ('function', 'private.differing_rights()'),
    ('function', 'private.excess_rights()'),
    ('function', 'private.own_access_lists()'),
    ('function', 'private.restore_rights()'),
    ('function', 'private.bump_changed_hosts()'),
    ('function', 'private.bump_versions_of_bookings()'),
    ('function', 'private.bump_versions_of_connections()'),
    ('function', 'private.bump_versions_of_events()'),
    ('function', 'private.bump_versions_of_freshness()'),
    ('function', 'private.bump_versions_of_hosts()'),
    ('function', 'private.bump_versions_of_settings()'),
    ('function', 'private.bump_versions_of_unknown_times()'),
    ('function', 'private.check_booking_target()'),
    ('function', 'private.check_time_zone()'),
    ('function', 'private.complete_booking()'),
    ('function', 'private.complete_webhook_endpoint()'),
    ('function', 'private.derive_host_of_conflict()'),
    ('function', 'private.derive_owner_from_connection()'),
    ('function', 'private.derive_owner_from_host()'),
    ('function', 'private.follow_access()'),
    ('function', 'private.follow_disconnection()'),
    ('function', 'private.follow_event()'),
    ('function', 'private.follow_links()'),
    ('function', 'private.follow_reminders()'),
    ('function', 'private.follow_seats()'),
    ('function', 'private.follow_session()'),
    ('function', 'private.follow_target()'),
    ('function', 'private.follow_webhook_endpoint()'),
    ('function', 'private.forget_objects()'),
    ('function', 'private.hand_over_channels_of_deleted()'),
    ('function', 'private.limit_own_rows()'),
    ('function', 'private.lock_hosts_of_link()'),
    ('function', 'private.lock_own_hosts()'),
    ('function', 'private.note_video()'),
    ('function', 'private.note_video_of_calendar()'),
    ('function', 'private.plan_account()'),
    ('function', 'private.plan_channel()'),
    ('function', 'private.plan_channels()'),
    ('function', 'private.plan_channels_of_account()'),
    ('function', 'private.plan_digest()'),
    ('function', 'private.read_chosen_calendar()'),
    ('function', 'private.record_access_of_connection()'),
    ('function', 'private.recount_booking()'),
    ('function', 'private.refresh_busy_days()'),
    ('function', 'private.refuse_faulty_event_type()'),
    ('function', 'private.refuse_faulty_mail_settings()'),
    ('function', 'private.refuse_faulty_policy()'),
    ('function', 'private.refuse_faulty_text()'),
    ('function', 'private.set_location()'),
    ('function', 'private.declared_rights()'),
    ('function', 'private.own_objects()')
$$;
comment on function private.own_objects() is
  'Every object of ours that has rights; sequences come with their tables. What is not named here belongs to others and is left alone.';

select private.restore_rights();
