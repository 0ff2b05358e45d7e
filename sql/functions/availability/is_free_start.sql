create function private.is_free_start(p_rules private.slot_rules, p_start timestamptz, p_ignore text default null)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
begin
  return exists (
    select from private.grid_starts(
      private.find_free_windows(p_rules, tstzrange(p_start, p_start, '[]'), now(), p_ignore => p_ignore), p_rules.step, 1
    ) as g
    where g.starts_at = p_start
  );
end;
$$;
comment on function private.is_free_start(private.slot_rules, timestamptz, text) is
  'Whether the core offers a slot at p_start; p_ignore as in private.find_free_windows.';
