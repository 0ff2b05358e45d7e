import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { contrast } from '../../sync-service/src/mail/colours.ts';
import { createShell, escapeJson } from '../../sync-service/src/routes/page-shell.ts';
import { themeOf, themeStyle } from '../../sync-service/src/routes/page-theme.ts';
import { createEventType, createHost } from '../support/fixtures.ts';
import { useStack } from '../support/stack.ts';
import { send, setScene } from './scene.ts';

const stack = useStack();
const nasty = `"'><img src=x onerror=alert(1)></script><script>alert(1)</script>&amp;`;
// biome-ignore lint/suspicious/noExplicitAny: rows as they come from the database
let host: any;

beforeAll(async () => {
  host = await createHost(stack.sql, { slug: `h-${randomUUID()}`, display_name: 'Ann Example' });
  await createEventType(stack.sql, host.id, {
    slug: 'intro',
    title: 'First talk',
    description: 'We get to know each other.',
    durations_minutes: [30, 90, 150],
  });
});

const browser = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
const open = (path: string, headers: Record<string, string> = {}) =>
  send(stack.url, 'GET', path, { headers: { ...browser, ...headers } });
const set = (columns: Record<string, unknown>) => {
  const names = Object.keys(columns);
  return stack.sql.query(
    `update public.hosts set ${names.map((name, at) => `${name} = $${at + 2}`).join(', ')} where id = $1`,
    [host.id, ...Object.values(columns)],
  );
};
/** What an attribute or a text says once a browser has read it. */
const read = (text: string | undefined) =>
  text
    ?.replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
const meta = (page: string, name: string) =>
  read(new RegExp(`<meta (?:name|property)="${name}" content="([^"]*)">`).exec(page)?.[1]);
const dataOf = (page: string) =>
  JSON.parse(/<script type="application\/json" id="page-data">(.*?)<\/script>/s.exec(page)?.[1] ?? 'null');

