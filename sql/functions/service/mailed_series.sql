create function private.mailed_series(p_kind text, p_series_id uuid, p_booking_ids uuid[], p_is_for_host boolean)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  if p_kind not like 'series\_%' then
    return null;
  end if;
  return (
    select jsonb_agg(private.mailed_booking(b.id, p_is_for_host) order by b.starts_at, b.id)
    from public.bookings as b
    where b.series_id = p_series_id and (p_booking_ids is null or b.id = any (p_booking_ids))
  );
end;
$$;
comment on function private.mailed_series(text, uuid, uuid[], boolean) is
  'The bookings of a series, by start, that a mail is about (p_booking_ids; null: all), which says those of them to which it applies; null for other '
  'kinds of mails.';
