import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { type Result, round, table } from '../report.ts';
import type { BenchService } from '../stack.ts';
import { loadPage, medianOf, slow4g } from './browse.ts';
import type { Site } from './site.ts';

/** What sites load of others, and what it is. */
const peers = [
  {
    name: '@calcom/embed-core',
    file: 'dist/embed/embed.js',
    isModule: true,
    what: 'loader; the pages come in an iframe',
  },
  {
    name: '@nylas/web-elements',
    file: 'dist/cdn/nylas-scheduling/nylas-scheduling.es.js',
    isModule: true,
    what: 'whole flow',
  },
  { name: 'cronofy-elements', file: 'dist/CronofyElements.js', isModule: false, what: 'all elements' },
] as const;

/** The script that the page names has been evaluated. */
function whenReady(name: string) {
  // Loads of elements pass by the document, not by the window.
  document.addEventListener(
    'load',
    (event) => {
      const { [name]: marks } = globalThis as unknown as Record<string, { at: number }>;
      if (marks && event.target instanceof HTMLScriptElement) marks.at ||= performance.now();
    },
    true,
  );
}

/** Downloads a package as its users do; null where the registry cannot be reached. */
function download(name: string, folder: string): string | null {
  try {
    const file = execFileSync('npm', ['pack', name, '--silent', '--ignore-scripts', '--pack-destination', folder], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 120_000,
    });
    const target = path.join(folder, name.replace('/', '-'));
    fs.mkdirSync(target);
    execFileSync('tar', ['xzf', path.join(folder, file.trim()), '-C', target]);
    return path.join(target, 'package');
  } catch {
    // No registry, or no such package any more.
    return null;
  }
}

/** Our script and those of others, one after the other on the same page, until each has been evaluated. */
export async function benchPeers(
  browser: Browser,
  site: Site,
  service: BenchService,
  times: number,
): Promise<Result[]> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'openslot-peers-'));
  const rows: Record<string, string | number>[] = [];
  const measure = async (name: string, what: string, script: string, kilobytes: number) => {
    site.body = script;
    const { ms, requests, mainThreadMs, blockingMs } = await medianOf(times, () =>
      loadPage(browser, site.url, slow4g, whenReady),
    );
    rows.push({
      name,
      what,
      'KB br': round(kilobytes),
      requests,
      'script ready ms': Math.round(ms),
      'main thread ms': Math.round(mainThreadMs),
      'blocking ms': Math.round(blockingMs),
    });
  };
  try {
    const [script, complete] = await ownSizes(service);
    const own = `<script async src="${service.url}/embed/booking-widget.js"></script>`;
    await measure('ours', 'all until a time is chosen', own, script);
    rows.push({
      name: 'ours, complete',
      what: 'with form, confirmation, cancelling, moving',
      'KB br': round(complete),
      requests: '',
      'script ready ms': '',
      'main thread ms': '',
      'blocking ms': '',
    });
    for (const { name, file, isModule, what } of peers) {
      const unpacked = download(name, folder);
      if (unpacked === null || !fs.existsSync(path.join(unpacked, file))) {
        console.log(`widget: ${name} is skipped, it could not be downloaded from the registry`);
        continue;
      }
      const { version } = JSON.parse(fs.readFileSync(path.join(unpacked, 'package.json'), 'utf8'));
      site.folder = unpacked;
      const tag = `<script ${isModule ? 'type="module"' : 'async'} src="/${file}"></script>`;
      await measure(`${name} ${version}`, what, tag, site.pack(file) / 1024);
    }
    return [
      table(
        'widget beside others',
        `The script alone, until it has been evaluated: ${slow4g.name}, median of ${times}. Bytes compare, and so do the times until a script is there; what each shows then, and what its servers take, does not: theirs need accounts`,
        rows,
      ),
    ];
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** KB br of the script, and of all that an English flow loads. */
async function ownSizes({ url }: BenchService): Promise<[script: number, complete: number]> {
  const sizeOf = async (name: string) => {
    const text = await (await fetch(`${url}/embed/${name}`)).text();
    return { text, kilobytes: brotliCompressSync(text).length / 1024 };
  };
  const script = await sizeOf('booking-widget.js');
  const parts = new Set(script.text.match(/booking-widget-(?!lang-)[a-z]+-[\w-]{8}\.js/g));
  let complete = script.kilobytes;
  for (const name of parts) complete += (await sizeOf(name)).kilobytes;
  return [script.kilobytes, complete];
}
