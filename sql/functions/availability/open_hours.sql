create function private.open_hours(
  p_rules private.slot_rules, p_range tstzrange, p_with_closed boolean default true
)
returns tstzmultirange
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select private.wall_to_instants(
      private.open_wall_time(
        p_rules,
        (lower(p_range) at time zone p_rules.zone)::date - 1,
        ((upper(p_range) + p_rules.duration) at time zone p_rules.zone)::date + 2,
        p_with_closed
      ),
      p_rules.zone
    )
  );
end;
$$;
comment on function private.open_hours(private.slot_rules, tstzrange, boolean) is
  'Open hours as instants (rules 1, 2 and 4), touching windows merged, for whole local dates around p_range: enough for every slot that starts in '
  'it and for the beginning of its grid.';
