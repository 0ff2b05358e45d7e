create function private.notify_series(p_booking_ids uuid[], p_kind text)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_alone uuid[] := array(
    select b.id from unnest(p_booking_ids) with ordinality as b (id, i) where private.is_invited_alone(b.id) order by b.i
  );
  v_together uuid[] := array(
    select b.id from unnest(p_booking_ids) with ordinality as b (id, i) where b.id <> all (v_alone) order by b.i
  );
begin
  if cardinality(v_together) = 1 then
    v_alone := v_alone || v_together;
    v_together := '{}';
  end if;
  if v_together <> '{}' then
    perform private.notify_parties(v_together[1], p_kind, v_together);
    perform private.add_booking_event(b.id, private.booking_event(p_kind)) from unnest(v_together[2:]) as b (id);
  end if;
  perform private.notify_parties(b.id, regexp_replace(p_kind, '^series_', 'booking_')) from unnest(v_alone) as b (id);
end;
$$;
comment on function private.notify_series(uuid[], text) is
  'One mail to the visitor and one to the host about those bookings of a series that one action changed, by start, which stands with the first of them; '
  'for webhooks an event each. What an invitation of its own brought to calendars (private.is_invited_alone) has mails of its own, for only these can '
  'change it there or take it back (RFC 5546, 3.2.5), and so has a single one.';
