import { plainText } from './clean.ts';
import type { Block, Fact, Message } from './message.ts';

/** Writes a mail for readers that show no HTML: the same content in the same order. */
export function writeText(message: Message): string {
  return [message.heading, ...message.blocks.map(textOf), `-- \n${message.footer}`].map(plainLines).join('\n\n');
}

function textOf(block: Block): string {
  switch (block.kind) {
    case 'text':
    case 'words':
      return block.text;
    case 'facts':
      return block.facts.map(lineOf).join('\n');
    case 'action':
      return `${block.label}:\n${block.url}`;
    case 'links':
      return [`${block.label}:`, ...block.links.map(({ label, url }) => `${label}: ${url}`)].join('\n');
    case 'part':
      return `----\n\n${block.heading}`;
  }
}

/** What follows the first line is indented, so that a value of several lines can't pass for another fact. */
function lineOf({ label, value, note }: Fact): string {
  return [`${label}: ${value.replaceAll('\n', '\n  ')}`, ...(note === undefined ? [] : [`  ${note}`])].join('\n');
}

/** The space after the dashes of a signature is the only one that ends a line. */
function plainLines(text: string): string {
  return text.startsWith('-- \n') ? `-- \n${plainText(text.slice(4))}` : plainText(text);
}
