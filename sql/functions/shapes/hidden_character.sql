create function private.hidden_character(p_text text, p_lines boolean default false)
returns text
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
declare
  -- Controls, bidirectional embeddings, overrides and isolates, fillers, tags, and whatever else is drawn as nothing.
  v_never constant text := '\u0001-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u034f\u115f\u1160\u17b4\u17b5\u180e\u2028-\u202e'
    || '\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff'
    || '\U000e01f0-\U000e0fff';
  -- Allowed in running text, but not in a single line: line breaks, soft hyphens, zero-width spaces, direction marks.
  v_in_lines constant text := '\t\n\r\u00ad\u061c\u200b\u200e\u200f';
  v_joiners constant text := '\u200c\u200d';
  -- Scripts and pictures that are written with joiners, not Latin, Greek, Cyrillic or punctuation.
  v_joined constant text := '\u0590-\u1dff\u2070-\ufdff\ufe0f\ufe70-\ufefe\uff00-\uff9f\U00010000-\U0010ffff';
  -- Signs that remove the vowel of a letter: a joiner may follow them at the end of a word, too.
  v_viramas constant text := '\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d4d\u0dca';
  v_selectors constant text := '\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef';
  v_found text := substring(p_text from '[' || v_never || case when p_lines then '' else v_in_lines end || ']');
  v_rest text;
begin
  if v_found is null and not p_lines and p_text ~ ('[' || v_joiners || v_selectors || ']') then
    -- A selector belongs to the sign before it; a joiner is between two signs, one of which uses joiners.
    v_rest := regexp_replace(p_text, '([^A-Za-z\s' || v_joiners || v_selectors || '])[' || v_selectors || ']', '\1', 'g');
    v_rest := regexp_replace(v_rest, '([' || v_viramas || '])[' || v_joiners || ']', '\1', 'g');
    v_rest := regexp_replace(v_rest, '([' || v_joined || '])[' || v_joiners || '](?=[^\s' || v_joiners || '])', '\1', 'g');
    v_rest := regexp_replace(v_rest, '([^\s' || v_joiners || '])[' || v_joiners || '](?=[' || v_joined || '])', '\1', 'g');
    v_found := substring(v_rest from '[' || v_joiners || v_selectors || ']');
  end if;
  return 'U+' || case when ascii(v_found) < 4096 then lpad(upper(to_hex(ascii(v_found))), 4, '0') else upper(to_hex(ascii(v_found))) end;
end;
$$;
comment on function private.hidden_character(text, boolean) is
  'The first invisible character that could make a text read as another one, as U+202E; null: none. p_lines: running text, which may have line '
  'breaks, direction marks, zero-width spaces and joiners anywhere. A single line may have joiners (Persian, Indic scripts, emoji) and variation '
  'selectors only where they join or select something.';
