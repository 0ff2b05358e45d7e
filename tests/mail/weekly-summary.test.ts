import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { createTokens } from '../../sync-service/src/credentials/tokens.ts';
import { createHost } from '../support/fixtures.ts';
import { useStack } from '../support/stack.ts';
import { headerOf, startRealSmtp } from './real-smtp.ts';

const smtp = await startRealSmtp();
const stack = useStack({ config: { smtpUrl: smtp.url, mailFrom: 'Openslot <no-reply@example.com>' } });
let host: { id: string };
let other: { id: string };

afterAll(() => smtp.stop());
beforeEach(async () => {
  const owner = await stack.signUp(`owner-${crypto.randomUUID()}@example.com`);
  const columns = { owner_id: owner.id, weekly_digest: true, locale: 'de', display_name: 'Ann <b>Example</b>' };
  [host, other] = [await createHost(stack.sql, columns), await createHost(stack.sql, columns)];
});

const wanted = async () =>
  (
    await stack.sql.query('select weekly_digest from public.hosts where id = any ($1) order by id = $2 desc', [
      [host.id, other.id],
      host.id,
    ])
  ).rows.map(({ weekly_digest: isWanted }) => isWanted);

/** The address in the header of the weekly mail, as a mail program reads it. */
async function stopUrl(): Promise<string> {
  smtp.delivered.length = 0;
  await stack.sql.query(
    `select private.add_notification('weekly_digest', u.email, p_host_id => h.id)
     from public.hosts as h join auth.users as u on u.id = h.owner_id where h.id = $1`,
    [host.id],
  );
  await expect.poll(() => smtp.delivered.length, { timeout: 10_000 }).toBe(1);
  const [{ raw, mail } = { raw: '', mail: null }] = smtp.delivered;
  const [, url = ''] = /^<(.*)>$/.exec(headerOf(raw, 'List-Unsubscribe') ?? '') ?? [];
  expect(url.startsWith(`${stack.url}/weekly-summary/${host.id}/stop?token=`)).toBe(true);
  expect(mail?.text).toContain(`Wochenübersicht abbestellen: ${url}`);
  expect(mail?.html).toContain(url);
  return url;
}

/** As a mail program does with one click (RFC 8058). */
const click = (url: string) =>
  fetch(url, { method: 'POST', body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }) });

describe('the link in a weekly summary', () => {
  it('asks before it ends it, because programs follow links', async () => {
    const response = await fetch(await stopUrl());
    const page = await response.text();
    expect([response.status, await wanted()]).toEqual([200, [true, true]]);
    expect(page).toContain('<h1>Wochenübersicht abbestellen?</h1>');
    expect(page).toContain('<form method="post"><button>');
    expect(response.headers.get('content-security-policy')).toContain("form-action 'self'");
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  it('changes nothing for a program that looks at it first (HEAD)', async () => {
    const url = await stopUrl();
    const response = await fetch(url, { method: 'HEAD' });
    expect([response.status, await response.text(), await wanted()]).toEqual([200, '', [true, true]]);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await (await fetch(url)).text()).toContain('<h1>Wochenübersicht abbestellen?</h1>');
  });

  it('ends it with one click, for this host alone, and says so as often as it is clicked', async () => {
    const url = await stopUrl();
    for (const _ of [1, 2]) {
      const response = await click(url);
      const page = await response.text();
      expect([response.status, await wanted()]).toEqual([200, [false, true]]);
      expect(page).toContain('Sie erhalten die Wochenübersicht nicht mehr');
      expect(page).toContain('Ann &lt;b&gt;Example&lt;/b&gt;');
    }
    const planned = await stack.sql.query('select host_id from private.planned_digests where host_id = any ($1)', [
      [host.id, other.id],
    ]);
    expect(planned.rows).toEqual([{ host_id: other.id }]);
  });

  it.each([
    ['another host', () => createTokens(stack.config.tokenKeys).issue('digest', other.id, 0)],
    ['a booking', () => createTokens(stack.config.tokenKeys).issue('manage', host.id, 0)],
    ['nobody', () => 'osd.x.0.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'],
    ['nothing', () => ''],
  ])('with a token for %s ends nothing', async (_, tokenOf) => {
    const url = `${stack.url}/weekly-summary/${host.id}/stop?token=${encodeURIComponent(tokenOf())}`;
    for (const response of [await click(url), await fetch(url, { headers: { 'accept-language': 'fr-CA,fr;q=0.9' } })]) {
      expect(response.status).toBe(404);
      expect(response.headers.get('content-type')).toMatch(/^text\/html/);
    }
    expect(await wanted()).toEqual([true, true]);
  });

  it('of a host that is gone is a page that says what to do', async () => {
    const id = crypto.randomUUID();
    const token = createTokens(stack.config.tokenKeys).issue('digest', id, 0);
    const response = await fetch(`${stack.url}/weekly-summary/${id}/stop?token=${token}`);
    expect(response.status).toBe(404);
    expect(await response.text()).toContain('Switch the weekly summary off in the settings of the host.');
  });
});
