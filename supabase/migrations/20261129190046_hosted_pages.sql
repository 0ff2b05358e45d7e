-- Written by npm run db:diff from sql/. Read it before it is committed: data are kept only where it says so.
-- A table with one row a host: looking at all of them blocks nobody for long.
-- squawk-ignore-file constraint-missing-not-valid

set local check_function_bodies = off;

DROP TRIGGER "hosts_refuse_mail_settings" ON "public"."hosts";

DROP FUNCTION "private"."insert_booking"(uuid, uuid, timestamp with time zone, integer, jsonb, jsonb, uuid, text, text, jsonb, uuid, boolean);

DROP FUNCTION "private"."insert_series"(uuid, private.slot_rules, timestamp with time zone[], timestamp with time zone[], jsonb, jsonb, uuid, text, text, jsonb, uuid);

DROP FUNCTION "private"."write_booking"(private.slot_rules, timestamp with time zone, text, jsonb, jsonb, jsonb, uuid, boolean, uuid);

DROP FUNCTION "public"."create_booking"(uuid, timestamp with time zone, integer, jsonb, jsonb, uuid, integer, text, text, jsonb, uuid);

DROP FUNCTION "public"."create_booking_series"(uuid, timestamp with time zone, integer, text, integer, jsonb, jsonb, uuid, integer, text, text, jsonb, uuid);

DROP FUNCTION "public"."hold_slot"(uuid, timestamp with time zone, integer, text, uuid, integer);

CREATE TABLE "private"."used_challenges" ("challenge" text NOT NULL, "use_key" text NOT NULL, "expires_at" timestamp with time zone NOT NULL, CONSTRAINT "used_challenges_pkey" PRIMARY KEY (challenge));

ALTER TABLE "private"."used_challenges" OWNER TO "postgres";

ALTER TABLE "public"."bookings" ADD COLUMN "metadata" jsonb;

ALTER TABLE "public"."hosts" ADD COLUMN "is_indexed" boolean NOT NULL DEFAULT true;

ALTER TABLE "public"."hosts" ADD COLUMN "allowed_origins" text[];

ALTER TABLE "public"."hosts" ADD COLUMN "challenge" text NOT NULL DEFAULT 'none'::text;

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
      'metadata', b.metadata,
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

CREATE OR REPLACE FUNCTION private.find_idempotent_booking(p_owner_id uuid, p_event_type_id uuid, p_key text, p_request_hash text)
 RETURNS uuid
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_known private.idempotency_keys;
begin
  if p_key is null then
    return null;
  end if;
  if char_length(p_key) not between 1 and 255 or p_request_hash is null then
    perform private.fail('invalid_request', 'The Idempotency-Key is not valid.', 'Send 1 to 255 characters.');
  end if;
  select k.* into v_known from private.idempotency_keys as k
  where k.scope = private.idempotency_scope(p_owner_id, p_event_type_id) and k.key = p_key and k.created_at > now() - interval '24 hours';
  if v_known.request_hash <> p_request_hash then
    perform private.fail(
      'invalid_request', 'This Idempotency-Key was used for another request.', 'Use a new key for a new booking.', '{"reason": "key_used"}'
    );
  end if;
  return v_known.booking_id;
end;
$function$;

CREATE OR REPLACE FUNCTION private.insert_booking(p_host_id uuid, p_event_type_id uuid, p_start timestamp with time zone, p_duration_minutes integer, p_attendee jsonb, p_answers jsonb, p_hold_id uuid, p_idempotency_key text, p_request_hash text, p_location jsonb, p_owner_id uuid, p_is_locked boolean DEFAULT false, p_metadata jsonb DEFAULT NULL::jsonb)
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
  if not p_is_locked then
    perform private.lock_slot(p_host_id, p_event_type_id, p_start);
  end if;

  v_booking_id := private.find_idempotent_booking(p_owner_id, p_event_type_id, p_idempotency_key, p_request_hash);
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
  v_booking_id := private.write_booking(v_rules, p_start, v_status, p_attendee, p_answers, p_location, p_hold_id, v_is_held, null, p_metadata);
  perform private.keep_idempotency_key(p_owner_id, p_event_type_id, p_idempotency_key, p_request_hash, v_booking_id);
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

