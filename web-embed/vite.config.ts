import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import manifest from '../package.json' with { type: 'json' };
import { buildElement } from './build/element.ts';
import { precompress } from './build/precompress.ts';

const root = fileURLToPath(new URL('.', import.meta.url));

// Seven pages, no inline code: the service sends a policy that allows scripts and styles from its own origin only.
export default defineConfig({
  root,
  base: '/',
  plugins: [buildElement(manifest.version), precompress()],
  define: { __VERSION__: JSON.stringify(manifest.version) },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact', development: false } },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    // A data: URL would need a wider policy than a file does.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // The parts that all screens of the admin page are made of come with its shell, once.
      output: {
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [
            {
              name: 'admin-kit',
              test: /\/web-embed\/admin\/((app|ui)\/(?!main|widget-preview|qr-code)|screens\/calendar\/wall-time)/,
            },
            // Small, and on most pages.
            {
              name: 'basics',
              test: /\/web-embed\/shared\/(time|formats|zones|month-grid|modal|controls|request|idle)\./,
            },
          ],
        },
      },
      input: {
        index: `${root}index.html`,
        book: `${root}book.html`,
        host: `${root}host.html`,
        manage: `${root}manage.html`,
        waiting: `${root}waiting.html`,
        admin: `${root}admin.html`,
        sandboxCalendars: `${root}sandbox-calendars.html`,
      },
    },
  },
});
