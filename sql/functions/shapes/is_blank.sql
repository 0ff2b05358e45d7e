create function private.is_blank(p_text text)
returns boolean
language sql
immutable
parallel safe
as $$
  select p_text operator(pg_catalog.!~)
    '[^\s\u0001-\u0020\u007f-\u00a0\u00ad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]'
$$;
comment on function private.is_blank(text) is
  'Whether a text shows nothing: it is empty, or only spaces and invisible characters. Sets no search_path so that it can be inlined: it was parsed and '
  'planned with each booking.';