describe('GET /book/:host/:event', () => {
  test('says before any script runs what can be booked, with whom and how long it takes', async () => {
    const { status, text, headers } = await open(`/book/${host.slug}/intro`);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/html; charset=UTF-8');
    const body = text.slice(text.indexOf('<body>')).replace(/<script.*?<\/script>/gs, '');
    for (const words of ['Ann Example', 'First talk', 'We get to know each other.', '30 min, 90 min or 2 h 30 min'])
      expect(body).toContain(words);
    expect(text).toMatch(/<title>First talk – Ann Example<\/title>/);
  });

  test('has what search engines and chats show, and one lasting address', async () => {
    const { text, headers } = await open(`/book/${host.slug}/intro?utm=1`);
    const url = `${stack.url}/book/${host.slug}/intro`;
    expect(text).toContain(`<link rel="canonical" href="${url}">`);
    expect(meta(text, 'description')).toBe('We get to know each other.');
    expect(meta(text, 'og:title')).toBe('First talk – Ann Example');
    expect(meta(text, 'og:url')).toBe(url);
    expect(meta(text, 'robots')).toBeUndefined();
    expect(headers.get('x-robots-tag')).toBeNull();
    expect(text).toContain(`type="application/json+oembed" href="${stack.url}/oembed?url=${encodeURIComponent(url)}"`);
  });

  test('has the data that the widget would ask for, as /embed/config.json gives them', async () => {
    const data = dataOf((await open(`/book/${host.slug}/intro`)).text);
    expect(data).toEqual((await send(stack.url, 'GET', `/embed/config.json?host=${host.slug}&event=intro`)).body);
    const { data: page } = await stack.client().rpc('get_booking_page', { host_slug: host.slug, event_slug: 'intro' });
    expect(data.page).toEqual(page);
  });

  test('is in the language of its reader, else of its host', async () => {
    const german = await open(`/book/${host.slug}/intro`, { 'accept-language': 'tlh, de-CH;q=0.9, en;q=0.5' });
    expect(german.text).toContain('<html lang="de" dir="ltr">');
    expect(german.text).toContain('30 Min., 90 Min. oder 2 Std. 30 Min.');
    expect(german.headers.get('vary')).toMatch(/accept-language/i);
    await set({ locale: 'fr-FR' });
    expect((await open(`/book/${host.slug}/intro`)).text).toContain('<html lang="fr" dir="ltr">');
    await set({ locale: null });
    const arabic = await open(`/book/${host.slug}/intro`, { 'accept-language': 'ar-EG' });
    expect(arabic.text).toContain('<html lang="ar" dir="rtl">');
    expect(arabic.text).toContain('٣٠ دقيقة');
    expect((await open('/nothing', { 'accept-language': 'ar' })).text).toContain('<html lang="ar" dir="rtl">');
  });

  test('is asked for again, and sent again only if it says something else', async () => {
    const first = await open(`/book/${host.slug}/intro`);
    expect(first.headers.get('cache-control')).toBe('no-cache');
    const tag = { 'if-none-match': first.headers.get('etag') ?? '' };
    expect((await open(`/book/${host.slug}/intro`, tag)).status).toBe(304);
    await set({ display_name: 'Ann Other' });
    expect((await open(`/book/${host.slug}/intro`, tag)).status).toBe(200);
    await set({ display_name: 'Ann Example' });
  });

  test('is not listed where the host does not want it', async () => {
    await set({ is_indexed: false });
    for (const path of [`/book/${host.slug}/intro`, `/book/${host.slug}`]) {
      const { text, headers } = await open(path);
      expect(meta(text, 'robots')).toBe('noindex');
      expect(headers.get('x-robots-tag')).toBe('noindex');
    }
    await set({ is_indexed: true });
  });

  test('has the colour and the logo of the host, and its policy accepts both and nothing more', async () => {
    await set({ accent_color: '#ffcc00', logo_url: 'https://cdn.ann.example/logo.svg' });
    const { text, headers } = await open(`/book/${host.slug}/intro`);
    const css = /<style>([^<]*)<\/style>/.exec(text)?.[1] ?? '';
    const style = themeStyle('#ffcc00');
    expect(css).toBe(style?.css);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain(`style-src 'self' ${style?.source};`);
    expect(policy).toContain("img-src 'self' data: https://cdn.ann.example;");
    expect(policy).not.toContain('unsafe');
    expect(text).toContain('<img src="https://cdn.ann.example/logo.svg"');
    await set({ accent_color: null, logo_url: null });
    expect((await open(`/book/${host.slug}/intro`)).text).not.toContain('<style>');
  });

  test('writes nothing of a host as HTML or as the end of its data', async () => {
    const other = await createHost(stack.sql, {
      slug: `h-${randomUUID()}`,
      display_name: nasty,
    });
    await createEventType(stack.sql, other.id, {
      slug: 'x',
      title: nasty,
      description: nasty,
      questions: JSON.stringify([{ id: 'q', label: '</script><!--', type: 'text', required: false }]),
    });
    for (const path of [`/book/${other.slug}/x`, `/book/${other.slug}`, `/embed/frame/${other.slug}/x`]) {
      const { text, status } = await open(path);
      expect(status).toBe(200);
      expect(text).not.toMatch(/<img src=x|<script>alert|onerror=alert\(1\)>/);
      // One for data at most, each other with an address.
      for (const tag of text.match(/<script[^>]*>/g) ?? []) expect(tag).toMatch(/src="|type="application\/json"/);
      if (path.endsWith('/x')) {
        expect(dataOf(text).page.event_type.title).toBe(nasty);
        expect(read(/<h1 class="shell-title">([^<]*)</.exec(text)?.[1])).toBe(nasty);
      }
    }
  });
});

describe('GET /book/:host', () => {
  test('lists what can be booked, by position, with links', async () => {
    await createEventType(stack.sql, host.id, { slug: 'zero', title: 'First of all', position: -1 });
    await createEventType(stack.sql, host.id, { slug: 'off', title: 'Hidden', is_active: false });
    const { text, status } = await open(`/book/${host.slug}`);
    expect(status).toBe(200);
    const links = [...text.matchAll(/href="(\/book\/[^"]+)"/g)].map(([, link]) => link);
    expect(links).toEqual([`/book/${host.slug}/zero`, `/book/${host.slug}/intro`]);
    expect(text).not.toContain('Hidden');
    expect(text).toContain('<title>Book a time with Ann Example</title>');
    const { data } = await stack.client().rpc('get_host_page', { host_slug: host.slug });
    expect(data.event_types[0]).toEqual({
      slug: 'zero',
      title: 'First of all',
      description: expect.anything(),
      durations_minutes: [30],
    });
    expect(Object.keys(data)).toEqual(['host', 'event_types']);
    expect(Object.keys(data.host).sort()).toEqual(['display_name', 'slug', 'time_zone']);
  });

  test('says so where there is nothing', async () => {
    const empty = await createHost(stack.sql, { display_name: 'Empty' });
    expect((await open(`/book/${empty.slug}`)).text).toContain('There is nothing to book at the moment.');
  });
});

describe('GET /embed/frame/:host/:event', () => {
  const policyOf = async (path: string) => (await open(path)).headers.get('content-security-policy') ?? '';
  const heightFor = (text: string) => read(/data-height-for="([^"]*)"/.exec(text)?.[1]);
  const frame = (origin: string) => `/embed/frame/${host.slug}/intro?origin=${encodeURIComponent(origin)}`;

  test('is the booking page for the frames of other sites, named in no list', async () => {
    const { text, headers } = await open(`/embed/frame/${host.slug}/intro`);
    expect(dataOf(text).page.event_type.title).toBe('First talk');
    expect(headers.get('x-frame-options')).toBeNull();
    expect(headers.get('cross-origin-opener-policy')).toBeNull();
    expect(headers.get('x-robots-tag')).toBe('noindex');
    expect(text).toContain(`<link rel="canonical" href="${stack.url}/book/${host.slug}/intro">`);
  });

  test('may be shown by any site, or by those on the list of the host; other pages by none', async () => {
    expect(await policyOf(`/embed/frame/${host.slug}/intro`)).toContain('frame-ancestors *;');
    await set({ allowed_origins: ['https://shop.example', 'http://localhost:3000'] });
    expect(await policyOf(`/embed/frame/${host.slug}/intro`)).toContain(
      "frame-ancestors 'self' https://shop.example http://localhost:3000;",
    );
    for (const path of [`/book/${host.slug}/intro`, `/book/${host.slug}`, '/manage/x', '/embed/frame/nobody/intro'])
      expect(await policyOf(path)).toContain("frame-ancestors 'none'");
    await set({ allowed_origins: [] });
    expect(await policyOf(`/embed/frame/${host.slug}/intro`)).toContain("frame-ancestors 'self';");
    await set({ allowed_origins: null });
  });

  test('tells its height to the site that its address names, if the host permits that one', async () => {
    expect(heightFor((await open(frame('https://shop.example'))).text)).toBe('https://shop.example');
    for (const origin of ['', '*', 'https://shop.example/path', 'null', 'javascript:alert(1)', 'https://a.example"x'])
      expect(heightFor((await open(frame(origin))).text), origin).toBe('');
    await set({ allowed_origins: ['https://shop.example'] });
    expect(heightFor((await open(frame('https://shop.example'))).text)).toBe('https://shop.example');
    expect(heightFor((await open(frame('https://evil.example'))).text)).toBe('');
    await set({ allowed_origins: null });
  });

  test('its height is told by no other page', async () => {
    const path = `/book/${host.slug}/intro?origin=https%3A%2F%2Fshop.example`;
    expect(heightFor((await open(path)).text)).toBe('');
  });
});

