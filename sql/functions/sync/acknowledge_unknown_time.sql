create function public.acknowledge_unknown_time(unknown_time_id uuid, owner_id uuid)
returns jsonb
language plpgsql
security definer -- service_role may call this for an owner that it has verified
set search_path = ''
as $$
declare
  v_calendar_id uuid;
  v_unknown private.unknown_times;
begin
  select u.calendar_id into v_calendar_id
  from private.unknown_times as u
  join public.calendars as c on c.id = u.calendar_id
  where u.id = acknowledge_unknown_time.unknown_time_id and c.owner_id = acknowledge_unknown_time.owner_id;
  if v_calendar_id is not null then
    -- As pulls do: from here on the question cannot change.
    perform private.lock_calendar(v_calendar_id);
    update private.unknown_times as u set acknowledged_at = coalesce(u.acknowledged_at, now())
    where u.id = acknowledge_unknown_time.unknown_time_id
    returning * into v_unknown;
  end if;
  if v_unknown.id is null then
    perform private.fail(
      'not_found', 'This event is no longer in your calendars.', 'Load the list of calendars again: the event may have changed.'
    );
  end if;
  return jsonb_build_object('unknown_time', private.unknown_time_json(v_unknown));
end;
$$;
comment on function public.acknowledge_unknown_time(uuid, uuid) is
  'The owner says that an event of unknown time does not take their time: its days count as known again (rule 9): {unknown_time}. Repeatable; the '
  'first time counts. Raises not_found, also if the event was understood, changed or deleted since.';
