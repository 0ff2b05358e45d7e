create function private.mailed_booking(p_booking_id uuid, p_is_for_host boolean)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select j.booking || jsonb_build_object(
      'host', (j.booking -> 'host') || jsonb_build_object('accent_color', h.accent_color, 'reply_to', h.reply_to, 'locale', h.locale),
      'location', private.location_text(b, e.location, p_is_for_host), 'location_kind', b.location ->> 'kind',
      'join_url', b.location ->> 'join_url', 'description', e.description, 'message', e.message, 'cancel_reason', b.cancel_reason,
      'cancelled_by', b.cancelled_by, 'expires_at', private.iso_instant(b.expires_at), 'moved_by', b.moved_by, 'move_reason', b.move_reason,
      'previous', case when b.previous_starts_at is not null then jsonb_build_object(
        'start', private.iso_instant(b.previous_starts_at), 'end', private.iso_instant(b.previous_ends_at)
      ) end,
      'can_cancel', v.cancel_refusal is null, 'can_reschedule', v.reschedule_refusal is null,
      'proposal', case when b.proposed_starts_at is not null then jsonb_build_object(
        'start', private.iso_instant(b.proposed_starts_at), 'end', private.iso_instant(b.proposed_ends_at)
      ) end,
      -- An event that is written and has no link gets none.
      'awaits_join_url', b.status = 'confirmed' and b.location ->> 'kind' = 'video' and not b.location ? 'join_url'
        and private.makes_video(b.calendar_id) and (private.session_event(b.id)).state is distinct from 'pushed',
      'answers', case when p_is_for_host then (
        select private.labelled_answers(e.questions, a.answers) from public.booking_attendees as a where a.booking_id = b.id
      ) end,
      'was_invited', b.confirmed_at is not null or exists (
        -- Of older versions, which forgot the instant when a move had to be confirmed again.
        select from public.notifications as n
        where n.booking_id = b.id and n.kind in ('booking_confirmed', 'booking_confirmed_unread')
      ),
      'is_invited_alone', private.is_invited_alone(b.id),
      'unread_calendars', coalesce((
        select jsonb_agg(coalesce(c.name, '') order by u.i)
        from jsonb_array_elements(b.unread_calendars) with ordinality as u (item, i)
        left join public.calendars as c on c.id = (u.item ->> 'calendar_id')::uuid
      ), '[]')
    )
    from public.bookings as b
    cross join lateral (select private.booking_json(b.id) as booking offset 0) as j
    cross join lateral private.change_limits(b, false) as v
    join public.hosts as h on h.id = b.host_id
    join public.event_types as e on e.id = b.event_type_id
    where b.id = p_booking_id
  );
end;
$$;
comment on function private.mailed_booking(uuid, boolean) is
  'A booking with everything that its mails say; the words of the visitor (about the place, their answers) only in those to the host. can_cancel, '
  'can_reschedule: for the visitor. was_invited: an invitation to it '
  'was written, which a later mail has to change or take back; is_invited_alone: by a mail about it alone, so that the file of its '
  'series leaves it out.';
