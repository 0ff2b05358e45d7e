-- Written by npm run db:diff from sql/. Read it before it is committed: data are kept only where it says so.
-- The table of waiting lists is new and empty, event types are few, and of bookings and notifications only columns without values are checked.
-- squawk-ignore-file constraint-missing-not-valid, adding-foreign-key-constraint

set local check_function_bodies = off;

DROP POLICY "notifications_owner" ON "public"."notifications";

ALTER TABLE "public"."notifications" DROP CONSTRAINT "notifications_one_subject";

DROP FUNCTION "private"."add_notification"(text, text, uuid, uuid, uuid, timestamp with time zone, uuid);

DROP FUNCTION "private"."hosts_of_slot"(uuid, uuid, timestamp with time zone, uuid);

DROP FUNCTION "public"."host_to_lock"(uuid, uuid);

CREATE TABLE "public"."waitlist_entries" ("id" uuid NOT NULL DEFAULT gen_random_uuid(), "host_id" uuid NOT NULL, "event_type_id" uuid NOT NULL, "starts_at" timestamp with time zone NOT NULL, "ends_at" timestamp with time zone NOT NULL, "state" text NOT NULL DEFAULT 'waiting'::text, "position" bigint GENERATED ALWAYS AS IDENTITY NOT NULL, "name" text NOT NULL, "email" text NOT NULL, "time_zone" text NOT NULL DEFAULT 'UTC'::text, "locale" text NOT NULL DEFAULT 'en'::text, "answers" jsonb NOT NULL DEFAULT '{}'::jsonb, "location" jsonb, "booking_id" uuid, "generation" integer NOT NULL DEFAULT 0, "check_at" timestamp with time zone NOT NULL, "created_at" timestamp with time zone NOT NULL DEFAULT now(), CONSTRAINT "waitlist_entries_answers_object" CHECK ((jsonb_typeof(answers) = 'object'::text)), CONSTRAINT "waitlist_entries_end_after_start" CHECK (((ends_at > starts_at) AND isfinite(starts_at) AND isfinite(ends_at))), CONSTRAINT "waitlist_entries_locale_valid" CHECK ((locale ~ '^[A-Za-z0-9-]{2,35}$'::text)), CONSTRAINT "waitlist_entries_pkey" PRIMARY KEY (id), CONSTRAINT "waitlist_entries_state_known" CHECK ((state = ANY (ARRAY['waiting'::text, 'offered'::text, 'claimed'::text, 'missed'::text, 'left'::text, 'closed'::text]))), CONSTRAINT "waitlist_entries_email_valid" CHECK (((private.text_fault('email'::text, email, 254) IS NULL) AND (email ~ '^[^[:space:][:cntrl:]\u200c\u200d\ufe00-\ufe0f@<>,;:"\\]+@[^[:space:][:cntrl:]\u200c\u200d\ufe00-\ufe0f@<>,;:"\\]+$'::text))), CONSTRAINT "waitlist_entries_name_valid" CHECK (((private.text_fault('name'::text, name, 200) IS NULL) AND (NOT private.is_blank(name)))));

ALTER TABLE "public"."waitlist_entries" ENABLE ROW LEVEL SECURITY;

ALTER TABLE "public"."waitlist_entries" OWNER TO "postgres";

ALTER TABLE "public"."bookings" ADD COLUMN "series_id" uuid;

ALTER TABLE "public"."event_types" ADD COLUMN "series_max" integer NOT NULL DEFAULT 1;

ALTER TABLE "public"."event_types" ADD COLUMN "waitlist_max" integer NOT NULL DEFAULT 50;

ALTER TABLE "public"."event_types" ADD COLUMN "waitlist_offer_minutes" integer NOT NULL DEFAULT 120;

ALTER TABLE "public"."notifications" ADD COLUMN "waitlist_entry_id" uuid;

CREATE OR REPLACE FUNCTION private.add_notification(p_kind text, p_recipient text, p_booking_id uuid DEFAULT NULL::uuid, p_conflict_id uuid DEFAULT NULL::uuid, p_connection_id uuid DEFAULT NULL::uuid, p_run_at timestamp with time zone DEFAULT NULL::timestamp with time zone, p_endpoint_id uuid DEFAULT NULL::uuid, p_waitlist_entry_id uuid DEFAULT NULL::uuid)
 RETURNS uuid
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_id uuid;
begin
  insert into public.notifications (kind, recipient, booking_id, conflict_id, connection_id, endpoint_id, waitlist_entry_id)
  values (p_kind, p_recipient, p_booking_id, p_conflict_id, p_connection_id, p_endpoint_id, p_waitlist_entry_id)
  returning id into v_id;
  perform private.enqueue('send_notification', jsonb_build_object('notification_id', v_id), p_key => 'send_notification:' || v_id, p_run_at => p_run_at);
  return v_id;
end;
$function$;

ALTER FUNCTION "private"."add_notification"(text, text, uuid, uuid, uuid, timestamp with time zone, uuid, uuid) OWNER TO "postgres";

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
      'series_id', b.series_id,
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

CREATE OR REPLACE FUNCTION private.booking_event(p_kind text)
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return case p_kind
    when 'booking_requested' then 'booking.requested'
    when 'booking_confirmed' then 'booking.confirmed'
    when 'booking_rescheduled' then 'booking.moved'
    when 'booking_cancelled' then 'booking.cancelled'
    when 'booking_declined' then 'booking.declined'
    when 'booking_request_expired' then 'booking.expired'
    when 'series_requested' then 'booking.requested'
    when 'series_confirmed' then 'booking.confirmed'
    when 'series_cancelled' then 'booking.cancelled'
    when 'series_declined' then 'booking.declined'
    when 'series_request_expired' then 'booking.expired'
  end;
end;
$function$;

