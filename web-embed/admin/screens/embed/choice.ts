import type { EmbedChoice } from './snippets.ts';

/** An event type, as far as it is shared. */
export interface EmbedEvent {
  slug: string;
  title: string;
  is_active: boolean;
}

/** What is chosen, by its name in the address of the screen; empty: as it is without choosing. */
export interface EmbedValues {
  events: string;
  mode: string;
  layout: string;
  theme: string;
  locale: string;
  hide: string;
  accent: string;
}

const attributeNames = ['mode', 'layout', 'theme', 'locale', 'hide'] as const;

/** What is shared, by the address of the screen. Event types that are gone are left out; without any it is the first. */
export function readChoice(
  query: Readonly<Record<string, string>>,
  events: readonly EmbedEvent[],
  origin: string,
  host: { slug: string; display_name: string },
): { choice: EmbedChoice; values: EmbedValues } {
  const read = (name: keyof EmbedValues) => query[name] ?? '';
  const wanted = read('events').split(' ');
  const chosen = events.filter(({ slug }) => wanted.includes(slug)).map(({ slug }) => slug);
  const [first] = events;
  const shown = chosen.length > 0 || first === undefined ? chosen : [first.slug];
  const values: EmbedValues = {
    events: shown.join(' '),
    mode: read('mode'),
    layout: read('layout'),
    theme: read('theme'),
    locale: read('locale'),
    hide: read('hide'),
    accent: read('accent'),
  };
  const attributes = Object.fromEntries(attributeNames.flatMap((name) => (values[name] ? [[name, values[name]]] : [])));
  const title = host.display_name || host.slug;
  const colours: Record<string, string> = values.accent ? { '--bw-accent': values.accent } : {};
  return { values, choice: { origin, host: host.slug, events: shown, title, attributes, colours } };
}
