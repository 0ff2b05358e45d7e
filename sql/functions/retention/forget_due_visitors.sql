create function public.forget_due_visitors(max_count integer default 200, default_days integer default null)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not change bookings otherwise
set search_path = ''
as $$
declare
  v_left integer := forget_due_visitors.max_count;
  v_limit integer;
  v_host_id uuid;
  v_before timestamptz;
  v_booking_ids uuid[];
  v_entries integer;
  v_forgotten integer := 0;
begin
  if default_days is not null then
    update private.planned_forgetting as f set due_at = now()
    where f.host_id in (select o.host_id from private.planned_forgetting as o where o.due_at = 'infinity' limit max_count);
  end if;
  while v_left > 0 loop
    select f.host_id, now() - make_interval(days => least(h.retention_days, default_days)) into v_host_id, v_before
    from private.planned_forgetting as f
    join public.hosts as h on h.id = f.host_id
    where f.due_at <= now()
    order by f.due_at
    limit 1
    for update of f skip locked;
    exit when v_host_id is null;

    v_limit := v_left;
    v_booking_ids := array(
      select b.id from public.bookings as b
      where b.host_id = v_host_id and b.forgotten_at is null and b.ends_at < v_before
      order by b.ends_at
      limit v_limit
      for no key update skip locked
    );
    if v_booking_ids <> '{}' then
      perform private.forget_visitors(v_booking_ids);
    end if;
    delete from public.waitlist_entries as w
    where w.id in (
      select o.id from public.waitlist_entries as o
      where o.host_id = v_host_id and o.starts_at < v_before and o.ends_at < v_before
      order by o.starts_at
      limit v_limit
    );
    get diagnostics v_entries = row_count;
    -- A weekly summary names visitors of the week before it.
    delete from private.outbox as o
    using public.notifications as n
    where n.host_id = v_host_id and n.created_at < v_before + interval '8 days' and o.notification_id = n.id;

    v_forgotten := v_forgotten + cardinality(v_booking_ids) + v_entries;
    v_left := v_left - 1 - cardinality(v_booking_ids) - v_entries;
    if greatest(cardinality(v_booking_ids), v_entries) < v_limit then
      update private.planned_forgetting as f
      set due_at = case when v_before is null then 'infinity' else now() + interval '1 day' end
      where f.host_id = v_host_id;
    end if;
  end loop;
  return jsonb_build_object('planned', forget_due_visitors.max_count - v_left, 'forgotten', v_forgotten);
end;
$$;
comment on function public.forget_due_visitors(integer, integer) is
  'Housekeeping: forgets the visitors of bookings and waiting lists that ended more than hosts.retention_days ago, each host once a day, about max_count '
  'per call: {planned, forgotten}. default_days: of all hosts those that ended more than so many days ago, if a host has no number or a larger one. '
  ' planned counts hosts, bookings and places; as long as it is max_count or more, there may be others.';
