create function private.locations_fault(p_locations jsonb)
returns text
language plpgsql
immutable
parallel safe
security definer -- constraints call it as the writer, who may not call the functions that it calls
set search_path = ''
as $$
declare
  v_location jsonb;
  v_kind text;
  v_known jsonb[] := '{}';
  v_kinds text[] := '{}';
  v_name text;
  v_fault text;
begin
  if p_locations is null or jsonb_typeof(p_locations) <> 'array' then
    return 'locations must be a list.';
  end if;
  if jsonb_array_length(p_locations) > 10 then
    return 'There are too many locations: at most 10.';
  end if;
  for v_location in select * from jsonb_array_elements(p_locations) loop
    v_name := format('Location %s', cardinality(v_known) + 1);
    v_kind := case when jsonb_typeof(v_location) = 'object' then v_location ->> 'kind' end;
    v_fault := case
      when jsonb_typeof(v_location) <> 'object' then format('%s must be an object {kind, value?}.', v_name)
      when v_location - '{kind,value}'::text[] <> '{}' then format('%s has an unknown field; the fields are kind and value.', v_name)
      when coalesce(v_kind, '') not in ('video', 'video_link', 'phone_host_calls', 'phone_visitor_calls', 'address', 'ask_visitor', 'custom') then
        format('%s needs a kind: video, video_link, phone_host_calls, phone_visitor_calls, address, ask_visitor or custom.', v_name)
      when jsonb_typeof(coalesce(v_location -> 'value', 'null')) not in ('null', 'string') then format('%s: value must be a text.', v_name)
      when v_location = any (v_known) or (v_kind = any (v_kinds) and v_kind not in ('address', 'custom')) then
        format('%s is there twice.', v_name)
      when v_kind in ('video', 'phone_host_calls', 'ask_visitor') then
        case when v_location ->> 'value' is not null then format('%s: %s has no value.', v_name, v_kind) end
      when coalesce(private.is_blank(v_location ->> 'value'), true) then format('%s: %s needs a value.', v_name, v_kind)
      when v_kind = 'phone_visitor_calls' then private.phone_fault(format('The value of location %s', cardinality(v_known) + 1), v_location ->> 'value')
      when v_kind = 'video_link' and v_location ->> 'value' !~ '^https?://[^[:space:]/?#@<>"]+([/?#][^[:space:]<>"]*)?$' then
        format('%s: a video_link needs a web address such as https://meet.example.com/ann.', v_name)
      else private.text_fault(
        format('The value of location %s', cardinality(v_known) + 1), v_location ->> 'value', 1000, v_kind in ('address', 'custom')
      )
    end;
    if v_fault is not null then
      return v_fault;
    end if;
    v_known := v_known || v_location;
    v_kinds := v_kinds || v_kind;
  end loop;
  return null;
end;
$$;
comment on function private.locations_fault(jsonb) is
  'What is wrong with the places of an event type, in a sentence; null: nothing. A list of at most 10 different objects {kind, value?}; only '
  'addresses and custom texts may be several. video_link, phone_visitor_calls, address and custom need a value, the others have none.';
