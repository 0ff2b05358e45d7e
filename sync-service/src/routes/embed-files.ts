import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Context } from 'hono';
import { ServiceError } from '../errors.ts';
import { type AppEnv, createRouter } from './router.ts';
import { type StaticFile, serveFile, toStaticFile } from './static-files.ts';

const forEver = 'public, max-age=31536000, immutable';
/** The newest widget: a release reaches every site within minutes, and no site waits for it. */
const shortly = 'public, max-age=300, stale-while-revalidate=3600';
const newest = 'booking-widget.js';
/** In the built script, where its settings are put in. */
const placeholder = '__BOOKING_WIDGET_SETTINGS__';

/** Where a widget reads slots. Both are public. */
export interface WidgetSettings {
  /** Empty: the origin that the script comes from. */
  supabaseUrl: string;
  publishableKey: string;
  /** The Data API takes the key in the address: reading needs no preflight. */
  plainReads?: true;
}

/**
 * `GET /embed/booking-widget.js`, the newest widget, which knows its settings; `/embed/booking-widget-<version>.js` and the parts that
 * are loaded later, which never change under their names, as the build has written them; their source maps; and
 * `/embed/versions.json`, the version with its integrity, for sites that pin it. All for any site.
 * @param files The built files by path; those of the widget are below `embed/`.
 */
export async function embedFileRoutes(files: ReadonlyMap<string, StaticFile>, settings: WidgetSettings) {
  const routes = createRouter();
  const built = files.get(`embed/${newest}`);
  const script = built === undefined ? undefined : await withSettings(built, settings);
  routes.get('/embed/:file{booking-widget[\\w.-]*\\.(?:js|js\\.map)}', (c: Context<AppEnv>) => {
    const name = c.req.param('file') ?? '';
    const file = name === newest ? script : files.get(`embed/${name}`);
    if (file === undefined)
      throw new ServiceError('not_found', 'There is no such version. /embed/booking-widget.js is the newest one.');
    // Also for sites that isolate themselves from others.
    c.header('cross-origin-resource-policy', 'cross-origin');
    // The map of the newest one has no version in its name either.
    return serveFile(c, file, name === newest || name === `${newest}.map` ? shortly : forEver);
  });
  routes.get('/embed/versions.json', (c: Context<AppEnv>) => {
    const file = files.get('embed/versions.json');
    if (file === undefined) throw new ServiceError('not_found', 'The widget has not been built. Run npm start once.');
    c.header('cross-origin-resource-policy', 'cross-origin');
    return serveFile(c, file, shortly);
  });
  return routes;
}

/** The script with its settings, so that it needs no request for them: as text that can't end the quotes around it. */
async function withSettings(file: StaticFile, settings: WidgetSettings): Promise<StaticFile> {
  const source = new TextDecoder().decode(file.body);
  if (!source.includes(placeholder)) return file;
  const text = encodeURIComponent(JSON.stringify(settings)).replaceAll("'", '%27');
  const body = new TextEncoder().encode(source.replaceAll(placeholder, text));
  const [br, gz] = await Promise.all([
    promisify(brotliCompress)(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }),
    promisify(gzip)(body, { level: 9 }),
  ]);
  return toStaticFile(body, newest, { br: new Uint8Array(br), gzip: new Uint8Array(gz) });
}
