import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { WebSocket } from 'ws';
import { freePort } from '../../sync-service/src/embedded/postgres-folder.ts';
import { closePages, launchBrowser, NO_BROWSER } from './browser.ts';
import { makeScratch } from './scratch.ts';

/** A browser that is used by its keyboard alone, whatever engine it has. */
export interface Engine {
  goto(url: string): Promise<void>;
  /** The value of an expression in the page. */
  evaluate<T>(expression: string): Promise<T>;
  /** Presses and releases a key: one of `keys`, or a character. */
  press(key: string): Promise<void>;
  close(): Promise<void>;
}

/** Keys by the names that Chromium has for them, and their code points in WebDriver. */
const keys: Readonly<Record<string, string>> = {
  Tab: '\uE004',
  Enter: '\uE007',
  ArrowRight: '\uE014',
  ArrowDown: '\uE015',
  Escape: '\uE00C',
};

/** What starts an engine; where it is not installed, what to say. */
export interface EngineKind {
  name: string;
  missing: string | null;
  start(): Promise<Engine>;
}

const firefox = '/usr/bin/firefox-esr';
const webkitDriver = '/usr/bin/WebKitWebDriver';
const miniBrowser = ['4.1', '6.0', '4.0']
  .map((version) => `/usr/lib/x86_64-linux-gnu/webkit2gtk-${version}/MiniBrowser`)
  .find((file) => fs.existsSync(file));
const hasWebkit = fs.existsSync(webkitDriver) && fs.existsSync('/usr/bin/Xvfb') && miniBrowser !== undefined;

/** All three, those that are not installed too. */
export const engines: readonly EngineKind[] = [
  { name: 'Chromium', missing: null, start: startChromium },
  {
    name: 'Firefox ESR',
    missing: fs.existsSync(firefox) ? null : 'no Firefox ESR on this machine: apt-get install firefox-esr',
    start: () => startAgain(startFirefox),
  },
  {
    name: 'WebKit',
    missing: hasWebkit ? null : 'no WebKit on this machine: apt-get install webkit2gtk-driver xvfb',
    start: () => startAgain(startWebkit),
  },
];

/** What an engine leaves undone in its start it does on another try; what comes after is tried once. */
async function startAgain(start: () => Promise<Engine>): Promise<Engine> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await start();
    } catch (error) {
      if (tries === 3) throw error;
    }
  }
}

async function startChromium(): Promise<Engine> {
  const browser = await launchBrowser();
  if (browser === null) throw new Error(NO_BROWSER);
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  return {
    goto: async (url) => void (await page.goto(url)),
    evaluate: (expression) => page.evaluate(expression),
    press: (key) => page.keyboard.press(key),
    close: closePages,
  };
}

