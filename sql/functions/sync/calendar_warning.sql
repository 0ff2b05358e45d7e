create function private.calendar_warning(p_calendar_id uuid)
returns text
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select nullif(concat_ws(
      ' ',
      case when s.vanished_at >= s.missing_since then
        'This calendar is no longer in the account. It blocks no time and gets no bookings. If it comes back, you can choose it again.'
      end,
      case when c.access <> 'write' and exists (
        select from public.calendar_links as l where l.calendar_id = c.id and l.is_booking_target
      ) then private.read_only_text() end,
      s.warning
    ), '')
    from public.calendars as c
    left join private.calendar_sync as s on s.calendar_id = c.id
    where c.id = p_calendar_id
  );
end;
$$;
comment on function private.calendar_warning(uuid) is
  'What is wrong with a calendar even though it was read: bookings cannot be written to it, parts of it are unreadable, or it has vanished. Null: '
  'nothing.';
