-- Written by npm run db:diff from sql/. Read it before it is committed: data are kept only where it says so.
-- What is new in tables that are there is null, or a default, in every row: each constraint holds, and is checked by one scan. Mails that an older version
-- called failed and will try again stay as they are: next_notification knows them.
-- squawk-ignore-file constraint-missing-not-valid, adding-foreign-key-constraint

set local check_function_bodies = off;

DROP POLICY "notifications_owner" ON "public"."notifications";

DROP TRIGGER "event_types_refuse_faulty" ON "public"."event_types";

ALTER TABLE "public"."notifications" DROP CONSTRAINT "notifications_one_subject";

DROP FUNCTION "private"."add_notification"(text, text, uuid, uuid, uuid, timestamp with time zone, uuid);

DROP FUNCTION "public"."finish_notification"(uuid, text);

DROP FUNCTION "public"."keep_mail"(uuid, text, text, text, text);

CREATE TABLE "private"."planned_digests" ("host_id" uuid NOT NULL, "due_at" timestamp with time zone NOT NULL, CONSTRAINT "planned_digests_pkey" PRIMARY KEY (host_id));

ALTER TABLE "private"."planned_digests" OWNER TO "postgres";

CREATE TABLE "private"."planned_reminders" ("booking_id" uuid NOT NULL, "minutes" integer NOT NULL, "due_at" timestamp with time zone NOT NULL, CONSTRAINT "planned_reminders_pkey" PRIMARY KEY (booking_id, minutes));

ALTER TABLE "private"."planned_reminders" OWNER TO "postgres";

ALTER TABLE "private"."outbox" ADD COLUMN "html" text;

ALTER TABLE "public"."booking_attendees" ADD COLUMN "email_bounced_at" timestamp with time zone;

ALTER TABLE "public"."event_types" ADD COLUMN "message" text NOT NULL DEFAULT ''::text;

ALTER TABLE "public"."event_types" ADD COLUMN "reminders_minutes" integer[] NOT NULL DEFAULT '{}'::integer[];

ALTER TABLE "public"."hosts" ADD COLUMN "accent_color" text;

ALTER TABLE "public"."hosts" ADD COLUMN "reply_to" text;

ALTER TABLE "public"."hosts" ADD COLUMN "locale" text;

ALTER TABLE "public"."hosts" ADD COLUMN "weekly_digest" boolean NOT NULL DEFAULT false;

ALTER TABLE "public"."notifications" ADD COLUMN "host_id" uuid;

ALTER TABLE "public"."notifications" ADD COLUMN "booking_sequence" integer;

ALTER TABLE "public"."notifications" ADD COLUMN "failing_since" timestamp with time zone;

ALTER TABLE "public"."notifications" ADD COLUMN "resent_from" uuid;

CREATE OR REPLACE FUNCTION private.add_notification(p_kind text, p_recipient text, p_booking_id uuid DEFAULT NULL::uuid, p_conflict_id uuid DEFAULT NULL::uuid, p_connection_id uuid DEFAULT NULL::uuid, p_run_at timestamp with time zone DEFAULT NULL::timestamp with time zone, p_endpoint_id uuid DEFAULT NULL::uuid, p_host_id uuid DEFAULT NULL::uuid, p_resent_from uuid DEFAULT NULL::uuid)
 RETURNS uuid
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_id uuid;
begin
  insert into public.notifications (
    kind, recipient, booking_id, conflict_id, connection_id, endpoint_id, host_id, resent_from, booking_sequence
  )
  values (
    p_kind, p_recipient, p_booking_id, p_conflict_id, p_connection_id, p_endpoint_id, p_host_id, p_resent_from,
    (select b.sequence from public.bookings as b where b.id = p_booking_id)
  )
  returning id into v_id;
  perform private.enqueue('send_notification', jsonb_build_object('notification_id', v_id), p_key => 'send_notification:' || v_id, p_run_at => p_run_at);
  return v_id;
end;
$function$;

ALTER FUNCTION "private"."add_notification"(text, text, uuid, uuid, uuid, timestamp with time zone, uuid, uuid, uuid) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.follow_reminders()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if tg_table_name = 'bookings' then
    perform private.plan_reminders(array[new.id]);
    return null;
  end if;
  -- As bookings do: a booking that is written at this moment is seen, or sees the new list.
  perform from public.hosts as h where h.id = new.host_id for no key update;
  perform private.plan_reminders(array(
    select b.id from public.bookings as b where b.event_type_id = new.id and b.starts_at > now() and b.status = 'confirmed' order by b.id
  ));
  return null;
end;
$function$;

ALTER FUNCTION "private"."follow_reminders"() OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.gather_mail(p_notification_id uuid)
 RETURNS boolean
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_max_mails constant integer := 10;
  v_mail public.notifications;
  v_mailbox text;
  v_mailed_at timestamptz[];
  v_into uuid;
begin
  select n.* into v_mail from public.notifications as n where n.id = p_notification_id;
  if v_mail.gathered_into is not null then
    return true;
  end if;
  -- A mail that was handed out before is being retried.
  if v_mail.id is null or v_mail.begun_at is not null or v_mail.state in ('sent', 'kept')
    -- To the owner, whose address is verified, of what it is about.
    or num_nonnulls(v_mail.connection_id, v_mail.endpoint_id, v_mail.host_id) > 0 or exists (
      select from public.bookings as b
      join public.hosts as h on h.id = b.host_id
      join auth.users as u on u.id = h.owner_id
      where b.id = v_mail.booking_id and lower(u.email) = lower(v_mail.recipient)
    )
  then
    return false;
  end if;

  v_mailbox := private.mailbox(v_mail.recipient);
  insert into private.mail_recipients as r (mailbox) values (v_mailbox)
  on conflict (mailbox) do update set last_at = now()
  returning array(
    select t.mailed_at from unnest(r.mailed_at) as t (mailed_at) where t.mailed_at > now() - interval '1 hour' order by 1
  ) into v_mailed_at;

  if cardinality(v_mailed_at) < v_max_mails then
    update private.mail_recipients as r set mailed_at = v_mailed_at || now() where r.mailbox = v_mailbox;
    delete from private.gathering_mails as g where g.notification_id = p_notification_id;
    update public.notifications as n set begun_at = now() where n.id = p_notification_id;
    return false;
  end if;
  insert into private.gathering_mails as g (recipient, notification_id) values (v_mail.recipient, p_notification_id)
  on conflict (recipient) do update set recipient = excluded.recipient
  returning g.notification_id into v_into;
  if v_into <> p_notification_id then
    update public.notifications as n set gathered_into = v_into where n.id = p_notification_id;
  else
    perform private.enqueue(
      'send_notification', jsonb_build_object('notification_id', p_notification_id), p_key => 'send_notification:' || p_notification_id,
      p_run_at => v_mailed_at[1] + interval '1 hour'
    );
  end if;
  return true;
