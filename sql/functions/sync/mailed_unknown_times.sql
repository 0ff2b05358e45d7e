create function private.mailed_unknown_times(p_notification public.notifications)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'name', c.name,
      'events', count(*) filter (where u.object_id is not null),
      'has_more', bool_or(u.object_id is null),
      'days', jsonb_agg(distinct coalesce(private.unknown_days(u), 'null')),
      'policies', (
        select jsonb_agg(distinct h.stale_policy)
        from public.calendar_links as l
        join public.hosts as h on h.id = l.host_id
        where l.calendar_id = c.id and l.blocks_availability
      )
    )
    from public.calendars as c
    join private.calendar_sync as s on s.calendar_id = c.id
    join private.unknown_times as u on u.calendar_id = c.id
    where c.connection_id = p_notification.connection_id and p_notification.kind = 'calendar_times_unknown'
      and s.unknown_mail_at = p_notification.created_at and u.notified_at = p_notification.created_at and u.acknowledged_at is null
      and exists (select from public.calendar_links as l where l.calendar_id = c.id and l.blocks_availability)
    group by c.id
    limit 1
  );
end;
$$;
comment on function private.mailed_unknown_times(public.notifications) is
  'What a mail about events of unknown time says: the calendar, how many, the days of each ({from, until}, null: any), and what its hosts do with '
  'unknown time. Null: it is about something else, or none of it is true any more.';