describe('the web sites of a host', () => {
  test.each([
    [['https://shop.example', 'http://localhost:3000', 'http://[::1]:8080'], true],
    [[], true],
    [null, true],
    [['https://shop.example/'], false],
    [['https://Shop.example'], false],
    [['shop.example'], false],
    [['*'], false],
    [['https://*.example'], false],
    [['https://shop.example:443'], false],
    [["https://shop.example; script-src 'unsafe-inline'"], false],
    [['https://shop.example\nhttps://evil.example'], false],
    [[null], false],
    [Array.from({ length: 51 }, (_, at) => `https://s${at}.example`), false],
  ])('%j may be written: %s', async (origins, isAccepted) => {
    const owner = await stack.signUp();
    const { id } = await createHost(stack.sql, { owner_id: owner.id });
    const { error } = await owner.client.from('hosts').update({ allowed_origins: origins }).eq('id', id);
    if (isAccepted) expect(error).toBeNull();
    else
      expect(error).toMatchObject({ details: 'invalid_request', message: expect.stringMatching(/^allowed_origins/) });
  });
});

describe('GET /manage/:booking', () => {
  test('is a frame without anything of the booking, in the colour of the host, and never listed', async () => {
    const scene = await setScene(stack);
    const { id } = await scene.booked();
    await stack.sql.query("update public.hosts set accent_color = '#7a3cff' where id = $1", [scene.host.id]);
    const { status, text, headers } = await open(`/manage/${id}`);
    expect(status).toBe(200);
    expect(text).toContain(themeStyle('#7a3cff')?.css);
    expect(text).toContain('<title>Your booking – Dr. Demo</title>');
    expect(text).not.toMatch(/Ann Visitor|ann@example.com|Consulting/);
    expect(headers.get('x-robots-tag')).toBe('noindex');
    expect(text).not.toContain('canonical');
  });

  test.each([randomUUID(), 'x', '..%2f'])('is a page with 404 for %s, which its script explains', async (id) => {
    const { status, text } = await open(`/manage/${id}`);
    expect(status).toBe(404);
    expect(text).toMatch(/<script type="module"/);
    expect(text).toContain('id="page"');
  });
});

