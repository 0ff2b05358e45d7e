create function private.nearest_starts(p_rules private.slot_rules, p_start timestamptz, p_others timestamptz[])
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  v_max constant integer := 3;
  v_apart constant interval := p_rules.duration + greatest(p_rules.buffer_before, p_rules.buffer_after);
  v_free constant private.free_windows := private.find_free_windows(
    p_rules, tstzrange(p_start - interval '7 days', p_start + interval '7 days'), now()
  );
begin
  return coalesce((
    select jsonb_agg(private.iso_instant(n.starts_at) order by n.starts_at)
    from (
      select g.starts_at
      from private.grid_starts(v_free, p_rules.step, 10000) as g
      where not exists (
        select from unnest(p_others) as o (at) where g.starts_at > o.at - v_apart and g.starts_at < o.at + v_apart
      )
      order by greatest(g.starts_at - p_start, p_start - g.starts_at), g.starts_at
      limit v_max
    ) as n
  ), '[]');
end;
$$;
comment on function private.nearest_starts(private.slot_rules, timestamptz, timestamptz[]) is
  'The three free starts that are nearest to p_start, within a week before and after it, and not in the way of p_others: instants, ascending.';
