create function private.refuse_faulty_event_type()
returns trigger
language plpgsql
security definer -- whoever writes may not call the function that raises errors
set search_path = ''
as $$
declare
  v_fault constant text := coalesce(
    private.durations_fault(new.durations_minutes), private.questions_fault(new.questions), private.reminders_fault(new.reminders_minutes),
    private.locations_fault(new.locations)
  );
begin
  if v_fault is not null then
    perform private.fail('invalid_request', v_fault, 'Correct the list and write all of it again.');
  end if;
  return new;
end;
$$;
comment on function private.refuse_faulty_event_type() is
  'Says what is wrong with the lengths, the questions, the reminders or the places of an event type, before their constraints refuse them without a '
  'reason. Raises invalid_request.';

create trigger event_types_refuse_faulty before insert or update of durations_minutes, questions, reminders_minutes, locations on public.event_types
for each row execute function private.refuse_faulty_event_type();
