-- Generated from open_hours.sql by npm run db:build and db:diff. Do not edit.
create function private.open_hours_then(
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
      private.open_wall_time_then(
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
comment on function private.open_hours_then(private.slot_rules, tstzrange, boolean) is
  'As private.open_hours, from what was known at private.asked_at().';
