import { whenIdle } from './idle.ts';
import { cityOf, knownZone, zoneLabel } from './zones.ts';

/** Every zone that the browser knows, by city; the given ones are always among them, unless it cannot tell their time. */
function allZones(always: readonly string[]): string[] {
  // Missing in browsers from before 2022: then there are the visitor's and the host's.
  const known = Intl.supportedValuesOf?.('timeZone') ?? [];
  const zones = new Set([...known, 'UTC', ...always.filter((zone) => knownZone(zone, '') !== '')]);
  return [...zones].sort((a, b) => (cityOf(a) < cityOf(b) ? -1 : 1));
}

/** Text as it is searched: small letters without accents and signs. */
function plain(text: string): string {
  return text
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/**
 * The zones whose city, region or offset a query names; cities that begin with it come first.
 *
 * @param first Come before all others while nothing is typed.
 */
export function searchZones(zones: readonly string[], query: string, first: readonly string[] = []): string[] {
  const wanted = plain(query);
  if (wanted === '') return [...new Set([...first.filter((zone) => zones.includes(zone)), ...zones])];
  const found = zones.filter((zone) => {
    const words = ` ${plain(cityOf(zone))} ${plain(zone)}`;
    return wanted.split(' ').every((word) => words.includes(` ${word}`));
  });
  const begins = (zone: string) => plain(cityOf(zone)).startsWith(wanted);
  return [...found.filter(begins), ...found.filter((zone) => !begins(zone))];
}

/** So long a piece of work may keep the browser from reacting. */
const SLICE_MS = 8;

/** The labels of all zones at an instant, computed in slices while the browser is idle. */
export class ZoneLabels {
  readonly instant: number;
  readonly zones: readonly string[];
  readonly #labels = new Map<string, string>();
  #shown: readonly string[] = [];
  #isStopped = false;

  /** @param onChange More labels are there. */
  constructor(instant: number, always: readonly string[], onChange: () => void) {
    this.instant = instant;
    this.zones = allZones(always);
    const missing = new Set(this.zones);
    const work = () => {
      const end = performance.now() + SLICE_MS;
      while (!this.#isStopped && missing.size > 0 && performance.now() < end) {
        const [zone = 'UTC'] = [this.#shown.find((each) => missing.has(each)) ?? missing.values().next().value];
        this.#labels.set(zone, zoneLabel(zone, instant));
        missing.delete(zone);
      }
      if (this.#isStopped) return;
      if (missing.size > 0) whenIdle(work);
      onChange();
    };
    whenIdle(work);
  }

  /** These are on screen: they come first. */
  show(zones: readonly string[]): void {
    this.#shown = zones;
  }

  /** City and offset, or the city alone as long as the offset is not known. */
  labelOf(zone: string): string {
    return this.#labels.get(zone) ?? cityOf(zone);
  }

  stop(): void {
    this.#isStopped = true;
  }
}
