create function public.host_to_lock(event_type_id uuid default null, booking_id uuid default null, entry_id uuid default null)
returns jsonb
language plpgsql
stable
security definer -- service_role may call this but may not read hosts otherwise
set search_path = ''
as $$
begin
  return to_jsonb(coalesce(
    (select b.host_id from public.bookings as b where b.id = host_to_lock.booking_id),
    (select w.host_id from public.waitlist_entries as w where w.id = host_to_lock.entry_id),
    (select e.host_id from public.event_types as e where e.id = host_to_lock.event_type_id)
  ));
end;
$$;
comment on function public.host_to_lock(uuid, uuid, uuid) is
  'The id of the host whose row a call about this booking, event type or place on a waiting list will lock; null: there is none. It lets the service limit how many calls '
  'wait for one host, whichever bookings they are about.';
