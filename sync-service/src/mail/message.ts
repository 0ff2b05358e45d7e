import type { Locale } from '../../../web-embed/languages/catalogue.ts';

/** A line of a table: what, and what it is. */
export interface Fact {
  label: string;
  /** One line, or several of which each is a line. */
  value: string;
  /** What is added to it less loudly, on a line of its own. */
  note?: string;
  /** Addresses in the value become links. Never where a visitor wrote it. */
  isLinked?: boolean;
}

/** A part of a mail. How it looks is the matter of `write-text.ts` and `write-html.ts`, which know all of them. */
export type Block =
  | { kind: 'text'; text: string }
  /** What the host wrote: lines stay lines, addresses become links, and nothing becomes markup. */
  | { kind: 'words'; text: string }
  | { kind: 'facts'; facts: readonly Fact[] }
  /** What the reader is meant to do. */
  | { kind: 'action'; label: string; url: string }
  | { kind: 'links'; label: string; links: readonly { label: string; url: string }[] }
  /** Begins something new in the same mail. */
  | { kind: 'part'; heading: string };

/** Whose mail it is. */
export interface Brand {
  /** Of the host; empty if they have none. */
  name: string;
  /** `#rrggbb`; null: ours. */
  accent: string | null;
}

/** One mail as its reader sees it, before it is written as text and as HTML. Nothing in it is escaped. */
export interface Message {
  locale: Locale;
  brand: Brand;
  subject: string;
  heading: string;
  blocks: readonly Block[];
  /** Why the reader got it. */
  footer: string;
}

/** The parts that there are. */
export function blocksOf(...blocks: readonly (Block | null | false)[]): Block[] {
  return blocks.filter((block) => block !== null && block !== false);
}

/** A paragraph, unless there is nothing to say. */
export function paragraph(text: string | null | undefined): Block | null {
  return text ? { kind: 'text', text } : null;
}
