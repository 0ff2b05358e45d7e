import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { brotliCompressSync } from 'node:zlib';

/** What the admin page weighs as it is sent (brotli 11), in KB of 1,024 bytes. */
export interface AdminSizes {
  /** All that is needed before a screen: scripts and styles, with the library that signs in. */
  shell: number;
  /** What each screen adds to that when it is opened, by name. */
  screens: Record<string, number>;
}

/** The files that a module needs before it runs. */
const importsOf = (text: string) =>
  [...text.matchAll(/(?:^|[;}\s])(?:import|export)\s*(?:[\w*{}\s,$]+from)?\s*["']\.\/([\w.-]+\.js)["']/g)].map(
    ([, name = '']) => name,
  );

/** @param folder the built pages */
export async function adminSizes(folder: string): Promise<AdminSizes> {
  const assets = path.join(folder, 'assets');
  const names = await readdir(assets);
  const read = (name: string) => readFile(path.join(assets, name));
  const sizeOf = async (files: Iterable<string>) => {
    let sum = 0;
    for (const name of files) sum += brotliCompressSync(await read(name)).length;
    return sum / 1024;
  };
  async function withImports(start: readonly string[], known: ReadonlySet<string>): Promise<Set<string>> {
    const found = new Set<string>();
    const open = [...start];
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
      if (known.has(name) || found.has(name)) continue;
      found.add(name);
      if (name.endsWith('.js')) open.push(...importsOf((await read(name)).toString()));
    }
    return found;
  }
  const html = await readFile(path.join(folder, 'admin.html'), 'utf8');
  const named = [...html.matchAll(/(?:src|href)="\/assets\/([\w.-]+\.(?:js|css))"/g)].map(([, name = '']) => name);
  const shell = await withImports(named, new Set());
  const screens: Record<string, number> = {};
  for (const name of names) {
    const [, screen] = /^([a-z-]+-screen)-[\w-]{8}\.js$/.exec(name) ?? [];
    if (screen === undefined) continue;
    const styles = names.filter((each) => each.startsWith(`${screen}-`) && each.endsWith('.css'));
    screens[screen] = await sizeOf(await withImports([name, ...styles], shell));
  }
  return { shell: await sizeOf(shell), screens };
}
