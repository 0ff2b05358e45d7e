create function private.explain_unknown(p_rules private.slot_rules, p_now timestamptz)
returns table (span tstzrange, details jsonb)
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  select
    s.span,
    jsonb_build_object('calendar_id', c.id, 'calendar_name', c.name) || case
      when u.id is null then jsonb_build_object('covered_until', private.iso_instant(nullif(s.covered_until, '-infinity')))
      else jsonb_build_object('unknown_time_id', u.id, 'message', u.message, 'days', private.unknown_days(u))
    end
  from private.unknown_spans(p_rules, p_now) as s
  join public.calendars as c on c.id = s.calendar_id
  left join private.unknown_times as u on u.id = s.unknown_time_id;
end;
$$;
comment on function private.explain_unknown(private.slot_rules, timestamptz) is
  'The rows behind private.unknown_spans, for explanations to the owner: how far a calendar is known, or the event whose time is unknown. No '
  'titles.';
