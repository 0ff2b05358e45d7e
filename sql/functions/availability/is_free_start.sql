create function private.is_free_start(p_rules private.slot_rules, p_free private.free_windows, p_start timestamptz)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
begin
  return exists (select from private.grid_starts(p_free, p_rules.step, 1) as g where g.starts_at = p_start);
end;
$$;
comment on function private.is_free_start(private.slot_rules, private.free_windows, timestamptz) is
  'Whether p_start is on the grid of free windows that were computed for this one instant.';
