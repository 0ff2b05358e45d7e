// Deletes from node_modules what Node never loads there: TypeScript and its declarations, source maps, documentation. Licences stay.
// A step of the Dockerfile, which halves the packages of the image.
import fs from 'node:fs';
import path from 'node:path';

const folder = process.argv[2] ?? 'node_modules';
const isNeverLoaded = /\.(map|[cm]?ts|tsx|flow|md|markdown)$/i;
const isLicence = /^(licen[cs]e|copying|notice)/i;

for (const entry of fs.readdirSync(folder, { recursive: true, withFileTypes: true })) {
  if (entry.isFile() && isNeverLoaded.test(entry.name) && !isLicence.test(entry.name)) {
    fs.rmSync(path.join(entry.parentPath, entry.name));
  }
}
