import { readFileSync } from 'node:fs';
import { commaOf, directionOf } from '../../../web-embed/languages/writing.ts';
import { oneLine, writtenLine } from './clean.ts';
import { type Palette, paletteOf } from './colours.ts';
import type { Block, Fact, Message } from './message.ts';

const built = readFileSync(new URL('./layout.html', import.meta.url), 'utf8');

/**
 * What `npm run mail:build` made of `layout.mjml`: the page with a place for its parts, and one piece of HTML for each kind of them;
 * and its mirror image. Mail programs know no logical properties, so that left and right are exchanged.
 */
const layouts = { ltr: readLayout(built), rtl: readLayout(mirror(built)) };
type Layout = typeof layouts.ltr;

/** The colours of `layout.mjml` that stand for those of the host. */
const standIns: Record<keyof Palette, string> = {
  accent: '#ac0001',
  onAccent: '#ac0002',
  link: '#ac0003',
  darkAccent: '#ac0004',
};

/** Writes a mail as HTML: one column, no picture, no script, nothing that is fetched, and every text of it escaped. */
export function writeHtml(message: Message): string {
  const palette = paletteOf(message.brand.accent);
  const layout = layouts[directionOf(message.locale.tag)];
  const brand = oneLine(message.brand.name);
  return fill(layout.page, palette, {
    language: escapeHtml(message.locale.tag),
    title: escapeHtml(writtenLine(message.subject)),
    preview: escapeHtml(writtenLine(previewOf(message))),
    heading: escapeHtml(writtenLine(message.heading)),
    brand: escapeHtml(brand === '' ? 'Openslot' : brand),
    parts: message.blocks.map((block) => htmlOf(block, palette, layout)).join(''),
    footer: linesOf(message.footer),
  });
}

/** What a list of mails shows beside the subject. */
function previewOf({ blocks, locale }: Message): string {
  const first = blocks.find(({ kind }) => kind === 'text' || kind === 'facts');
  if (first?.kind === 'text') return first.text;
  if (first?.kind !== 'facts') return '';
  return first.facts
    .map(({ value, note }) => (note === undefined ? value : value + commaOf(locale.tag) + note))
    .join(' · ');
}

function htmlOf(block: Block, palette: Palette, layout: Layout): string {
  const piece = (values: Record<string, string>): string => {
    const template = layout.pieces.get(block.kind);
    if (template === undefined) throw new TypeError(`layout.mjml has no part ${block.kind}`);
    return fill(template, palette, values);
  };
  switch (block.kind) {
    case 'text':
      return piece({ text: linesOf(block.text) });
    case 'words':
      return piece({ text: linkedLinesOf(block.text, palette) });
    case 'facts':
      return piece({ facts: block.facts.map((fact) => factOf(fact, palette)).join('') });
    case 'action':
      return piece({ label: escapeHtml(block.label), url: escapeHtml(block.url) });
    case 'links':
      return piece({
        label: escapeHtml(block.label),
        links: block.links
          .map(({ label, url }) => linkOf(url, label.replaceAll(' ', '\u00a0'), palette))
          .join(' &nbsp;&middot;&nbsp; '),
      });
    case 'part':
      return piece({ heading: escapeHtml(writtenLine(block.heading)) });
  }
}

function factOf({ label, value, note, isLinked }: Fact, palette: Palette): string {
  const lines = [
    muted(escapeHtml(label)),
    `<span dir="auto">${isLinked ? linkedLinesOf(value, palette) : linesOf(value)}</span>`,
    ...(note === undefined ? [] : [muted(linesOf(note))]),
  ];
  return `<div style="padding-bottom:12px">${lines.join('<br>')}</div>`;
}

const muted = (html: string): string => `<span class="m" style="color:#59636e;font-size:14px">${html}</span>`;

function linkOf(url: string, label: string, { link }: Palette): string {
  return `<a class="l" href="${escapeHtml(url)}" style="color:${link};text-decoration:underline">${escapeHtml(label)}</a>`;
}

/** Escapes a text for HTML, in elements and in attributes. */
function escapeHtml(text: string): string {
  return text.replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`);
}

function linesOf(text: string): string {
  return text.split('\n').map(escapeHtml).join('<br>');
}

/** As `linesOf`, and what is a web address becomes a link to it. */
function linkedLinesOf(text: string, palette: Palette): string {
  const pieces = text.split(/(https?:\/\/[^\s<>"'`]*[^\s<>"'`.,;:!?)\]}])/i);
  return pieces
    .map((part, index) => (index % 2 === 1 && URL.canParse(part) ? linkOf(part, part, palette) : linesOf(part)))
    .join('');
}

/** Puts values, which are HTML, where a template names them. What they consist of is left alone. */
function fill(template: string, palette: Palette, values: Record<string, string>): string {
  const colours = Object.entries(standIns) as [keyof Palette, string][];
  const painted = colours.reduce((text, [name, standIn]) => text.replaceAll(standIn, palette[name]), template);
  return painted.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new TypeError(`layout.mjml names ${name}, which nothing gives`);
    return value;
  });
}

function readLayout(html: string): { page: string; pieces: ReadonlyMap<string, string> } {
  const pieces = new Map<string, string>();
  const rest = html.replace(/<!--part:(\w+)-->(.*?)<!--end-->/gs, (_, name: string, content: string) => {
    pieces.set(name, content);
    return '';
  });
  return { page: rest.replace('<!--parts-->', '{{parts}}'), pieces };
}

function mirror(html: string): string {
  return html
    .replace(/\b(left|right)\b/g, (side) => (side === 'left' ? 'right' : 'left'))
    .replace(/\b(dir="|direction:)ltr/g, '$1rtl')
    .replace('letter-spacing: -0.01em; ', '');
}
