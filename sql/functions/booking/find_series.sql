create function public.find_series(booking_id uuid)
returns jsonb
language plpgsql
stable
security definer -- service_role may call this but may not read bookings otherwise
set search_path = ''
as $$
begin
  return to_jsonb((select b.series_id from public.bookings as b where b.id = find_series.booking_id));
end;
$$;
comment on function public.find_series(uuid) is
  'The id of the series that a booking belongs to, by which the service checks the token of a series; null: none, or no such booking.';