/** Ends a process and all that it has started. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.pid === undefined) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It ended meanwhile.
    return;
  }
  await ended;
}

function within<T>(ms: number, what: string, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took more than ${ms} ms`)), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** Over WebDriver BiDi, which it speaks itself. */
async function startFirefox(): Promise<Engine> {
  const profile = makeScratch('openslot-firefox-');
  fs.writeFileSync(
    path.join(profile, 'user.js'),
    `user_pref("intl.accept_languages", "en-GB");\nuser_pref("intl.locale.requested", "en-GB");\nuser_pref("browser.shell.checkDefaultBrowser", false);\nuser_pref("datareporting.policy.dataSubmissionEnabled", false);\n`,
  );
  const args = ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', '0', 'about:blank'];
  const child = spawn(firefox, args, {
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, HOME: profile },
  });
  const closeAll = async () => {
    await end(child);
    fs.rmSync(profile, { recursive: true, force: true });
  };
  try {
    const address = new Promise<string>((resolve, reject) => {
      let said = '';
      child.stderr?.on('data', (data) => {
        said += data;
        const found = /WebDriver BiDi listening on (ws:\/\/\S+)/.exec(said);
        if (found?.[1]) resolve(found[1]);
      });
      child.once('exit', () => reject(new Error(`Firefox ended: ${said.slice(-500)}`)));
    });
    const socket = new WebSocket(`${await within(30_000, 'Firefox', address)}/session`);
    const waiting = new Map<number, PromiseWithResolvers<unknown>>();
    socket.on('message', (data) => {
      const { id, result, error, message } = JSON.parse(String(data));
      if (error) waiting.get(id)?.reject(new Error(`${error}: ${message}`));
      else waiting.get(id)?.resolve(result);
    });
    await within(10_000, 'BiDi', new Promise((resolve) => socket.once('open', resolve)));
    let last = 0;
    const send = (method: string, params: object) => {
      last += 1;
      const one = Promise.withResolvers<unknown>();
      waiting.set(last, one);
      socket.send(JSON.stringify({ id: last, method, params }));
      return within(30_000, method, one.promise);
    };
    await send('session.new', { capabilities: {} });
    // The tab that it begins with has no focus of its own, and keys press nothing in it.
    const { context } = (await send('browsingContext.create', { type: 'tab' })) as { context: string };
    await send('browsingContext.activate', { context });
    await send('browsingContext.setViewport', { context, viewport: { width: 1280, height: 800 } });
    return {
      goto: async (url) => void (await send('browsingContext.navigate', { context, url, wait: 'complete' })),
      async evaluate<T>(expression: string) {
        const params = { expression: `JSON.stringify(${expression})`, target: { context }, awaitPromise: true };
        const { result, exceptionDetails } = (await send('script.evaluate', params)) as {
          result?: { value?: string };
          exceptionDetails?: { text: string };
        };
        if (exceptionDetails) throw new Error(exceptionDetails.text);
        return JSON.parse(result?.value ?? 'null') as T;
      },
      async press(key) {
        const value = keys[key] ?? key;
        const actions = ['keyDown', 'keyUp'].map((type) => ({ type, value }));
        await send('input.performActions', { context, actions: [{ type: 'key', id: 'keyboard', actions }] });
      },
      close: closeAll,
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

/** MiniBrowser of WebKitGTK, over WebDriver, on a screen of its own. */
async function startWebkit(): Promise<Engine> {
  const home = makeScratch('openslot-webkit-');
  const port = await freePort();
  const screen = spawn('/usr/bin/Xvfb', ['-displayfd', '3', '-screen', '0', '1280x900x24', '-nolisten', 'tcp'], {
    detached: true,
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const started: ChildProcess[] = [screen];
  const closeAll = async () => {
    for (const child of started.reverse()) await end(child);
    fs.rmSync(home, { recursive: true, force: true });
  };
  try {
    const display = await within(
      10_000,
      'Xvfb',
      new Promise<string>((resolve) => screen.stdio[3]?.once('data', (data) => resolve(String(data).trim()))),
    );
    const env = {
      ...process.env,
      DISPLAY: `:${display}`,
      HOME: home,
      XDG_RUNTIME_DIR: home,
      LANG: 'en_GB.UTF-8',
      LANGUAGE: 'en_GB',
      GDK_BACKEND: 'x11',
      LIBGL_ALWAYS_SOFTWARE: '1',
      WEBKIT_DISABLE_COMPOSITING_MODE: '1',
      NO_AT_BRIDGE: '1',
    };
    started.push(spawn(webkitDriver, [`--port=${port}`], { detached: true, stdio: 'ignore', env }));
    const call = async (method: string, route: string, body?: object) => {
      const response = await fetch(`http://127.0.0.1:${port}${route}`, {
        method,
        ...(body ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {}),
        signal: AbortSignal.timeout(30_000),
      });
      const { value } = (await response.json()) as { value: unknown };
      if (!response.ok) throw new Error(`WebDriver ${route}: ${JSON.stringify(value)}`);
      return value;
    };
    await within(
      10_000,
      'WebKitWebDriver',
      untilReady(() => call('GET', '/status')),
    );
    const options = { binary: miniBrowser, args: ['--automation'] };
    const capabilities = { alwaysMatch: { 'webkitgtk:browserOptions': options } };
    const { sessionId } = (await call('POST', '/session', { capabilities })) as { sessionId: string };
    const session = `/session/${sessionId}`;
    await call('POST', `${session}/window/rect`, { width: 1280, height: 860 });
    return {
      goto: async (url) => void (await call('POST', `${session}/url`, { url })),
      evaluate: async <T>(expression: string) =>
        (await call('POST', `${session}/execute/sync`, { script: `return ${expression}`, args: [] })) as T,
      async press(key) {
        const value = keys[key] ?? key;
        const actions = ['keyDown', 'keyUp'].map((type) => ({ type, value }));
        await call('POST', `${session}/actions`, { actions: [{ type: 'key', id: 'keyboard', actions }] });
      },
      close: closeAll,
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

async function untilReady(ask: () => Promise<unknown>): Promise<void> {
  for (;;) {
    try {
      await ask();
      return;
    } catch {
      // It is not there yet; whoever waits for it has a limit.
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
