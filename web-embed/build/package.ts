import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build, type Plugin } from 'vite';
import manifest from '../../package.json' with { type: 'json' };
import { languageEntries, pickLanguageTexts, TARGETS } from './element.ts';
import { customElementsManifest } from './manifest.ts';

/** Lists how each language but English is loaded: by an address that bundlers can read. */
function listLanguages(root: string): Plugin {
  const id = '\0languages';
  return {
    name: 'list-languages',
    resolveId: (source) => (source === 'virtual:languages' ? id : null),
    load(asked) {
      if (asked !== id) return null;
      const lines = Object.entries(languageEntries(root)).map(
        ([name, module]) => `  ${name.slice(5)}: () => import(${JSON.stringify(module)}),`,
      );
      return `export const languages = {\n${lines.join('\n')}\n};\n`;
    },
  };
}

/** What its `package.json` says. */
const described = {
  name: '@openslot/booking-widget',
  version: manifest.version,
  description: 'The booking flow of Openslot as an element, <booking-widget>',
  license: manifest.license,
  type: 'module',
  sideEffects: false,
  main: './index.js',
  types: './index.d.ts',
  customElements: './custom-elements.json',
  exports: {
    '.': { types: './index.d.ts', default: './index.js' },
    './react': { types: './react.d.ts', default: './react.js' },
    './preact': { types: './preact.d.ts' },
    './custom-elements.json': './custom-elements.json',
    './package.json': './package.json',
  },
  files: ['*.js', '*.d.ts', 'parts', 'custom-elements.json'],
  peerDependencies: { react: '>=18' },
  peerDependenciesMeta: { react: { optional: true } },
};

/**
 * Builds the package for sites that have a build of their own: ES modules with types, without dependencies.
 * @param root The folder `web-embed`.
 * @param folder Where it is written; whatever is there goes.
 */
export async function buildPackage(root: string, folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await build({
    root,
    configFile: false,
    mode: 'production',
    logLevel: 'warn',
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact', development: false } },
    resolve: { alias: { 'preact/jsx-runtime': path.join(root, 'widget/view/jsx-runtime.ts') } },
    define: { __VERSION__: JSON.stringify(manifest.version) },
    plugins: [listLanguages(root), pickLanguageTexts(root)],
    build: {
      outDir: folder,
      target: TARGETS,
      cssTarget: TARGETS,
      emptyOutDir: false,
      lib: {
        entry: { index: path.join(root, 'package/index.ts'), react: path.join(root, 'package/react.ts') },
        formats: ['es'],
      },
      rolldownOptions: {
        external: ['react'],
        output: { entryFileNames: '[name].js', chunkFileNames: 'parts/[name]-[hash].js' },
      },
    },
  });
  for (const name of ['index.d.ts', 'react.d.ts', 'preact.d.ts', 'README.md']) {
    cpSync(path.join(root, 'package', name), path.join(folder, name));
  }
  const write = (name: string, content: object) =>
    writeFileSync(path.join(folder, name), `${JSON.stringify(content, null, 2)}\n`);
  write('package.json', described);
  write('custom-elements.json', customElementsManifest());
}

/** `docs/embed.md`, which has tables of the element's interface. */
export const DOCS = path.resolve(import.meta.dirname, '../../docs/embed.md');

export const readDocs = (): string => readFileSync(DOCS, 'utf8');
