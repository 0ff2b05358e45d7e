import { describe, expect, it } from 'vitest';
import { loadLanguage } from '../../web-embed/shared/languages.ts';
import { english } from '../../web-embed/shared/messages.ts';

describe('the texts of the booking flow', () => {
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