describe('what does not exist', () => {
  test.each([
    '/book/nobody',
    '/book/nobody/intro',
    '/embed/frame/nobody/intro',
    '/admin/anything',
    '/nothing/at/all',
    '/embed/nothing',
    '/bookings/x',
    '/book/a/b/c',
  ])('%s is a page for people, with 404', async (path) => {
    const { status, text, headers } = await open(path);
    expect(status).toBe(404);
    expect(headers.get('content-type')).toMatch(/^text\/html/);
    expect(text).toMatch(/^<!doctype html>/i);
    expect(text).not.toMatch(/\{"error"|<script/);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  test('is JSON for programs', async () => {
    for (const path of ['/book/nobody/intro', '/admin/anything', '/nothing']) {
      const { status, body } = await send(stack.url, 'GET', path);
      expect([status, body.error.code]).toEqual([404, 'not_found']);
    }
    const { body } = await send(stack.url, 'POST', '/nothing', { headers: browser, body: {} });
    expect(body.error.code).toBe('not_found');
  });

  test('is told in the language of who asks', async () => {
    expect((await open('/book/nobody/intro', { 'accept-language': 'de' })).text).toContain(
      '<title>Diese Buchungsseite gibt es nicht</title>',
    );
    expect((await open('/nothing', { 'accept-language': 'fr' })).text).toContain('Il n’y a rien ici');
  });

  test('a refusal is a page, too', async () => {
    const { status, text } = await open(`/bookings/${randomUUID()}`);
    expect(status).toBe(401);
    expect(text).toMatch(/^<!doctype html>/i);
  });
});

describe('a slash at the end', () => {
  test.each([
    ['/book/a/b/', '/book/a/b'],
    ['/book/a/b//?x=1', '/book/a/b?x=1'],
    ['/admin/calendars/', '/admin/calendars'],
    ['/docs/', '/docs'],
  ])('%s leads to %s', async (path, target) => {
    const response = await fetch(stack.url + path, { headers: browser, redirect: 'manual' });
    expect([response.status, response.headers.get('location')]).toEqual([308, target]);
  });

  test.each(['//evil.example/', '/\\evil.example/', '///'])('%s leads to no other host', async (path) => {
    const response = await fetch(stack.url + path, { headers: browser, redirect: 'manual' });
    expect(response.headers.get('location') ?? '').not.toMatch(/^[/\\]{2}|^https?:/);
  });
});

describe('the colour of a host', () => {
  test('is readable in all its uses, whatever it is', () => {
    for (let step = 0; step < 4096; step += 7) {
      const accent = `#${step.toString(16).padStart(3, '0').replace(/./g, '$&$&')}`;
      const light = themeOf(accent, 'light');
      const dark = themeOf(accent, 'dark');
      for (const [theme, grounds] of [
        [light, ['#ffffff', '#f1f4f5', '#f7f9fa']],
        [dark, ['#0f1317', '#171c22', '#1d242b']],
      ] as const) {
        for (const ground of grounds) expect(contrast(theme.accent, ground), accent).toBeGreaterThanOrEqual(4.5);
        expect(contrast(theme.accent, theme.onAccent), accent).toBeGreaterThanOrEqual(4.5);
        expect(contrast(theme.text, theme.soft), accent).toBeGreaterThanOrEqual(4.5);
        expect(contrast(theme.text, grounds[0]), accent).toBeGreaterThanOrEqual(4.5);
      }
    }
  });

  test('is ours where there is none that could be written into a style sheet', () => {
    for (const accent of [null, 'red', '#12345', '#123456;}</style>']) expect(themeStyle(accent)).toBeNull();
  });
});

describe('the places of a page', () => {
  test('data in it can end nothing', () => {
    const data = { text: '</script><!--\u2028\u2029&' };
    expect(escapeJson(data)).not.toMatch(/[<>&\u2028\u2029]/);
    expect(JSON.parse(escapeJson(data))).toEqual(data);
  });

  test('one without them is refused when the service starts', () => {
    expect(() => createShell('book.html', '<html lang="en"><title>x</title></html>')).toThrow('Build the pages again');
  });
});

describe('GET /oembed', () => {
  const ask = (query: Record<string, string>) => send(stack.url, 'GET', `/oembed?${new URLSearchParams(query)}`);

  test('gives a frame for the page of an event type, not larger than asked for', async () => {
    const { status, body, headers } = await ask({ url: `${stack.url}/book/${host.slug}/intro`, maxwidth: '500' });
    expect(status).toBe(200);
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(body).toMatchObject({
      version: '1.0',
      type: 'rich',
      title: 'First talk',
      author_name: 'Ann Example',
      width: 500,
    });
    expect(body.html).toContain(
      `<iframe src="${stack.url}/embed/frame/${host.slug}/intro" title="First talk" width="500"`,
    );
  });

  test('gives a link for the page of a host', async () => {
    const { body } = await ask({ url: `${stack.url}/book/${host.slug}` });
    expect(body).toMatchObject({ type: 'link', title: 'Ann Example' });
    expect(body.html).toBeUndefined();
  });

  test.each(['https://evil.example/book/a/b', 'nonsense', '/book/a/b'])('knows no %s', async (url) => {
    expect((await ask({ url })).status).toBe(404);
  });

  test('has no other format', async () => {
    expect((await ask({ url: `${stack.url}/book/${host.slug}/intro`, format: 'xml' })).status).toBe(501);
  });
});
