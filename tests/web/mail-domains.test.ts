import { describe, expect, it } from 'vitest';
import { betterAddress } from '../../web-embed/widget/mail-domains.ts';

describe('an email address', () => {
  it.each([
    ['ann@gmial.com', 'ann@gmail.com'],
    ['ann@gmail.con', 'ann@gmail.com'],
    ['ann@gmai.com', 'ann@gmail.com'],
    ['ann@hotmaill.com', 'ann@hotmail.com'],
    ['a@b@Yaho.com', 'a@b@yahoo.com'],
  ])('%s was probably meant to be %s', (typed, meant) => expect(betterAddress(typed)).toBe(meant));

  it.each(['ann@gmail.com', 'ann@example.com', 'ann@', '@gmial.com', 'gmial.com', 'ann@mail.com.au', ''])(
    '%j is left alone',
    (typed) => expect(betterAddress(typed)).toBeNull(),
  );
});