ALTER FUNCTION "private"."insert_booking"(uuid, uuid, timestamp with time zone, integer, jsonb, jsonb, uuid, text, text, jsonb, uuid, boolean, jsonb) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.insert_series(p_host_id uuid, p_rules private.slot_rules, p_starts timestamp with time zone[], p_skipped timestamp with time zone[], p_attendee jsonb, p_answers jsonb, p_hold_id uuid, p_idempotency_key text, p_request_hash text, p_location jsonb, p_owner_id uuid, p_metadata jsonb)
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

  v_booking_id := private.find_idempotent_booking(p_owner_id, p_rules.event_type_id, p_idempotency_key, p_request_hash);
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
        coalesce(v_hold_id is not null and v_hold.status = 'held' and v_hold.expires_at > now(), false), v_series_id, p_metadata
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
  perform private.keep_idempotency_key(p_owner_id, p_rules.event_type_id, p_idempotency_key, p_request_hash, v_booking_ids[1]);
  perform private.plan_push(b.id) from unnest(v_booking_ids) as b (id);
  perform private.detect_double_bookings(v_booking_ids);
  perform private.notify_series(v_booking_ids, case v_status when 'pending' then 'series_requested' else 'series_confirmed' end);
  return v_booking_ids[1];
end;
$function$;

ALTER FUNCTION "private"."insert_series"(uuid, private.slot_rules, timestamp with time zone[], timestamp with time zone[], jsonb, jsonb, uuid, text, text, jsonb, uuid, jsonb) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.keep_idempotency_key(p_owner_id uuid, p_event_type_id uuid, p_key text, p_request_hash text, p_booking_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  if p_key is null then
    return;
  end if;
  insert into private.idempotency_keys as k (scope, key, request_hash, booking_id)
  values (private.idempotency_scope(p_owner_id, p_event_type_id), p_key, p_request_hash, p_booking_id)
  on conflict (scope, key) do update
  set request_hash = excluded.request_hash, booking_id = excluded.booking_id, created_at = excluded.created_at
  where k.created_at <= now() - interval '24 hours';
  if not found then
    -- A request with the same key, for another host of the same owner, was faster.
    perform private.fail(
      'invalid_request', 'This Idempotency-Key was used for another request.', 'Use a new key for a new booking.', '{"reason": "key_used"}'
    );
  end if;
end;
$function$;

CREATE OR REPLACE FUNCTION private.origins_fault(p_origins text[])
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE
 SET search_path TO ''
AS $function$
declare
  v_origin text;
begin
  if cardinality(p_origins) > 50 then
    return 'allowed_origins may have at most 50 entries.';
  end if;
  foreach v_origin in array coalesce(p_origins, '{}') loop
    if v_origin is null or char_length(v_origin) > 300
      or v_origin !~ '^https?://([a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*|\[[0-9a-f:]+\])(:[1-9][0-9]{0,4})?$'
      or v_origin ~ '^(http://.*:80|https://.*:443)$'
    then
      return 'allowed_origins must have origins as browsers send them, such as https://www.example.com: in lower case, without a path or a slash at the end.';
    end if;
  end loop;
  return null;
end;
$function$;

ALTER FUNCTION "private"."origins_fault"(text[]) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.page_settings(p_host public.hosts)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select jsonb_build_object(
    'accent_color', p_host.accent_color, 'logo_url', p_host.logo_url, 'locale', p_host.locale,
    'is_indexed', p_host.is_indexed, 'allowed_origins', p_host.allowed_origins, 'challenge', p_host.challenge
  );
$function$;

ALTER FUNCTION "private"."page_settings"(public.hosts) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.refuse_faulty_mail_settings()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_fault constant text := coalesce(
    private.mail_settings_fault(new.accent_color, new.reply_to, new.locale, new.logo_url), private.origins_fault(new.allowed_origins)
  );
begin
  if v_fault is not null then
    perform private.fail('invalid_request', v_fault, 'Correct it and write the row again.');
  end if;
  return new;
end;
$function$;

CREATE OR REPLACE FUNCTION private.write_booking(p_rules private.slot_rules, p_start timestamp with time zone, p_status text, p_attendee jsonb, p_answers jsonb, p_location jsonb, p_hold_id uuid, p_is_held boolean, p_series_id uuid, p_metadata jsonb)
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
      host_id, event_type_id, status, starts_at, ends_at, unread_calendars, location, metadata, series_id, expires_at, confirmed_at
    )
    values (
      p_rules.host_id, p_rules.event_type_id, p_status, p_start, v_end, v_stale, v_location, p_metadata, p_series_id, v_expires_at,
      case p_status when 'confirmed' then now() end
    )
    returning id into v_booking_id;
  else
    update public.bookings as b
    set status = p_status, unread_calendars = v_stale, location = v_location, metadata = p_metadata, series_id = p_series_id, expires_at = v_expires_at,
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

