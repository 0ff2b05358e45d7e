create function private.series_place(p_booking_id uuid)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'id', b.series_id, 'position', count(*) filter (where (o.starts_at, o.id) <= (b.starts_at, b.id)), 'count', count(*)
    )
    from public.bookings as b
    join public.bookings as o on o.series_id = b.series_id
    where b.id = p_booking_id
    group by b.id
  );
end;
$$;
comment on function private.series_place(uuid) is
  'Which booking of its series one is: {id (of the series), position (by start, from 1), count}, cancelled ones included; null: it belongs to none.';
