import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { usualScopes } from '../../support/microsoft-account.ts';
import { collectPages, Mirror } from '../contract-suite.ts';
import { at, email, type MicrosoftScene, openMicrosoftScene } from './scene.ts';

let scene: MicrosoftScene;
beforeEach(async () => {
  scene = await openMicrosoftScene();
});
afterEach(async () => {
  await scene.stop();
  expect(scene.sandbox.violations).toEqual([]);
});

const list = () => scene.provider.listCalendars(scene.account);

describe('the calendars of an account', () => {
  test('are own or of others, to write or to read, and one is the default', async () => {
    const { world } = scene.sandbox;
    world.addCalendar(email, { name: 'Holidays', canEdit: false, owner: null });
    world.addCalendar(email, { name: 'Team', owner: { name: 'Ben', address: 'ben@contoso.example' } });
    world.addCalendar(email, { name: 'Second\r\n', owner: { name: 'Anna', address: email.toUpperCase() } });
    expect((await list()).map(({ providerCalendarId: _, ...calendar }) => calendar)).toEqual([
      { name: 'Calendar', timeZone: 'Europe/Berlin', access: 'write', isOwn: true, isPrimary: true },
      { name: 'Holidays', timeZone: 'Europe/Berlin', access: 'read', isOwn: false, isPrimary: false },
      { name: 'Team', timeZone: 'Europe/Berlin', access: 'write', isOwn: false, isPrimary: false },
      { name: 'Second', timeZone: 'Europe/Berlin', access: 'write', isOwn: true, isPrimary: false },
    ]);
  });

  test('are read on all pages', async () => {
    for (let index = 0; index < 150; index += 1) scene.sandbox.world.addCalendar(email, { name: `No ${index}` });
    expect(await list()).toHaveLength(151);
    expect(scene.asked().map(({ line, query }) => [line, query['$top']?.[0]])).toEqual([
      ['GET /calendars', '100'],
      ['GET /calendars', '100'],
      ['GET /mailboxSettings/timeZone', undefined],
    ]);
  });

  test.each(['Customized Time Zone', 'tzone://Microsoft/Custom'])('have no zone of their own in %s', async (name) => {
    const user = scene.sandbox.world.userByAddress(email);
    if (user) user.timeZone = name;
    expect(await list()).toMatchObject([{ timeZone: null }]);
  });

  test.each([
    [403, 'ErrorAccessDenied'],
    [404, 'ResourceNotFound'],
  ])('have no zone of their own if there is none to be had (%i)', async (status, code) => {
    scene.sandbox.faults.add({ path: /timeZone$/, effect: { kind: 'graphError', status, code } });
    expect(await list()).toMatchObject([{ timeZone: null }]);
  });

  test('are not known while their list has gaps', async () => {
    const body = JSON.stringify({ value: [{ name: 'Calendar' }] });
    scene.sandbox.faults.add({ path: /calendars$/, effect: { kind: 'answer', status: 200, body } });
    await expect(list()).rejects.toMatchObject({ code: 'not_a_calendar' });
  });
});

describe('connecting', () => {
  test('gives the account its lasting name and its address', async () => {
    const { credentials } = scene.account;
    expect(await scene.provider.connect(credentials)).toMatchObject({
      accountKey: credentials['subject'],
      accountEmail: email,
      credentials,
      calendars: [{ isPrimary: true, isOwn: true }],
    });
    expect(credentials['subject']).toMatch(/^[0-9a-f-]{36}\.[0-9a-f-]{36}$/);
  });

  test('a personal account finds its address where it has one', async () => {
    scene.sandbox.world.addUser('eve@outlook.com', { kind: 'personal' });
    const { credentials } = scene.connectUser('eve@outlook.com');
    expect(await scene.provider.connect(credentials)).toMatchObject({ accountEmail: 'eve@outlook.com' });
  });

  test.each([
    ['User.Read', { timeZone: 'Europe/Berlin' }],
    ['MailboxSettings.Read', { timeZone: null }],
  ])('works without %s: whose it is tells its default calendar, and the zone is the host’s', async (left, known) => {
    const scopes = usualScopes.filter((scope) => scope !== left);
    const { credentials } = scene.connectUser('ben@contoso.example', { scopes });
    expect(await scene.provider.connect(credentials)).toMatchObject({
      accountEmail: 'ben@contoso.example',
      calendars: [{ isPrimary: true, isOwn: true, access: 'write', ...known }],
    });
  });

  test('does not take a page of something before Graph for a permission that is missing', async () => {
    for (const path of [/\/me$/, /timeZone$/]) {
      scene.sandbox.faults.add({ path, times: 5, effect: { kind: 'html', status: 403 } });
      await expect(scene.provider.connect(scene.account.credentials)).rejects.toMatchObject({ retryable: true });
      scene.sandbox.faults.clear();
    }
  });

  test('an account without a mailbox says why nothing is connected', async () => {
    scene.sandbox.world.addUser('desk@contoso.example', { hasMailbox: false });
    const { credentials } = scene.connectUser('desk@contoso.example');
    await expect(scene.provider.connect(credentials)).rejects.toMatchObject({
      code: 'no_calendar',
      message: expect.stringContaining('no mailbox'),
    });
  });

  test('credentials without a subject belong to nobody', async () => {
    const { subject: _, ...credentials } = scene.account.credentials;
    await expect(scene.provider.connect(credentials)).rejects.toMatchObject({ code: 'invalid_credentials' });
  });
});

// microsoft.md 28
test('a whole day is the day of whoever owns the calendar, wherever they are', async () => {
  const user = scene.sandbox.world.userByAddress(email);
  if (user) user.timeZone = 'Pacific Standard Time';
  // Days on which clocks change are days like others.
  for (const day of ['2026-05-13', '2026-05-14']) {
    scene.person.add({ subject: day, ...at(day, new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10)) });
  }
  expect(await list()).toMatchObject([{ timeZone: 'America/Los_Angeles' }]);
  const mirror = new Mirror();
  mirror.apply(await collectPages(scene, null));
  expect(mirror.list()).toEqual(['2026-05-13 2026-05-13 2026-05-14', '2026-05-14 2026-05-14 2026-05-15']);
});
