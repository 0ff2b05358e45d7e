create function private.mailed_booking(p_booking_id uuid, p_is_for_host boolean)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select private.booking_json(b.id) || jsonb_build_object(
      'location', private.location_text(b, e.location, p_is_for_host), 'location_kind', b.location ->> 'kind',
      'join_url', b.location ->> 'join_url', 'description', e.description, 'cancel_reason', b.cancel_reason, 'cancelled_by', b.cancelled_by,
      'moved_by', b.moved_by, 'move_reason', b.move_reason,
      'proposal', case when b.proposed_starts_at is not null then jsonb_build_object(
        'start', private.iso_instant(b.proposed_starts_at), 'end', private.iso_instant(b.proposed_ends_at)
      ) end
    )
    from public.bookings as b
    join public.event_types as e on e.id = b.event_type_id
    where b.id = p_booking_id
  );
end;
$$;
comment on function private.mailed_booking(uuid, boolean) is
  'A booking with everything that its mails say; the words of the visitor about the place only in those to the host.';
