create function private.series_result(p_series_id uuid)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'series_id', p_series_id, 'generation', min(b.generation),
      'bookings', jsonb_agg(private.booking_json(b.id) order by b.starts_at, b.id)
    )
    from public.bookings as b
    where b.series_id = p_series_id
  );
end;
$$;
comment on function private.series_result(uuid) is
  'What functions of a series return: its bookings by start, and the generation of its token.';
