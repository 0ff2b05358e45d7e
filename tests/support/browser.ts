import fs from 'node:fs';
import path from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { withLock } from '../../sync-service/src/embedded/postgres-folder.ts';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
];
const INSTALLED = [
  '/usr/bin/chromium',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** What to say when `launchBrowser` finds none. */
export const NO_BROWSER = 'no browser on this machine: install Chromium or set CHROME_PATH';

let shared: Promise<Browser | null> | null = null;

/**
 * The browser of this worker, which its files share and which ends with it: each test has a context of its own. CHROME_PATH, else the one
 * that came from npm (Linux x64; a shell without windows, which takes a quarter of the work of an installed one), else an installed one;
 * null when there is none.
 */
export function launchBrowser(): Promise<Browser | null> {
  shared ??= launch().then((browser) => {
    browser?.once('disconnected', () => {
      shared = null;
    });
    return browser;
  });
  return shared;
}

/** Closes what a file has opened in the browser, which the next files go on with. */
export async function closePages(): Promise<void> {
  const browser = await shared;
  await Promise.all((browser?.contexts() ?? []).map((context) => context.close()));
}

async function launch(): Promise<Browser | null> {
  const chosen = process.env.CHROME_PATH;
  if (chosen !== undefined && fs.existsSync(chosen)) return chromium.launch({ executablePath: chosen, args: FLAGS });
  if (process.platform === 'linux' && process.arch === 'x64') return launchFromNpm();
  const found = INSTALLED.find((file) => fs.existsSync(file));
  return found === undefined ? null : chromium.launch({ executablePath: found, args: FLAGS });
}

async function launchFromNpm(): Promise<Browser> {
  const saved = { AWS_EXECUTION_ENV: process.env.AWS_EXECUTION_ENV, TMPDIR: process.env.TMPDIR };
  const folder = path.resolve('node_modules/.cache/chromium');
  fs.mkdirSync(folder, { recursive: true });
  // The first makes the package unpack its own libraries, the second keeps them out of a folder that all users share.
  Object.assign(process.env, { AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x', TMPDIR: folder });
  try {
    const { default: packaged } = await import('@sparticuz/chromium');
    packaged.setGraphicsMode = false;
    const executablePath = await withLock(`${folder}.lock`, () => unpack(folder, () => packaged.executablePath()));
    const unwanted =
      /single-process|no-zygote|disable-web-security|allow-running-insecure|site-isolation|^--disable-features/;
    return await chromium.launch({
      executablePath,
      args: [...packaged.args.filter((flag) => !unwanted.test(flag)), ...FLAGS],
    });
  } finally {
    for (const [name, value] of Object.entries(saved)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}

/** Unpacks the browser unless that has been done to its end: what another worker has begun, or left half done, looks the same. */
async function unpack(folder: string, unpackAll: () => Promise<string>): Promise<string> {
  const mark = path.join(folder, 'unpacked');
  const { version } = JSON.parse(
    fs.readFileSync(path.resolve('node_modules/@sparticuz/chromium/package.json'), 'utf8'),
  );
  const isDone = fs.existsSync(mark) && fs.readFileSync(mark, 'utf8') === version;
  if (!isDone) for (const name of fs.readdirSync(folder)) fs.rmSync(path.join(folder, name), { recursive: true });
  const executablePath = await unpackAll();
  if (isDone) return executablePath;
  // Its font settings name another folder; without a font every text has size 0 and counts as hidden.
  fs.writeFileSync(
    path.join(folder, 'fonts/fonts.conf'),
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>${folder}/fonts</dir><dir>/usr/share/fonts</dir><cachedir>${folder}/fonts-cache</cachedir></fontconfig>`,
  );
  fs.writeFileSync(mark, version);
  return executablePath;
}
