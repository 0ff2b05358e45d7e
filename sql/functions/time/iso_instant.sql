create function private.iso_instant(p_at timestamptz)
returns text
language sql
stable -- as to_char is: an immutable one would not be inlined, but parsed and planned with each statement
parallel safe
as $$
  select to_char(p_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
$$;
comment on function private.iso_instant(timestamptz) is
  'An instant as ISO 8601 in UTC, whole seconds. Sets no search_path so that it can be inlined; it uses only built-ins.';
