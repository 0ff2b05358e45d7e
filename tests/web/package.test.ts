import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { customElementsManifest, docsTables, withTables } from '../../web-embed/build/manifest.ts';
import { readDocs } from '../../web-embed/build/package.ts';
import * as described from '../../web-embed/package/interface.ts';
import { BOOLEAN_ATTRIBUTES, propertyOf, TEXT_ATTRIBUTES } from '../../web-embed/widget/element/attributes.ts';
import { CANCELABLE } from '../../web-embed/widget/events.ts';

const root = path.resolve(import.meta.dirname, '../../web-embed');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const parse = (file: string) => ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest, true);
/** All sources of the element with one of these endings. */
const sources = (ending: RegExp) =>
  ['widget', 'shared']
    .flatMap((folder) =>
      readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
        path.join(folder, name),
      ),
    )
    .filter((name) => ending.test(name));
const textsOf = (ending: RegExp) => sources(ending).map(read).join('\n');
const code = textsOf(/\.tsx?$/);
const sorted = (names: Iterable<string>) => [...new Set(names)].sort();
const namesOf = (entries: readonly { name: string }[]) => sorted(entries.map(({ name }) => name));
const all = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, name = '']) => name);

/** What stands in a class or an interface, by name, with whether it is a method. */
function membersOf(file: string, name: string): Map<string, ts.Node> {
  const found = new Map<string, ts.Node>();
  parse(file).forEachChild((node) => {
    if (!(ts.isClassDeclaration(node) || ts.isInterfaceDeclaration(node)) || node.name?.text !== name) return;
    for (const member of node.members) {
      const own = member.name;
      if (own && (ts.isIdentifier(own) || ts.isStringLiteral(own))) found.set(own.text, member);
    }
  });
  return found;
}

const isMethod = (node: ts.Node) => ts.isMethodDeclaration(node) || ts.isMethodSignature(node);
/** What the browser calls, or every element has. */
const notOurs = new Set([
  'connectedCallback',
  'disconnectedCallback',
  'attributeChangedCallback',
  'observedAttributes',
  'addEventListener',
  'removeEventListener',
]);

