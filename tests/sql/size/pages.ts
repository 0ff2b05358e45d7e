import type pg from 'pg';
import { pagesOf } from '../../support/pages.ts';
import { publicCalls } from './calls.ts';
import { AS_OWNER, ownerQueries } from './owner-queries.ts';

/** The shared pages that each call touches: of public functions by their names, of owners' queries by what they are for. */
export type Pages = Record<string, number>;

/** Measures everything that has a budget. */
export async function measurePages(client: pg.ClientBase, ownBookings: number): Promise<Pages> {
  const pages: Pages = {};
  for (const [name, sized] of Object.entries(publicCalls(ownBookings))) {
    pages[name] = await pagesOf(client, `select public.${nameOf(name)}${sized.call}`, [], sized.before);
  }
  for (const [name, sized] of Object.entries(ownerQueries(ownBookings))) {
    pages[name] = await pagesOf(client, sized.call, [], [...(sized.before ?? []), ...AS_OWNER]);
  }
  return pages;
}

/** The function that is called: what follows its name says how. */
export const nameOf = (call: string): string => call.split(' ')[0] as string;
