import { type Block, blocksOf, type Message, paragraph } from './message.ts';

/**
 * Writes one mail in the place of several, for a visitor who got more than an hour may bring.
 * @param news What each would have said, oldest first; at least one.
 * @param more How many older ones are left out.
 */
export function writeGatheredMessage(news: readonly Message[], more: number): Message {
  const latest = news.at(-1);
  if (latest === undefined) throw new TypeError('writeGatheredMessage needs something to say');
  const { locale } = latest;
  const { gathered } = locale.mail.visitor;
  const isOneHost = new Set(news.map(({ brand }) => brand.name)).size === 1;
  return {
    locale,
    brand: isOneHost ? latest.brand : { name: '', accent: null },
    subject: gathered.subject(news.length),
    heading: gathered.subject(news.length),
    blocks: blocksOf(
      paragraph(gathered.text),
      more > 0 && paragraph(gathered.more(more)),
      ...news.flatMap(({ heading, blocks }): Block[] => [{ kind: 'part', heading }, ...blocks]),
    ),
    footer: [...new Set(news.map(({ footer }) => footer))].join('\n'),
  };
}
