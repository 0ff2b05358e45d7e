import { manage, waiting } from '../languages/en.ts';
import { loadLanguage } from './languages.ts';
import { english, type Messages } from './messages.ts';

/** Every text of the pages that visitors open from their mail, in one language of the catalogue. */
export interface PageMessages extends Messages {
  manage: typeof manage;
  waiting: typeof waiting;
}

const englishPages: PageMessages = { ...english, manage, waiting };

/** The other languages by their files, each loaded when somebody reads it. */
const others = import.meta.glob<Pick<PageMessages, 'manage' | 'waiting'>>([
  '../languages/??.ts',
  '!../languages/en.ts',
]);

/**
 * The texts in the language in which the booking flow is shown to the same visitor.
 * @param preferred The browser's languages, best first.
 */
export async function loadPageMessages(preferred: readonly string[]): Promise<PageMessages> {
  const texts = await loadLanguage(preferred);
  const load = others[`../languages/${texts.language}.ts`];
  if (load === undefined) return englishPages;
  // The same file as that of `texts`, which has arrived.
  const { manage: ofBooking, waiting: ofEntry } = await load();
  return { ...texts, manage: ofBooking, waiting: ofEntry };
}
