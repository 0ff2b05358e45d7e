import { describe, expect, it } from 'vitest';
import { loadLanguage } from '../../web-embed/shared/languages.ts';
import { english } from '../../web-embed/shared/messages.ts';
import * as bookingPart from '../../web-embed/widget/booking-part.ts';
import { environment } from '../../web-embed/widget/element/environment.ts';
import * as formStep from '../../web-embed/widget/form-step.ts';
import * as managePart from '../../web-embed/widget/manage/manage-part.tsx';
import * as more from '../../web-embed/widget/more.ts';
import * as outcome from '../../web-embed/widget/outcome.ts';
import * as seriesForm from '../../web-embed/widget/series-form.tsx';

describe('the texts of the booking flow', () => {
  it('are the same in whatever order the parts of the element bring them', () => {
    const parts = [bookingPart, formStep, outcome, more, managePart, seriesForm].map(({ texts }) => texts);
    for (const order of [parts, parts.toReversed()]) {
      expect(Object.assign({}, environment.english, ...order)).toEqual(expect.objectContaining(english));
    }
  });

  it.each([
    [['de-CH', 'en'], 'de', 'Diese Zeit buchen'],
    [['es-419'], 'es', 'Reservar esta hora'],
    [['FR'], 'fr', 'Réserver cet horaire'],
    // The first that there is.
    [['pt-BR', 'fr-CA', 'de'], 'fr', 'Réserver cet horaire'],
    [['en-GB', 'de'], 'en', 'Book this time'],
    // None that there is.
    [['pt-BR', '*', '', '../en'], 'en', 'Book this time'],
    [[], 'en', 'Book this time'],
  ])('are for %j in %s', async (preferred, language, text) => {
    expect(await loadLanguage(preferred)).toMatchObject({ language, submitBooking: text });
  });

  it('share their labels with mails', async () => {
    expect(english).toMatchObject({ when: 'When', placeVideo: 'Video call' });
    expect(await loadLanguage(['de'])).toMatchObject({ when: 'Wann', placeVideo: 'Videoanruf', name: 'Name' });
  });
});
