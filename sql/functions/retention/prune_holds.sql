create function private.prune_holds(p_before timestamptz, p_max_count integer)
returns integer
language plpgsql
set search_path = ''
as $$
declare
  v_since constant timestamptz := (select p.pruned_until from private.prunings as p where p.kind = 'holds');
  v_ids uuid[];
  v_until timestamptz;
begin
  select array_agg(x.id), max(x.ends_at) into v_ids, v_until
  from (
    select b.id, b.ends_at from public.bookings as b
    where b.status = 'expired' and b.ends_at < p_before and b.ends_at > coalesce(v_since, '-infinity')
    order by b.ends_at
    fetch first p_max_count rows with ties
  ) as x;
  if v_ids is null then
    return 0;
  end if;
  delete from public.bookings as b
  where b.id = any (v_ids) and not exists (select from public.booking_attendees as a where a.booking_id = b.id);
  insert into private.prunings as p (kind, pruned_until) values ('holds', v_until)
  on conflict on constraint prunings_pkey do update set pruned_until = greatest(p.pruned_until, excluded.pruned_until);
  return cardinality(v_ids);
end;
$$;
comment on function private.prune_holds(timestamptz, integer) is
  'Deletes holds that expired without a visitor and ended before p_before. Expired requests stay, so a mark (private.prunings) says how far it has '
  'looked. How many it looked at: p_max_count or more means that there may be others.';