end;
$function$;

CREATE OR REPLACE FUNCTION private.is_mail_current(p_kind text, p_status text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select case
    when p_kind in ('booking_confirmed', 'booking_confirmed_unread', 'booking_reminder') then p_status = 'confirmed'
    when p_kind = 'booking_requested' then p_status = 'pending'
    when p_kind = 'booking_declined' then p_status = 'declined'
    when p_kind = 'booking_cancelled' then p_status = 'cancelled'
    when p_kind = 'booking_rescheduled' then p_status in ('confirmed', 'pending')
    when p_kind = 'booking_request_expired' then p_status = 'expired'
    else false
  end
$function$;

ALTER FUNCTION "private"."is_mail_current"(text, text) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.mail_backoff(p_attempts integer)
 RETURNS interval
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  return make_interval(secs => least(2 * power(2, least(p_attempts, 20) - 1), 1800) * (1 + 0.5 * random()));
end;
$function$;

ALTER FUNCTION "private"."mail_backoff"(integer) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.mail_settings_fault(p_accent_color text, p_reply_to text, p_locale text)
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if p_accent_color !~ '^#[0-9A-Fa-f]{6}$' then
    return 'accent_color must be a colour such as #0b6660.';
  end if;
  if char_length(p_reply_to) > 254
    or p_reply_to !~ '^[^[:space:][:cntrl:]\u200c\u200d\ufe00-\ufe0f@<>,;:"\\]+@[^[:space:][:cntrl:]\u200c\u200d\ufe00-\ufe0f@<>,;:"\\]+$'
  then
    return 'reply_to must be one email address such as ann@example.com.';
  end if;
  return coalesce(private.text_fault('reply_to', p_reply_to, 254), private.text_fault('locale', p_locale, 35));
end;
$function$;

ALTER FUNCTION "private"."mail_settings_fault"(text, text, text) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.mailed_booking(p_booking_id uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return (
    select j.booking || jsonb_build_object(
      'host', (j.booking -> 'host') || jsonb_build_object('accent_color', h.accent_color, 'reply_to', h.reply_to, 'locale', h.locale),
      'location', e.location, 'description', e.description, 'message', e.message, 'cancel_reason', b.cancel_reason,
      'cancelled_by', b.cancelled_by, 'expires_at', private.iso_instant(b.expires_at),
      'was_invited', exists (
        select from public.notifications as n
        where n.booking_id = b.id and n.kind in ('booking_confirmed', 'booking_confirmed_unread')
      ),
      'unread_calendars', coalesce((
        select jsonb_agg(coalesce(c.name, '') order by u.i)
        from jsonb_array_elements(b.unread_calendars) with ordinality as u (item, i)
        left join public.calendars as c on c.id = (u.item ->> 'calendar_id')::uuid
      ), '[]')
    )
    from public.bookings as b
    cross join lateral (select private.booking_json(b.id) as booking offset 0) as j
    join public.hosts as h on h.id = b.host_id
    join public.event_types as e on e.id = b.event_type_id
    where b.id = p_booking_id
  );
end;
$function$;

CREATE OR REPLACE FUNCTION private.mailed_digest(p_host_id uuid, p_at timestamp with time zone)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_max_bookings constant integer := 30;
  v_host public.hosts;
  v_from timestamptz;
  v_until timestamptz;
  v_before timestamptz;
begin
  select h.* into v_host from public.hosts as h where h.id = p_host_id;
  -- By wall clock: a week in which the clock changes has an hour more or less.
  v_from := date_trunc('week', p_at at time zone v_host.time_zone) at time zone v_host.time_zone;
  v_until := (date_trunc('week', p_at at time zone v_host.time_zone) + interval '7 days') at time zone v_host.time_zone;
  v_before := (date_trunc('week', p_at at time zone v_host.time_zone) - interval '7 days') at time zone v_host.time_zone;
  return (
    select jsonb_build_object(
      'host', jsonb_build_object(
        'display_name', v_host.display_name, 'time_zone', v_host.time_zone, 'accent_color', v_host.accent_color, 'locale', v_host.locale
      ),
      'from', private.iso_instant(v_from),
      'bookings', coalesce((
        select jsonb_agg(private.booking_json(n.id) order by n.starts_at, n.id)
        from (
          select b.id, b.starts_at from public.bookings as b
          where b.host_id = p_host_id and b.starts_at >= v_from and b.starts_at < v_until and b.status = 'confirmed'
          order by b.starts_at, b.id limit v_max_bookings
        ) as n
      ), '[]'),
      'booked', count(*) filter (where b.starts_at >= v_from and b.status = 'confirmed'),
      'took_place', count(*) filter (where b.starts_at < v_from and b.status = 'confirmed' and not b.no_show),
      'no_shows', count(*) filter (where b.starts_at < v_from and b.status = 'confirmed' and b.no_show),
      'cancelled', count(*) filter (where b.starts_at < v_from and b.status = 'cancelled'),
      'requests', (
        select count(*) from public.bookings as r
        where r.host_id = p_host_id and r.status = 'pending' and r.expires_at > now() and r.starts_at > now()
      ),
      'reconnect', coalesce((
        select jsonb_agg(jsonb_build_object('provider', k.provider, 'account_email', k.account_email) order by k.created_at, k.id)
        from public.calendar_connections as k where k.owner_id = v_host.owner_id and k.status = 'needs_reconnect'
      ), '[]')
    )
    from public.bookings as b
    where b.host_id = p_host_id and b.starts_at >= v_before and b.starts_at < v_until
  );
end;
$function$;

ALTER FUNCTION "private"."mailed_digest"(uuid, timestamp with time zone) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.next_digest_at(p_zone text)
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_monday constant timestamp := date_trunc('week', now() at time zone p_zone) + interval '7 hours';
  v_at constant timestamptz := v_monday at time zone p_zone;
begin
  return case when v_at > now() then v_at else (v_monday + interval '7 days') at time zone p_zone end;
end;
$function$;

ALTER FUNCTION "private"."next_digest_at"(text) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.notify_parties(p_booking_id uuid, p_kind text)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_mail record;
  v_event constant text := case p_kind
    when 'booking_requested' then 'booking.requested'
    when 'booking_confirmed' then 'booking.confirmed'
    when 'booking_rescheduled' then 'booking.moved'
    when 'booking_cancelled' then 'booking.cancelled'
    when 'booking_declined' then 'booking.declined'
    when 'booking_request_expired' then 'booking.expired'
  end;
begin
  for v_mail in
    select r.recipient, r.kind
    from public.bookings as b
    join public.hosts as h on h.id = b.host_id
    join auth.users as u on u.id = h.owner_id
    left join public.booking_attendees as a on a.booking_id = b.id
    cross join lateral (values
      (a.email, p_kind),
      (u.email::text, case
        -- What was a request before was looked at by the host.
        when p_kind = 'booking_confirmed' and b.unread_calendars is not null and not exists (
          select from public.notifications as n where n.booking_id = b.id and n.kind = 'booking_requested'
        ) then 'booking_confirmed_unread'
        else p_kind
      end)
    ) as r (recipient, kind)
    where b.id = p_booking_id and r.recipient is not null
  loop
    perform private.add_notification(v_mail.kind, v_mail.recipient, p_booking_id => p_booking_id);
  end loop;
  perform private.add_booking_event(p_booking_id, v_event);
end;
$function$;

CREATE OR REPLACE FUNCTION private.plan_digest()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if new.weekly_digest then
    insert into private.planned_digests (host_id, due_at) values (new.id, private.next_digest_at(new.time_zone))
    on conflict (host_id) do update set due_at = excluded.due_at;
  else
    delete from private.planned_digests as d where d.host_id = new.id;
  end if;
  return null;
end;
$function$;

ALTER FUNCTION "private"."plan_digest"() OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.plan_reminders(p_booking_ids uuid[])
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
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
$function$;

ALTER FUNCTION "private"."plan_reminders"(uuid[]) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.refuse_faulty_event_type()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_fault constant text := coalesce(
    private.durations_fault(new.durations_minutes), private.questions_fault(new.questions), private.reminders_fault(new.reminders_minutes)
  );
begin
  if v_fault is not null then
    perform private.fail('invalid_request', v_fault, 'Correct the list and write all of it again.');
  end if;
  return new;
end;
$function$;

CREATE OR REPLACE FUNCTION private.refuse_faulty_mail_settings()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_fault constant text := private.mail_settings_fault(new.accent_color, new.reply_to, new.locale);
begin
  if v_fault is not null then
    perform private.fail('invalid_request', v_fault, 'Correct it and write the row again.');
  end if;
  return new;
end;
$function$;

ALTER FUNCTION "private"."refuse_faulty_mail_settings"() OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.reminders_fault(p_reminders integer[])
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE
 SET search_path TO ''
AS $function$
declare
  v_minutes integer;
  v_seen integer[] := '{}';
begin
  if p_reminders is null or cardinality(p_reminders) > 5 or coalesce(array_ndims(p_reminders), 1) <> 1 then
    return 'reminders_minutes must be a list of at most 5 numbers of minutes.';
  end if;
  foreach v_minutes in array p_reminders loop
    if v_minutes is null or v_minutes not between 5 and 86400 then
      return 'reminders_minutes: each must be a whole number of minutes from 5 to 86400 (60 days) before the start.';
    end if;
    if v_minutes = any (v_seen) then
      return format('reminders_minutes has %s twice.', v_minutes);
    end if;
    v_seen := v_seen || v_minutes;
  end loop;
  return null;
end;
$function$;

ALTER FUNCTION "private"."reminders_fault"(integer[]) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION public.enqueue_due_mails(max_count integer DEFAULT 200)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
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
$function$;

ALTER FUNCTION "public"."enqueue_due_mails"(integer) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION public.finish_notification(notification_id uuid, error text DEFAULT NULL::text, is_retryable boolean DEFAULT false, is_bounced boolean DEFAULT false)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_mail public.notifications;
begin
  update public.notifications as n
  set state = case
      when finish_notification.error is null then 'sent'
      when finish_notification.is_retryable and coalesce(n.failing_since > now() - interval '24 hours', true) then 'pending'
      else 'failed'
    end,
    attempts = n.attempts + 1,
    last_error = left(finish_notification.error, 1000),
    failing_since = case when finish_notification.error is not null then coalesce(n.failing_since, now()) end,
    sent_at = case when finish_notification.error is null then now() end
  where (n.id = finish_notification.notification_id or n.gathered_into = finish_notification.notification_id)
    and n.state <> 'sent' and (finish_notification.error is null or n.state <> 'kept');
  select n.* into v_mail from public.notifications as n where n.id = finish_notification.notification_id;
  if finish_notification.error is null then
    delete from private.outbox as o where o.notification_id = finish_notification.notification_id;
  elsif v_mail.state = 'pending' then
    perform private.enqueue(
      'send_notification', jsonb_build_object('notification_id', v_mail.id), p_key => 'send_notification:' || v_mail.id,
      -- The last attempt comes when the 24 hours are over.
      p_run_at => least(now() + private.mail_backoff(v_mail.attempts), v_mail.failing_since + interval '24 hours 1 second')
    );
  end if;
  if finish_notification.error is null or finish_notification.is_bounced then
    update public.booking_attendees as a
    set email_bounced_at = case when finish_notification.is_bounced then now() end
    where a.booking_id = v_mail.booking_id and a.email = v_mail.recipient
      and (finish_notification.is_bounced or a.email_bounced_at is not null);
  end if;
  return null;
end;
$function$;

ALTER FUNCTION "public"."finish_notification"(uuid, text, boolean, boolean) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION public.keep_mail(notification_id uuid, recipient text, subject text, body text, ics text DEFAULT NULL::text, html text DEFAULT NULL::text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  update public.notifications as n
  set state = 'kept', attempts = n.attempts + 1, last_error = null
  where n.id = keep_mail.notification_id and n.state not in ('sent', 'kept');
  if found then
    update public.notifications as n set state = 'kept', attempts = n.attempts + 1, last_error = null
    where n.gathered_into = keep_mail.notification_id and n.state not in ('sent', 'kept');
    insert into private.outbox as o (notification_id, recipient, subject, body, ics, html)
    values (keep_mail.notification_id, keep_mail.recipient, keep_mail.subject, keep_mail.body, keep_mail.ics, keep_mail.html)
    on conflict on constraint outbox_notification_key do update
    set recipient = excluded.recipient, subject = excluded.subject, body = excluded.body, ics = excluded.ics, html = excluded.html,
      created_at = now();
  end if;
  return null;
end;
$function$;

ALTER FUNCTION "public"."keep_mail"(uuid, text, text, text, text, text) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION public.list_mail(max_count integer DEFAULT 50)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  return jsonb_build_object('mails', coalesce((
    select jsonb_agg(to_jsonb(m) order by m.id desc)
    from (
      select o.id, o.recipient, o.subject, o.body, o.html, o.ics, private.iso_instant(o.created_at) as created_at
      from private.outbox as o
      order by o.id desc
      limit least(list_mail.max_count, 200)
    ) as m
  ), '[]'));
end;
$function$;

CREATE OR REPLACE FUNCTION public.next_notification(notification_id uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if private.gather_mail(next_notification.notification_id) then
    return null;
  end if;
  -- From now on nothing is added to it (private.notify_of_conflict, private.notify_of_unknown_times).
  update public.notifications as n set begun_at = now()
  where n.id = next_notification.notification_id and (n.conflict_id is not null or n.kind = 'calendar_times_unknown')
    and n.begun_at is null;
  return (
    select jsonb_build_object(
      'notification', jsonb_build_object('id', n.id, 'kind', n.kind, 'recipient', n.recipient, 'booking_sequence', n.booking_sequence),
      'booking', private.mailed_booking(b.id),
      'generation', b.generation,
      'is_in_calendar', exists (
        select from public.bookings as o
        join public.booking_calendar_events as p on p.booking_id = o.id
        where o.event_type_id = b.event_type_id and o.starts_at = b.starts_at and o.ends_at = b.ends_at
          and not private.is_disconnected(p.calendar_id)
      ),
      'locale', coalesce(h.locale, (
        select o.locale from public.hosts as o where o.owner_id = u.id and o.locale is not null order by o.created_at, o.id limit 1
      )),
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
          jsonb_build_object('kind', g.kind, 'booking', private.mailed_booking(g.booking_id), 'generation', o.generation)
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
    left join auth.users as u on u.id = coalesce(h.owner_id, k.owner_id, w.owner_id)
    where n.id = next_notification.notification_id and (
      n.state = 'pending'
      -- Of an older version, which called it failed after each attempt.
      or (n.state = 'failed' and n.failing_since is null)
    )
  );
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
  if not private.is_mail_current(v_mail.kind, v_booking.status) then
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

ALTER FUNCTION "public"."resend_notification"(uuid, uuid, uuid) OWNER TO "postgres";

ALTER TABLE "private"."planned_digests" ADD CONSTRAINT "planned_digests_host_fkey" FOREIGN KEY (host_id) REFERENCES public.hosts(id) ON DELETE CASCADE;

ALTER TABLE "private"."planned_reminders" ADD CONSTRAINT "planned_reminders_booking_fkey" FOREIGN KEY (booking_id) REFERENCES public.bookings(id) ON DELETE CASCADE;

ALTER TABLE "public"."notifications" ADD CONSTRAINT "notifications_host_fkey" FOREIGN KEY (host_id) REFERENCES public.hosts(id) ON DELETE CASCADE;

ALTER TABLE "public"."notifications" ADD CONSTRAINT "notifications_one_subject" CHECK ((num_nonnulls(booking_id, connection_id, endpoint_id, host_id) = 1));

ALTER TABLE "public"."notifications" ADD CONSTRAINT "notifications_resent_fkey" FOREIGN KEY (resent_from) REFERENCES public.notifications(id) ON DELETE SET NULL;

CREATE INDEX planned_digests_due_idx ON private.planned_digests USING btree (due_at);

CREATE INDEX planned_reminders_due_idx ON private.planned_reminders USING btree (due_at);

CREATE INDEX notifications_host_idx ON public.notifications USING btree (host_id) WHERE (host_id IS NOT NULL);

CREATE INDEX notifications_resent_idx ON public.notifications USING btree (resent_from) WHERE (resent_from IS NOT NULL);

CREATE TRIGGER bookings_follow_reminders AFTER UPDATE OF status, starts_at ON public.bookings FOR EACH ROW WHEN ((((new.status = 'confirmed'::text) OR (old.status = 'confirmed'::text)) AND ((old.status IS DISTINCT FROM new.status) OR (old.starts_at IS DISTINCT FROM new.starts_at)))) EXECUTE FUNCTION private.follow_reminders();

CREATE TRIGGER bookings_plan_reminders AFTER INSERT ON public.bookings FOR EACH ROW WHEN ((new.status = 'confirmed'::text)) EXECUTE FUNCTION private.follow_reminders();

CREATE TRIGGER event_types_follow_reminders AFTER UPDATE OF reminders_minutes ON public.event_types FOR EACH ROW WHEN ((old.reminders_minutes IS DISTINCT FROM new.reminders_minutes)) EXECUTE FUNCTION private.follow_reminders();

CREATE TRIGGER event_types_refuse_faulty BEFORE INSERT OR UPDATE OF durations_minutes, questions, reminders_minutes ON public.event_types FOR EACH ROW EXECUTE FUNCTION private.refuse_faulty_event_type();

CREATE TRIGGER event_types_refuse_message BEFORE INSERT OR UPDATE OF message ON public.event_types FOR EACH ROW EXECUTE FUNCTION private.refuse_faulty_text('message', '2000', 'true');

CREATE TRIGGER hosts_follow_digest AFTER UPDATE OF weekly_digest, time_zone ON public.hosts FOR EACH ROW WHEN (((old.weekly_digest IS DISTINCT FROM new.weekly_digest) OR (old.time_zone IS DISTINCT FROM new.time_zone))) EXECUTE FUNCTION private.plan_digest();

CREATE TRIGGER hosts_plan_digest AFTER INSERT ON public.hosts FOR EACH ROW WHEN (new.weekly_digest) EXECUTE FUNCTION private.plan_digest();

CREATE TRIGGER hosts_refuse_mail_settings BEFORE INSERT OR UPDATE OF accent_color, reply_to, locale ON public.hosts FOR EACH ROW EXECUTE FUNCTION private.refuse_faulty_mail_settings();

CREATE POLICY "notifications_owner" ON "public"."notifications" FOR SELECT TO "authenticated" USING (((booking_id = ANY (ARRAY( SELECT b.id
   FROM public.bookings b))) OR (connection_id = ANY (ARRAY( SELECT k.id
   FROM public.calendar_connections k
  WHERE (k.owner_id = ( SELECT auth.uid() AS uid))))) OR (endpoint_id = ANY (ARRAY( SELECT e.id
   FROM public.webhook_endpoints e
  WHERE (e.owner_id = ( SELECT auth.uid() AS uid))))) OR (host_id = ANY (ARRAY( SELECT h.id
   FROM public.hosts h
  WHERE (h.owner_id = ( SELECT auth.uid() AS uid)))))));

COMMENT ON COLUMN "private"."planned_reminders"."minutes" IS 'How long before the start, one of event_types.reminders_minutes.';

COMMENT ON COLUMN "public"."booking_attendees"."email_bounced_at" IS 'When a mail server refused the address for good; null: it did not, or has taken a mail since.';

COMMENT ON COLUMN "public"."event_types"."message" IS 'The host''s own words in mails to visitors: plain text, in which web addresses become links.';

COMMENT ON COLUMN "public"."event_types"."reminders_minutes" IS 'When visitors are reminded, in minutes before the start. Whoever books later than that gets none.';

COMMENT ON COLUMN "public"."hosts"."accent_color" IS 'Colour of their mails, #rrggbb; null: ours.';

COMMENT ON COLUMN "public"."hosts"."locale" IS 'Language and formats of mails to the owner (BCP 47), for example de-CH; null or unknown: English.';

COMMENT ON COLUMN "public"."hosts"."reply_to" IS 'Where answers to mails to visitors go, who learn this address; null: nowhere.';

COMMENT ON COLUMN "public"."hosts"."weekly_digest" IS 'Whether the owner gets a summary each Monday at 7:00 in the host''s zone.';

COMMENT ON COLUMN "public"."notifications"."booking_sequence" IS 'The sequence of its booking when it was written: a reminder of a time that was moved is not sent.';

COMMENT ON COLUMN "public"."notifications"."failing_since" IS 'When its first attempt failed; null: none did. After 24 hours it is given up.';

COMMENT ON COLUMN "public"."notifications"."resent_from" IS 'The mail that it repeats, because the host asked for that.';

COMMENT ON COLUMN "public"."notifications"."state" IS 'pending: also while attempts fail and are repeated (last_error, failing_since); sent: a mail server accepted it; kept: it is in the outbox, because no mail server is configured, and has reached nobody; failed: given up, or there was nothing left to send (last_error).';

COMMENT ON FUNCTION "private"."add_notification"(text, text, uuid, uuid, uuid, timestamp with time zone, uuid, uuid, uuid) IS 'Writes one mail to one recipient, about a booking, a connection, an endpoint or a host, with its job (now or at p_run_at) in the caller''s transaction. Returns its id.';

COMMENT ON FUNCTION "private"."follow_reminders"() IS 'A booking was confirmed, moved or ended, or its event type has other reminders: plans those that are still to come anew.';

COMMENT ON FUNCTION "private"."is_mail_current"(text, text) IS 'Whether a mail of this kind says how a booking with this status stands; false for mails that are not about that. The service checks the same before it sends (isStillTrue in mail/booking-messages.ts).';

COMMENT ON FUNCTION "private"."mail_backoff"(integer) IS 'The pause after so many attempts to send a mail: 2 s, doubled each time up to half an hour, plus up to half at random. About 50 attempts in 24 hours.';

COMMENT ON FUNCTION "private"."mail_settings_fault"(text, text, text) IS 'What is wrong with the settings of a host that their mails use, in a sentence; null: nothing, also for null. A locale may be one that nobody knows: mails are in English then.';

COMMENT ON FUNCTION "private"."mailed_booking"(uuid) IS 'A booking with everything that its mails say. was_invited: an invitation to it was written, which a later mail has to change or take back.';

COMMENT ON FUNCTION "private"."mailed_digest"(uuid, timestamp with time zone) IS 'What the weekly mail of a host says: the week (from Monday, by the host''s clock) that contains p_at, the first 30 of its bookings and how many there are (booked), the requests that wait, the accounts that need a reconnect, and what became of the bookings of the week before.';

COMMENT ON FUNCTION "private"."next_digest_at"(text) IS 'The next Monday, 7:00 in this zone.';

COMMENT ON FUNCTION "private"."notify_parties"(uuid, text) IS 'Writes one notification to the visitor and one to the owner of the host, and the event for the owner''s webhooks, with a job for each, in the caller''s transaction. An owner whose calendars were not all known when it was booked is asked to check (booking_confirmed_unread).';

COMMENT ON FUNCTION "private"."plan_digest"() IS 'The weekly summary of a host was switched on or off, or their zone changed: plans the next one.';

COMMENT ON FUNCTION "private"."plan_reminders"(uuid[]) IS 'Plans the reminders of these bookings anew, as they are now: of confirmed ones, those that are still to come. The caller holds the locks of their hosts.';

COMMENT ON FUNCTION "private"."refuse_faulty_event_type"() IS 'Says what is wrong with the lengths, the questions or the reminders of an event type, before their constraints refuse them without a reason. Raises invalid_request.';

COMMENT ON FUNCTION "private"."refuse_faulty_mail_settings"() IS 'Says what is wrong with the colour, the reply address or the locale of a host, before their constraint refuses them without a reason. Raises invalid_request.';

COMMENT ON FUNCTION "private"."reminders_fault"(integer[]) IS 'What is wrong with the reminders of an event type, in a sentence; null: nothing. At most 5 different numbers of minutes, from 5 to 86400.';

COMMENT ON FUNCTION "public"."enqueue_due_mails"(integer) IS 'Writes the reminders and weekly summaries that are due, at most max_count of each, with their jobs: {planned}. One reminder for a booking of which several are due, and none once it has begun.';

COMMENT ON FUNCTION "public"."finish_notification"(uuid, text, boolean, boolean) IS 'Records how an attempt to send a mail ended. One that may succeed later is repeated for 24 hours after the first failure, in growing pauses; then, or if no attempt can help, it is failed. A mail that was sent or kept never becomes failed. Mails gathered into it get the same result. is_bounced: the address was refused for good, which is recorded with the visitor until a mail to it is taken.';

COMMENT ON FUNCTION "public"."keep_mail"(uuid, text, text, text, text, text) IS 'Keeps a mail that would have been sent, while no SMTP server is configured: writes the row in the outbox and the state "kept" in one transaction. Repeatable; a mail that was already kept or sent stays as it is.';

COMMENT ON FUNCTION "public"."next_notification"(uuid) IS 'What a mail says: about a booking, a connection, a webhook endpoint or the week of a host (the others null). locale: of the owner''s host. is_in_calendar: we write its event to the host''s calendar. conflicts: those that it reports, each with its booking. gathered: what else it says to a visitor (private.gather_mail), the newest 100; gathered_more: how many older ones there are. Null if it was already sent or kept, was given up, waits or goes with another mail, or is gone.';

COMMENT ON FUNCTION "public"."resend_notification"(uuid, uuid, uuid) IS 'The host has a mail about a booking sent again: as a new notification, with what is so now, at most 5 an hour for a booking. One that still waits for its next attempt is given up for it. Raises not_found, forbidden, invalid_state (it is on its way, or no longer true), rate_limited.';

COMMENT ON TABLE "private"."planned_digests" IS 'The next weekly summary of each host that has one, kept by a trigger.';

COMMENT ON TABLE "private"."planned_reminders" IS 'Reminders of confirmed bookings that are still to come, kept by triggers: they move and end with the booking.';

COMMENT ON TABLE "public"."notifications" IS 'One mail to one recipient about a booking, a connection, a webhook endpoint or a host, with the state of its delivery.';

ALTER TABLE "public"."event_types" ADD CONSTRAINT "event_types_message_valid" CHECK ((private.text_fault('message'::text, message, 2000, true) IS NULL));

ALTER TABLE "public"."event_types" ADD CONSTRAINT "event_types_reminders_valid" CHECK ((private.reminders_fault(reminders_minutes) IS NULL));

ALTER TABLE "public"."hosts" ADD CONSTRAINT "hosts_mail_settings_valid" CHECK ((private.mail_settings_fault(accent_color, reply_to, locale) IS NULL));

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
        'public.webhook_deliveries'
      ]),
      ('{authenticated}', '{update}', 'policy', 'table', array['public.calendars']),
      -- The secret key is the operator's: their scripts read and write the public tables. The service itself only calls functions.
      ('{service_role}', '{select,insert,update,delete}', null, 'table', array[
        'public.hosts', 'public.event_types', 'public.availability_rules', 'public.availability_overrides', 'public.blocked_periods',
        'public.calendar_connections', 'public.calendars', 'public.calendar_links', 'public.synced_events', 'public.bookings',
        'public.booking_attendees', 'public.booking_calendar_events', 'public.booking_conflicts', 'public.notifications', 'public.sync_logs',
        'public.api_keys', 'public.webhook_endpoints', 'public.webhook_deliveries'
      ]),
      -- Visitors read these; nothing else is public.
      ('{anon,authenticated,service_role}', '{execute}', null, 'function', array[
        'public.get_available_slots(uuid, timestamptz, timestamptz, integer)',
        'public.get_booking_page(text, text)'
      ]),
      -- Owners ask these about their own hosts.
      ('{authenticated}', '{execute}', null, 'function', array[
        'public.explain_slots(uuid, timestamptz, timestamptz, integer, timestamptz[])',
        'public.get_calendar_view(uuid, timestamptz, timestamptz)',
        'public.get_booking_sheet(uuid)'
      ]),
      -- Constraints of the tables that they write call these as the writer; nobody may use the schema to call them by name.
      ('{authenticated,service_role}', '{execute}', null, 'function', array[
        'private.text_fault(text, text, integer, boolean)',
        'private.is_blank(text)',
        'private.durations_fault(integer[])',
        'private.questions_fault(jsonb)',
        'private.reminders_fault(integer[])',
        'private.mail_settings_fault(text, text, text)'
      ]),
      -- The service alone calls these.
      ('{service_role}', '{execute}', null, 'function', array[
        'public.hold_slot(uuid, timestamptz, integer, text, uuid, integer)',
        'public.renew_hold(uuid, integer)',
        'public.release_hold(uuid, integer)',
        'public.create_booking(uuid, timestamptz, integer, jsonb, jsonb, uuid, integer, text, text)',
        'public.get_booking(uuid, integer, uuid)',
        'public.cancel_booking(uuid, text, integer, uuid)',
        'public.reschedule_booking(uuid, timestamptz, integer, integer, uuid)',
        'public.confirm_booking(uuid, uuid)',
        'public.decline_booking(uuid, uuid, text)',
        'public.expire_bookings()',
        'public.list_connections(uuid)',
        'public.require_host(uuid, uuid)',
        'public.save_connection(uuid, text, text, text, uuid, text, jsonb)',
        'public.request_sync(uuid, uuid)',
        'public.disconnect_connection(uuid, uuid, text, text[])',
        'public.begin_revoke(uuid)',
        'public.finish_disconnect(uuid)',
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
        'public.fail_sync(uuid, text, text, boolean, boolean, bigint, text, boolean)',
        'public.fail_pull(uuid, text, text, boolean, boolean, boolean, bigint, boolean, boolean, text, boolean)',
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
        'public.fail_channel(uuid, text, boolean, boolean, bigint, text)',
        'public.close_channel_done(uuid, boolean)',
        'public.receive_notices(text, jsonb)',
        'public.begin_push(uuid, uuid)',
        'public.plan_missing_pushes(uuid, integer)',
        'public.finish_push(uuid, uuid, integer, text, text, boolean)',
        'public.fail_push(uuid, uuid, integer, text, boolean, bigint)',
        'public.begin_verify(uuid, uuid, integer, uuid)',
        'public.begin_search(uuid, uuid, integer, uuid[], uuid)',
        'public.continue_search(uuid, uuid, integer, uuid[], uuid)',
        'public.relocate_event(uuid, uuid, integer, uuid, text, text)',
        'public.propose_change(uuid, uuid, integer, text, jsonb, uuid)',
        'public.list_conflicts(uuid, uuid)',
        'public.resolve_conflict(uuid, uuid, text, uuid)',
        'public.host_to_lock(uuid, uuid)',
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
        'public.resend_notification(uuid, uuid, uuid)',
        'public.enqueue_due_mails(integer)',
        'public.keep_mail(uuid, text, text, text, text, text)',
        'public.list_mail(integer)',
        'public.mark_no_show(uuid, boolean, uuid)',
        'public.list_bookings(uuid, text[], timestamptz, timestamptz, text, timestamptz, uuid, integer)',
        'public.list_event_types(uuid)',
        'public.list_own_slots(uuid, uuid, timestamptz, timestamptz, integer)',
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
    ('type', 'private.slot_rules'),
    ('type', 'private.free_windows'),
    ('function', 'private.fail(text, text, text)'),
    ('function', 'private.durations_fault(integer[])'),
    ('function', 'private.hidden_character(text, boolean)'),
    ('function', 'private.is_blank(text)'),
    ('function', 'private.mail_settings_fault(text, text, text)'),
    ('function', 'private.mailbox(text)'),
    ('function', 'private.options_fault(text, jsonb, boolean)'),
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
    ('function', 'private.has_later_job(text, timestamptz)'),
    ('function', 'private.pg_notify(text, text)'),
    ('function', 'private.remove_jobs(text)'),
    ('function', 'private.add_booking_event(uuid, text)'),
    ('function', 'private.add_notification(text, text, uuid, uuid, uuid, timestamptz, uuid, uuid, uuid)'),
    ('function', 'private.add_webhook_event(uuid, text, jsonb)'),
    ('function', 'private.booking_details(uuid)'),
    ('function', 'private.is_mail_current(text, text)'),
    ('function', 'private.mail_backoff(integer)'),
    ('function', 'private.next_digest_at(text)'),
    ('function', 'private.notify_of_conflict(uuid, uuid)'),
    ('function', 'private.notify_of_unknown_times(uuid)'),
    ('function', 'private.notify_owner(text, uuid, uuid, uuid)'),
    ('function', 'private.notify_parties(uuid, text)'),
    ('function', 'private.plan_reminders(uuid[])'),
    ('function', 'private.lock_calendar(uuid)'),
    ('function', 'private.lock_connection(uuid, uuid)'),
    ('function', 'private.lock_host(uuid)'),
    ('function', 'private.lock_owner_hosts(uuid)'),
    ('function', 'private.lock_watched(uuid, uuid)'),
    ('function', 'private.blocked_until(uuid)'),
    ('function', 'private.calendar_to_read(public.calendars)'),
    ('function', 'private.connection_with_secret(uuid)'),
    ('function', 'private.enqueue_pull(uuid, uuid, boolean, timestamptz, integer)'),
    ('function', 'private.enqueue_sync(uuid, boolean, timestamptz, uuid[])'),
    ('function', 'private.has_vanished(uuid)'),
    ('function', 'private.needs_reconnect(uuid)'),
    ('function', 'private.quiet_until(uuid)'),
    ('function', 'public.request_relist(uuid, text)'),
    ('function', 'private.blocked_instants(private.slot_rules, tstzrange)'),
    ('function', 'private.blocking_calendars(uuid)'),
    ('function', 'private.booked_sessions(uuid, tstzrange, timestamptz, uuid)'),
    ('function', 'private.closed_wall_time(private.slot_rules, date, date)'),
    ('function', 'private.day_start(date, text)'),
    ('function', 'private.explain_candidates(private.slot_rules, tstzrange, tstzmultirange, integer)'),
    ('function', 'public.explain_slots(uuid, timestamptz, timestamptz, integer, timestamptz[])'),
    ('function', 'private.explain_starts(uuid, tstzrange, integer, timestamptz[], timestamptz)'),
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
    ('function', 'public.list_own_slots(uuid, uuid, timestamptz, timestamptz, integer)'),
    ('function', 'private.list_slots(uuid, tstzrange, integer, timestamptz)'),
    ('function', 'private.load_slot_rules(uuid, integer)'),
    ('function', 'private.open_hours(private.slot_rules, tstzrange, boolean)'),
    ('function', 'private.open_wall_time(private.slot_rules, date, date, boolean)'),
    ('function', 'public.require_event_type(uuid, uuid)'),
    ('function', 'private.require_free_start(private.slot_rules, timestamptz, timestamptz, uuid, boolean)'),
    ('function', 'private.require_range(timestamptz, timestamptz, integer)'),
    ('function', 'private.sessions_forbidden(private.slot_rules, tstzrange, timestamptz, uuid)'),
    ('function', 'private.stale_calendars(private.slot_rules, tstzrange, timestamptz)'),
    ('function', 'private.unknown_days(private.unknown_times)'),
    ('function', 'private.unknown_spans(private.slot_rules, timestamptz)'),
    ('function', 'private.wall_to_instants(tsmultirange, text)'),
    ('function', 'private.zone_segments(text, timestamptz, timestamptz)'),
    ('function', 'private.announced_sync_interval()'),
    ('function', 'public.begin_channel(uuid, uuid, text, uuid)'),
    ('function', 'private.calendars_to_watch(uuid)'),
    ('function', 'private.channel_due_at(private.channels)'),
    ('function', 'private.channels_due_at(uuid)'),
    ('function', 'private.channels_of_calendar(uuid)'),
    ('function', 'public.channels_to_maintain(uuid, text[])'),
    ('function', 'private.channels_to_renew(uuid)'),
    ('function', 'public.close_channel_done(uuid, boolean)'),
    ('function', 'private.enqueue_announced_sync(uuid, timestamptz)'),
    ('function', 'public.enqueue_due_channels(text[], integer, text[])'),
    ('function', 'public.fail_channel(uuid, text, boolean, boolean, bigint, text)'),
    ('function', 'public.finish_channel(uuid, text, timestamptz, boolean, boolean)'),
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
    ('function', 'private.authorize_booking(uuid, integer, uuid)'),
    ('function', 'private.booking_json(uuid)'),
    ('function', 'private.booking_result(uuid)'),
    ('function', 'public.cancel_booking(uuid, text, integer, uuid)'),
    ('function', 'public.confirm_booking(uuid, uuid)'),
    ('function', 'private.count_active(uuid, text, text, integer)'),
    ('function', 'public.create_booking(uuid, timestamptz, integer, jsonb, jsonb, uuid, integer, text, text)'),
    ('function', 'public.decline_booking(uuid, uuid, text)'),
    ('function', 'public.expire_bookings()'),
    ('function', 'private.expire_overlapping(uuid, tstzrange)'),
    ('function', 'private.find_event_host(uuid)'),
    ('function', 'private.find_idempotent_booking(text, text)'),
    ('function', 'public.get_booking(uuid, integer, uuid)'),
    ('function', 'public.get_booking_sheet(uuid)'),
    ('function', 'public.hold_slot(uuid, timestamptz, integer, text, uuid, integer)'),
    ('function', 'public.host_to_lock(uuid, uuid)'),
    ('function', 'private.hosts_of_slot(uuid, uuid, timestamptz, uuid)'),
    ('function', 'private.insert_booking(uuid, uuid, timestamptz, integer, jsonb, jsonb, uuid, text, text)'),
    ('function', 'private.insert_hold(uuid, uuid, timestamptz, integer, text, uuid, integer)'),
    ('function', 'public.list_bookings(uuid, text[], timestamptz, timestamptz, text, timestamptz, uuid, integer)'),
    ('function', 'private.lock_booking(uuid, integer, uuid, timestamptz)'),
    ('function', 'private.lock_slot(uuid, uuid, timestamptz, uuid)'),
    ('function', 'private.mark_expired(uuid[])'),
    ('function', 'public.mark_no_show(uuid, boolean, uuid)'),
    ('function', 'private.reassign_event(uuid)'),
    ('function', 'private.receiving_calendar(uuid, uuid, uuid, timestamptz, timestamptz)'),
    ('function', 'public.release_hold(uuid, integer)'),
    ('function', 'public.renew_hold(uuid, integer)'),
    ('function', 'private.request_expiry(timestamptz)'),
    ('function', 'private.require_answers(jsonb, jsonb)'),
    ('function', 'private.require_attendee(jsonb)'),
    ('function', 'private.require_finite_start(timestamptz)'),
    ('function', 'private.require_hold(uuid, uuid, timestamptz, timestamptz)'),
    ('function', 'private.require_start_or_hold(private.slot_rules, timestamptz, uuid, boolean)'),
    ('function', 'public.reschedule_booking(uuid, timestamptz, integer, integer, uuid)'),
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
    ('function', 'public.fail_push(uuid, uuid, integer, text, boolean, bigint)'),
    ('function', 'private.find_missing_events(uuid, uuid, text[], boolean, timestamptz, timestamptz)'),
    ('function', 'public.finish_push(uuid, uuid, integer, text, text, boolean)'),
    ('function', 'private.follow_relocated_events(uuid)'),
    ('function', 'private.has_calendar_event(uuid)'),
    ('function', 'private.has_open_move(uuid)'),
    ('function', 'private.hasten_pushes(uuid)'),
    ('function', 'private.is_conflict_notified(uuid)'),
    ('function', 'private.is_disconnected(uuid)'),
    ('function', 'private.is_writable(uuid)'),
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
    ('function', 'public.relocate_event(uuid, uuid, integer, uuid, text, text)'),
    ('function', 'public.resolve_conflict(uuid, uuid, text, uuid)'),
    ('function', 'private.resume_pushes(uuid)'),
    ('function', 'private.send_conflict_mails(uuid)'),
    ('function', 'private.session_event(uuid)'),
    ('function', 'private.unwritten_events(uuid)'),
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
    ('function', 'public.fail_pull(uuid, text, text, boolean, boolean, boolean, bigint, boolean, boolean, text, boolean)'),
    ('function', 'public.fail_sync(uuid, text, text, boolean, boolean, bigint, text, boolean)'),
    ('function', 'public.finish_announced_sync(uuid, timestamptz, boolean, integer[])'),
    ('function', 'public.finish_sync(uuid)'),
    ('function', 'public.finish_unchanged_pulls(uuid[], timestamptz, timestamptz, uuid, text, text)'),
    ('function', 'private.follow_calendars(uuid, jsonb, boolean)'),
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
    ('function', 'public.finish_disconnect(uuid)'),
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
    ('function', 'public.list_event_types(uuid)'),
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
    ('function', 'private.mailed_booking(uuid)'),
    ('function', 'private.mailed_digest(uuid, timestamptz)'),
    ('function', 'public.next_notification(uuid)'),
    ('function', 'public.resend_notification(uuid, uuid, uuid)'),
    ('function', 'public.rights_status()'),
    ('function', 'public.service_status()'),
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
    ('function', 'private.follow_session()'),
    ('function', 'private.follow_target()'),
    ('function', 'private.follow_webhook_endpoint()'),
    ('function', 'private.forget_objects()'),
    ('function', 'private.lock_hosts_of_link()'),
    ('function', 'private.lock_own_hosts()'),
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
    ('function', 'private.declared_rights()'),
    ('function', 'private.own_objects()')
$$;
comment on function private.own_objects() is
  'Every object of ours that has rights; sequences come with their tables. What is not named here belongs to others and is left alone.';

select private.restore_rights();
