import {
  attributes,
  customProperties,
  events,
  methods,
  type NamedEntry,
  parts,
  properties,
  slots,
  states,
} from '../package/interface.ts';

/** `time-zone` → `timeZone`. */
const propertyOf = (attribute: string) => attribute.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

const detailOf = (detail: Readonly<Record<string, string>>) =>
  `{ ${Object.entries(detail)
    .map(([name, type]) => `${name}: ${type}`)
    .join('; ')} }`;

/** What tools read of the element (Custom Elements Manifest 2.1). */
export function customElementsManifest(): object {
  const plain = (entries: readonly NamedEntry[]) =>
    entries.map(({ name, text: description }) => ({ name, description }));
  const declaration = {
    kind: 'class',
    name: 'BookingWidget',
    tagName: 'booking-widget',
    customElement: true,
    description: 'The booking flow as an element.',
    superclass: { name: 'HTMLElement', package: 'global:' },
    attributes: attributes.map(({ name, type, values, default: initial, text }) => ({
      name,
      description: values === '' ? text : `${text} (${values})`,
      type: { text: type },
      ...(initial === '' ? {} : { default: initial }),
      fieldName: propertyOf(name),
    })),
    members: [
      ...attributes.map(({ name, type, text }) => ({
        kind: 'field',
        name: propertyOf(name),
        type: { text: type },
        description: text,
        attribute: name,
        reflects: true,
      })),
      ...properties.map(({ name, type, readonly, static: isStatic, text }) => ({
        kind: 'field',
        name,
        type: { text: type },
        description: text,
        ...(readonly ? { readonly } : {}),
        ...(isStatic ? { static: true } : {}),
      })),
      ...methods.map(({ name, parameters, returns, text }) => ({
        kind: 'method',
        name,
        parameters: parameters.map(({ name: parameter, type, optional }) => ({
          name: parameter,
          type: { text: type },
          ...(optional ? { optional } : {}),
        })),
        return: { type: { text: returns } },
        description: text,
      })),
    ],
    events: events.map(({ name, detail, text }) => ({
      name,
      type: { text: `CustomEvent<${detailOf(detail)}>` },
      description: text,
    })),
    cssParts: plain(parts),
    cssProperties: plain(customProperties),
    cssStates: plain(states),
    slots: plain(slots),
  };
  const path = 'index.js';
  return {
    schemaVersion: '2.1.0',
    readme: 'README.md',
    modules: [
      {
        kind: 'javascript-module',
        path,
        declarations: [
          declaration,
          {
            kind: 'function',
            name: 'define',
            parameters: [{ name: 'tag', type: { text: 'string' }, optional: true, default: "'booking-widget'" }],
            return: { type: { text: 'void' } },
            description: 'Makes the element known to the document; once, however often it is asked.',
          },
        ],
        exports: ['BookingWidget', 'define'].map((name) => ({
          kind: 'js',
          name,
          declaration: { name, module: path },
        })),
      },
    ],
  };
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** `'light' | 'dark' | ''` → `` `light` `dark` ``. */
const wordsOf = (type: string) => [...type.matchAll(/'([^']+)'/g)].map(([, word]) => `\`${word}\``).join(' ');

const namedTable = (head: string, entries: readonly NamedEntry[]) =>
  table(
    [head, 'what it is'],
    entries.map(({ name, text }) => [name === '' ? '(default)' : `\`${name}\``, text]),
  );

/** The tables of `docs/embed.md`, by the names of their places in it. */
export const docsTables: Readonly<Record<string, string>> = {
  attributes: table(
    ['attribute', 'values (default)', 'meaning'],
    attributes.map(({ name, type, values, default: initial, text }) => [
      `\`${name}\``,
      `${values || wordsOf(type)}${initial === '' ? '' : ` (${initial})`}`,
      text,
    ]),
  ),
  properties: table(
    ['property', 'meaning'],
    properties.map(({ name, readonly, text }) => [`\`${name}\`${readonly ? ' (read-only)' : ''}`, text]),
  ),
  methods: table(
    ['method', 'what it does'],
    methods.map(({ name, parameters, text }) => [
      `\`${name}(${parameters.map(({ name: parameter, optional }) => (optional ? `${parameter}?` : parameter)).join(', ')})\``,
      text,
    ]),
  ),
  events: table(
    ['event', 'detail', 'when'],
    events.map(({ name, detail, cancelable, text }) => [
      `\`${name}\`${cancelable ? ' (can be prevented)' : ''}`,
      Object.keys(detail)
        .map((key) => `\`${key}\``)
        .join(', '),
      text,
    ]),
  ),
  parts: namedTable('part', parts),
  'custom properties': namedTable('custom property', customProperties),
  states: namedTable('state', states),
  slots: namedTable('slot', slots),
};

/** Puts the tables into their places: from `<!-- table: NAME -->` to `<!-- end -->`. */
export function withTables(text: string): string {
  return text.replaceAll(
    /(<!-- table: ([\w ]+) -->\n).*?(<!-- end -->)/gs,
    (whole, begin: string, name: string, end: string) => {
      const content = docsTables[name];
      if (content === undefined) throw new Error(`docs/embed.md has a place for a table that there is not: ${whole}`);
      return `${begin}${content}\n${end}`;
    },
  );
}
