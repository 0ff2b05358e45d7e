create function private.delivery_problems(p_owner_id uuid, p_host_ids uuid[])
returns setof jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  with booking as materialized (
    select b.id, b.starts_at
    from unnest(p_host_ids) as h (id)
    cross join lateral (
      select k.id, k.starts_at from public.bookings as k
      where k.host_id = h.id and k.starts_at > now() and k.starts_at < now() + interval '60 days' and k.status in ('pending', 'confirmed')
      order by k.starts_at, k.id limit 200
    ) as b
    order by b.starts_at, b.id limit 200
  )
  select p.problem
  from (
    select b.starts_at, b.id, jsonb_build_object(
      'kind', 'event', 'booking_id', b.id, 'calendar_id', e.calendar_id,
      'message', coalesce(e.last_error, 'The event could not be written.')
    ) as problem
    from booking as b join public.booking_calendar_events as e on e.booking_id = b.id
    where e.state = 'failed' and e.is_wanted
    union all
    select b.starts_at, b.id, jsonb_build_object(
      'kind', 'mail', 'booking_id', b.id, 'notification_id', n.id, 'mail', n.kind, 'recipient', n.recipient,
      'message', coalesce(n.last_error, 'The mail could not be sent.')
    )
    from booking as b join public.notifications as n on n.booking_id = b.id
    where n.state = 'failed' and not exists (select from public.notifications as r where r.resent_from = n.id)
  ) as p
  order by p.starts_at, p.id
  limit 50;

  return query
  select jsonb_build_object('kind', 'webhook', 'endpoint_id', w.id, 'url', w.url, 'message', w.disabled_reason)
  from public.webhook_endpoints as w
  where w.owner_id = p_owner_id and w.disabled_reason is not null
  order by w.created_at, w.id;
end;
$$;
comment on function private.delivery_problems(uuid, uuid[]) is
  'What could not be delivered, each {kind, message, …}: event and mail, of the next 200 bookings within 60 days (a mail that was sent again is '
  'none), and webhook (an endpoint that was switched off because it failed).';
