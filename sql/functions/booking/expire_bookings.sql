create function public.expire_bookings()
returns jsonb
language plpgsql
security definer -- service_role may call this but may not change bookings otherwise
set search_path = ''
as $$
declare
  v_host_ids uuid[];
  v_expired integer;
begin
  v_host_ids := array(
    select h.id from public.hosts as h
    where h.id in (
      select b.host_id from public.bookings as b where b.status in ('held', 'pending') and b.expires_at <= now()
      union
      -- Conflicts with bookings of other hosts end for both.
      select k.other_host_id
      from public.bookings as b
      join public.booking_conflicts as k on k.booking_id = b.id and k.resolved_at is null
      where b.status = 'pending' and b.expires_at <= now()
    )
    order by h.id
    for no key update skip locked
  );
  v_expired := private.mark_expired(array(
    select b.id from public.bookings as b
    where b.host_id = any (v_host_ids) and b.status in ('held', 'pending') and b.expires_at <= now()
      and not exists (
        select from public.booking_conflicts as k
        where k.booking_id = b.id and k.resolved_at is null and k.other_host_id <> all (v_host_ids)
      )
  ));
  delete from private.counted_bookings as c
  where c.booking_id in (
    select d.booking_id from private.counted_bookings as d where d.until <= now() order by d.until limit 1000 for update skip locked
  );
  delete from private.mail_recipients as r where r.last_at <= now() - interval '1 day';
  delete from private.idempotency_keys as k where k.created_at <= now() - interval '24 hours';
  return jsonb_build_object('expired', v_expired);
end;
$$;
comment on function public.expire_bookings() is
  'Housekeeping: marks holds and requests whose time is over (a busy host waits for the next call), deletes old idempotency keys and what the '
  'limits of visitors no longer count. Correctness never depends on it: expiry is judged by comparing times.';
