create function private.iso_instant(p_at timestamptz)
returns text
language sql
immutable
parallel safe
as $$
  select to_char(p_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
$$;
comment on function private.iso_instant(timestamptz) is
  'An instant as ISO 8601 in UTC, whole seconds. No search_path is set so that it can be inlined; it names built-ins only.';
