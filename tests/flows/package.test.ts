import { execFile } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { Browser } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildPackage } from '../../web-embed/build/package.ts';
import { closePages, launchBrowser, NO_BROWSER } from '../support/browser.ts';
import { useStack } from '../support/stack.ts';
import { createVisitor, seedDemo, times } from './visitor.ts';

const run = promisify(execFile);
const project = path.resolve(import.meta.dirname, '../..');
const modules = path.join(project, 'node_modules');
const stack = useStack({ rateLimit: null });
let folder = '';
let site = '';
let server: Server;
let url = '';
let browser: Browser | null = null;

/** A site with a build of its own, to which the package comes as npm would bring it, from the file that `npm pack` makes. */
beforeAll(async () => {
  browser = await launchBrowser();
  await seedDemo(stack.sql);
  folder = mkdtempSync(path.join(tmpdir(), 'package-'));
  site = path.join(folder, 'site');
  const source = path.join(folder, 'package');
  await buildPackage(path.join(project, 'web-embed'), source);
  cpSync(path.join(project, 'tests/fixtures/package-site'), site, { recursive: true });
  writeFileSync(path.join(site, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  const npm = (args: string[], cwd: string) =>
    run('npm', [...args, '--no-audit', '--no-fund'], { cwd, shell: process.platform === 'win32' });
  await npm(['pack', '--pack-destination', folder], source);
  const [file = ''] = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
  await npm(['install', '--offline', path.join(folder, file)], site);
  // What the site has besides, as its own installation would bring it.
  mkdirSync(path.join(site, 'node_modules/@types'), { recursive: true });
  for (const name of ['react', 'react-dom', 'scheduler', 'preact', '@types/react', '@types/react-dom', 'csstype']) {
    symlinkSync(path.join(modules, name), path.join(site, 'node_modules', name), 'junction');
  }
  await build({
    root: site,
    configFile: false,
    logLevel: 'error',
    build: {
      modulePreload: { polyfill: false },
      rolldownOptions: { input: ['index.html', 'react.html'].map((name) => path.join(site, name)) },
    },
  });
  server = createServer((request, response) => {
    const name = new URL(request.url ?? '/', 'http://site').pathname.slice(1) || 'index.html';
    const built = path.join(site, 'dist', path.normalize(`/${name}`));
    if (!existsSync(built)) {
      response.writeHead(404).end();
      return;
    }
    response.setHeader('content-type', name.endsWith('.js') ? 'text/javascript' : 'text/html; charset=utf-8');
    response.setHeader(
      'content-security-policy',
      `default-src 'none'; script-src 'self'; style-src-attr 'unsafe-inline'; connect-src ${stack.url} ${stack.url.replace(/^http/, 'ws')}`,
    );
    response.end(readFileSync(built));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://localhost:${(server.address() as AddressInfo).port}`;
}, 180_000);
afterAll(async () => {
  await closePages();
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true });
});

describe('the package', () => {
  it('brings nothing but itself', () => {
    const installed = readdirSync(path.join(site, 'node_modules/@openslot'));
    expect(installed).toEqual(['booking-widget']);
    const lock = JSON.parse(readFileSync(path.join(site, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, object>;
    };
    expect(Object.keys(lock.packages)).toEqual(['', 'node_modules/@openslot/booking-widget']);
    const described = JSON.parse(
      readFileSync(path.join(site, 'node_modules/@openslot/booking-widget/package.json'), 'utf8'),
    ) as Record<string, unknown>;
    expect(described).toMatchObject({ sideEffects: false, license: 'Apache-2.0' });
    expect(described).not.toHaveProperty('dependencies');
  });

  it('has types that a strict project accepts, for the element, React and Preact', async () => {
    const { stdout } = await run(process.execPath, [path.join(modules, 'typescript/bin/tsc'), '-p', site], {
      cwd: site,
    }).catch((error: { stdout: string }) => error);
    expect(stdout).toBe('');
  });

  it('can be imported where there is no document, and does nothing then', async () => {
    const script = `
      const { BookingWidget, define } = await import(${JSON.stringify(pathToFileURL(path.join(site, 'node_modules/@openslot/booking-widget/index.js')).href)});
      console.log(typeof BookingWidget, typeof define, BookingWidget.version, BookingWidget.observedAttributes.length > 10);`;
    const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script]);
    expect(stdout.trim()).toMatch(/^function function \d+\.\d+\.\d+ true$/);
  });

  it('is rendered by React on a server, with its attributes and what stands in it', async () => {
    const script = `
      import { createElement } from 'react';
      import { renderToString } from 'react-dom/server';
      import { BookingWidget } from '@openslot/booking-widget/react';
      const props = { host: 'demo', timeZone: 'Europe/Berlin', lockTimeZone: true, className: 'a', prefill: { name: 'Ann' }, onConfirmed() {} };
      console.log(renderToString(createElement(BookingWidget, props, 'Book a time')));`;
    const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script], { cwd: site });
    expect(stdout.trim()).toBe(
      '<booking-widget host="demo" time-zone="Europe/Berlin" lock-time-zone="" class="a">Book a time</booking-widget>',
    );
  });

  it('in a built site: imported nothing happens, defined a visitor books, in a language that came later', async (context) => {
    const visitor = await createVisitor(browser ?? context.skip(NO_BROWSER), { locale: 'ar-EG' });
    const { page, faults } = visitor;
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(`${url}/?service=${encodeURIComponent(stack.url)}`);
    await times(page).first().click();
    await page.getByLabel('البريد الإلكتروني').fill('paula@example.com');
    expect(await page.getByLabel('الاسم').inputValue()).toBe('Paula Package');
    await page.getByRole('button', { name: 'Book it' }).click();
    await page.getByRole('heading', { name: 'تم حجز موعدك' }).waitFor();
    const { told, isDefinedByImport } = await page.evaluate(() => {
      const { told, isDefinedByImport } = globalThis as unknown as { told: string[]; isDefinedByImport: boolean };
      return { told, isDefinedByImport };
    });
    expect(isDefinedByImport).toBe(false);
    const { rows } = await stack.sql.query(
      `select b.id from public.bookings b join public.booking_attendees a on a.booking_id = b.id where a.email = 'paula@example.com'`,
    );
    expect(told).toContain(`confirmed ${rows[0]?.id}`);
    expect(told).toEqual(expect.arrayContaining(['picking-form', 'form-confirmed', 'click']));
    // Settings come from the service; its script does not.
    expect(asked.some((each) => each.startsWith(`${stack.url}/embed/config.json`))).toBe(true);
    expect(asked.filter((each) => each.startsWith(stack.url) && each.endsWith('.js'))).toEqual([]);
    expect(faults).toEqual([]);
    await visitor.close();
  });

  it('as a React component: properties, events and the ref follow what is rendered', async (context) => {
    const visitor = await createVisitor(browser ?? context.skip(NO_BROWSER));
    const { page, faults } = visitor;
    await page.goto(`${url}/react.html?service=${encodeURIComponent(stack.url)}`);
    await times(page).first().waitFor();
    const output = () => page.locator('output').textContent();
    await expect.poll(output).toContain('ref booking-widget');
    expect(await page.locator('booking-widget').getAttribute('class')).toBe('widget');
    expect(await page.getByRole('combobox', { name: 'Time zone' }).count()).toBe(0);
    expect(await page.getByRole('radio', { name: '60 min' }).isChecked()).toBe(true);
    await page.getByRole('button', { name: 'Show all' }).click();
    await page.getByRole('combobox', { name: 'Time zone' }).waitFor();
    await page.getByRole('button', { name: 'Longer' }).click();
    await expect.poll(() => page.getByRole('radio', { name: '90 min' }).isChecked()).toBe(true);
    await times(page).first().click();
    await expect.poll(output).toContain('90 min');
    expect(await page.getByLabel('Name').inputValue()).toBe('Rea React');
    await page.getByLabel('Email').fill('rea@example.com');
    // What is rendered again and says the same leaves alone what the visitor typed.
    await page.getByLabel('Name').fill('Rea Renamed');
    await page.getByRole('button', { name: 'Render again' }).click();
    expect(await page.getByLabel('Name').inputValue()).toBe('Rea Renamed');
    await page.getByRole('button', { name: /Book this time|Send request/ }).click();
    await page.getByRole('heading', { name: /You are booked|Request sent/ }).waitFor();
    await expect.poll(output).toMatch(/confirmed [0-9a-f-]{36}/);
    expect(faults).toEqual([]);
    await visitor.close();
  });
});
