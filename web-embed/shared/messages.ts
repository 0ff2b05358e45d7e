import { common, widget } from '../languages/en.ts';

type Texts = Omit<typeof common, 'name'> & typeof widget;

/** Every text of the booking flow, in one language of the catalogue. */
export interface Messages extends Texts {
  /** BCP 47. */
  language: string;
}

export const english: Messages = { ...common, ...widget, language: 'en' };

/** The other languages by their files, each loaded when somebody reads it. */
const others = import.meta.glob<{ common: typeof common; widget: typeof widget }>([
  '../languages/??.ts',
  '!../languages/en.ts',
]);

/**
 * The texts in the first of these languages that there is; English where there is none of them.
 * @param preferred The browser's languages, best first.
 */
export async function loadMessages(preferred: readonly string[]): Promise<Messages> {
  const known = (tag: string) => tag.toLowerCase().split('-')[0] ?? '';
  for (const language of preferred.map(known)) {
    if (language === 'en') return english;
    const load = others[`../languages/${language}.ts`];
    if (load === undefined) continue;
    try {
      const texts = await load();
      return { ...texts.common, ...texts.widget, language };
    } catch {
      // The file did not arrive: the page is better in English than not at all.
      return english;
    }
  }
  return english;
}
