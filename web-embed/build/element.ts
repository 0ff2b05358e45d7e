import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build, type Plugin, type ResolvedConfig } from 'vite';

/** What is loaded later, by name. */
const LATE_PARTS: Readonly<Record<string, string>> = {
  booking: 'widget/booking-part.ts',
  form: 'widget/form-step.ts',
  outcome: 'widget/outcome.ts',
  more: 'widget/more.ts',
  challenge: 'shared/challenge.ts',
  manage: 'widget/manage/manage-part.tsx',
  series: 'widget/series-form.tsx',
  turnstile: 'widget/turnstile.ts',
};
/** Older browsers than these are left with the page's own link: they are more than three years old. */
export const TARGETS = ['chrome111', 'edge111', 'firefox115', 'safari16.4'];
const KIT_ID = '\0kit';

/** Every source of the element; another content is another build. */
function hashOf(root: string): string {
  const hash = createHash('sha256');
  const folders = ['widget', 'shared', 'languages'].map((folder) => path.join(root, folder));
  for (const folder of folders) {
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
      if (/\.(tsx?|css)$/.test(name)) hash.update(name).update(readFileSync(path.join(folder, name)));
    }
  }
  return hash.digest('hex').slice(0, 8);
}

/** The modules that the script shares with its parts, and the names that it gives them. */
function readKit(root: string): { files: Set<string>; names: string[] } {
  const file = path.join(root, 'widget/element/kit.ts');
  const text = readFileSync(file, 'utf8');
  const files = [...text.matchAll(/from '(\.[^']+)'/g)].map(([, name = '']) => path.resolve(path.dirname(file), name));
  const names = [...text.slice(text.indexOf('kit = {')).matchAll(/^ {2}(\w+),$/gm)].map(([, name = '']) => name);
  return { files: new Set(files), names };
}

/** In a part, whatever the script shares is the script's own copy: two of Preact would not know each other. */
function takeFromKit(root: string, kit: string): Plugin {
  const { files, names } = readKit(root);
  return {
    name: 'take-from-kit',
    enforce: 'pre',
    resolveId(source, importer) {
      if (/^preact(\/|$)/.test(source)) return KIT_ID;
      if (!importer || !source.startsWith('.')) return null;
      return files.has(path.resolve(path.dirname(importer), source)) ? KIT_ID : null;
    },
    // One by one, so that a part has only what it uses.
    load: (id) =>
      id === KIT_ID
        ? `const kit = globalThis[${JSON.stringify(kit)}];${names.map((name) => `export const ${name} = kit.${name};`).join('')}`
        : null,
  };
}

/** Of a language the texts of the widget, not those of mails. */
export function languageEntries(root: string): Record<string, string> {
  const names = readdirSync(path.join(root, 'languages')).flatMap((name) => /^([a-z]{2,3})\.ts$/.exec(name)?.[1] ?? []);
  return Object.fromEntries(names.filter((name) => name !== 'en').map((name) => [`lang-${name}`, `\0lang-${name}`]));
}

export const pickLanguageTexts = (root: string): Plugin => ({
  name: 'language-texts',
  resolveId: (source) => (source.startsWith('\0lang-') ? source : null),
  load: (id) =>
    id.startsWith('\0lang-')
      ? `export { common, manage, series, widget } from ${JSON.stringify(path.join(root, 'languages', `${id.slice(6)}.ts`))};`
      : null,
});

/**
 * Builds `embed/booking-widget.js`, one classic script with all that is shown until a time is chosen, and the parts beside it that it loads
 * later, named by their content. Preact and what else both need is in the script alone (`widget/element/kit.ts`).
 */
export function buildElement(version: string): Plugin {
  let config: ResolvedConfig;
  return {
    name: 'build-element',
    apply: 'build',
    configResolved(resolved) {
      config = resolved;
    },
    closeBundle: { order: 'pre', sequential: true, handler: () => buildParts(config, version) },
  };
}

async function buildParts(config: ResolvedConfig, version: string): Promise<void> {
  const { root } = config;
  const kit = `booking-widget ${version} ${hashOf(root)}`;
  const shared = {
    root,
    configFile: false,
    mode: 'production',
    logLevel: config.logLevel ?? 'warn',
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact', development: false } },
    define: { __VERSION__: JSON.stringify(version), __KIT__: JSON.stringify(kit) },
  } as const;
  const output = {
    outDir: path.resolve(root, config.build.outDir, 'embed'),
    target: TARGETS,
    cssTarget: TARGETS,
    emptyOutDir: false,
  };
  const late = Object.fromEntries(Object.entries(LATE_PARTS).map(([name, file]) => [name, path.join(root, file)]));
  const files: Record<string, string> = {};
  // Each alone: what two of them have in common is small, and a file of its own would be one more request.
  for (const [name, input] of Object.entries({ ...late, ...languageEntries(root) })) {
    const part = await build({
      ...shared,
      plugins: [takeFromKit(root, kit), pickLanguageTexts(root)],
      build: {
        ...output,
        modulePreload: false,
        rolldownOptions: {
          input: { [name]: input },
          treeshake: { propertyReadSideEffects: false },
          preserveEntrySignatures: 'strict',
          output: { entryFileNames: 'booking-widget-[name]-[hash].js' },
        },
      },
    });
    for (const file of [part].flat().flatMap((each) => ('output' in each ? each.output : [])))
      if (file.type === 'chunk') files[name] = `./${file.fileName}`;
  }
  await build({
    ...shared,
    resolve: { alias: { 'preact/jsx-runtime': path.join(root, 'widget/view/jsx-runtime.ts') } },
    define: { ...shared.define, __PARTS__: JSON.stringify(files) },
    build: {
      ...output,
      sourcemap: true,
      rolldownOptions: {
        input: path.join(root, 'widget/element/script.ts'),
        treeshake: { propertyReadSideEffects: false },
        output: { format: 'iife', entryFileNames: 'booking-widget.js' },
      },
    },
  });
  // The same under a name that never means anything else, for pages that pin what they run.
  const script = readFileSync(path.join(output.outDir, 'booking-widget.js'));
  writeFileSync(path.join(output.outDir, `booking-widget-${version}.js`), script);
  const integrity = `sha384-${createHash('sha384').update(script).digest('base64')}`;
  // For whoever pins it: what to write into the page.
  const versions = { newest: version, versions: [{ version, file: `booking-widget-${version}.js`, integrity }] };
  writeFileSync(path.join(output.outDir, 'versions.json'), `${JSON.stringify(versions)}\n`);
  config.logger.info(`embed/booking-widget-${version}.js  integrity="${integrity}"`);
}
