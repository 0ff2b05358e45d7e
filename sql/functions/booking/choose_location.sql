create function private.choose_location(p_locations jsonb, p_choice jsonb, p_is_host boolean)
returns jsonb
language plpgsql
immutable
set search_path = ''
as $$
declare
  v_offers constant jsonb := (
    select coalesce(jsonb_agg(o.value order by o.position), '[]')
    from jsonb_array_elements(p_locations) with ordinality as o (value, position)
    where coalesce(jsonb_typeof(p_choice), 'null') = 'null' or o.value ->> 'kind' = p_choice ->> 'kind'
  );
  v_value constant text := p_choice ->> 'value';
  v_offer jsonb := v_offers -> 0;
  v_kind constant text := v_offer ->> 'kind';
  v_fault text;
begin
  if coalesce(jsonb_typeof(p_choice), 'null') not in ('null', 'object') or (v_offer is null and coalesce(jsonb_typeof(p_choice), 'null') <> 'null') then
    perform private.fail('invalid_request', 'This place is not offered.', 'Send location: {kind, value?} with a kind of the booking page.');
  end if;
  if v_offer is null then
    return null;
  end if;
  if v_kind in ('phone_host_calls', 'ask_visitor') then
    if coalesce(private.is_blank(v_value), true) then
      if p_is_host then
        return jsonb_build_object('kind', v_kind);
      end if;
      perform private.fail(
        'invalid_request', case v_kind when 'ask_visitor' then 'The place is missing.' else 'The phone number is missing.' end,
        format('Send location: {"kind": "%s", "value": …}.', v_kind)
      );
    end if;
    v_fault := case v_kind when 'ask_visitor' then private.text_fault('The place', v_value, 500, true) else private.phone_fault('It', v_value) end;
    if v_fault is not null then
      perform private.fail(
        'invalid_request', case v_kind when 'ask_visitor' then v_fault else 'The phone number is not valid.' end, 'Send one such as +49 30 123456.'
      );
    end if;
    return jsonb_build_object('kind', v_kind, 'value', btrim(v_value));
  end if;
  if v_value is not null then
    select o.value into v_offer from jsonb_array_elements(v_offers) as o where o.value ->> 'value' = v_value limit 1;
    if v_offer is null then
      perform private.fail('invalid_request', 'This place is not offered.', 'Send location: {kind, value?} as the booking page has it.');
    end if;
  end if;
  return jsonb_strip_nulls(v_offer);
end;
$$;
comment on function private.choose_location(jsonb, jsonb, boolean) is
  'The place of a booking, {kind, value?}: the one of p_locations that was chosen, by kind, and by value where several have that kind; without a '
  'choice the first. phone_host_calls and ask_visitor need a value of the visitor (p_is_host: may be left open). Null: there is none. Raises '
  'invalid_request.';
