import type { CalendarPolicy } from '../../calendar/event.ts';
import { field, text } from '../json.ts';
import { readPages } from '../read-pages.ts';
import { codeOf, errorOfResponse, type GraphResponse, malformedResponse } from './errors.ts';
import { type ReadItem, readChange } from './events.ts';
import { readPage } from './lists.ts';
import type { GraphSession } from './session.ts';
import { requireGraphLink } from './transport.ts';

/** Graph no longer knows the state that a link stands for. */
export class StateLostError extends Error {}

/** All that one round told. */
export interface Round {
  /** The last row of each event: a round may name one several times. */
  rows: Map<string, ReadItem>;
  /** The versions of the rows that have one. */
  versions: Map<string, string>;
  /** Where the next round begins. */
  link: string;
}

const pageSize = 'odata.maxpagesize=200';
/** Refusals in which the lost state may hide; a 401 is about the token. */
const refusals = [400, 403, 404, 405, 406, 409, 410, 412, 422];
const lostCodes = new Set(['syncstatenotfound', 'syncstateinvalid', 'resyncrequired']);

/**
 * Reads a round of the change feed to its end; half a round means nothing. No option but the span is ever sent: the feed
 * refuses them, and the links have them in themselves.
 * @param start The path of the first round, or the link that the last one ended with.
 * @throws StateLostError
 */
export async function readRound(session: GraphSession, start: string, policy: Partial<CalendarPolicy>): Promise<Round> {
  const rows = new Map<string, ReadItem>();
  const versions = new Map<string, string>();
  let link: string | null = null;
  const pages = readPages(async (next) => {
    const path = next ?? start;
    const response = await session.call({ path, prefer: [pageSize], expected: refusals });
    if (isStateLost(response, !path.startsWith('/'))) throw new StateLostError();
    if (response.status >= 400) throw errorOfResponse(response, false);
    return readPage(response);
  }, malformedResponse);
  for await (const { items, deltaLink } of pages) {
    for (const row of items) {
      const item = readChange(row, policy);
      // Any number of rows may have no id.
      rows.set(item.id ?? `no-id-${rows.size}`, item);
      if (item.id !== null) versions.set(item.id, text(field(row, '@odata.etag')));
    }
    link = deltaLink;
  }
  // Without it the round is incomplete.
  if (link === null) throw malformedResponse();
  return { rows, versions, link: requireGraphLink(link) };
}

/** Where the refusal says to go on (`Location`) counts for nothing: it may lead anywhere. */
function isStateLost({ status, data }: GraphResponse, isLink: boolean): boolean {
  if (status === 410) return true;
  if (status < 400 || status >= 500) return false;
  if (lostCodes.has(codeOf(data))) return true;
  return isLink && status === 400 && /badly formed token/i.test(text(field(field(data, 'error'), 'message')));
}
