/** Characters that a terminal or an editor obeys instead of showing: controls, line breaks of Unicode, directions of writing. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: those are meant
const OBEYED = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** Makes invisible characters visible: those that would be obeyed are written as `\u001b`. */
export function visibleText(text: string): string {
  return text.replace(OBEYED, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
