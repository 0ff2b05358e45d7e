create function private.locations_of_text(p_text text)
returns jsonb
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
declare
  v_text constant text := btrim(p_text, e' \t\n\r');
  v_location jsonb;
begin
  if p_text is null or private.is_blank(p_text) then
    return '[]';
  end if;
  v_location := jsonb_build_object('kind', case
    when v_text ~* '^https?://[^[:space:]]+$' then 'video_link'
    when private.phone_fault('It', v_text) is null then 'phone_visitor_calls'
    else 'custom'
  end, 'value', v_text);
  return jsonb_build_array(case
    when private.locations_fault(jsonb_build_array(v_location)) is null then v_location
    else jsonb_build_object('kind', 'custom', 'value', p_text)
  end);
end;
$$;
comment on function private.locations_of_text(text) is
  'The places of an event type whose place is a text, as they were before they had kinds: a web address is a video_link, a phone number '
  'phone_visitor_calls, anything else custom.';
