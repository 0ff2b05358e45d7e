create function public.join_waitlist(
  event_type_id uuid, starts_at timestamptz, duration_minutes integer, attendee jsonb, answers jsonb default '{}', location jsonb default null
)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not write entries otherwise
set search_path = ''
as $$
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
  perform private.require_new_entry(v_rules.event_type_id, v_start, v_end, join_waitlist.attendee ->> 'email');
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
$$;
comment on function public.join_waitlist(uuid, timestamptz, integer, jsonb, jsonb, jsonb) is
  'A visitor waits for a seat of a full session, after all who wait already: {entry, generation}. When one gets free it is kept for them, and they get '
  'a mail (private.offer_seats). Raises not_found, invalid_request, slot_not_offered (there is no such session), invalid_state with details.reason '
  '(no_waitlist; seats_free: book one; waitlist_full; already_waiting), rate_limited.';
