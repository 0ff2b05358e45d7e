create function private.note_update()
returns trigger
language plpgsql
set search_path = ''
as $$
declare
  -- What triggers write says nothing about the owner's edits.
  v_derived constant text[] := '{updated_at,location_notice}';
begin
  new.updated_at := case
    when to_jsonb(new) - v_derived = to_jsonb(old) - v_derived then old.updated_at
    -- Never the same twice, however fast one follows the other.
    else greatest(clock_timestamp(), old.updated_at + interval '1 microsecond')
  end;
  return new;
end;
$$;
comment on function private.note_update() is
  'Keeps updated_at: another one after a change, the same where nothing or a derived column changed. Nobody else can set it.';

-- Their names make them fire after what completes a row.
create trigger hosts_updated_at before update on public.hosts for each row execute function private.note_update();
create trigger event_types_updated_at before update on public.event_types for each row execute function private.note_update();
