create function private.refuse_faulty_event_type()
returns trigger
language plpgsql
security definer -- whoever writes may not call the function that raises errors
set search_path = ''
as $$
declare
  v_fault constant text := coalesce(
    private.durations_fault(new.durations_minutes), private.questions_fault(new.questions), private.reminders_fault(new.reminders_minutes),
    private.locations_fault(new.locations), private.numbers_fault(to_jsonb(new))
  );
begin
  if v_fault is not null then
    perform private.fail('invalid_request', v_fault, 'Correct it and write all of it again.');
  end if;
  return new;
end;
$$;
comment on function private.refuse_faulty_event_type() is
  'Says what is wrong with the lengths, the questions, the reminders, the places or the numbers of an event type, before their constraints refuse '
  'them without a reason. Raises invalid_request.';

create trigger event_types_refuse_faulty before insert or update of
  durations_minutes, questions, reminders_minutes, locations, slot_interval_minutes, buffer_before_minutes, buffer_after_minutes,
  min_notice_minutes, horizon_days, max_per_day, max_per_week, seats, cancel_until_minutes, reschedule_until_minutes, max_reschedules,
  reason_required, request_hours, position
on public.event_types
for each row execute function private.refuse_faulty_event_type();
