create function private.booking_result(p_booking_id uuid)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select jsonb_build_object('booking', private.booking_json(b.id), 'generation', b.generation)
    from public.bookings as b
    where b.id = p_booking_id
  );
end;
$$;
comment on function private.booking_result(uuid) is 'What every booking function returns: the booking and the generation of its tokens.';
