create function private.booking_of_event(p_calendar_id uuid, p_provider_event_id text, p_own_key text)
returns uuid
language plpgsql
stable
set search_path = ''
as $$
declare
  v_booking_id uuid;
begin
  select w.booking_id into v_booking_id
  from public.booking_calendar_events as w
  where w.calendar_id = p_calendar_id and w.provider_event_id = p_provider_event_id;
  if v_booking_id is null and p_own_key is not null then
    -- Also before the answer to our writing came, and when its owner moved it to another calendar of his.
    select w.booking_id into v_booking_id
    from public.booking_calendar_events as w
    join public.calendars as c on c.id = w.calendar_id
    where w.event_key::text = lower(p_own_key)
      and c.owner_id = (select o.owner_id from public.calendars as o where o.id = p_calendar_id)
    limit 1;
  end if;
  return v_booking_id;
end;
$$;
comment on function private.booking_of_event(uuid, text, text) is
  'The booking whose event we wrote under this id or key into a calendar of the same owner; null for everybody else''s events.';
