create function private.was_published(p_booking_id uuid, p_before timestamptz default 'infinity')
returns boolean
language plpgsql
stable
set search_path = ''
as $$
begin
  return exists (
    select from public.bookings as b
    join public.bookings as o on o.series_id = b.series_id
    join public.notifications as n on n.booking_id = o.id and n.kind in ('series_confirmed', 'series_confirmed_unread')
    where b.id = p_booking_id and n.created_at < p_before and (n.series_booking_ids is null or b.id = any (n.series_booking_ids))
  );
end;
$$;
comment on function private.was_published(uuid, timestamptz) is
  'Whether a mail about its series, written before this time, brought the event of a booking in its file.';
