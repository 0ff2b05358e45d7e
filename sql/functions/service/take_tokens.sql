create function public.take_tokens(key text, burst integer, per_minute double precision, wanted integer default 1)
returns jsonb
language plpgsql
security definer -- service_role counts what its callers use
set search_path = ''
as $$
declare
  v_now timestamptz := clock_timestamp();
  -- Seconds that one token takes to come back, and a full bucket.
  v_step double precision := 60 / take_tokens.per_minute;
  v_whole double precision := take_tokens.burst * v_step;
  v_granted integer;
  v_debt double precision;
begin
  delete from private.rate_buckets as b where b.key in (
    select o.key from private.rate_buckets as o
    where o.full_at < v_now and o.key <> take_tokens.key order by o.full_at limit 2 for update skip locked
  );
  insert into private.rate_buckets as b (key, full_at, granted)
  values (
    take_tokens.key, v_now + make_interval(secs => least(take_tokens.wanted, take_tokens.burst) * v_step), least(take_tokens.wanted, take_tokens.burst)
  )
  on conflict on constraint rate_buckets_pkey do update set
    -- Both read the row as it was. A thousandth: what was added in steps is not quite what it is at once.
    granted = least(
      take_tokens.wanted,
      greatest(0, floor((v_whole - least(v_whole, greatest(0, extract(epoch from b.full_at - v_now)))) / v_step + 0.001))::integer
    ),
    -- Emptier than empty: the clock was set back since.
    full_at = greatest(least(b.full_at, v_now + make_interval(secs => v_whole)), v_now) + make_interval(secs => v_step * least(
      take_tokens.wanted,
      greatest(0, floor((v_whole - least(v_whole, greatest(0, extract(epoch from b.full_at - v_now)))) / v_step + 0.001))::integer
    ))
  returning b.granted, extract(epoch from b.full_at - v_now) into strict v_granted, v_debt;
  return jsonb_build_object(
    'granted', v_granted,
    'wait_seconds', case when v_granted = 0 then greatest(1, ceil(v_debt - v_whole + v_step)) else 0 end
  );
end;
$$;
comment on function public.take_tokens(text, integer, double precision, integer) is
  'Takes up to `wanted` tokens from a bucket of `burst` that is refilled with `per_minute`, for all processes together: {granted, wait_seconds until there is one, if '
  'granted is 0}. Deletes some buckets that are full again. Locks one row, of this bucket.';
