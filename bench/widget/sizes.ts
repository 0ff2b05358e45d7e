import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { brotliCompressSync } from 'node:zlib';

/** What the element weighs as it is sent (brotli 11), in KB of 1,024 bytes. */
export interface WidgetSizes {
  /** All that is needed until a time is chosen. */
  script: number;
  /** What is loaded later, by name. */
  parts: Record<string, number>;
  /** The texts of the other languages, by their subtags. */
  languages: Record<string, number>;
  /** The script with every part, in English. */
  flow: number;
}

/** @param folder `embed` of the built pages */
export async function widgetSizes(folder: string): Promise<WidgetSizes> {
  const sizeOf = async (name: string) => brotliCompressSync(await readFile(path.join(folder, name))).length / 1024;
  const sizes: WidgetSizes = { script: await sizeOf('booking-widget.js'), parts: {}, languages: {}, flow: 0 };
  for (const file of await readdir(folder)) {
    const [, language, name] = /^booking-widget-(?:lang-(\w+)|([a-z]+))-[\w-]{8}\.js$/.exec(file) ?? [];
    if (language) sizes.languages[language] = await sizeOf(file);
    if (name) sizes.parts[name] = await sizeOf(file);
  }
  sizes.flow = Object.values(sizes.parts).reduce((sum, size) => sum + size, sizes.script);
  return sizes;
}