ALTER FUNCTION "private"."booking_event"(text) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.event_content(p_booking_id uuid, p_calendar_id uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return (
    select jsonb_build_object(
      'booking_id', b.id, 'starts_at', private.iso_instant(b.starts_at), 'ends_at', private.iso_instant(b.ends_at),
      'privacy', h.calendar_privacy,
      'title', case when h.calendar_privacy <> 'busy_only' then e.title end,
      -- A link that the calendar itself makes is in the event already.
      'location', case when h.calendar_privacy <> 'busy_only' and not s.has_several and b.location ->> 'kind' is distinct from 'video' then
        private.location_text(b, e.location, h.calendar_privacy = 'full')
      end,
      'wants_video', s.wants_video and private.makes_video(p_calendar_id),
      'attendees', case when h.calendar_privacy = 'busy_only' then '[]' else s.attendees end,
      -- How many come to a session with several seats is said whatever the privacy.
      'attendee_count', case when e.seats > 1 then jsonb_array_length(s.attendees) end
    )
    from public.bookings as b
    join public.event_types as e on e.id = b.event_type_id
    join public.hosts as h on h.id = b.host_id
    cross join lateral (
      select coalesce(bool_or(o.location ->> 'kind' = 'video'), false) as wants_video,
        count(distinct coalesce(o.location - 'join_url', 'null')) > 1 as has_several,
        coalesce(jsonb_agg(jsonb_build_object('name', a.name) || case when h.calendar_privacy = 'full' then jsonb_build_object(
          'email', a.email,
          'location', private.location_text(o, e.location, true),
          'answers', coalesce((
            select jsonb_agg(
              jsonb_build_object('label', q.value ->> 'label', 'answer', a.answers -> (q.value ->> 'id')) order by q.position
            )
            from jsonb_array_elements(e.questions) with ordinality as q (value, position)
            where a.answers ? (q.value ->> 'id')
          ), '[]')
        ) else '{}' end order by o.created_at, o.id), '[]') as attendees
      from public.bookings as o
      join public.booking_attendees as a on a.booking_id = o.id
      where o.event_type_id = b.event_type_id and o.starts_at = b.starts_at and o.ends_at = b.ends_at
        and o.status = 'confirmed'
    ) as s
    where b.id = p_booking_id
  );
end;
$function$;

CREATE OR REPLACE FUNCTION private.follow_seats()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if tg_table_name = 'event_types' then
    -- At once by the worker: there may be many sessions.
    update public.waitlist_entries as w set check_at = now()
    where w.event_type_id = new.id and w.state = 'waiting' and w.starts_at > now();
    if found then
      perform private.enqueue('offer_seats', '{}', p_key => 'offer_seats');
    end if;
    return null;
  end if;
  if tg_op = 'UPDATE' and old.status = 'held' and new.status = 'expired' then
    update public.waitlist_entries as w set state = 'missed' where w.booking_id = old.id and w.state = 'offered';
  end if;
  perform private.offer_seats(old.event_type_id, old.starts_at, old.ends_at);
  return null;
end;
$function$;

ALTER FUNCTION "private"."follow_seats"() OWNER TO "postgres";

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
    or num_nonnulls(v_mail.connection_id, v_mail.endpoint_id) > 0 or exists (
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

  if cardinality(v_mailed_at) < v_max_mails or v_mail.kind = 'waitlist_offered' then
    update private.mail_recipients as r set mailed_at = v_mailed_at || now() where r.mailbox = v_mailbox;
    delete from private.gathering_mails as g where g.notification_id = p_notification_id;
    update public.notifications as n set begun_at = now() where n.id = p_notification_id;
    return false;
  end if;
  if v_mail.waitlist_entry_id is not null then
    -- Said on the page as well; it must not be a way to fill somebody's mailbox.
    update public.notifications as n
    set state = 'failed', attempts = n.attempts + 1, last_error = 'Not sent: this address got too many mails within an hour.'
    where n.id = p_notification_id;
    return true;
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

CREATE OR REPLACE FUNCTION private.hosts_of_slots(p_host_id uuid, p_event_type_id uuid, p_starts timestamp with time zone[], p_booking_ids uuid[])
 RETURNS uuid[]
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return array(
    select p_host_id
    union
    select l.host_id
    from (
      select t.calendar_id from public.calendar_links as t where t.host_id = p_host_id and t.is_booking_target
      union
      select b.calendar_id
      from unnest(p_booking_ids) as i (id)
      cross join lateral (select o.calendar_id from public.bookings as o where o.id = i.id offset 0) as b
      union
      select b.calendar_id
      from unnest(p_starts) as s (at)
      cross join lateral (
        select o.calendar_id from public.bookings as o where o.event_type_id = p_event_type_id and o.starts_at = s.at offset 0
      ) as b
    ) as c
    -- One by one: of lists of unknown length the planner expects more than there are, and may read whole tables.
    cross join lateral (
      select k.host_id from public.calendar_links as k where k.calendar_id = c.calendar_id and k.blocks_availability offset 0
    ) as l
    union
    -- A conflict between two bookings has a row for each.
    select b.host_id
    from public.booking_conflicts as k
    join public.bookings as b on b.id = k.booking_id
    where k.other_host_id = p_host_id and k.resolved_at is null
  );
end;
$function$;

ALTER FUNCTION "private"."hosts_of_slots"(uuid, uuid, timestamp with time zone[], uuid[]) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.insert_booking(p_host_id uuid, p_event_type_id uuid, p_start timestamp with time zone, p_duration_minutes integer, p_attendee jsonb, p_answers jsonb, p_hold_id uuid, p_idempotency_key text, p_request_hash text, p_location jsonb)
 RETURNS uuid
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_rules private.slot_rules;
  v_hold public.bookings;
  v_is_held boolean := false;
  v_needs_confirmation boolean;
  v_status text;
  v_booking_id uuid;
begin
  perform private.lock_slot(p_host_id, p_event_type_id, p_start);

  v_booking_id := private.find_idempotent_booking(p_idempotency_key, p_request_hash);
  if v_booking_id is not null then
    return v_booking_id;
  end if;
  v_rules := private.load_slot_rules(p_event_type_id, p_duration_minutes);
  if p_hold_id is not null then
    v_hold := private.require_hold(p_hold_id, p_event_type_id, p_start, p_start + v_rules.duration);
    v_is_held := v_hold.status = 'held' and v_hold.expires_at > now();
  end if;
  perform private.expire_overlapping(p_host_id, tstzrange(p_start, p_start + v_rules.duration));
  v_needs_confirmation := private.require_start_or_hold(v_rules, p_start, p_hold_id, v_is_held);
  perform private.require_few_bookings(p_host_id, p_attendee ->> 'email');

  v_status := case when v_needs_confirmation or v_rules.requires_confirmation then 'pending' else 'confirmed' end;
  v_booking_id := private.write_booking(v_rules, p_start, v_status, p_attendee, p_answers, p_location, p_hold_id, v_is_held, null);
  perform private.keep_idempotency_key(p_idempotency_key, p_request_hash, v_booking_id);
  perform private.plan_push(v_booking_id);
  perform private.detect_double_bookings(array[v_booking_id]);
  perform private.notify_parties(v_booking_id, case v_status when 'pending' then 'booking_requested' else 'booking_confirmed' end);
  return v_booking_id;
exception
  when exclusion_violation or unique_violation then
    -- A row was written without these functions; the constraint refuses it.
    perform private.fail('slot_taken', 'This time has just been taken.', 'Choose another time.');
end;
$function$;

CREATE OR REPLACE FUNCTION private.insert_series(p_host_id uuid, p_rules private.slot_rules, p_starts timestamp with time zone[], p_skipped timestamp with time zone[], p_attendee jsonb, p_answers jsonb, p_hold_id uuid, p_idempotency_key text, p_request_hash text, p_location jsonb)
 RETURNS uuid
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_series_id constant uuid := gen_random_uuid();
  v_status text := case when p_rules.requires_confirmation then 'pending' else 'confirmed' end;
  v_hold public.bookings;
  v_hold_id uuid := p_hold_id;
  v_booking_id uuid;
  v_booking_ids uuid[] := '{}';
  v_needs_confirmation boolean := false;
  v_clashes jsonb := '[]';
  v_code text;
begin
  perform private.lock_slots(p_host_id, p_rules.event_type_id, p_starts, '{}');

  v_booking_id := private.find_idempotent_booking(p_idempotency_key, p_request_hash);
  if v_booking_id is not null then
    return v_booking_id;
  end if;
  if p_hold_id is not null then
    v_hold := private.require_hold(p_hold_id, p_rules.event_type_id, p_starts[1], p_starts[1] + p_rules.duration);
  end if;
  for i in 1..cardinality(p_starts) loop
    begin
      if p_starts[i] = any (p_skipped) then
        perform private.fail('slot_not_offered', 'A clock change skips this time.');
      end if;
      perform private.expire_overlapping(p_host_id, tstzrange(p_starts[i], p_starts[i] + p_rules.duration));
      v_needs_confirmation := private.require_free_start(
        p_rules, p_starts[i], now(), v_hold_id, coalesce(v_hold_id is not null and v_hold.status = 'held' and v_hold.expires_at > now(), false)
      ) or v_needs_confirmation;
      perform private.require_few_bookings(p_host_id, p_attendee ->> 'email');
      -- Written at once, so that the limits of days and weeks count it for the next dates.
      v_booking_ids := v_booking_ids || private.write_booking(
        p_rules, p_starts[i], v_status, p_attendee, p_answers, p_location, v_hold_id,
        coalesce(v_hold_id is not null and v_hold.status = 'held' and v_hold.expires_at > now(), false), v_series_id
      );
    exception
      when sqlstate 'PT409' or sqlstate 'PT503' or exclusion_violation or unique_violation then
        get stacked diagnostics v_code = pg_exception_detail;
        v_clashes := v_clashes || jsonb_build_object(
          'start', private.iso_instant(p_starts[i]), 'code', case when sqlstate like 'PT%' then split_part(v_code, ' ', 1) else 'slot_taken' end
        );
    end;
    v_hold_id := null;
  end loop;
  if v_clashes <> '[]' then
    perform private.refuse_series(v_clashes);
  end if;

  if v_needs_confirmation and v_status = 'confirmed' then
    -- A series is decided as one.
    v_status := 'pending';
    update public.bookings as b
    set status = 'pending', confirmed_at = null, expires_at = private.request_expiry(b.event_type_id, b.starts_at)
    where b.id = any (v_booking_ids);
  end if;
  perform private.keep_idempotency_key(p_idempotency_key, p_request_hash, v_booking_ids[1]);
  perform private.plan_push(b.id) from unnest(v_booking_ids) as b (id);
  perform private.detect_double_bookings(v_booking_ids);
  perform private.notify_series(v_booking_ids, case v_status when 'pending' then 'series_requested' else 'series_confirmed' end);
  return v_booking_ids[1];
end;
$function$;

ALTER FUNCTION "private"."insert_series"(uuid, private.slot_rules, timestamp with time zone[], timestamp with time zone[], jsonb, jsonb, uuid, text, text, jsonb) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.is_free_start(p_rules private.slot_rules, p_start timestamp with time zone, p_ignore text DEFAULT NULL::text)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return exists (
    select from private.grid_starts(
      private.find_free_windows(p_rules, tstzrange(p_start, p_start, '[]'), now(), p_ignore => p_ignore), p_rules.step, 1
    ) as g
    where g.starts_at = p_start
  );
end;
$function$;

ALTER FUNCTION "private"."is_free_start"(private.slot_rules, timestamp with time zone, text) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.lock_series(p_booking_id uuid, p_actor_generation integer, p_actor_user_id uuid)
 RETURNS public.bookings
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_booking public.bookings;
begin
  select b.* into v_booking from public.bookings as b where b.id = p_booking_id;
  if v_booking.series_id is not null then
    perform private.lock_slots(v_booking.host_id, v_booking.event_type_id, array_agg(o.starts_at), array_agg(o.id))
    from public.bookings as o where o.series_id = v_booking.series_id;
  end if;
  v_booking := private.lock_booking(p_booking_id, p_actor_generation, p_actor_user_id);
  if v_booking.series_id is null then
    perform private.fail('invalid_state', 'This booking belongs to no series.', 'Change the booking itself.', '{"reason": "no_series"}');
  end if;
  perform private.mark_expired(array(select o.id from public.bookings as o where o.series_id = v_booking.series_id));
  return v_booking;
end;
$function$;

ALTER FUNCTION "private"."lock_series"(uuid, integer, uuid) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.lock_slot(p_host_id uuid, p_event_type_id uuid, p_start timestamp with time zone, p_booking_id uuid DEFAULT NULL::uuid)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  perform private.lock_slots(p_host_id, p_event_type_id, array[p_start], array[p_booking_id]);
end;
$function$;

CREATE OR REPLACE FUNCTION private.lock_slots(p_host_id uuid, p_event_type_id uuid, p_starts timestamp with time zone[], p_booking_ids uuid[])
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
 SET lock_timeout TO '4s'
AS $function$
declare
  v_host_ids uuid[];
begin
  for v_attempt in 1..10 loop
    begin
      v_host_ids := private.hosts_of_slots(p_host_id, p_event_type_id, p_starts, p_booking_ids);
      perform from public.hosts as h where h.id = any (v_host_ids) order by h.id for no key update;
      -- Whoever changes a link holds these locks, too, so what is true now stays true.
      if private.hosts_of_slots(p_host_id, p_event_type_id, p_starts, p_booking_ids) <@ v_host_ids then
        return;
      end if;
      raise serialization_failure using message = 'The calendars of this host are being changed.';
    exception
      when serialization_failure then
        -- The set of hosts has changed. Release these locks first, so that all are taken in one order.
        if v_attempt = 10 then
          raise;
        end if;
    end;
  end loop;
end;
$function$;

ALTER FUNCTION "private"."lock_slots"(uuid, uuid, timestamp with time zone[], uuid[]) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.mail_join_url(p_booking_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_email constant text := (select a.email from public.booking_attendees as a where a.booking_id = p_booking_id);
  v_waiting uuid[];
begin
  if private.mail_series_links(p_booking_id, v_email) then
    return;
  end if;
  v_waiting := array(
    select n.id from public.notifications as n
    where n.booking_id = p_booking_id and n.recipient = v_email and n.kind in ('booking_confirmed', 'booking_rescheduled')
      and n.state = 'pending' and n.begun_at is null and n.gathered_into is null
    for no key update
  );
  if v_waiting <> '{}' then
    -- They waited for it (private.notify_parties).
    perform private.enqueue('send_notification', jsonb_build_object('notification_id', w.id), p_key => 'send_notification:' || w.id)
    from unnest(v_waiting) as w (id);
  elsif exists (
    select from public.notifications as n
    where n.booking_id = p_booking_id and n.recipient = v_email and n.kind in ('booking_confirmed', 'booking_rescheduled')
  ) then
    perform private.add_notification('booking_link_added', v_email, p_booking_id => p_booking_id);
  end if;
end;
$function$;

CREATE OR REPLACE FUNCTION private.mail_series_links(p_booking_id uuid, p_email text)
 RETURNS boolean
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_series_id constant uuid := (select b.series_id from public.bookings as b where b.id = p_booking_id);
  v_mail public.notifications;
begin
  if v_series_id is null or exists (
    -- It was confirmed or moved alone.
    select from public.notifications as n
    where n.booking_id = p_booking_id and n.recipient = p_email and n.kind in ('booking_confirmed', 'booking_rescheduled')
  ) then
    return false;
  end if;
  select n.* into v_mail
  from public.bookings as b
  join public.notifications as n on n.booking_id = b.id and n.recipient = p_email and n.kind in ('series_confirmed', 'series_link_added')
  where b.series_id = v_series_id
  order by n.created_at desc
  limit 1
  for no key update of n;
  if v_mail.state <> 'pending' or v_mail.begun_at is not null then
    -- The links of a series come one after the other within seconds; one mail has them all.
    perform private.add_notification('series_link_added', p_email, p_booking_id => v_mail.booking_id, p_run_at => now() + interval '1 minute');
  elsif v_mail.kind = 'series_confirmed' and not exists (
    select from public.bookings as b
    where b.series_id = v_series_id and b.status = 'confirmed' and b.location ->> 'kind' = 'video' and not b.location ? 'join_url'
  ) then
    perform private.enqueue('send_notification', jsonb_build_object('notification_id', v_mail.id), p_key => 'send_notification:' || v_mail.id);
  end if;
  return true;
end;
$function$;

ALTER FUNCTION "private"."mail_series_links"(uuid, text) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.mailed_series(p_kind text, p_series_id uuid, p_is_for_host boolean)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  if p_kind not like 'series\_%' then
    return null;
  end if;
  return (
    select jsonb_agg(private.mailed_booking(b.id, p_is_for_host) order by b.starts_at, b.id)
    from public.bookings as b
    where b.series_id = p_series_id
  );
end;
$function$;

ALTER FUNCTION "private"."mailed_series"(text, uuid, boolean) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.mark_expired(p_booking_ids uuid[])
 RETURNS integer
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_booking record;
  v_expired integer := 0;
  v_requests uuid[] := '{}';
begin
  for v_booking in
    update public.bookings as b
    set status = 'expired'
    where b.id = any (p_booking_ids) and b.status in ('held', 'pending') and b.expires_at <= now()
    returning b.id, exists (select from public.booking_attendees as a where a.booking_id = b.id) as is_request
  loop
    v_expired := v_expired + 1;
    if v_booking.is_request then
      perform private.close_conflicts(v_booking.id);
      v_requests := v_requests || v_booking.id;
    end if;
  end loop;
  if v_requests <> '{}' then
    -- Of a series that ends at once there is one mail.
    for v_booking in
      select array_agg(b.id order by b.starts_at, b.id) as ids
      from public.bookings as b where b.id = any (v_requests) group by coalesce(b.series_id, b.id)
    loop
      if cardinality(v_booking.ids) = 1 then
        perform private.notify_parties(v_booking.ids[1], 'booking_request_expired');
      else
        perform private.notify_series(v_booking.ids, 'series_request_expired');
      end if;
    end loop;
  end if;
  return v_expired;
end;
$function$;

CREATE OR REPLACE FUNCTION private.move_session(p_booking public.bookings, p_start timestamp with time zone, p_end timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_pending uuid[];
  v_confirmed uuid[];
  v_held uuid[];
begin
  select array_agg(b.id) filter (where b.status = 'pending'), array_agg(b.id) filter (where b.status = 'confirmed')
  into v_pending, v_confirmed
  from public.bookings as b
  where b.event_type_id = p_booking.event_type_id and b.starts_at = p_booking.starts_at and b.ends_at = p_booking.ends_at
    and (b.status = 'confirmed' or (b.status = 'pending' and coalesce(b.expires_at > now(), true)));
  perform private.expire_overlapping(p_booking.host_id, tstzrange(p_start, p_end));
  -- Bookings of one event type at exactly the same time would become one session, whatever its seats: no constraint prevents that.
  if exists (
    select from public.bookings as b
    where b.event_type_id = p_booking.event_type_id and b.starts_at = p_start and b.ends_at = p_end
      and b.status in ('held', 'pending', 'confirmed') and not coalesce(b.id = any (v_pending || v_confirmed), false)
  ) then
    perform private.fail('slot_taken', 'There is another booking at this time.', 'Choose another time.');
  end if;
  -- Who waits, waits for the session; a seat that was offered is offered again, for the new time.
  with offered as (
    update public.waitlist_entries as w
    set starts_at = p_start, ends_at = p_end, check_at = now(), state = 'waiting', booking_id = null
    from public.waitlist_entries as o
    where o.id = w.id and w.event_type_id = p_booking.event_type_id and w.starts_at = p_booking.starts_at and w.ends_at = p_booking.ends_at
      and w.state in ('waiting', 'offered')
    returning o.booking_id
  )
  select array_agg(o.booking_id) filter (where o.booking_id is not null) into v_held from offered as o;
  update public.bookings as b set status = 'expired', expires_at = least(b.expires_at, now()) where b.id = any (v_held) and b.status = 'held';
  -- In two steps: moved a little one after the other, bookings of one session would be in each other's way.
  update public.bookings as b set status = 'expired' where b.id = any (v_pending || v_confirmed);
  update public.bookings as b
  set status = case when b.id = any (v_confirmed) then 'confirmed' else 'pending' end,
    starts_at = p_start, ends_at = p_end, seat = null, sequence = b.sequence + 1, moved_by = 'host', move_reason = null
  where b.id = any (v_pending || v_confirmed);

  perform private.plan_push(p_booking.id);
  perform private.close_conflicts(b.id), private.notify_parties(b.id, 'booking_rescheduled')
  from unnest(v_pending || v_confirmed) as b (id);
  perform private.detect_double_bookings(v_pending || v_confirmed);
  perform private.offer_seats(p_booking.event_type_id, p_start, p_end);
exception
  when exclusion_violation or unique_violation then
    perform private.fail('slot_taken', 'There is another booking at this time.', 'Choose another time.');
end;
$function$;

CREATE OR REPLACE FUNCTION private.nearest_starts(p_rules private.slot_rules, p_start timestamp with time zone, p_others timestamp with time zone[])
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_max constant integer := 3;
  v_apart constant interval := p_rules.duration + greatest(p_rules.buffer_before, p_rules.buffer_after);
  v_free constant private.free_windows := private.find_free_windows(
    p_rules, tstzrange(p_start - interval '7 days', p_start + interval '7 days'), now()
  );
begin
  return coalesce((
    select jsonb_agg(private.iso_instant(n.starts_at) order by n.starts_at)
    from (
      select g.starts_at
      from private.grid_starts(v_free, p_rules.step, 10000) as g
      where not exists (
        select from unnest(p_others) as o (at) where g.starts_at > o.at - v_apart and g.starts_at < o.at + v_apart
      )
      order by greatest(g.starts_at - p_start, p_start - g.starts_at), g.starts_at
      limit v_max
    ) as n
  ), '[]');
end;
$function$;

ALTER FUNCTION "private"."nearest_starts"(private.slot_rules, timestamp with time zone, timestamp with time zone[]) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.next_waiting(p_event_type_id uuid, p_starts_at timestamp with time zone, p_ends_at timestamp with time zone)
 RETURNS public.waitlist_entries
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_entry public.waitlist_entries;
begin
  select w.* into v_entry from public.waitlist_entries as w
  where w.event_type_id = p_event_type_id and w.starts_at = p_starts_at and w.ends_at = p_ends_at and w.state = 'waiting'
  order by w.position
  limit 1;
  return v_entry;
end;
$function$;

ALTER FUNCTION "private"."next_waiting"(uuid, timestamp with time zone, timestamp with time zone) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.notify_parties(p_booking_id uuid, p_kind text)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_party record;
  -- The calendar makes the link within seconds; if not, the mail goes without it, and again with it (private.mail_join_url).
  v_wait constant interval := (
    select interval '30 seconds' from public.bookings as b
    where b.id = p_booking_id and b.status = 'confirmed' and b.location ->> 'kind' = 'video' and not b.location ? 'join_url'
      and private.makes_video(b.calendar_id)
  );
begin
  for v_party in
    select r.recipient, r.is_visitor
    from public.bookings as b
    join public.hosts as h on h.id = b.host_id
    join auth.users as u on u.id = h.owner_id
    left join public.booking_attendees as a on a.booking_id = b.id
    cross join lateral (values (a.email, true), (u.email::text, false)) as r (recipient, is_visitor)
    where b.id = p_booking_id and r.recipient is not null
  loop
    perform private.add_notification(
      p_kind, v_party.recipient, p_booking_id => p_booking_id, p_run_at => case when v_party.is_visitor then now() + v_wait end
    );
  end loop;
  perform private.add_booking_event(p_booking_id, private.booking_event(p_kind));
end;
$function$;

CREATE OR REPLACE FUNCTION private.notify_series(p_booking_ids uuid[], p_kind text)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  perform private.notify_parties(p_booking_ids[1], p_kind);
  perform private.add_booking_event(b.id, private.booking_event(p_kind)) from unnest(p_booking_ids[2:]) as b (id);
end;
$function$;

ALTER FUNCTION "private"."notify_series"(uuid[], text) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.offer_seats(p_event_type_id uuid, p_starts_at timestamp with time zone, p_ends_at timestamp with time zone)
 RETURNS integer
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_minutes constant integer := (extract(epoch from p_ends_at - p_starts_at) / 60)::integer;
  v_entry public.waitlist_entries := private.next_waiting(p_event_type_id, p_starts_at, p_ends_at);
  v_event_type public.event_types;
  v_host_ids uuid[];
  v_rules private.slot_rules;
  v_hold_id uuid;
  v_offered integer := 0;
begin
  if v_entry.id is null then
    return 0;
  end if;
  -- Never waits for a lock: whoever frees a seat may hold locks of hosts that come later in the order.
  v_host_ids := private.hosts_of_slots(v_entry.host_id, p_event_type_id, array[p_starts_at], '{}');
  perform from public.hosts as h where h.id = any (v_host_ids) order by h.id for no key update skip locked;
  get diagnostics v_offered = row_count;
  if v_offered < cardinality(v_host_ids) then
    update public.waitlist_entries as w set check_at = now() where w.id = v_entry.id;
    return 0;
  end if;
  v_offered := 0;

  perform private.expire_overlapping(v_entry.host_id, tstzrange(p_starts_at, p_ends_at));
  select e.* into v_event_type from public.event_types as e where e.id = p_event_type_id;
  loop
    v_entry := private.next_waiting(p_event_type_id, p_starts_at, p_ends_at);
    exit when v_entry.id is null;
    if p_starts_at <= now() then
      update public.waitlist_entries as w set state = 'closed'
      where w.event_type_id = p_event_type_id and w.starts_at = p_starts_at and w.ends_at = p_ends_at and w.state = 'waiting';
      exit;
    end if;
    if v_rules.event_type_id is null and v_minutes = any (v_event_type.durations_minutes) then
      v_rules := private.load_slot_rules(p_event_type_id, v_minutes);
    end if;
    if not coalesce(v_rules.is_active and private.is_free_start(v_rules, p_starts_at), false) then
      -- Full again, or not to be had at the moment: what becomes possible without a seat that gets free is looked for.
      update public.waitlist_entries as w set check_at = least(p_starts_at, case
        when private.seats_taken(v_entry.host_id, p_event_type_id, p_starts_at, p_ends_at) < v_event_type.seats then now() + interval '5 minutes'
        else 'infinity'
      end)
      where w.id = v_entry.id;
      exit;
    end if;
    insert into public.bookings (host_id, event_type_id, status, starts_at, ends_at, expires_at)
    values (
      v_entry.host_id, p_event_type_id, 'held', p_starts_at, p_ends_at,
      least(p_starts_at, now() + make_interval(mins => v_event_type.waitlist_offer_minutes))
    )
    returning id into v_hold_id;
    update public.waitlist_entries as w set state = 'offered', booking_id = v_hold_id where w.id = v_entry.id;
    perform private.add_notification('waitlist_offered', v_entry.email, p_waitlist_entry_id => v_entry.id);
    v_offered := v_offered + 1;
  end loop;
  return v_offered;
end;
$function$;

ALTER FUNCTION "private"."offer_seats"(uuid, timestamp with time zone, timestamp with time zone) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.refuse_series(p_clashes jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_codes constant text[] := array(select distinct c.value ->> 'code' from jsonb_array_elements(p_clashes) as c (value));
begin
  perform private.fail(
    case when cardinality(v_codes) = 1 then v_codes[1] when 'slot_not_offered' = any (v_codes) then 'slot_not_offered' else 'slot_taken' end,
    'Not all dates of this series can be booked.', 'Nothing was booked. details.clashes names these dates, with the nearest free ones.',
    jsonb_build_object('clashes', p_clashes)
  );
end;
$function$;

ALTER FUNCTION "private"."refuse_series"(jsonb) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.require_entry(p_entry_id uuid, p_generation integer)
 RETURNS public.waitlist_entries
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_entry public.waitlist_entries;
begin
  select w.* into v_entry from public.waitlist_entries as w where w.id = p_entry_id;
  if v_entry.id is null then
    perform private.fail('not_found', 'There is no such place on a waiting list.', 'Check the id in the address.');
  end if;
  if v_entry.generation is distinct from p_generation then
    perform private.fail('unauthorized', 'The link to this place on a waiting list is no longer valid.', 'Use the link in the latest email.');
  end if;
  return v_entry;
end;
$function$;

ALTER FUNCTION "private"."require_entry"(uuid, integer) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.require_few_entries(p_host_id uuid, p_email text)
 RETURNS void
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_mailbox constant text := private.mailbox(p_email);
  v_max constant integer := (select h.max_bookings_per_email from public.hosts as h where h.id = p_host_id);
begin
  if private.count_active(p_host_id, 'email', v_mailbox, v_max) + (
    select count(*) from public.waitlist_entries as w
    where w.host_id = p_host_id and private.mailbox(w.email) = v_mailbox and w.state in ('waiting', 'offered') and w.starts_at > now()
  ) >= v_max then
    perform private.fail(
      'rate_limited', 'There are too many open bookings with this email address.', 'Cancel one that is not needed, or write to the host.'
    );
  end if;
end;
$function$;

ALTER FUNCTION "private"."require_few_entries"(uuid, text) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.require_full_session(p_rules private.slot_rules, p_start timestamp with time zone, p_max integer)
 RETURNS void
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_end constant timestamptz := p_start + p_rules.duration;
  v_fault text;
begin
  if p_rules.seats = 1 or p_max = 0 then
    v_fault := 'no_waitlist';
  elsif private.is_free_start(p_rules, p_start) then
    v_fault := 'seats_free';
  elsif private.seats_taken(p_rules.host_id, p_rules.event_type_id, p_start, v_end) < p_rules.seats
    or not private.is_free_start(p_rules, p_start, 'bookings')
  then
    perform private.fail('slot_not_offered', 'There is no session that is full at this time.', 'Choose one of the times that are shown.');
  elsif (
    select count(*) from public.waitlist_entries as w
    where w.event_type_id = p_rules.event_type_id and w.starts_at = p_start and w.ends_at = v_end and w.state = 'waiting'
  ) >= p_max then
    v_fault := 'waitlist_full';
  end if;
  if v_fault is not null then
    perform private.fail(
      'invalid_state',
      case v_fault
        when 'no_waitlist' then 'There is no waiting list for this.'
        when 'seats_free' then 'There are free seats.'
        else 'Too many are waiting already.'
      end,
      case v_fault when 'seats_free' then 'Book one of them.' else 'Choose another time.' end, jsonb_build_object('reason', v_fault)
    );
  end if;
end;
$function$;

ALTER FUNCTION "private"."require_full_session"(private.slot_rules, timestamp with time zone, integer) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.require_series(p_event_type_id uuid, p_frequency text, p_count integer)
 RETURNS void
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_max constant integer := (select e.series_max from public.event_types as e where e.id = p_event_type_id);
begin
  if coalesce(p_frequency not in ('daily', 'weekly'), true) then
    perform private.fail('invalid_request', 'This frequency of a series is not known.', 'Send daily or weekly.');
  end if;
  if v_max = 1 then
    perform private.fail('invalid_request', 'This event type cannot be booked as a series.', 'Book one time.');
  end if;
  if coalesce(p_count not between 2 and v_max, true) then
    perform private.fail(
      'invalid_request', 'A series of this length is not offered.', format('Send a count from 2 to %s.', v_max),
      jsonb_build_object('series_max', v_max)
    );
  end if;
end;
$function$;

ALTER FUNCTION "private"."require_series"(uuid, text, integer) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.seats_taken(p_host_id uuid, p_event_type_id uuid, p_starts_at timestamp with time zone, p_ends_at timestamp with time zone)
 RETURNS integer
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return (
    select count(*) from public.bookings as b
    where b.host_id = p_host_id and b.event_type_id = p_event_type_id and b.starts_at = p_starts_at and b.ends_at = p_ends_at
      and b.status in ('held', 'pending', 'confirmed') and (b.status = 'confirmed' or coalesce(b.expires_at > now(), true))
  );
end;
$function$;

ALTER FUNCTION "private"."seats_taken"(uuid, uuid, timestamp with time zone, timestamp with time zone) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.series_json(p_series_id uuid, p_is_host boolean)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  if p_series_id is null then
    return null;
  end if;
  return jsonb_build_object('id', p_series_id, 'bookings', (
    select jsonb_agg(jsonb_build_object(
      'id', b.id,
      'status', case when b.status = 'pending' and b.expires_at <= now() then 'expired' else b.status end,
      'start', private.iso_instant(b.starts_at), 'end', private.iso_instant(b.ends_at), 'sequence', b.sequence,
      'can_cancel', (l.limits).cancel_refusal is null, 'can_reschedule', (l.limits).reschedule_refusal is null
    ) order by b.starts_at, b.id)
    from public.bookings as b
    cross join lateral (select private.change_limits(b, p_is_host) as limits offset 0) as l
    where b.series_id = p_series_id
  ));
end;
$function$;

ALTER FUNCTION "private"."series_json"(uuid, boolean) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.series_result(p_series_id uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return (
    select jsonb_build_object(
      'series_id', p_series_id, 'generation', min(b.generation),
      'bookings', jsonb_agg(private.booking_json(b.id) order by b.starts_at, b.id)
    )
    from public.bookings as b
    where b.series_id = p_series_id
  );
end;
$function$;

ALTER FUNCTION "private"."series_result"(uuid) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.series_starts(p_start timestamp with time zone, p_zone text, p_frequency text, p_count integer)
 RETURNS TABLE(starts_at timestamp with time zone, is_skipped boolean)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_first constant timestamp := p_start at time zone p_zone;
  v_shift constant interval := v_first - (p_start at time zone 'UTC');
  v_step constant interval := case p_frequency when 'weekly' then interval '7 days' else interval '1 day' end;
begin
  return query
  select i.instant, i.instant at time zone p_zone <> w.wall
  from pg_catalog.generate_series(0, p_count - 1) as n (number)
  cross join lateral (select v_first + n.number * v_step as wall) as w
  -- With the offset of the first date where that gives the same wall-clock time: so a repeated hour is meant as it was there.
  cross join lateral (select (w.wall - v_shift) at time zone 'UTC' as kept) as k
  cross join lateral (select case when k.kept at time zone p_zone = w.wall then k.kept else w.wall at time zone p_zone end as instant) as i
  order by n.number;
end;
$function$;

ALTER FUNCTION "private"."series_starts"(timestamp with time zone, text, text, integer) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.session_json(p_event_type_id uuid, p_starts_at timestamp with time zone, p_ends_at timestamp with time zone)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return (
    select jsonb_build_object(
      'event_type', jsonb_build_object('id', e.id, 'slug', e.slug, 'title', e.title),
      'start', private.iso_instant(p_starts_at), 'end', private.iso_instant(p_ends_at),
      'seats', e.seats, 'seats_taken', private.seats_taken(e.host_id, e.id, p_starts_at, p_ends_at),
      'attendees', coalesce((
        select jsonb_agg(jsonb_build_object(
          'booking_id', b.id, 'status', b.status, 'no_show', b.no_show, 'name', a.name, 'email', a.email
        ) order by b.created_at, b.id)
        from public.bookings as b
        join public.booking_attendees as a on a.booking_id = b.id
        where b.event_type_id = e.id and b.starts_at = p_starts_at and b.ends_at = p_ends_at
          and (b.status = 'confirmed' or (b.status = 'pending' and coalesce(b.expires_at > now(), true)))
      ), '[]'),
      'waiting', coalesce((
        select jsonb_agg(jsonb_build_object(
          'id', w.id, 'state', w.state, 'name', w.name, 'email', w.email, 'created_at', private.iso_instant(w.created_at),
          'offer_expires_at', private.iso_instant(o.expires_at)
        ) order by w.position)
        from public.waitlist_entries as w
        left join public.bookings as o on o.id = w.booking_id
        where w.event_type_id = e.id and w.starts_at = p_starts_at and w.ends_at = p_ends_at
          and (w.state = 'waiting' or (w.state = 'offered' and o.expires_at > now()))
      ), '[]')
    )
    from public.event_types as e
    where e.id = p_event_type_id
  );
end;
$function$;

ALTER FUNCTION "private"."session_json"(uuid, timestamp with time zone, timestamp with time zone) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.waitlist_result(p_entry_id uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return (
    select jsonb_build_object('entry', jsonb_build_object(
      'id', w.id,
      'state', case
        when w.state = 'offered' and coalesce(b.expires_at <= now(), true) then 'missed'
        when w.state = 'waiting' and w.starts_at <= now() then 'closed'
        else w.state
      end,
      'start', private.iso_instant(w.starts_at), 'end', private.iso_instant(w.ends_at),
      'offer_expires_at', case when w.state = 'offered' then private.iso_instant(b.expires_at) end,
      'booking_id', case when w.state = 'claimed' then w.booking_id end,
      'host', jsonb_build_object('slug', h.slug, 'display_name', h.display_name, 'time_zone', h.time_zone),
      'event_type', jsonb_build_object('id', e.id, 'slug', e.slug, 'title', e.title),
      'attendee', jsonb_build_object('name', w.name, 'email', w.email, 'time_zone', w.time_zone, 'locale', w.locale)
    ), 'generation', w.generation)
    from public.waitlist_entries as w
    join public.hosts as h on h.id = w.host_id
    join public.event_types as e on e.id = w.event_type_id
    left join public.bookings as b on b.id = w.booking_id
    where w.id = p_entry_id
  );
end;
$function$;

ALTER FUNCTION "private"."waitlist_result"(uuid) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.write_booking(p_rules private.slot_rules, p_start timestamp with time zone, p_status text, p_attendee jsonb, p_answers jsonb, p_location jsonb, p_hold_id uuid, p_is_held boolean, p_series_id uuid)
 RETURNS uuid
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_end constant timestamptz := p_start + p_rules.duration;
  v_expires_at constant timestamptz := case p_status when 'pending' then private.request_expiry(p_rules.event_type_id, p_start) end;
  v_stale constant jsonb := private.stale_calendars(p_rules, tstzrange(p_start - p_rules.buffer_before, v_end + p_rules.buffer_after), now());
  v_location jsonb;
  v_booking_id uuid;
begin
  select private.choose_location(e.locations, p_location, false) into v_location
  from public.event_types as e where e.id = p_rules.event_type_id;
  if p_hold_id is null then
    insert into public.bookings (
      host_id, event_type_id, status, starts_at, ends_at, unread_calendars, location, series_id, expires_at, confirmed_at
    )
    values (
      p_rules.host_id, p_rules.event_type_id, p_status, p_start, v_end, v_stale, v_location, p_series_id, v_expires_at,
      case p_status when 'confirmed' then now() end
    )
    returning id into v_booking_id;
  else
    update public.bookings as b
    set status = p_status, unread_calendars = v_stale, location = v_location, series_id = p_series_id, expires_at = v_expires_at,
      seat = case when p_is_held then b.seat end,
      confirmed_at = case p_status when 'confirmed' then now() end
    where b.id = p_hold_id
    returning b.id into v_booking_id;
  end if;
  insert into public.booking_attendees (booking_id, name, email, time_zone, locale, answers)
  select v_booking_id, btrim(p_attendee ->> 'name'), p_attendee ->> 'email',
    coalesce(p_attendee ->> 'time_zone', p_rules.zone), coalesce(p_attendee ->> 'locale', 'en'),
    private.require_answers(e.questions, p_answers)
  from public.event_types as e where e.id = p_rules.event_type_id;
  return v_booking_id;
end;
$function$;

ALTER FUNCTION "private"."write_booking"(private.slot_rules, timestamp with time zone, text, jsonb, jsonb, jsonb, uuid, boolean, uuid) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.write_cancellation(p_booking_id uuid, p_by text, p_reason text)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  perform private.reassign_event(p_booking_id);
  update public.bookings as b
  set status = 'cancelled', cancelled_at = now(), cancel_reason = nullif(btrim(p_reason), ''), expires_at = null, cancelled_by = p_by
  where b.id = p_booking_id;
  perform private.plan_push(p_booking_id);
  perform private.close_conflicts(p_booking_id);
end;
$function$;

ALTER FUNCTION "private"."write_cancellation"(uuid, text, text) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.write_confirmation(p_booking_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_confirmed uuid[];
begin
  -- Two requests may overlap where a calendar began to block the other's host after both were made.
  v_confirmed := array(
    select d.other_booking_id
    from private.double_bookings(array[p_booking_id]) as d
    join public.bookings as o on o.id = d.other_booking_id and o.status = 'confirmed'
  );
  if v_confirmed <> '{}' then
    perform private.fail(
      'slot_taken', 'Another booking of yours is confirmed at this time.', 'Decline this one, propose another time, or cancel the other one.',
      jsonb_build_object('booking_ids', v_confirmed)
    );
  end if;
  update public.bookings as b
  set status = 'confirmed', confirmed_at = now(), expires_at = null, proposed_starts_at = null, proposed_ends_at = null
  where b.id = p_booking_id and b.status = 'pending';
  perform private.plan_push(p_booking_id);
  perform private.detect_double_bookings(array[p_booking_id]);
end;
$function$;

ALTER FUNCTION "private"."write_confirmation"(uuid) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.write_refusal(p_booking_id uuid, p_reason text)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  perform private.reassign_event(p_booking_id);
  update public.bookings as b
  set status = 'declined', cancelled_at = now(), cancelled_by = 'host', expires_at = null, cancel_reason = nullif(btrim(p_reason), '')
  where b.id = p_booking_id;
  perform private.close_conflicts(p_booking_id);
end;
$function$;

ALTER FUNCTION "private"."write_refusal"(uuid, text) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION public.cancel_booking(booking_id uuid, reason text DEFAULT NULL::text, actor_generation integer DEFAULT NULL::integer, actor_user_id uuid DEFAULT NULL::uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
declare
  v_booking constant public.bookings := private.lock_booking(
    cancel_booking.booking_id, cancel_booking.actor_generation, cancel_booking.actor_user_id
  );
  v_fault constant text := private.text_fault('The reason', cancel_booking.reason, 2000, true);
begin
  if v_fault is not null then
    perform private.fail('invalid_request', v_fault);
  end if;
  if v_booking.status <> 'cancelled' then
    perform private.require_change(v_booking, false, cancel_booking.actor_user_id is not null, cancel_booking.reason);
    perform private.write_cancellation(
      v_booking.id, case when cancel_booking.actor_user_id is null then 'visitor' else 'host' end, cancel_booking.reason
    );
    perform private.notify_parties(v_booking.id, 'booking_cancelled');
  end if;
  return private.booking_result(v_booking.id);
end;
$function$;

CREATE OR REPLACE FUNCTION public.cancel_series(booking_id uuid, reason text DEFAULT NULL::text, actor_generation integer DEFAULT NULL::integer, actor_user_id uuid DEFAULT NULL::uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_is_host constant boolean := cancel_series.actor_user_id is not null;
  v_booking constant public.bookings := private.lock_series(
    cancel_series.booking_id, cancel_series.actor_generation, cancel_series.actor_user_id
  );
  v_fault constant text := private.text_fault('The reason', cancel_series.reason, 2000, true);
  v_open public.bookings;
  v_cancelled uuid[] := '{}';
begin
  if v_fault is not null then
    perform private.fail('invalid_request', v_fault);
  end if;
  for v_open in
    select b.* from public.bookings as b
    where b.series_id = v_booking.series_id and b.status in ('pending', 'confirmed') and b.starts_at > now()
      and b.generation is not distinct from case when v_is_host then b.generation else cancel_series.actor_generation end
    order by b.starts_at, b.id
  loop
    -- What is too near stays, as it would alone.
    continue when (private.change_limits(v_open, v_is_host)).cancel_refusal is not null;
    perform private.require_change(v_open, false, v_is_host, cancel_series.reason);
    perform private.write_cancellation(v_open.id, case when v_is_host then 'host' else 'visitor' end, cancel_series.reason);
    v_cancelled := v_cancelled || v_open.id;
  end loop;
  if v_cancelled <> '{}' then
    perform private.notify_series(v_cancelled, 'series_cancelled');
  elsif exists (
    select from public.bookings as b where b.series_id = v_booking.series_id and b.status in ('pending', 'confirmed') and b.starts_at > now()
  ) then
    perform private.fail(
      'invalid_state', 'None of these bookings can be cancelled online any more.', 'Write to the host.', '{"reason": "too_late"}'
    );
  end if;
  return private.series_result(v_booking.series_id) || private.booking_result(v_booking.id);
end;
$function$;

ALTER FUNCTION "public"."cancel_series"(uuid, text, integer, uuid) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION public.claim_seat(entry_id uuid, generation integer, answers jsonb DEFAULT NULL::jsonb, location jsonb DEFAULT NULL::jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_entry public.waitlist_entries := private.require_entry(claim_seat.entry_id, claim_seat.generation);
begin
  perform private.lock_slot(v_entry.host_id, v_entry.event_type_id, v_entry.starts_at);
  v_entry := private.require_entry(claim_seat.entry_id, claim_seat.generation);
  if v_entry.state = 'claimed' then
    return private.booking_result(v_entry.booking_id);
  elsif v_entry.state not in ('offered', 'missed') then
    perform private.fail(
      'invalid_state', 'No seat is kept for you.', 'You get a mail when one gets free.', jsonb_build_object('reason', v_entry.state)
    );
  end if;
  perform private.insert_booking(
    private.find_event_host(v_entry.event_type_id), v_entry.event_type_id, v_entry.starts_at,
    (extract(epoch from v_entry.ends_at - v_entry.starts_at) / 60)::integer,
    jsonb_build_object('name', v_entry.name, 'email', v_entry.email, 'time_zone', v_entry.time_zone, 'locale', v_entry.locale),
    coalesce(claim_seat.answers, v_entry.answers), v_entry.booking_id, null, null, coalesce(claim_seat.location, v_entry.location)
  );
  update public.waitlist_entries as w set state = 'claimed' where w.id = v_entry.id;
  return private.booking_result(v_entry.booking_id);
end;
$function$;

ALTER FUNCTION "public"."claim_seat"(uuid, integer, jsonb, jsonb) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION public.confirm_booking(booking_id uuid, actor_user_id uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
declare
  v_booking constant public.bookings := private.lock_booking(confirm_booking.booking_id, null, confirm_booking.actor_user_id);
begin
  if v_booking.status <> 'pending' then
    perform private.fail(
      'invalid_state', format('A booking that is %s cannot be confirmed.', v_booking.status), 'Only requests can be confirmed.',
      jsonb_build_object('reason', v_booking.status)
    );
  end if;
  perform private.write_confirmation(v_booking.id);
  perform private.notify_parties(v_booking.id, 'booking_confirmed');
  return private.booking_result(v_booking.id);
end;
$function$;

CREATE OR REPLACE FUNCTION public.create_booking_series(event_type_id uuid, starts_at timestamp with time zone, duration_minutes integer, frequency text, series_count integer, attendee jsonb, answers jsonb DEFAULT '{}'::jsonb, hold_id uuid DEFAULT NULL::uuid, hold_generation integer DEFAULT NULL::integer, idempotency_key text DEFAULT NULL::text, request_hash text DEFAULT NULL::text, location jsonb DEFAULT NULL::jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
declare
  v_host_id uuid;
  v_rules private.slot_rules;
  v_starts timestamptz[];
  v_skipped timestamptz[];
  v_booking_id uuid;
  v_is_replayed boolean := true;
  v_detail text;
  v_clashes jsonb;
begin
  perform private.require_attendee(create_booking_series.attendee);
  perform private.require_finite_start(create_booking_series.starts_at);
  v_booking_id := private.find_idempotent_booking(create_booking_series.idempotency_key, create_booking_series.request_hash);
  if v_booking_id is null then
    v_is_replayed := false;
    v_host_id := private.find_event_host(create_booking_series.event_type_id);
    perform private.require_series(
      create_booking_series.event_type_id, create_booking_series.frequency, create_booking_series.series_count
    );
    if create_booking_series.hold_id is not null and not exists (
      select from public.bookings as b
      where b.id = create_booking_series.hold_id and b.generation is not distinct from create_booking_series.hold_generation
    ) then
      perform private.fail('unauthorized', 'The token does not open this hold.', 'Send the id and the token that came with the hold.');
    end if;
    v_rules := private.load_slot_rules(create_booking_series.event_type_id, create_booking_series.duration_minutes);
    select array_agg(s.starts_at), coalesce(array_agg(s.starts_at) filter (where s.is_skipped), '{}') into v_starts, v_skipped
    from private.series_starts(
      create_booking_series.starts_at, v_rules.zone, create_booking_series.frequency, create_booking_series.series_count
    ) as s;
    begin
      v_booking_id := private.insert_series(
        v_host_id, v_rules, v_starts, v_skipped, create_booking_series.attendee, create_booking_series.answers, create_booking_series.hold_id,
        create_booking_series.idempotency_key, create_booking_series.request_hash, create_booking_series.location
      );
    exception
      when sqlstate 'PT409' or sqlstate 'PT503' then
        get stacked diagnostics v_detail = pg_exception_detail;
        if v_detail not like '% {"clashes": %' then
          raise;
        end if;
        -- What is near is found when the locks are given back.
        v_clashes := substr(v_detail, strpos(v_detail, ' ') + 1)::jsonb -> 'clashes';
    end;
    if v_clashes is not null then
      perform private.refuse_series((
        select jsonb_agg(c.value || jsonb_build_object('nearest', private.nearest_starts(
          v_rules, (c.value ->> 'start')::timestamptz, array_remove(v_starts, (c.value ->> 'start')::timestamptz)
        )) order by c.position)
        from jsonb_array_elements(v_clashes) with ordinality as c (value, position)
      ));
    end if;
  end if;
  return private.series_result((select b.series_id from public.bookings as b where b.id = v_booking_id))
    || jsonb_build_object('replayed', v_is_replayed);
end;
$function$;

ALTER FUNCTION "public"."create_booking_series"(uuid, timestamp with time zone, integer, text, integer, jsonb, jsonb, uuid, integer, text, text, jsonb) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION public.decide_series(booking_id uuid, is_accepted boolean, actor_user_id uuid, reason text DEFAULT NULL::text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_booking constant public.bookings := private.lock_series(decide_series.booking_id, null, decide_series.actor_user_id);
  v_fault constant text := private.text_fault('The reason', decide_series.reason, 2000, true);
  v_requests constant uuid[] := array(
    select b.id from public.bookings as b
    where b.series_id = v_booking.series_id and b.status = 'pending'
    order by b.starts_at, b.id
  );
begin
  if v_fault is not null then
    perform private.fail('invalid_request', v_fault);
  end if;
  if v_requests = '{}' then
    perform private.fail(
      'invalid_state', 'No booking of this series waits for you.', 'There is nothing left to do.', jsonb_build_object('reason', v_booking.status)
    );
  end if;
  if decide_series.is_accepted then
    perform private.write_confirmation(r.id) from unnest(v_requests) as r (id);
  else
    perform private.write_refusal(r.id, decide_series.reason) from unnest(v_requests) as r (id);
  end if;
  perform private.notify_series(v_requests, case when decide_series.is_accepted then 'series_confirmed' else 'series_declined' end);
  return private.series_result(v_booking.series_id) || private.booking_result(v_booking.id);
end;
$function$;

ALTER FUNCTION "public"."decide_series"(uuid, boolean, uuid, text) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION public.decline_booking(booking_id uuid, actor_user_id uuid, reason text DEFAULT NULL::text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_booking constant public.bookings := private.lock_booking(decline_booking.booking_id, null, decline_booking.actor_user_id);
  v_fault constant text := private.text_fault('The reason', decline_booking.reason, 2000, true);
begin
  if v_fault is not null then
    perform private.fail('invalid_request', v_fault);
  end if;
  if v_booking.status <> 'pending' then
    perform private.fail(
      'invalid_state', format('A booking that is %s cannot be declined.', v_booking.status), 'Only requests can be declined.',
      jsonb_build_object('reason', v_booking.status)
    );
  end if;
  perform private.write_refusal(v_booking.id, decline_booking.reason);
  perform private.notify_parties(v_booking.id, 'booking_declined');
  return private.booking_result(v_booking.id);
end;
$function$;

CREATE OR REPLACE FUNCTION public.find_series(booking_id uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  return to_jsonb((select b.series_id from public.bookings as b where b.id = find_series.booking_id));
end;
$function$;

ALTER FUNCTION "public"."find_series"(uuid) OWNER TO "postgres";

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
  v_result constant jsonb := private.booking_result(v_booking.id);
begin
  return v_result || jsonb_build_object(
    'booking', v_result -> 'booking' || private.booking_changes(v_booking, get_booking.actor_user_id is not null)
      || jsonb_build_object('location', v_booking.location, 'location_text', private.location_text(
        v_booking, (select e.location from public.event_types as e where e.id = v_booking.event_type_id), get_booking.actor_user_id is not null
      ), 'series', private.series_json(v_booking.series_id, get_booking.actor_user_id is not null))
  );
end;
$function$;

CREATE OR REPLACE FUNCTION public.get_booking_page(host_slug text, event_slug text)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_page jsonb;
begin
  select jsonb_build_object(
    'host', jsonb_build_object('slug', h.slug, 'display_name', h.display_name, 'time_zone', h.time_zone),
    'event_type', jsonb_build_object(
      'id', e.id, 'slug', e.slug, 'title', e.title, 'description', e.description,
      'durations_minutes', to_jsonb(e.durations_minutes), 'time_zone', coalesce(e.time_zone, h.time_zone),
      'location', case when e.locations -> 0 ->> 'kind' in ('address', 'custom') then e.location else '' end,
      -- Links and numbers are for those who have booked.
      'locations', coalesce((
        select jsonb_agg(case when l.value ->> 'kind' in ('address', 'custom') then l.value else l.value - 'value' end order by l.position)
        from jsonb_array_elements(e.locations) with ordinality as l (value, position)
      ), '[]'),
      'questions', e.questions, 'seats', e.seats,
      'requires_confirmation', e.requires_confirmation, 'series_max', e.series_max,
      'has_waitlist', e.seats > 1 and e.waitlist_max > 0
    )
  ) into v_page
  from public.hosts as h
  join public.event_types as e on e.host_id = h.id
  where h.slug = get_booking_page.host_slug and e.slug = get_booking_page.event_slug and h.is_active and e.is_active;
  if v_page is null then
    perform private.fail('not_found', 'There is no such booking page.', 'Check the address; the page may have been switched off.');
  end if;
  return v_page;
end;
$function$;

CREATE OR REPLACE FUNCTION public.get_calendar_view(host_id uuid, range_start timestamp with time zone, range_end timestamp with time zone)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_range constant tstzrange := private.require_range(get_calendar_view.range_start, get_calendar_view.range_end, 400);
  v_host public.hosts;
  v_rules private.slot_rules;
begin
  select h.* into v_host from public.hosts as h where h.id = get_calendar_view.host_id and h.owner_id = (select auth.uid());
  if v_host.id is null then
    perform private.fail('not_found', 'You have no such host.', 'Check host_id and who is signed in.');
  end if;
  v_rules.host_id := v_host.id;
  v_rules.zone := v_host.time_zone;
  v_rules.host_zone := v_host.time_zone;
  v_rules.duration := interval '0';

  return jsonb_build_object(
    'host_id', v_host.id,
    'time_zone', v_host.time_zone,
    'open_hours', coalesce((
      select jsonb_agg(jsonb_build_object('start', private.iso_instant(lower(o.span)), 'end', private.iso_instant(upper(o.span))))
      from unnest(private.open_hours(v_rules, v_range) * tstzmultirange(v_range)) as o (span)
    ), '[]'),
    'bookings', coalesce((
      select jsonb_agg(private.booking_json(b.id) order by b.starts_at, b.id)
      from public.bookings as b
      where b.host_id = v_host.id and b.during && v_range and b.status in ('pending', 'confirmed')
        and (b.status = 'confirmed' or coalesce(b.expires_at > now(), true))
    ), '[]'),
    'sessions', coalesce((
      select jsonb_agg(private.session_json(s.event_type_id, s.starts_at, s.ends_at) order by s.starts_at, s.event_type_id)
      from (
        select b.event_type_id, b.starts_at, b.ends_at
        from public.bookings as b
        join public.event_types as e on e.id = b.event_type_id and e.seats > 1
        where b.host_id = v_host.id and b.during && v_range
          and (b.status = 'confirmed' or (b.status in ('held', 'pending') and coalesce(b.expires_at > now(), true)))
        union
        select w.event_type_id, w.starts_at, w.ends_at
        from public.waitlist_entries as w
        where w.host_id = v_host.id and w.state in ('waiting', 'offered') and w.ends_at > lower(v_range) and w.starts_at < upper(v_range)
          and w.starts_at > lower(v_range) - interval '366 days'
      ) as s
    ), '[]'),
    -- Bookings of other hosts of the same owner that take this host's time through a calendar.
    'bookings_elsewhere', coalesce((
      select jsonb_agg(private.booking_json(b.id) order by b.starts_at, b.id)
      from private.blocking_calendars(v_host.id) as c
      cross join lateral (select k.* from public.bookings as k where k.calendar_id = c.calendar_id and k.during && v_range offset 0) as b
      where b.host_id <> v_host.id and (b.status = 'confirmed' or (b.status = 'pending' and coalesce(b.expires_at > now(), true)))
    ), '[]'),
    'external_events', coalesce((
      select jsonb_agg(jsonb_build_object(
        'id', e.id, 'calendar_id', e.calendar_id, 'calendar_name', c.name, 'provider', k.provider, 'title', e.title,
        'start', private.iso_instant(e.starts_at), 'end', private.iso_instant(e.ends_at),
        'is_all_day', e.is_all_day, 'start_date', e.start_date, 'end_date', e.end_date,
        'status', e.status, 'is_busy', e.is_busy and l.blocks_availability, 'booking_id', e.booking_id
      ) order by coalesce(e.starts_at, e.start_date::timestamp at time zone v_host.time_zone), e.id)
      from public.calendar_links as l
      join public.calendars as c on c.id = l.calendar_id
      join public.calendar_connections as k on k.id = c.connection_id and k.status <> 'disconnected'
      join public.synced_events as e on e.calendar_id = c.id and e.deleted_at is null
      where l.host_id = v_host.id
        and coalesce(e.during, tstzrange(
          private.day_start(e.start_date, coalesce(c.time_zone, v_host.time_zone)),
          private.day_start(e.end_date, coalesce(c.time_zone, v_host.time_zone))
        )) && v_range
    ), '[]'),
    'blocks', coalesce((
      select jsonb_agg(jsonb_build_object(
        'id', b.blocked_period_id, 'kind', b.kind, 'reason', b.reason,
        'start', private.iso_instant(lower(b.during)), 'end', private.iso_instant(upper(b.during))
      ) order by lower(b.during))
      from private.blocked_instants(v_rules, v_range) as b
    ), '[]')
  );
end;
$function$;

CREATE OR REPLACE FUNCTION public.get_full_sessions(event_type_id uuid, range_start timestamp with time zone, range_end timestamp with time zone, duration_minutes integer DEFAULT NULL::integer)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_range tstzrange := private.require_range(get_full_sessions.range_start, get_full_sessions.range_end, 100);
  v_rules constant private.slot_rules := private.load_slot_rules(get_full_sessions.event_type_id, get_full_sessions.duration_minutes);
begin
  if not v_rules.is_active then
    perform private.fail('not_found', 'This event type cannot be booked.', 'It was switched off by its owner.');
  end if;
  v_range := v_range * tstzrange(now() + v_rules.min_notice, now() + greatest(v_rules.min_notice, v_rules.horizon));
  return jsonb_build_object(
    'event_type_id', v_rules.event_type_id,
    'duration_minutes', v_rules.duration_minutes,
    'sessions', coalesce((
      select jsonb_agg(jsonb_build_object(
        'start', private.iso_instant(lower(s.during)), 'end', private.iso_instant(upper(s.during))
      ) order by lower(s.during))
      from private.booked_sessions(v_rules.host_id, v_range, now()) as s
      join public.event_types as e on e.id = s.event_type_id and e.waitlist_max > 0
      where not isempty(v_range) and v_rules.seats > 1 and s.event_type_id = v_rules.event_type_id
        and lower(s.during) <@ v_range and upper(s.during) - lower(s.during) = v_rules.duration
        and s.taken >= v_rules.seats and private.is_free_start(v_rules, lower(s.during), 'bookings')
    ), '[]')
  );
end;
$function$;

ALTER FUNCTION "public"."get_full_sessions"(uuid, timestamp with time zone, timestamp with time zone, integer) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION public.get_waitlist_entry(entry_id uuid, generation integer)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  return private.waitlist_result((private.require_entry(get_waitlist_entry.entry_id, get_waitlist_entry.generation)).id);
end;
$function$;

ALTER FUNCTION "public"."get_waitlist_entry"(uuid, integer) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION public.host_to_lock(event_type_id uuid DEFAULT NULL::uuid, booking_id uuid DEFAULT NULL::uuid, entry_id uuid DEFAULT NULL::uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  return to_jsonb(coalesce(
    (select b.host_id from public.bookings as b where b.id = host_to_lock.booking_id),
    (select w.host_id from public.waitlist_entries as w where w.id = host_to_lock.entry_id),
    (select e.host_id from public.event_types as e where e.id = host_to_lock.event_type_id)
  ));
end;
$function$;

ALTER FUNCTION "public"."host_to_lock"(uuid, uuid, uuid) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION public.join_waitlist(event_type_id uuid, starts_at timestamp with time zone, duration_minutes integer, attendee jsonb, answers jsonb DEFAULT '{}'::jsonb, location jsonb DEFAULT NULL::jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_start constant timestamptz := private.require_finite_start(join_waitlist.starts_at);
  v_host_id uuid;
  v_rules private.slot_rules;
  v_end timestamptz;
  v_event_type public.event_types;
  v_entry_id uuid;
begin
  perform private.require_attendee(join_waitlist.attendee);
  v_host_id := private.find_event_host(join_waitlist.event_type_id);
  -- Under the lock, so that no seat gets free unseen between the look and the entry.
  perform private.lock_slot(v_host_id, join_waitlist.event_type_id, v_start);
  v_rules := private.load_slot_rules(join_waitlist.event_type_id, join_waitlist.duration_minutes);
  v_end := v_start + v_rules.duration;
  select e.* into v_event_type from public.event_types as e where e.id = join_waitlist.event_type_id;
  perform private.expire_overlapping(v_host_id, tstzrange(v_start, v_end));
  perform private.require_full_session(v_rules, v_start, v_event_type.waitlist_max);
  perform private.require_few_entries(v_host_id, join_waitlist.attendee ->> 'email');

  insert into public.waitlist_entries (
    host_id, event_type_id, starts_at, ends_at, name, email, time_zone, locale, answers, location, check_at
  )
  values (
    v_host_id, v_rules.event_type_id, v_start, v_end, btrim(join_waitlist.attendee ->> 'name'), join_waitlist.attendee ->> 'email',
    coalesce(join_waitlist.attendee ->> 'time_zone', v_rules.zone), coalesce(join_waitlist.attendee ->> 'locale', 'en'),
    private.require_answers(v_event_type.questions, join_waitlist.answers),
    private.choose_location(v_event_type.locations, join_waitlist.location, false), v_start
  )
  returning id into v_entry_id;
  perform private.add_notification('waitlist_joined', join_waitlist.attendee ->> 'email', p_waitlist_entry_id => v_entry_id);
  return private.waitlist_result(v_entry_id);
end;
$function$;

ALTER FUNCTION "public"."join_waitlist"(uuid, timestamp with time zone, integer, jsonb, jsonb, jsonb) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION public.leave_waitlist(entry_id uuid, generation integer)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_entry public.waitlist_entries := private.require_entry(leave_waitlist.entry_id, leave_waitlist.generation);
begin
  perform private.lock_slot(v_entry.host_id, v_entry.event_type_id, v_entry.starts_at);
  v_entry := private.require_entry(leave_waitlist.entry_id, leave_waitlist.generation);
  if v_entry.state = 'claimed' then
    perform private.fail('invalid_state', 'The seat is booked already.', 'Cancel the booking instead.', '{"reason": "claimed"}');
  end if;
  if v_entry.state in ('waiting', 'offered') then
    update public.waitlist_entries as w set state = 'left' where w.id = v_entry.id;
    -- A trigger offers its seat to the next.
    update public.bookings as b set status = 'expired', expires_at = least(b.expires_at, now())
    where b.id = v_entry.booking_id and b.status = 'held';
  end if;
  return null;
end;
$function$;

ALTER FUNCTION "public"."leave_waitlist"(uuid, integer) OWNER TO "postgres";

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
      'notification', jsonb_build_object('id', n.id, 'kind', n.kind, 'recipient', n.recipient),
      'booking', private.mailed_booking(
        b.id,
        n.recipient is distinct from (select a.email from public.booking_attendees as a where a.booking_id = b.id)
      ),
      'generation', coalesce(b.generation, y.generation),
      'series', private.mailed_series(
        n.kind, b.series_id, n.recipient is distinct from (select a.email from public.booking_attendees as a where a.booking_id = b.id)
      ),
      'series_id', b.series_id,
      'waitlist_entry', private.waitlist_result(y.id) -> 'entry',
      'is_in_calendar', exists (
        select from public.bookings as o
        join public.booking_calendar_events as p on p.booking_id = o.id
        where o.event_type_id = b.event_type_id and o.starts_at = b.starts_at and o.ends_at = b.ends_at
          and not private.is_disconnected(p.calendar_id)
      ),
      'host_email', u.email,
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
            'series', private.mailed_series(g.kind, o.series_id, false)
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
      ) end
    )
    from public.notifications as n
    left join public.bookings as b on b.id = n.booking_id
    left join public.hosts as h on h.id = b.host_id
    left join public.calendar_connections as k on k.id = n.connection_id
    left join public.webhook_endpoints as w on w.id = n.endpoint_id
    left join public.waitlist_entries as y on y.id = n.waitlist_entry_id
    left join auth.users as u on u.id = coalesce(h.owner_id, k.owner_id, w.owner_id)
    where n.id = next_notification.notification_id and n.state not in ('sent', 'kept')
  );
end;
$function$;

CREATE OR REPLACE FUNCTION public.offer_due_seats(max_count integer DEFAULT 100)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
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
$function$;

ALTER FUNCTION "public"."offer_due_seats"(integer) OWNER TO "postgres";

ALTER TABLE "public"."event_types" ADD CONSTRAINT "event_types_series_max_valid" CHECK (((series_max >= 1) AND (series_max <= 100)));

ALTER TABLE "public"."event_types" ADD CONSTRAINT "event_types_waitlist_max_valid" CHECK (((waitlist_max >= 0) AND (waitlist_max <= 1000)));

ALTER TABLE "public"."event_types" ADD CONSTRAINT "event_types_waitlist_offer_valid" CHECK (((waitlist_offer_minutes >= 5) AND (waitlist_offer_minutes <= 10080)));

ALTER TABLE "public"."notifications" ADD CONSTRAINT "notifications_one_subject" CHECK ((num_nonnulls(booking_id, connection_id, endpoint_id, waitlist_entry_id) = 1));

ALTER TABLE "public"."waitlist_entries" ADD CONSTRAINT "waitlist_entries_booking_fkey" FOREIGN KEY (booking_id) REFERENCES public.bookings(id) ON DELETE SET NULL;

ALTER TABLE "public"."waitlist_entries" ADD CONSTRAINT "waitlist_entries_event_type_fkey" FOREIGN KEY (host_id, event_type_id) REFERENCES public.event_types(host_id, id) ON DELETE CASCADE;

ALTER TABLE "public"."notifications" ADD CONSTRAINT "notifications_waitlist_fkey" FOREIGN KEY (waitlist_entry_id) REFERENCES public.waitlist_entries(id) ON DELETE CASCADE;

CREATE INDEX bookings_series_idx ON public.bookings USING btree (series_id, starts_at) WHERE (series_id IS NOT NULL);

CREATE INDEX notifications_waitlist_idx ON public.notifications USING btree (waitlist_entry_id) WHERE (waitlist_entry_id IS NOT NULL);

CREATE UNIQUE INDEX waitlist_entries_booking_key ON public.waitlist_entries USING btree (booking_id);

CREATE INDEX waitlist_entries_due_idx ON public.waitlist_entries USING btree (check_at) WHERE (state = 'waiting'::text);

CREATE INDEX waitlist_entries_event_type_idx ON public.waitlist_entries USING btree (event_type_id, starts_at);

CREATE INDEX waitlist_entries_host_idx ON public.waitlist_entries USING btree (host_id, starts_at);

CREATE INDEX waitlist_entries_queue_idx ON public.waitlist_entries USING btree (event_type_id, starts_at, ends_at, "position") WHERE (state = 'waiting'::text);

CREATE TRIGGER bookings_follow_seats_delete AFTER DELETE ON public.bookings FOR EACH ROW WHEN ((old.status = ANY (ARRAY['held'::text, 'pending'::text, 'confirmed'::text]))) EXECUTE FUNCTION private.follow_seats();

CREATE TRIGGER bookings_follow_seats AFTER UPDATE OF status, starts_at, ends_at ON public.bookings FOR EACH ROW WHEN (((old.status = ANY (ARRAY['held'::text, 'pending'::text, 'confirmed'::text])) AND ((new.status <> ALL (ARRAY['held'::text, 'pending'::text, 'confirmed'::text])) OR ((old.starts_at IS DISTINCT FROM new.starts_at) OR (old.ends_at IS DISTINCT FROM new.ends_at))))) EXECUTE FUNCTION private.follow_seats();

CREATE TRIGGER event_types_follow_seats AFTER UPDATE OF seats ON public.event_types FOR EACH ROW WHEN ((new.seats > old.seats)) EXECUTE FUNCTION private.follow_seats();

CREATE POLICY "notifications_owner" ON "public"."notifications" FOR SELECT TO "authenticated" USING (((booking_id = ANY (ARRAY( SELECT b.id
   FROM public.bookings b))) OR (connection_id = ANY (ARRAY( SELECT k.id
   FROM public.calendar_connections k
  WHERE (k.owner_id = ( SELECT auth.uid() AS uid))))) OR (endpoint_id = ANY (ARRAY( SELECT e.id
   FROM public.webhook_endpoints e
  WHERE (e.owner_id = ( SELECT auth.uid() AS uid))))) OR (waitlist_entry_id = ANY (ARRAY( SELECT w.id
   FROM public.waitlist_entries w)))));

CREATE POLICY "waitlist_entries_owner" ON "public"."waitlist_entries" FOR SELECT TO "authenticated" USING ((host_id = ANY (ARRAY( SELECT h.id
   FROM public.hosts h
  WHERE (h.owner_id = ( SELECT auth.uid() AS uid))))));

COMMENT ON COLUMN "public"."bookings"."series_id" IS 'Same for the bookings that a visitor made at once as a series, which have one token; each lives its own life. Null: of no series.';

COMMENT ON COLUMN "public"."event_types"."series_max" IS 'How many dates a visitor may book at once, daily or weekly; 1: no series.';

COMMENT ON COLUMN "public"."event_types"."waitlist_max" IS 'How many visitors may wait for a seat of one session; 0: none. Only event types with several seats have a waiting list.';

COMMENT ON COLUMN "public"."event_types"."waitlist_offer_minutes" IS 'For how many minutes a seat that is free again is kept for the next visitor who waits, but not beyond the start.';

COMMENT ON COLUMN "public"."waitlist_entries"."booking_id" IS 'The hold of the seat that is offered; then the booking that it became.';

COMMENT ON COLUMN "public"."waitlist_entries"."check_at" IS 'When to look again whether a seat can be offered (now, if one may be), or at its start whether it is over.';

COMMENT ON COLUMN "public"."waitlist_entries"."generation" IS 'Part of the derived token: increasing it revokes the old one.';

COMMENT ON COLUMN "public"."waitlist_entries"."position" IS 'Given under the lock of the host: who comes first is served first.';

COMMENT ON COLUMN "public"."waitlist_entries"."state" IS 'waiting; offered: a seat is kept (booking_id) until that hold ends; claimed: it was booked; missed: it was not, in time; left: the visitor no longer wants one; closed: the session began.';

COMMENT ON FUNCTION "private"."add_notification"(text, text, uuid, uuid, uuid, timestamp with time zone, uuid, uuid) IS 'Writes one mail to one recipient, about a booking, a connection, an endpoint or a place on a waiting list, with its job (now or at p_run_at) in the caller''s transaction. Returns its id.';

COMMENT ON FUNCTION "private"."booking_event"(text) IS 'What webhooks are told of a booking whose mail is of this kind.';

COMMENT ON FUNCTION "private"."event_content"(uuid, uuid) IS 'What the event of a booking''s session says in a calendar: no more than hosts.calendar_privacy allows leaves the database. wants_video: it asks for a video link, which its calendar can make. location: of all, or null where those of one session chose different places (each attendee has theirs). attendee_count: null where there is one seat.';

COMMENT ON FUNCTION "private"."follow_seats"() IS 'A booking or hold left its session, or an event type got more seats: who waits for one is offered it. An offer that ended without a booking was missed.';

COMMENT ON FUNCTION "private"."gather_mail"(uuid) IS 'Whether a mail must wait because its recipient, who is not the owner, got 10 within an hour. The first such mail waits until the hour is over and then includes all others that came for the same address meanwhile. Any other mail is counted, once. Counts under the lock of the mailbox. A seat that is offered is told in any case, that somebody waits for one not beyond that limit.';

COMMENT ON FUNCTION "private"."hosts_of_slots"(uuid, uuid, timestamp with time zone[], uuid[]) IS 'The hosts to lock before bookings of a host are made, changed or ended: the host itself; those whose time they take, or would take at p_starts (rule 5: through their calendar, that of the session that is joined, or the booking target); and those of bookings that the host conflicts with.';

COMMENT ON FUNCTION "private"."insert_series"(uuid, private.slot_rules, timestamp with time zone[], timestamp with time zone[], jsonb, jsonb, uuid, text, text, jsonb) IS 'Under the locks of the hosts: books all of p_starts, or refuses all (private.refuse_series) and then names every one that clashes. p_skipped: those that a clock change skips. p_hold_id: a hold of the first one.';

COMMENT ON FUNCTION "private"."is_free_start"(private.slot_rules, timestamp with time zone, text) IS 'Whether the core offers a slot at p_start; p_ignore as in private.find_free_windows.';

COMMENT ON FUNCTION "private"."lock_series"(uuid, integer, uuid) IS 'private.lock_booking for a booking and all others of its series. Raises invalid_state (it belongs to none) and as private.authorize_booking.';

COMMENT ON FUNCTION "private"."lock_slot"(uuid, uuid, timestamp with time zone, uuid) IS 'private.lock_slots for one start and one booking: the first statement of everything that makes, changes or ends a booking.';

COMMENT ON FUNCTION "private"."lock_slots"(uuid, uuid, timestamp with time zone[], uuid[]) IS 'Locks the hosts of private.hosts_of_slots, by id. Raises 40001 if links changed ten times while it waited, 55P03 if it does not get a lock within 4 s.';

COMMENT ON FUNCTION "private"."mail_series_links"(uuid, text) IS 'private.mail_join_url for a booking that was confirmed with its series: the mail about the series waits for all links, and is followed by one that has those that came later. False: it was not confirmed with a series.';

COMMENT ON FUNCTION "private"."mailed_series"(text, uuid, boolean) IS 'All bookings of a series, by start, for a mail about several of them, which says those to which it applies; null for other kinds of mails.';

COMMENT ON FUNCTION "private"."move_session"(public.bookings, timestamp with time zone, timestamp with time zone) IS 'The host moves a booking, with all of its session and those who wait for it, to any time that no other booking of theirs has; hours and calendars are not checked. Under the locks of the hosts. Raises slot_taken.';

COMMENT ON FUNCTION "private"."nearest_starts"(private.slot_rules, timestamp with time zone, timestamp with time zone[]) IS 'The three free starts that are nearest to p_start, within a week before and after it, and not in the way of p_others: instants, ascending.';

COMMENT ON FUNCTION "private"."next_waiting"(uuid, timestamp with time zone, timestamp with time zone) IS 'Who waits longest for a seat of a session; null: nobody.';

COMMENT ON FUNCTION "private"."notify_series"(uuid[], text) IS 'One mail to the visitor and one to the host about several bookings of a series, which stands with the first of them; for webhooks an event each.';

COMMENT ON FUNCTION "private"."offer_seats"(uuid, timestamp with time zone, timestamp with time zone) IS 'Offers the free seats of a session to the next who wait for it: a hold and a mail each, as many as there are: how many. Where the core refuses the time, or somebody else changes the host, it is tried again soon (check_at).';

COMMENT ON FUNCTION "private"."refuse_series"(jsonb) IS 'Refuses a series for its clashes, [{start, code}]: by the code that all of them have; else slot_not_offered if one of them is, or slot_taken.';

COMMENT ON FUNCTION "private"."require_entry"(uuid, integer) IS 'A place on a waiting list, if the generation in the token is its own. Raises not_found, unauthorized.';

COMMENT ON FUNCTION "private"."require_few_entries"(uuid, text) IS 'Passes if an email address has fewer active bookings and places on waiting lists than the host permits bookings (hosts.max_bookings_per_email). The caller holds the lock of the host. Raises rate_limited.';

COMMENT ON FUNCTION "private"."require_full_session"(private.slot_rules, timestamp with time zone, integer) IS 'Passes if a session at p_start is full, nothing else speaks against it, and fewer than p_max wait. Raises slot_not_offered, invalid_state (no_waitlist, seats_free, waitlist_full). The caller holds the lock of the host.';

COMMENT ON FUNCTION "private"."require_series"(uuid, text, integer) IS 'Passes if an event type can be booked as a series of this frequency (daily, weekly) and so many dates (event_types.series_max). Raises invalid_request, with details.series_max if only the count is wrong.';

COMMENT ON FUNCTION "private"."seats_taken"(uuid, uuid, timestamp with time zone, timestamp with time zone) IS 'How many seats of a session are taken by active bookings.';

COMMENT ON FUNCTION "private"."series_json"(uuid, boolean) IS 'A series as the page of a booking shows it: {id, bookings: [{id, status, start, end, sequence, can_cancel, can_reschedule}]}; null: none.';

COMMENT ON FUNCTION "private"."series_result"(uuid) IS 'What functions of a series return: its bookings by start, and the generation of its token.';

COMMENT ON FUNCTION "private"."series_starts"(timestamp with time zone, text, text, integer) IS 'The starts of a series: p_start, and the same wall-clock time in the zone on the days or weeks after it. is_skipped: a clock change skips that time there; the start is then as much later.';

COMMENT ON FUNCTION "private"."session_json"(uuid, timestamp with time zone, timestamp with time zone) IS 'A session with several seats as its host sees it: {event_type, start, end, seats, seats_taken (holds included), attendees: [{booking_id, status, no_show, name, email}], waiting: [{id, state, name, email, created_at, offer_expires_at}], who waits longest first}.';

COMMENT ON FUNCTION "private"."waitlist_result"(uuid) IS 'A place on a waiting list as its visitor sees it, and the generation of its token; nothing about others who wait.';

COMMENT ON FUNCTION "private"."write_booking"(private.slot_rules, timestamp with time zone, text, jsonb, jsonb, jsonb, uuid, boolean, uuid) IS 'Under the locks of the hosts, for a start that is free: writes a booking of a visitor, or makes it of a hold, with its attendee. p_is_held: the hold is not over, and its seat is kept. p_series_id: the series that it belongs to. Raises invalid_request.';

COMMENT ON FUNCTION "private"."write_cancellation"(uuid, text, text) IS 'Cancels one booking that may be cancelled, under the locks of the hosts; whoever calls it tells the parties. p_by: visitor or host.';

COMMENT ON FUNCTION "private"."write_confirmation"(uuid) IS 'Confirms one request, under the locks of the hosts; whoever calls it tells the parties. Raises slot_taken where a booking of another host that takes its time is confirmed (details.booking_ids).';

COMMENT ON FUNCTION "private"."write_refusal"(uuid, text) IS 'The host declines one request, under the locks of the hosts; whoever calls it tells the parties.';

COMMENT ON FUNCTION "public"."cancel_series"(uuid, text, integer, uuid) IS 'Cancels all bookings and requests of a series that have not begun and may be cancelled by whoever asks; the others stay. Repeatable: {series_id, generation, bookings, booking}. Raises not_found, unauthorized, forbidden, invalid_request, invalid_state (no_series; too_late: none of them may be cancelled; reason_required).';

COMMENT ON FUNCTION "public"."claim_seat"(uuid, integer, jsonb, jsonb) IS 'A visitor books the seat that is kept for them: {booking, generation}; repeatable. After the time for it too, as long as nobody else has the seat. answers, location: instead of those that they gave when they began to wait. Raises not_found, unauthorized, invalid_state (details.reason: the state of the place), hold_expired (it went to somebody else), invalid_request and the others of create_booking.';

COMMENT ON FUNCTION "public"."create_booking_series"(uuid, timestamp with time zone, integer, text, integer, jsonb, jsonb, uuid, integer, text, text, jsonb) IS 'Books a slot and the same wall-clock time (of the zone of the event type) on the days or weeks after it, frequency daily or weekly, series_count dates in all: all or nothing: {series_id, generation, bookings, replayed}. All are pending if one of them must be confirmed. hold_id: a hold of the first date. Else as create_booking. Raises not_found, invalid_request, unauthorized, invalid_state, rate_limited; if dates clash slot_taken, slot_not_offered or calendar_unavailable (private.refuse_series) with details.clashes, [{start, code, nearest: [the three nearest free starts]}].';

COMMENT ON FUNCTION "public"."decide_series"(uuid, boolean, uuid, text) IS 'The host accepts or refuses all requests of a series at once: {series_id, generation, bookings, booking}. All are confirmed, or none. Raises not_found, forbidden, invalid_request, invalid_state (no request is left), slot_taken (as confirm_booking).';

COMMENT ON FUNCTION "public"."find_series"(uuid) IS 'The id of the series that a booking belongs to, by which the service checks the token of a series; null: none, or no such booking.';

COMMENT ON FUNCTION "public"."get_booking"(uuid, integer, uuid) IS 'A booking for its visitor (by the generation in their token) or its host (by user id), with what they may do with it (private.booking_changes), where it takes place (location; location_text: without the words of the visitor for the visitor, for calendar files) and the others of its series (private.series_json). Raises not_found, unauthorized, forbidden.';

COMMENT ON FUNCTION "public"."get_calendar_view"(uuid, timestamp with time zone, timestamp with time zone) IS 'For the owner''s calendar screens: open hours by the host''s own rules, bookings, sessions (those with several seats: who comes and who waits, private.session_json), bookings_elsewhere (those of other hosts that take this host''s time), external events and blocks that meet the range. Raises not_found, invalid_range (over 400 days).';

COMMENT ON FUNCTION "public"."get_full_sessions"(uuid, timestamp with time zone, timestamp with time zone, integer) IS 'Sessions with several seats that are full, with range_start <= start < range_end, for which a visitor may wait (join_waitlist): {event_type_id, duration_minutes, sessions: [{start, end}]}; none where there is no waiting list. Raises not_found, invalid_range (over 100 days), invalid_request.';

COMMENT ON FUNCTION "public"."get_waitlist_entry"(uuid, integer) IS 'A place on a waiting list for its visitor: {entry, generation}. Raises not_found, unauthorized.';

COMMENT ON FUNCTION "public"."host_to_lock"(uuid, uuid, uuid) IS 'The id of the host whose row a call about this booking, event type or place on a waiting list will lock; null: there is none. It lets the service limit how many calls wait for one host, whichever bookings they are about.';

COMMENT ON FUNCTION "public"."join_waitlist"(uuid, timestamp with time zone, integer, jsonb, jsonb, jsonb) IS 'A visitor waits for a seat of a full session, after all who wait already: {entry, generation}. When one gets free it is kept for them, and they get a mail (private.offer_seats). Raises not_found, invalid_request, slot_not_offered (there is no such session), invalid_state with details.reason (no_waitlist; seats_free: book one; waitlist_full), rate_limited.';

COMMENT ON FUNCTION "public"."leave_waitlist"(uuid, integer) IS 'A visitor no longer waits; a seat that was offered to them goes to the next. Repeatable. Raises not_found, unauthorized, invalid_state (claimed).';

COMMENT ON FUNCTION "public"."next_notification"(uuid) IS 'What a mail says: about a booking (with series, all of its series, if it is about several of them), a connection, a webhook endpoint or a place on a waiting list (the others null). is_in_calendar: we write its event to the host''s calendar. conflicts: those that it reports, each with its booking. gathered: what else it says to a visitor (private.gather_mail), the newest 100; gathered_more: how many older ones there are. Null if it was already sent or kept, waits or goes with another mail, or is gone.';

COMMENT ON FUNCTION "public"."offer_due_seats"(integer) IS 'Offers seats of sessions that are due (waitlist_entries.check_at): {offered}. Of max_count entries; a busy host waits for the next call.';

COMMENT ON TABLE "public"."notifications" IS 'One mail to one recipient about a booking, a connection, a webhook endpoint or a place on a waiting list, with the state of its delivery.';

COMMENT ON TABLE "public"."waitlist_entries" IS 'Visitors who wait for a seat of a full session, in the order of position. A seat that is free again is kept for the next of them by a hold.';

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
        'public.get_booking_sheet(uuid)'
      ]),
      -- Constraints of the tables that they write call these as the writer; nobody may use the schema to call them by name.
      ('{authenticated,service_role}', '{execute}', null, 'function', array[
        'private.text_fault(text, text, integer, boolean)',
        'private.is_blank(text)',
        'private.durations_fault(integer[])',
        'private.questions_fault(jsonb)',
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
        'public.finish_notification(uuid, text)',
        'public.keep_mail(uuid, text, text, text, text)',
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
    ('type', 'private.change_limits'),
    ('type', 'private.slot_rules'),
    ('type', 'private.free_windows'),
    ('function', 'private.fail(text, text, text, jsonb)'),
    ('function', 'private.durations_fault(integer[])'),
    ('function', 'private.hidden_character(text, boolean)'),
    ('function', 'private.is_blank(text)'),
    ('function', 'private.locations_fault(jsonb)'),
    ('function', 'private.locations_of_text(text)'),
    ('function', 'private.mailbox(text)'),
    ('function', 'private.options_fault(text, jsonb, boolean)'),
    ('function', 'private.phone_fault(text, text)'),
    ('function', 'private.questions_fault(jsonb)'),
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
    ('function', 'private.add_notification(text, text, uuid, uuid, uuid, timestamptz, uuid, uuid)'),
    ('function', 'private.add_webhook_event(uuid, text, jsonb)'),
    ('function', 'private.booking_details(uuid)'),
    ('function', 'private.booking_event(text)'),
    ('function', 'private.location_text(public.bookings, text, boolean)'),
    ('function', 'private.mail_join_url(uuid)'),
    ('function', 'private.mail_series_links(uuid, text)'),
    ('function', 'private.makes_video(uuid)'),
    ('function', 'private.notify_of_conflict(uuid, uuid)'),
    ('function', 'private.notify_of_unknown_times(uuid)'),
    ('function', 'private.notify_owner(text, uuid, uuid, uuid)'),
    ('function', 'private.notify_parties(uuid, text)'),
    ('function', 'private.notify_series(uuid[], text)'),
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
    ('function', 'private.location_notice(uuid, jsonb)'),
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
    ('function', 'private.write_booking(private.slot_rules, timestamptz, text, jsonb, jsonb, jsonb, uuid, boolean, uuid)'),
    ('function', 'private.write_cancellation(uuid, text, text)'),
    ('function', 'private.write_confirmation(uuid)'),
    ('function', 'private.write_move(public.bookings, private.slot_rules, timestamptz, text, boolean, text, text)'),
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
    ('function', 'public.get_full_sessions(uuid, timestamptz, timestamptz, integer)'),
    ('function', 'public.list_event_types(uuid)'),
    ('function', 'private.session_json(uuid, timestamptz, timestamptz)'),
    ('function', 'private.bump_host_versions(uuid[])'),
    ('function', 'private.bump_versions_of_calendars(uuid[])'),
    ('function', 'public.find_live_host(text)'),
    ('function', 'public.live_versions(uuid[])'),
    ('function', 'public.finish_notification(uuid, text)'),
    ('function', 'public.forget_workers(text[])'),
    ('function', 'private.gather_mail(uuid)'),
    ('function', 'public.keep_mail(uuid, text, text, text, text)'),
    ('function', 'public.list_mail(integer)'),
    ('function', 'private.mailed_booking(uuid, boolean)'),
    ('function', 'private.mailed_series(text, uuid, boolean)'),
    ('function', 'public.next_notification(uuid)'),
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
    ('function', 'private.follow_seats()'),
    ('function', 'private.follow_session()'),
    ('function', 'private.follow_target()'),
    ('function', 'private.follow_webhook_endpoint()'),
    ('function', 'private.forget_objects()'),
    ('function', 'private.lock_hosts_of_link()'),
    ('function', 'private.lock_own_hosts()'),
    ('function', 'private.note_video()'),
    ('function', 'private.plan_account()'),
    ('function', 'private.plan_channel()'),
    ('function', 'private.plan_channels()'),
    ('function', 'private.plan_channels_of_account()'),
    ('function', 'private.read_chosen_calendar()'),
    ('function', 'private.record_access_of_connection()'),
    ('function', 'private.recount_booking()'),
    ('function', 'private.refresh_busy_days()'),
    ('function', 'private.refuse_faulty_event_type()'),
    ('function', 'private.refuse_faulty_policy()'),
    ('function', 'private.refuse_faulty_text()'),
    ('function', 'private.set_location()'),
    ('function', 'private.declared_rights()'),
    ('function', 'private.own_objects()')
$$;
comment on function private.own_objects() is
  'Every object of ours that has rights; sequences come with their tables. What is not named here belongs to others and is left alone.';

select private.restore_rights();
