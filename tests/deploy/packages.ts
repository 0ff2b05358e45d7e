import fs from 'node:fs';
import path from 'node:path';

interface Locked {
  dev?: boolean;
  optional?: boolean;
  devOptional?: boolean;
}

/** Folders of the packages that `npm ci --omit=dev --omit=optional` installs, by the lock file. */
function productionPackages(root: string): string[] {
  const { packages } = JSON.parse(fs.readFileSync(path.join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, Locked>;
  };
  return Object.entries(packages)
    .filter(([folder, { dev, optional, devOptional }]) => folder && !dev && !optional && !devOptional)
    .map(([folder]) => folder);
}

/** Copies them; those that are within another one are entries of their own. */
export function copyProductionPackages(root: string, target: string): void {
  for (const folder of productionPackages(root)) {
    const from = path.join(root, folder);
    fs.cpSync(from, path.join(target, folder), {
      recursive: true,
      filter: (file) => path.basename(file) !== 'node_modules' || file === from,
    });
  }
}

/** What a folder takes on the disk, in megabytes (10^6), by blocks of 4 kB. */
export function megabytesOf(folder: string): number {
  let bytes = 0;
  for (const entry of fs.readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const { size } = fs.lstatSync(path.join(entry.parentPath, entry.name));
    bytes += entry.isDirectory() ? 4096 : Math.ceil(size / 4096) * 4096;
  }
  return bytes / 1e6;
}