ALTER FUNCTION "private"."write_booking"(private.slot_rules, timestamp with time zone, text, jsonb, jsonb, jsonb, uuid, boolean, uuid, jsonb) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION public.create_booking(event_type_id uuid, starts_at timestamp with time zone, duration_minutes integer, attendee jsonb, answers jsonb DEFAULT '{}'::jsonb, hold_id uuid DEFAULT NULL::uuid, hold_generation integer DEFAULT NULL::integer, idempotency_key text DEFAULT NULL::text, request_hash text DEFAULT NULL::text, location jsonb DEFAULT NULL::jsonb, actor_user_id uuid DEFAULT NULL::uuid, metadata jsonb DEFAULT NULL::jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
 SET plan_cache_mode TO 'force_generic_plan'
 SET enable_seqscan TO 'off'
AS $function$
declare
  v_host_id uuid;
  v_booking_id uuid;
  v_is_locked boolean := false;
begin
  perform private.require_attendee(create_booking.attendee);
  perform private.require_finite_start(create_booking.starts_at);
  v_booking_id := private.find_idempotent_booking(
    create_booking.actor_user_id, create_booking.event_type_id, create_booking.idempotency_key, create_booking.request_hash
  );
  if v_booking_id is not null then
    return private.booking_result(v_booking_id) || '{"replayed": true}';
  end if;

  v_host_id := private.find_event_host(create_booking.event_type_id);
  if create_booking.hold_id is null then
    v_is_locked := private.try_lock_slot(v_host_id, create_booking.event_type_id, create_booking.starts_at);
  end if;
  if create_booking.hold_id is null and not v_is_locked then
    -- Somebody is changing this host. Checked once without the lock, so that nobody queues for a slot that is gone.
    begin
      perform private.require_free_start(
        private.load_slot_rules(create_booking.event_type_id, create_booking.duration_minutes), create_booking.starts_at, now()
      );
    exception
      when sqlstate 'PT409' or sqlstate 'PT503' then
        -- The same request, sent twice, may have just taken it.
        v_booking_id := private.find_idempotent_booking(
          create_booking.actor_user_id, create_booking.event_type_id, create_booking.idempotency_key, create_booking.request_hash
        );
        if v_booking_id is null then
          raise;
        end if;
        return private.booking_result(v_booking_id) || '{"replayed": true}';
    end;
  elsif create_booking.hold_id is not null and not exists (
    select from public.bookings as b
    where b.id = create_booking.hold_id and b.generation is not distinct from create_booking.hold_generation
  ) then
    perform private.fail('unauthorized', 'The token does not open this hold.', 'Send the id and the token that came with the hold.');
  end if;
  v_booking_id := private.insert_booking(
    v_host_id, create_booking.event_type_id, create_booking.starts_at, create_booking.duration_minutes,
    create_booking.attendee, create_booking.answers, create_booking.hold_id,
    create_booking.idempotency_key, create_booking.request_hash, create_booking.location,
    create_booking.actor_user_id, v_is_locked, create_booking.metadata
  );
  return private.booking_result(v_booking_id) || '{"replayed": false}';
end;
$function$;

ALTER FUNCTION "public"."create_booking"(uuid, timestamp with time zone, integer, jsonb, jsonb, uuid, integer, text, text, jsonb, uuid, jsonb) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION public.create_booking_series(event_type_id uuid, starts_at timestamp with time zone, duration_minutes integer, frequency text, series_count integer, attendee jsonb, answers jsonb DEFAULT '{}'::jsonb, hold_id uuid DEFAULT NULL::uuid, hold_generation integer DEFAULT NULL::integer, idempotency_key text DEFAULT NULL::text, request_hash text DEFAULT NULL::text, location jsonb DEFAULT NULL::jsonb, actor_user_id uuid DEFAULT NULL::uuid, metadata jsonb DEFAULT NULL::jsonb)
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
  v_booking_id := private.find_idempotent_booking(
    create_booking_series.actor_user_id, create_booking_series.event_type_id, create_booking_series.idempotency_key, create_booking_series.request_hash
  );
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
        create_booking_series.idempotency_key, create_booking_series.request_hash, create_booking_series.location,
        create_booking_series.actor_user_id, create_booking_series.metadata
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

ALTER FUNCTION "public"."create_booking_series"(uuid, timestamp with time zone, integer, text, integer, jsonb, jsonb, uuid, integer, text, text, jsonb, uuid, jsonb) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION public.get_host_page(host_slug text)
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
    'event_types', coalesce((
      select jsonb_agg(jsonb_build_object(
        'slug', e.slug, 'title', e.title, 'description', e.description, 'durations_minutes', to_jsonb(e.durations_minutes)
      ) order by e.position, e.slug)
      from public.event_types as e where e.host_id = h.id and e.is_active
    ), '[]')
  ) into v_page
  from public.hosts as h where h.slug = get_host_page.host_slug and h.is_active;
  if v_page is null then
    perform private.fail('not_found', 'There is no such booking page.', 'Check the address; the page may have been switched off.');
  end if;
  return v_page;
