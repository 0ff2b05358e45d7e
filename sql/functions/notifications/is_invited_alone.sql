create function private.is_invited_alone(p_booking_id uuid)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
begin
  return exists (
    select from public.notifications as n
    where n.booking_id = p_booking_id and (
      n.kind in ('booking_confirmed', 'booking_confirmed_unread')
      or (n.kind = 'booking_rescheduled' and private.was_published(p_booking_id, n.created_at))
    )
  );
end;
$$;
comment on function private.is_invited_alone(uuid) is
  'Whether a mail about this booking alone invited to it (METHOD:REQUEST), because it was confirmed alone, or moved after the file of its series had '
  'brought it.';
