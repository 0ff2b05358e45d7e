import { common, manage, series, widget } from '../languages/en.ts';

// The widget knows languages by this file only.
export { directionOf } from '../languages/writing.ts';

type Texts = Omit<typeof common, 'name'> & typeof widget;

/** Every text of the booking flow, in one language of the catalogue. */
export interface Messages extends Texts {
  /** About a booking that its visitor manages. */
  manage: typeof manage;
  /** About booking several dates at once. */
  series: typeof series;
  /** BCP 47. */
  language: string;
}

/** Gets the texts of a language. */
export type LoadTexts = () => Promise<
  Pick<Messages, 'manage' | 'series'> & { common: typeof common; widget: typeof widget }
>;

/** All texts in English. The element's script has those of its first step only (`widget/element/environment.ts`). */
export const english: Messages = { ...common, ...widget, manage, series, language: 'en' };

/**
 * The texts in the first of these languages that there is; English where there is none of them.
 * @param preferred The languages, best first.
 * @param find How to get one; undefined: there is no such language.
 * @param otherwise The English texts.
 */
export async function loadMessages(
  preferred: readonly string[],
  find: (language: string) => LoadTexts | undefined,
  otherwise: Messages,
): Promise<Messages> {
  for (const tag of preferred) {
    const language = tag.toLowerCase().split(/[-_@]/)[0] ?? '';
    if (language === 'en') return otherwise;
    const load = find(language);
    if (load === undefined) continue;
    try {
      const { common: shared, widget: own, ...others } = await load();
      return { ...shared, ...own, manage: others.manage, series: others.series, language };
    } catch {
      // The file did not arrive: the page is better in English than not at all.
      return otherwise;
    }
  }
  return otherwise;
}