describe('the interface that is described is that of the code', () => {
  it('in attributes', () => {
    expect(namesOf(described.attributes)).toEqual(sorted([...TEXT_ATTRIBUTES, ...BOOLEAN_ATTRIBUTES]));
    const booleans = described.attributes.filter(({ type }) => type === 'boolean');
    expect(namesOf(booleans)).toEqual(sorted(BOOLEAN_ATTRIBUTES));
  });

  it('in the words that attributes may have', () => {
    const words = Object.fromEntries(
      described.attributes
        .map(({ name, type }) => [name, all(type, /'([^']+)'/g)] as const)
        .filter(([, list]) => list.length > 0),
    );
    const lists = [...read('widget/element/attributes.ts').matchAll(/oneOf\(element, '([\w-]+)', \[([^\]]*)\]/g)];
    expect(lists.length).toBeGreaterThan(2);
    for (const [, name = '', list = ''] of lists) expect(words[name], name).toEqual(all(list, /'([^']+)'/g));
  });

  it('in properties and methods', () => {
    const members = [...membersOf('widget/element/booking-widget.ts', 'BookingWidget')].filter(
      ([name]) => !notOurs.has(name),
    );
    const names = (wanted: (node: ts.Node) => boolean) =>
      sorted(members.filter(([, node]) => wanted(node)).map(([name]) => name));
    expect(namesOf(described.methods)).toEqual(names(isMethod));
    expect(namesOf(described.properties)).toEqual(names((node) => !isMethod(node)));
    const settable = all(read('widget/element/booking-widget.ts'), /^ {2}set (\w+)\(/gm);
    expect(namesOf(described.properties.filter(({ readonly }) => !readonly))).toEqual(sorted(settable));
  });

  it('in events: each is told somewhere, with what its detail has', () => {
    const told = all(code.replaceAll(read('widget/events.ts'), ''), /'(booking:[a-z-]+)'/g);
    expect(namesOf(described.events)).toEqual(sorted(told));
    expect(sorted(described.events.flatMap(({ name, cancelable }) => (cancelable ? [name] : [])))).toEqual(
      sorted(CANCELABLE),
    );
    const declared = membersOf('widget/events.ts', 'BookingEvents');
    const booked = [...membersOf('widget/events.ts', 'BookedDetail').keys()];
    for (const { name, detail } of described.events) {
      const type = declared.get(name)?.getText() ?? '';
      const keys = type.includes('BookedDetail') ? booked : all(type.slice(type.indexOf('{')), /(\w+):/g);
      expect(Object.keys(detail), name).toEqual(keys);
    }
  });

  it('in parts, custom properties, states and slots', () => {
    // `Later` is a component whose parts are files.
    const views = textsOf(/^widget.*\.tsx?$/).replaceAll(/<Later\b[^>]*>/g, '');
    const parts = [
      ...all(views, /\bpart="([^"{]+)"/g),
      ...all(views, /setAttribute\('part', '([^']+)'/g),
      ...all(read('widget/month-view.tsx').match(/const parts = \[(.*?)\];/s)?.[1] ?? '', /'(day[\w-]*)'/g),
    ].flatMap((names) => names.split(' '));
    expect(namesOf(described.parts)).toEqual(sorted(parts));
    expect(namesOf(described.customProperties)).toEqual(sorted(all(textsOf(/\.css$/), /var\((--bw-[\w-]+)/g)));
    const steps = all(read('widget/element/booking-widget.ts').match(/type Step = (.*?);/s)?.[1] ?? '', /'(\w+)'/g);
    expect(namesOf(described.states)).toEqual(sorted([...steps, 'busy']));
    const slots = [...all(code, /<slot name="(\w+)"/g), ...all(code, /namedSlot\('(\w+)'\)/g), ''];
    expect(namesOf(described.slots)).toEqual(sorted(slots));
  });
});

describe('the types of the package', () => {
  const declared = [...membersOf('package/index.d.ts', 'BookingWidget')].filter(([name]) => !notOurs.has(name));

  it('have all that is described, and nothing else', () => {
    // Every element has `focus()`.
    const methods = described.methods.filter(({ name }) => name !== 'focus');
    expect(sorted(declared.map(([name]) => name))).toEqual(namesOf([...described.properties, ...methods]));
    expect(sorted(membersOf('package/index.d.ts', 'BookingWidgetAttributes').keys())).toEqual(
      sorted(described.attributes.map(({ name }) => propertyOf(name))),
    );
    expect(sorted(membersOf('package/index.d.ts', 'BookingWidgetEventDetails').keys())).toEqual(
      namesOf(described.events),
    );
  });

  it('say of attributes and events what is described', () => {
    const attributes = membersOf('package/index.d.ts', 'BookingWidgetAttributes');
    for (const { name, type } of described.attributes)
      expect(attributes.get(propertyOf(name))?.getText()).toBe(`${propertyOf(name)}: ${type};`);
    const details = membersOf('package/index.d.ts', 'BookingWidgetEventDetails');
    for (const { name, detail } of described.events) {
      const text = details.get(name)?.getText() ?? '';
      const written = Object.entries(detail)
        .map(([key, type]) => `${key}: ${type}`)
        .join('; ');
      if (!text.includes('BookedDetail')) expect(text).toBe(`'${name}': { ${written} };`);
    }
  });

  it('give React a listener for each event, and each property', () => {
    const source = read('package/react.ts');
    const listed = all(source.match(/const EVENTS =\s*'([^']*)'/)?.[0] ?? '', /([a-z-]{4,})/g).filter(
      (word) => word !== 'const',
    );
    expect(sorted(listed.map((name) => `booking:${name}`))).toEqual(namesOf(described.events));
    const settable = described.properties.filter(({ readonly }) => !readonly);
    expect(sorted(all(source.match(/const PROPERTIES = \[(.*?)\]/)?.[1] ?? '', /'(\w+)'/g))).toEqual(namesOf(settable));
    for (const { name } of settable) expect(read('package/react.d.ts')).toMatch(new RegExp(`^ {2}${name}\\?: `, 'm'));
  });
});

describe('what is made of the description', () => {
  it('are the tables of docs/embed.md: else run npm run widget:pack', () => {
    const docs = readDocs();
    expect(withTables(docs)).toBe(docs);
    for (const name of Object.keys(docsTables)) expect(docs, name).toContain(`<!-- table: ${name} -->`);
  });

  it('is a manifest that tools read', () => {
    const { schemaVersion, modules } = customElementsManifest() as {
      schemaVersion: string;
      modules: {
        path: string;
        declarations: { tagName?: string; members?: { name: string; kind: string }[]; events?: object[] }[];
      }[];
    };
    expect(schemaVersion).toMatch(/^2\./);
    const [element] = modules
      .flatMap(({ declarations }) => declarations)
      .filter(({ tagName }) => tagName === 'booking-widget');
    expect(element?.members?.map(({ name }) => name)).toEqual([
      ...described.attributes.map(({ name }) => propertyOf(name)),
      ...described.properties.map(({ name }) => name),
      ...described.methods.map(({ name }) => name),
    ]);
    expect(element?.events?.length).toBe(described.events.length);
  });
});
