create function private.refuse_faulty_text()
returns trigger
language plpgsql
security definer -- whoever writes may not call the function that raises errors
set search_path = ''
as $$
declare
  v_fault constant text := private.text_fault(tg_argv[0], to_jsonb(new) ->> tg_argv[0], tg_argv[1]::integer, tg_argv[2]::boolean);
begin
  if v_fault is not null then
    perform private.fail('invalid_request', v_fault, 'Correct the text and write the row again.');
  end if;
  return new;
end;
$$;
comment on function private.refuse_faulty_text() is
  'Says what is wrong with a text that an owner writes, before the constraint of its column refuses it without a reason. Arguments: the column, '
  'the maximum number of characters, whether it is running text. Raises invalid_request.';

create trigger hosts_refuse_display_name before insert or update of display_name on public.hosts
for each row execute function private.refuse_faulty_text('display_name', '200', 'false');
create trigger event_types_refuse_title before insert or update of title on public.event_types
for each row execute function private.refuse_faulty_text('title', '200', 'false');
create trigger event_types_refuse_description before insert or update of description on public.event_types
for each row execute function private.refuse_faulty_text('description', '5000', 'true');
create trigger event_types_refuse_location before insert or update of location on public.event_types
for each row execute function private.refuse_faulty_text('location', '1000', 'true');
create trigger event_types_refuse_message before insert or update of message on public.event_types
for each row execute function private.refuse_faulty_text('message', '2000', 'true');
create trigger availability_rules_refuse_label before insert or update of label on public.availability_rules
for each row execute function private.refuse_faulty_text('label', '200', 'false');
create trigger availability_overrides_refuse_label before insert or update of label on public.availability_overrides
for each row execute function private.refuse_faulty_text('label', '200', 'false');
create trigger blocked_periods_refuse_reason before insert or update of reason on public.blocked_periods
for each row execute function private.refuse_faulty_text('reason', '1000', 'true');
