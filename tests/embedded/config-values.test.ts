import { describe, expect, it } from 'vitest';
import { readSettings } from '../../sync-service/src/config.ts';
import { faultsOf } from './config-scene.ts';

describe('A value with which the service could not work is refused by name', () => {
  it.each([
    ['RETENTION', 'mails=7,mails=8'],
    ['RETENTION', 'mails=7,'],
    ['HOST', 'bogus.invalid'],
    ['HOST', 'http://127.0.0.1'],
    ['HOST', '127.0.0.1:8787'],
    ['HOST', '[::1]'],
    ['HOST', '127.0.0'],
    ['HOST', '256.0.0.1'],
    ['HOST', 'two words'],
    ['MAIL_FROM', 'foo'],
    ['MAIL_FROM', 'foo@'],
    ['MAIL_FROM', 'Ann <ann>'],
    ['MAIL_FROM', 'Ann <ann@example.com'],
    ['MAIL_FROM', 'ann@example.com, ben@example.com'],
    ['MAIL_FROM', 'Example, Inc. <ann@example.com>'],
    ['MAIL_FROM', 'Ann <ann@example.com>\nBcc: <ben@example.com>'],
    ['SMTP_URL', 'smtp://u:p%zz@h'],
    ['SMTP_URL', 'smtp://u%:p@h'],
    ['SMTP_URL', 'smtp://'],
    ['SMTP_URL', 'smtp://mail.example.com:0'],
  ])('%s=%s', (name, value) => {
    expect(faultsOf({ [name]: value })).toEqual([expect.stringContaining(name)]);
  });
});

describe('Values that look odd and are right', () => {
  it.each([
    'openslot@localhost',
    'Ann <ann@example.com>',
    '<ann@example.com>',
    '"Example, Inc." <ann@example.com>',
    'Zoë Ångström <zoë@bücher.example>',
  ])('MAIL_FROM may be %s', (text) => expect(readSettings({ MAIL_FROM: text }).mailFrom).toBe(text));

  it.each(['smtp://mail.example.com', 'smtp://ann%40example.com:p%25w@mail.example.com:587?requireTLS=true'])(
    'SMTP_URL may be %s',
    (text) => expect(readSettings({ SMTP_URL: text }).smtpUrl).toBe(text),
  );

  it.each(['0.0.0.0', '::', '::1', 'localhost', 'book-1.example.com', 'fly-local-6pn', 'app_1'])(
    'HOST may be %s',
    (text) => expect(readSettings({ HOST: text }).host).toBe(text),
  );

  it('each entry of RETENTION that is wrong is named', () => {
    const faults = faultsOf({ RETENTION: 'mails=7,visitors=1,logs=0,mails=8' });
    expect(faults).toEqual([
      expect.stringContaining('and not "visitors=1"'),
      expect.stringContaining('and not "logs=0"'),
      'RETENTION names mails twice',
    ]);
  });
});
