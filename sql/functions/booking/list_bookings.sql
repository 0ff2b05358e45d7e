create function public.list_bookings(
  owner_id uuid, statuses text[] default null, starts_from timestamptz default null, starts_until timestamptz default null,
  search text default null, after_start timestamptz default null, after_id uuid default null, max_count integer default 50,
  host_id uuid default null, event_type_id uuid default null, is_over boolean default null, newest_first boolean default false
)
returns jsonb
language plpgsql
stable
security definer -- service_role may call this for an owner that it has verified
set search_path = ''
as $$
declare
  v_max constant integer := least(greatest(list_bookings.max_count, 1), 200);
  v_pattern constant text := '%' || regexp_replace(list_bookings.search, '([%_\\])', '\\\1', 'g') || '%';
  -- Where few match, a page ends after so many were checked, and the next one continues there.
  v_max_checked constant integer := case when list_bookings.statuses is null and v_pattern is null then v_max + 1 else 2000 end;
  v_sign constant integer := case when list_bookings.newest_first then -1 else 1 end;
  v_after_start constant timestamptz := coalesce(list_bookings.after_start, case v_sign when 1 then '-infinity' else 'infinity' end::timestamptz);
  v_after_id constant uuid := coalesce(
    list_bookings.after_id, case v_sign when 1 then '00000000-0000-0000-0000-000000000000' else 'ffffffff-ffff-ffff-ffff-ffffffffffff' end::uuid
  );
  -- What is not over began lately: the past of years is not searched for it.
  v_from constant timestamptz := greatest(list_bookings.starts_from, case when not list_bookings.is_over then now() - interval '366 days' end, '-infinity');
  v_until constant timestamptz := coalesce(list_bookings.starts_until, 'infinity');
  v_booking record;
  v_last_start timestamptz;
  v_last_id uuid;
  v_checked integer := 0;
  v_ids uuid[] := '{}';
  v_has_more boolean := false;
begin
  for v_booking in
    select c.id, c.starts_at, case when c.status = 'pending' and c.expires_at <= now() then 'expired' else c.status end as status
    from public.hosts as h
    -- Each way along the index of its own.
    cross join lateral (
      (
        select b.id, b.starts_at, b.status, b.expires_at
        from public.bookings as b
        where v_sign = 1 and b.host_id = h.id and b.status <> 'held' and (b.starts_at, b.id) > (v_after_start, v_after_id)
          and b.starts_at >= v_from and b.starts_at < v_until
          and (list_bookings.event_type_id is null or b.event_type_id = list_bookings.event_type_id)
          and (list_bookings.is_over is null or (b.ends_at <= now()) = list_bookings.is_over)
        order by b.starts_at, b.id
        limit v_max_checked
      )
      union all
      (
        select b.id, b.starts_at, b.status, b.expires_at
        from public.bookings as b
        where v_sign = -1 and b.host_id = h.id and b.status <> 'held' and (b.starts_at, b.id) < (v_after_start, v_after_id)
          and b.starts_at >= v_from and b.starts_at < v_until
          and (list_bookings.event_type_id is null or b.event_type_id = list_bookings.event_type_id)
          and (list_bookings.is_over is null or (b.ends_at <= now()) = list_bookings.is_over)
        order by b.starts_at desc, b.id desc
        limit v_max_checked
      )
    ) as c
    where h.owner_id = list_bookings.owner_id and (list_bookings.host_id is null or h.id = list_bookings.host_id)
    order by v_sign * extract(epoch from c.starts_at), case v_sign when 1 then c.id end, c.id desc
    limit v_max_checked
  loop
    if coalesce(v_booking.status = any (list_bookings.statuses), true) and (v_pattern is null or exists (
      select from public.booking_attendees as a
      where a.booking_id = v_booking.id and (a.name ilike v_pattern or a.email ilike v_pattern)
    )) then
      v_has_more := cardinality(v_ids) = v_max;
      exit when v_has_more;
      v_ids := v_ids || v_booking.id;
    end if;
    v_checked := v_checked + 1;
    v_last_start := v_booking.starts_at;
    v_last_id := v_booking.id;
  end loop;
  return jsonb_build_object(
    'bookings', coalesce((
      select jsonb_agg(private.booking_details(u.id) order by u.position) from unnest(v_ids) with ordinality as u (id, position)
    ), '[]'),
    'next', case when v_has_more or v_checked = v_max_checked then jsonb_build_object('start', v_last_start, 'id', v_last_id) end
  );
end;
$$;
comment on function public.list_bookings(
  uuid, text[], timestamptz, timestamptz, text, timestamptz, uuid, integer, uuid, uuid, boolean, boolean
) is
  'Bookings and requests of all hosts of an owner (or host_id, or event_type_id) with starts_from <= start < starts_until, by start and id, after a given one; search: part of the '
  'name or address of the visitor; is_over: only those that have ended, or have not; newest_first: the latest start first. At most max_count (up to 200), and fewer where 2,000 had to be checked; next: where to continue, null at the end.';
