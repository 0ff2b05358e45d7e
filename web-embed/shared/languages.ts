import { directionOf } from '../languages/writing.ts';
import { english, type LoadTexts, loadMessages, type Messages } from './messages.ts';

/** The other languages by their files, each loaded when somebody reads it. */
const others = import.meta.glob<Awaited<ReturnType<LoadTexts>>>(['../languages/??.ts', '!../languages/en.ts']);

/**
 * The texts in the first of these languages that there is; English where there is none of them.
 * @param preferred The browser's languages, best first.
 */
export function loadLanguage(preferred: readonly string[]): Promise<Messages> {
  return loadMessages(preferred, (language) => others[`../languages/${language}.ts`], english);
}

/** Says in which language the page is, and in which direction it is read. */
export function setPageLanguage(language: string): void {
  document.documentElement.lang = language;
  document.documentElement.dir = directionOf(language);
}
