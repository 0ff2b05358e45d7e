create function private.forget_visitors(p_booking_ids uuid[])
returns void
language plpgsql
set search_path = ''
as $$
begin
  -- In the order in which a pull writes them.
  update public.synced_events as e set title = null where e.booking_id = any (p_booking_ids) and e.title is not null;
  update public.booking_calendar_events as p set last_error = null where p.booking_id = any (p_booking_ids) and p.last_error is not null;
  update public.booking_conflicts as k set event_title = null
  where (k.booking_id = any (p_booking_ids) or k.other_booking_id = any (p_booking_ids)) and k.event_title is not null;
  perform private.forget_mails(p_booking_ids);

  update public.booking_attendees as a
  set name = 'Anonymous', email = private.nobody(), time_zone = 'UTC', locale = 'en', answers = '{}', email_bounced_at = null
  where a.booking_id = any (p_booking_ids);
  update public.bookings as b
  set forgotten_at = now(), cancel_reason = null, move_reason = null, metadata = null,
    location = case when b.location ->> 'kind' in ('phone_host_calls', 'ask_visitor') then b.location - 'value' else b.location end
  where b.id = any (p_booking_ids);
  delete from private.counted_bookings as c where c.booking_id = any (p_booking_ids);

  -- Whoever replays a delivery sends what is left.
  update public.webhook_deliveries as d
  set response_body = null, last_error = null, body = jsonb_set(d.body, '{data,booking}', (d.body #> '{data,booking}') || jsonb_build_object(
    'attendee', f.details -> 'attendee', 'cancel_reason', null, 'location', f.details -> 'location', 'metadata', null
  ))
  from (select i.id::text as id, private.booking_details(i.id) as details from unnest(p_booking_ids) as i (id)) as f
  where d.body #>> '{data,booking,id}' = f.id;
end;
$$;
comment on function private.forget_visitors(uuid[]) is
  'Deletes what is known of the visitors of these bookings, wherever it is stored: name, address, zone, language, answers, reasons, what they wrote about '
  'the place, metadata, mails, what webhooks were told, titles of their events. The bookings stay. The caller has locked their rows.';
