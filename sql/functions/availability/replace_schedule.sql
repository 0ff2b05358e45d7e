create function private.replace_schedule(
  p_host_id uuid, p_changes jsonb, p_event_type_id uuid default null
)
returns void
language plpgsql
set search_path = ''
set datestyle = 'ISO'
as $$
declare
  v_list text;
  v_constraint text;
  v_column text;
begin
  perform private.require_changes(p_host_id, p_changes, p_event_type_id is not null);
  foreach v_list in array array['rules', 'overrides', 'blocked_periods', 'event_type'] loop
    continue when not p_changes ? v_list;
    case v_list
      when 'rules' then perform private.replace_rules(p_host_id, p_changes -> v_list);
      when 'overrides' then perform private.replace_overrides(p_host_id, p_changes -> v_list);
      when 'blocked_periods' then perform private.replace_blocked_periods(p_host_id, p_changes -> v_list);
      when 'event_type' then perform private.change_slot_rules(p_event_type_id, p_changes -> v_list);
    end case;
  end loop;
exception
  when data_exception or integrity_constraint_violation then
    get stacked diagnostics v_constraint = constraint_name, v_column = column_name;
    perform private.fail(
      'invalid_request',
      format('%s: %s', v_list, coalesce(private.constraint_fault(v_constraint), nullif(v_column, '') || ' is missing.', sqlerrm)),
      'Correct it and send the whole list again.'
    );
end;
$$;
comment on function private.replace_schedule(uuid, jsonb, uuid) is
  'Writes the lists that p_changes has (rules, overrides, blocked_periods: all rows of the host, each list replacing what is stored; absent: as it '
  'is), and the event_type among them to p_event_type_id. Without rights: its callers ask who is signed in, and hold private.lock_schedule. Raises '
  'invalid_request.';
