import { expect, test } from 'vitest';
import { useConsent } from './oauth-scene.ts';

const owner = await useConsent({ publicUrl: 'https://book.example.com' });

test('A service that is reached by https sends its cookie by https only', async () => {
  const [cookie = ''] = (await owner.begin()).headers.getSetCookie();
  expect(cookie).toMatch(/^openslot_consent_/);
  expect(cookie).toContain('Secure');
});