end;
$function$;

ALTER FUNCTION "public"."get_host_page"(text) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION public.get_hosted_page(host_slug text, event_slug text DEFAULT NULL::text)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_page constant jsonb := case when get_hosted_page.event_slug is null
    then public.get_host_page(get_hosted_page.host_slug)
    else public.get_booking_page(get_hosted_page.host_slug, get_hosted_page.event_slug)
  end;
begin
  return jsonb_build_object('page', v_page, 'settings', (
    select private.page_settings(h) from public.hosts as h where h.slug = get_hosted_page.host_slug
  ));
end;
$function$;

ALTER FUNCTION "public"."get_hosted_page"(text, text) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION public.get_manage_page(booking_id uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_page jsonb;
begin
  select jsonb_build_object('host', jsonb_build_object('slug', h.slug, 'display_name', h.display_name), 'settings', private.page_settings(h))
  into v_page
  from public.bookings as b join public.hosts as h on h.id = b.host_id
  where b.id = get_manage_page.booking_id and b.status <> 'held';
  if v_page is null then
    perform private.fail('not_found', 'There is no such booking.', 'Use the link in the latest email about it.');
  end if;
  return v_page;
end;
$function$;

ALTER FUNCTION "public"."get_manage_page"(uuid) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION public.get_page_with_slots(host_slug text, event_slug text, range_start timestamp with time zone, range_end timestamp with time zone, duration_minutes integer DEFAULT NULL::integer)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_page constant jsonb := public.get_booking_page(get_page_with_slots.host_slug, get_page_with_slots.event_slug);
  v_duration integer := get_page_with_slots.duration_minutes;
begin
  -- The caller does not know yet what is offered.
  if not v_page -> 'event_type' -> 'durations_minutes' @> to_jsonb(v_duration) then
    v_duration := null;
  end if;
  return jsonb_build_object('page', v_page, 'slots', public.get_available_slots(
    (v_page -> 'event_type' ->> 'id')::uuid, get_page_with_slots.range_start, get_page_with_slots.range_end, v_duration
  ));
end;
$function$;

ALTER FUNCTION "public"."get_page_with_slots"(text, text, timestamp with time zone, timestamp with time zone, integer) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION public.get_visitor_rules(event_type_id uuid)
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select jsonb_build_object('host_id', h.id, 'allowed_origins', h.allowed_origins, 'challenge', h.challenge)
  from public.event_types as e join public.hosts as h on h.id = e.host_id
  where e.id = get_visitor_rules.event_type_id;
$function$;

ALTER FUNCTION "public"."get_visitor_rules"(uuid) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION public.hold_slot(event_type_id uuid, starts_at timestamp with time zone, duration_minutes integer, address_key text DEFAULT NULL::text, own_hold_id uuid DEFAULT NULL::uuid, own_generation integer DEFAULT NULL::integer, idempotency_key text DEFAULT NULL::text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
 SET plan_cache_mode TO 'force_generic_plan'
 SET enable_seqscan TO 'off'
AS $function$
declare
  v_host_id constant uuid := private.find_event_host(hold_slot.event_type_id);
  v_own_id constant uuid := (
    select b.id from public.bookings as b
    where b.id = hold_slot.own_hold_id and b.generation = hold_slot.own_generation and b.host_id = v_host_id and b.status = 'held'
  );
  -- Among the keys of bookings, of which it is none.
  v_key constant text := 'hold ' || md5(hold_slot.idempotency_key);
  v_hash constant text := concat_ws(' ', hold_slot.event_type_id, extract(epoch from hold_slot.starts_at), hold_slot.duration_minutes);
  v_known_id constant uuid := private.find_idempotent_booking(null, hold_slot.event_type_id, v_key, v_hash);
  v_hold jsonb;
begin
  if v_known_id is not null then
    select jsonb_build_object('id', b.id, 'expires_at', private.iso_instant(b.expires_at), 'generation', b.generation) into v_hold
    from public.bookings as b where b.id = v_known_id and b.status = 'held' and b.expires_at > now();
    if v_hold is null then
      perform private.fail('hold_expired', 'The reservation is over.', 'You can still book this time if it is free.');
    end if;
    return v_hold;
  end if;
  -- Checked once without the lock, so that nobody queues for a slot that is gone.
  perform private.require_free_start(
    private.load_slot_rules(hold_slot.event_type_id, hold_slot.duration_minutes),
    private.require_finite_start(hold_slot.starts_at), now(), v_own_id
  );
  v_hold := private.insert_hold(
    v_host_id, hold_slot.event_type_id, hold_slot.starts_at, hold_slot.duration_minutes,
    hold_slot.address_key, v_own_id, hold_slot.own_generation
  );
  perform private.keep_idempotency_key(null, hold_slot.event_type_id, v_key, v_hash, (v_hold ->> 'id')::uuid);
  return v_hold;
end;
$function$;

ALTER FUNCTION "public"."hold_slot"(uuid, timestamp with time zone, integer, text, uuid, integer, text) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION public.use_challenge(challenge text, expires_at timestamp with time zone, use_key text)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_known text;
begin
  delete from private.used_challenges as u where u.challenge in (
    select o.challenge from private.used_challenges as o where o.expires_at < now() order by o.expires_at limit 100 for update skip locked
  );
  insert into private.used_challenges as u (challenge, use_key, expires_at)
  values (use_challenge.challenge, use_challenge.use_key, use_challenge.expires_at)
  on conflict on constraint used_challenges_pkey do nothing;
  if found then
    return true;
  end if;
  select u.use_key into v_known from private.used_challenges as u where u.challenge = use_challenge.challenge;
  return v_known is not distinct from use_challenge.use_key;
end;
$function$;

ALTER FUNCTION "public"."use_challenge"(text, timestamp with time zone, text) OWNER TO "postgres";

ALTER TABLE "public"."bookings" ADD CONSTRAINT "bookings_metadata_small" CHECK (((jsonb_typeof(metadata) = 'object'::text) AND (octet_length((metadata)::text) <= 8192)));

ALTER TABLE "public"."hosts" ADD CONSTRAINT "hosts_challenge_known" CHECK ((challenge = ANY (ARRAY['none'::text, 'proof_of_work'::text, 'turnstile'::text])));

CREATE INDEX used_challenges_expires_idx ON private.used_challenges USING btree (expires_at);

CREATE TRIGGER hosts_refuse_mail_settings BEFORE INSERT OR UPDATE OF accent_color, reply_to, locale, logo_url, allowed_origins ON public.hosts FOR EACH ROW EXECUTE FUNCTION private.refuse_faulty_mail_settings();

COMMENT ON COLUMN "private"."used_challenges"."use_key" IS 'What it was given in for: the same request may come again, no other one.';

COMMENT ON COLUMN "public"."bookings"."metadata" IS 'What the web site that took the booking keeps with it, an object of at most 4 KB; for the host and their programs only.';

COMMENT ON COLUMN "public"."hosts"."allowed_origins" IS 'Other web sites that may show the widget and book with it, as origins (https://www.example.com); null: any; empty: none but our own pages.';

COMMENT ON COLUMN "public"."hosts"."challenge" IS 'What a visitor''s browser has to do before it holds or books: none, proof_of_work (a calculation of about a second), or turnstile (Cloudflare, where the operator has set it up; else nobody can book).';

COMMENT ON COLUMN "public"."hosts"."is_indexed" IS 'Whether search engines may list the booking pages.';

COMMENT ON FUNCTION "private"."insert_booking"(uuid, uuid, timestamp with time zone, integer, jsonb, jsonb, uuid, text, text, jsonb, uuid, boolean, jsonb) IS 'Under the locks of the hosts (p_is_locked: the caller has them, by private.try_lock_slot): checks with the core, then writes booking, attendee, idempotency key, notifications, calendar event and jobs.';

COMMENT ON FUNCTION "private"."insert_series"(uuid, private.slot_rules, timestamp with time zone[], timestamp with time zone[], jsonb, jsonb, uuid, text, text, jsonb, uuid, jsonb) IS 'Under the locks of the hosts: books all of p_starts, or refuses all (private.refuse_series) and then names every one that clashes. p_skipped: those that a clock change skips. p_hold_id: a hold of the first one.';

COMMENT ON FUNCTION "private"."origins_fault"(text[]) IS 'What is wrong with a list of web sites, in a sentence; null: nothing, also for null. They are put into headers as they are.';

COMMENT ON FUNCTION "private"."page_settings"(public.hosts) IS 'How the pages of a host look, who may list them, which web sites may show them, and what browsers have to do first.';

COMMENT ON FUNCTION "private"."refuse_faulty_mail_settings"() IS 'Says what is wrong with the colour, the reply address, the locale, the logo or the web sites of a host, before their constraint refuses them without a reason. Raises invalid_request.';

COMMENT ON FUNCTION "private"."write_booking"(private.slot_rules, timestamp with time zone, text, jsonb, jsonb, jsonb, uuid, boolean, uuid, jsonb) IS 'Under the locks of the hosts, for a start that is free: writes a booking of a visitor, or makes it of a hold, with its attendee. p_is_held: the hold is not over, and its seat is kept. p_series_id: the series that it belongs to. p_metadata: public.bookings.metadata. Raises invalid_request.';

COMMENT ON FUNCTION "public"."create_booking"(uuid, timestamp with time zone, integer, jsonb, jsonb, uuid, integer, text, text, jsonb, uuid, jsonb) IS 'Books a slot, or the slot of a hold: {booking, generation, replayed}; pending where the host must confirm. location: private.choose_location. metadata: an object that the host gets back. The same idempotency_key and request_hash of the same caller (actor_user_id: the owner whose API key asks; null: a visitor) give the same booking for 24 h. Raises not_found, invalid_request (also for another hash under the key), unauthorized, slot_taken, slot_not_offered, calendar_unavailable, hold_expired, invalid_state (the hold was used), rate_limited (this address has as many bookings as the host permits).';

COMMENT ON FUNCTION "public"."create_booking_series"(uuid, timestamp with time zone, integer, text, integer, jsonb, jsonb, uuid, integer, text, text, jsonb, uuid, jsonb) IS 'Books a slot and the same wall-clock time (of the zone of the event type) on the days or weeks after it, frequency daily or weekly, series_count dates in all: all or nothing: {series_id, generation, bookings, replayed}. All are pending if one of them must be confirmed. hold_id: a hold of the first date. Else as create_booking. Raises not_found, invalid_request, unauthorized, invalid_state, rate_limited; if dates clash slot_taken, slot_not_offered or calendar_unavailable (private.refuse_series) with details.clashes, [{start, code, nearest: [the three nearest free starts]}].';

COMMENT ON FUNCTION "public"."get_host_page"(text) IS 'What the page of a host shows: who it is, and all event types that can be booked, by position. Raises not_found (unknown or inactive).';

COMMENT ON FUNCTION "public"."get_hosted_page"(text, text) IS 'What the service shows of a host (get_host_page), or with event_slug of an event type (get_booking_page), as page, with the host''s settings (private.page_settings). Raises not_found.';

COMMENT ON FUNCTION "public"."get_manage_page"(uuid) IS 'Whose page it is on which a visitor sees a booking, for the frame of that page: the visitor''s token never reaches the server with it, so there is nothing of the booking. Raises not_found.';

COMMENT ON FUNCTION "public"."get_page_with_slots"(text, text, timestamp with time zone, timestamp with time zone, integer) IS 'What a booking page shows first, in one call: get_booking_page as page, get_available_slots as slots. A duration (minutes) that is not offered counts as null: the first. Raises not_found, invalid_range (over 400 days, anon 100).';

COMMENT ON FUNCTION "public"."get_visitor_rules"(uuid) IS 'Which web sites may hold and book times of an event type, and what its visitors'' browsers have to solve before; null: there is no such event type.';

COMMENT ON FUNCTION "public"."hold_slot"(uuid, timestamp with time zone, integer, text, uuid, integer, text) IS 'Reserves a slot for 5 minutes: {id, expires_at, generation}. address_key: by what the holds of a caller are counted, at most 3 active ones per host (null: not counted). own_hold_id, own_generation: the hold that the visitor has with this host; it ends only when the new one is made. The same idempotency_key for the same slot gives the same hold, as long as it lasts (then hold_expired). Raises not_found, invalid_request, invalid_range, slot_taken, slot_not_offered, calendar_unavailable, rate_limited, hold_expired.';

COMMENT ON FUNCTION "public"."use_challenge"(text, timestamp with time zone, text) IS 'Gives a solved challenge in for one use: true the first time, and again for the same use_key (a request that is repeated); else false. Deletes some that have expired: the caller refuses these before.';

COMMENT ON TABLE "private"."used_challenges" IS 'Solved challenges that were given in, until they expire: each counts once (public.use_challenge).';

ALTER TABLE "public"."hosts" ADD CONSTRAINT "hosts_allowed_origins_valid" CHECK ((private.origins_fault(allowed_origins) IS NULL));

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
        'public.get_host_page(text)',
        'public.get_page_with_slots(text, text, timestamptz, timestamptz, integer)',
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
        'private.origins_fault(text[])',
        'private.locations_fault(jsonb)'
      ]),
      -- The service alone calls these.
      ('{service_role}', '{execute}', null, 'function', array[
        'public.hold_slot(uuid, timestamptz, integer, text, uuid, integer, text)',
        'public.renew_hold(uuid, integer)',
        'public.release_hold(uuid, integer)',
        'public.create_booking(uuid, timestamptz, integer, jsonb, jsonb, uuid, integer, text, text, jsonb, uuid, jsonb)',
        'public.get_booking(uuid, integer, uuid)',
        'public.get_series(uuid, integer, uuid)',
        'public.cancel_booking(uuid, text, integer, uuid)',
        'public.reschedule_booking(uuid, timestamptz, integer, integer, uuid, text)',
        'public.confirm_booking(uuid, uuid)',
        'public.decline_booking(uuid, uuid, text)',
        'public.create_host_booking(uuid, uuid, timestamptz, integer, jsonb, jsonb, boolean, boolean, text, text, jsonb)',
        'public.propose_time(uuid, timestamptz, uuid, integer)',
        'public.accept_proposed_time(uuid, integer, timestamptz)',
        'public.create_booking_series(uuid, timestamptz, integer, text, integer, jsonb, jsonb, uuid, integer, text, text, jsonb, uuid, jsonb)',
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
        'public.finish_notification(uuid, text, boolean, boolean, boolean)',
        'public.stop_digest(uuid, boolean)',
        'public.get_hosted_page(text, text)',
        'public.get_manage_page(uuid)',
        'public.get_visitor_rules(uuid)',
        'public.use_challenge(text, timestamptz, text)',
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
    ('function', 'private.origins_fault(text[])'),
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
    ('table', 'private.used_challenges'),
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
    ('function', 'private.add_notification(text, text, uuid, uuid, uuid, timestamptz, uuid, uuid, uuid, uuid, uuid[])'),
    ('function', 'private.add_webhook_event(uuid, text, jsonb)'),
    ('function', 'private.booking_details(uuid)'),
    ('function', 'private.booking_event(text)'),
    ('function', 'private.enqueue_mails(uuid[], timestamptz[])'),
    ('function', 'private.expects_join_url(uuid)'),
    ('function', 'private.is_invited_alone(uuid)'),
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
    ('function', 'private.notify_parties(uuid, text, uuid[])'),
    ('function', 'private.notify_series(uuid[], text)'),
    ('function', 'private.plan_reminders(uuid[])'),
    ('function', 'private.series_place(uuid)'),
    ('function', 'private.was_published(uuid, timestamptz)'),
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
    ('function', 'private.awaited_starts(private.slot_rules, tstzrange, timestamptz, uuid)'),
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
    ('function', 'private.seats_taken(uuid, uuid, timestamptz, timestamptz)'),
    ('function', 'private.sessions_forbidden(private.slot_rules, tstzrange, timestamptz, uuid)'),
    ('function', 'private.stale_calendars(private.slot_rules, tstzrange, timestamptz)'),
    ('function', 'private.unknown_days(private.unknown_times)'),
    ('function', 'private.unknown_spans(private.slot_rules, timestamptz)'),
    ('function', 'private.waiting_sessions(private.slot_rules, tstzrange, timestamptz, uuid)'),
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
    ('function', 'public.create_booking(uuid, timestamptz, integer, jsonb, jsonb, uuid, integer, text, text, jsonb, uuid, jsonb)'),
    ('function', 'public.create_booking_series( uuid, timestamptz, integer, text, integer, jsonb, jsonb, uuid, integer, text, text, jsonb, uuid, jsonb )'),
    ('function', 'public.create_host_booking(uuid, uuid, timestamptz, integer, jsonb, jsonb, boolean, boolean, text, text, jsonb)'),
    ('function', 'public.decide_series(uuid, boolean, uuid, text)'),
    ('function', 'public.decline_booking(uuid, uuid, text)'),
    ('function', 'public.expire_bookings()'),
    ('function', 'private.expire_overlapping(uuid, tstzrange)'),
    ('function', 'private.find_event_host(uuid)'),
    ('function', 'private.find_idempotent_booking(uuid, uuid, text, text)'),
    ('function', 'public.find_series(uuid)'),
    ('function', 'public.get_booking(uuid, integer, uuid)'),
    ('function', 'public.get_booking_sheet(uuid)'),
    ('function', 'public.hold_slot(uuid, timestamptz, integer, text, uuid, integer, text)'),
    ('function', 'public.host_to_lock(uuid, uuid, uuid)'),
    ('function', 'private.hosts_of_slots(uuid, uuid, timestamptz[], uuid[])'),
    ('function', 'private.idempotency_scope(uuid, uuid)'),
    ('function', 'private.insert_booking(uuid, uuid, timestamptz, integer, jsonb, jsonb, uuid, text, text, jsonb, uuid, boolean, jsonb)'),
    ('function', 'private.insert_hold(uuid, uuid, timestamptz, integer, text, uuid, integer)'),
    ('function', 'private.insert_host_booking(private.slot_rules, timestamptz, jsonb, jsonb, jsonb, boolean, jsonb)'),
    ('function', 'private.insert_series( uuid, private.slot_rules, timestamptz[], timestamptz[], jsonb, jsonb, uuid, text, text, jsonb, uuid, jsonb )'),
    ('function', 'private.keep_idempotency_key(uuid, uuid, text, text, uuid)'),
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
    ('function', 'private.series_json(uuid, boolean)'),
    ('function', 'private.series_result(uuid)'),
    ('function', 'private.series_starts(timestamptz, text, text, integer)'),
    ('function', 'private.try_lock_slot(uuid, uuid, timestamptz)'),
    ('function', 'private.write_booking(private.slot_rules, timestamptz, text, jsonb, jsonb, jsonb, uuid, boolean, uuid, jsonb)'),
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
    ('function', 'private.require_new_entry(uuid, timestamptz, timestamptz, text)'),
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
    ('function', 'public.get_host_page(text)'),
    ('function', 'public.get_hosted_page(text, text)'),
    ('function', 'public.get_manage_page(uuid)'),
    ('function', 'public.get_page_with_slots(text, text, timestamptz, timestamptz, integer)'),
    ('function', 'public.get_visitor_rules(uuid)'),
    ('function', 'public.list_event_types(uuid)'),
    ('function', 'private.page_settings(public.hosts)'),
    ('function', 'private.session_json(uuid, timestamptz, timestamptz)'),
    ('function', 'public.use_challenge(text, timestamptz, text)'),
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
    ('function', 'public.finish_notification(uuid, text, boolean, boolean, boolean)'),
    ('function', 'public.forget_workers(text[])'),
    ('function', 'private.gather_mail(uuid)'),
    ('function', 'public.get_series(uuid, integer, uuid)'),
    ('function', 'public.keep_mail(uuid, text, text, text, text, text)'),
    ('function', 'public.list_mail(integer)'),
    ('function', 'private.mailed_booking(uuid, boolean)'),
    ('function', 'private.mailed_digest(uuid, timestamptz)'),
    ('function', 'private.mailed_series(text, uuid, uuid[], boolean)'),
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
