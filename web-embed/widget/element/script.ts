import type { DataApiSettings } from '../../shared/booking-api.ts';
import { loadMessages } from '../../shared/messages.ts';
import { define } from './define.ts';
import { environment } from './environment.ts';
import { kit } from './kit.ts';

/** The parts' file names by what they are, from the build. */
declare const __PARTS__: Readonly<Record<string, string>>;
/** Where the parts find what they share with this script: other builds on the same page have other names. */
declare const __KIT__: string;

/** Replaced by the service that delivers this file; unchanged if somebody else does. */
const SETTINGS = '__BOOKING_WIDGET_SETTINGS__';

const script = document.currentScript as HTMLScriptElement | null;
// Our admin page imports it, as Trusted Types let no page write the address of a script; then there is no element.
const base = script?.src ?? new URL('/embed/', location.href).href;
const files: Readonly<Record<string, string>> = __PARTS__;
let tries = 0;

/** A part from beside this script. One that did not arrive is asked for by another address: browsers remember failures. */
async function load<T>(name: string): Promise<T> {
  const url = new URL(files[name] ?? '', base);
  if (tries > 0) url.search = String(tries);
  try {
    return await import(/* @vite-ignore */ url.href);
  } catch (error) {
    tries += 1;
    throw error;
  }
}

/** Where slots are read, if the service has written it into this file; its own origin has no name there. */
function readSettings(): DataApiSettings | null {
  if (SETTINGS.startsWith('__')) return null;
  const settings = JSON.parse(decodeURIComponent(SETTINGS)) as DataApiSettings;
  return { ...settings, supabaseUrl: settings.supabaseUrl || new URL(base).origin };
}

(globalThis as unknown as Record<string, unknown>)[__KIT__] ??= kit;
environment.service = new URL(base).origin;
// On our own pages the data are there already.
const given = script?.dataset.page;
const inlined = given && JSON.parse(document.getElementById(given)?.textContent || 'null');
environment.settings = inlined || readSettings();
environment.page = inlined?.page ?? null;
environment.loadPart = load;
environment.loadSolver = () => load('challenge');
environment.loadMessages = (preferred) =>
  loadMessages(
    preferred,
    (language) => (files[`lang-${language}`] ? () => load(`lang-${language}`) : undefined),
    environment.english,
  );
define();
