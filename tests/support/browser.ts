import fs from 'node:fs';
import path from 'node:path';
import { type Browser, chromium } from 'playwright-core';

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

/** A browser: CHROME_PATH, an installed one, else the one that came from npm (Linux x64); null when there is none. */
export async function launchBrowser(): Promise<Browser | null> {
  const found = [process.env.CHROME_PATH, ...INSTALLED].find((file) => file && fs.existsSync(file));
  if (found) return chromium.launch({ executablePath: found, args: FLAGS });
  if (process.platform !== 'linux' || process.arch !== 'x64') return null;
  return launchFromNpm();
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
    const executablePath = await packaged.executablePath();
    // Its font settings name another folder; without a font every text has size 0 and counts as hidden.
    fs.writeFileSync(
      path.join(folder, 'fonts/fonts.conf'),
      `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>${folder}/fonts</dir><dir>/usr/share/fonts</dir><cachedir>${folder}/fonts-cache</cachedir></fontconfig>`,
    );
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
