import { writtenText } from './clean.ts';
import type { Block, Fact, Message } from './message.ts';

/** Writes a mail for readers that show no HTML: the same content in the same order. */
export function writeText(message: Message): string {
  return [
    message.heading,
    ...message.blocks.map((block) => textOf(block, message.locale.common.colon)),
    `-- \n${message.footer}`,
  ]
    .map(plainLines)
    .join('\n\n');
}

function textOf(block: Block, colon: string): string {
  switch (block.kind) {
    case 'text':
    case 'words':
      return block.text;
    case 'facts':
      return block.facts.map((fact) => lineOf(fact, colon)).join('\n');
    case 'action':
      return `${block.label}${colon}\n${block.url}`;
    case 'links':
      return [labelOf(block.label, colon), ...block.links.map(({ label, url }) => `${label}${colon} ${url}`)].join(
        '\n',
      );
    case 'part':
      return `----\n\n${block.heading}`;
  }
}

/** A question needs no colon. */
function labelOf(label: string, colon: string): string {
  return /[?؟]$/.test(label) ? label : `${label}${colon}`;
}

/** What follows the first line is indented, so that a value of several lines can't pass for another fact. */
function lineOf({ label, value, note }: Fact, colon: string): string {
  return [
    `${labelOf(label, colon)} ${value.replaceAll('\n', '\n  ')}`,
    ...(note === undefined ? [] : [`  ${note}`]),
  ].join('\n');
}

/** The space after the dashes of a signature is the only one that ends a line. */
function plainLines(text: string): string {
  return text.startsWith('-- \n') ? `-- \n${writtenText(text.slice(4))}` : writtenText(text);
}
