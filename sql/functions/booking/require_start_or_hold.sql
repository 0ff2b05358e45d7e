create function private.require_start_or_hold(
  p_rules private.slot_rules, p_start timestamptz, p_hold_id uuid, p_is_held boolean
)
returns boolean
language plpgsql
set search_path = ''
as $$
begin
  return private.require_free_start(p_rules, p_start, now(), p_hold_id, p_is_held);
exception
  -- Visitors whose hold has expired learn that; with an active hold, or none, they learn the reason itself.
  when sqlstate 'PT409' then
    if p_hold_id is not null and not p_is_held then
      perform private.fail('hold_expired', 'The reservation is over and the time has been taken.', 'Choose another time.');
    end if;
    raise;
end;
$$;
comment on function private.require_start_or_hold(private.slot_rules, timestamptz, uuid, boolean) is
  'private.require_free_start for a slot that a hold may cover: whatever refuses an expired hold is raised as hold_expired.';
