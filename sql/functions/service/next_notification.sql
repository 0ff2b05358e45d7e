create function public.next_notification(notification_id uuid)
returns jsonb
language plpgsql
stable
security definer -- service_role may call this; it hands a mail's data to the service
set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'notification', jsonb_build_object('id', n.id, 'kind', n.kind, 'recipient', n.recipient),
      'booking', private.booking_json(b.id) || jsonb_build_object(
        'location', e.location, 'description', e.description, 'cancel_reason', b.cancel_reason, 'cancelled_by', b.cancelled_by
      ),
      'generation', b.generation,
      'host_email', u.email
    )
    from public.notifications as n
    join public.bookings as b on b.id = n.booking_id
    join public.event_types as e on e.id = b.event_type_id
    join public.hosts as h on h.id = b.host_id
    join auth.users as u on u.id = h.owner_id
    where n.id = next_notification.notification_id and n.state <> 'sent'
  );
end;
$$;
comment on function public.next_notification(uuid) is 'What a mail says, or null if it was sent already or is gone.';
