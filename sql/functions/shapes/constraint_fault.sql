create function private.constraint_fault(p_constraint text)
returns text
language plpgsql
immutable
set search_path = ''
as $$
begin
  return case p_constraint
    when 'availability_rules_event_type_fkey' then 'event_type_id must be an event type of this host.'
    when 'availability_overrides_event_type_fkey' then 'event_type_id must be an event type of this host.'
    when 'blocked_periods_event_type_fkey' then 'event_type_id must be an event type of this host.'
    when 'availability_rules_day_known' then 'day_of_week must be 0 (Sunday) to 6 (Saturday).'
    when 'availability_rules_end_after_start' then 'end_time must be after start_time; the end of the day is 24:00.'
    when 'availability_overrides_end_after_start' then 'end_time must be after start_time; the end of the day is 24:00.'
    when 'availability_rules_dates_in_calendar' then 'valid_from and valid_until must lie between 1900 and 9999.'
    when 'availability_rules_dates_ordered' then 'valid_until must not be before valid_from.'
    when 'availability_overrides_effect_known' then 'effect must be open, extra or closed.'
    when 'availability_overrides_date_in_calendar' then 'override_date must lie between 1900 and 9999.'
    when 'availability_overrides_times_given' then 'start_time and end_time belong together; open and extra need both.'
    when 'blocked_periods_kind_known' then 'kind must be vacation or block.'
    when 'blocked_periods_dates_or_instants' then 'Give start_date and end_date, or starts_at and ends_at.'
    when 'blocked_periods_ordered' then 'The end must not be before the start.'
    when 'blocked_periods_in_calendar' then 'The dates must lie between 1900 and 9999.'
  end;
end;
$$;
comment on function private.constraint_fault(text) is
  'What a constraint of the tables of a schedule wants, in a sentence; null: another constraint. Postgres itself would tell its name only.';
