import type { Violations } from '../shared/violations.ts';
import { ApiError, apiErrors } from './api-errors.ts';
import { commonParameters } from './common-parameters.ts';
import { parseFields } from './field-mask.ts';
import { type Pages, paramsHash, readSyncToken, type Snapshot, type SyncToken } from './sync-tokens.ts';
import type { World } from './world.ts';

/** What lists need to know besides the request. */
export interface ListContext {
  world: World;
  violations: Violations;
  pages: Pages;
  /** Sync tokens that were answered with an error: nobody sends them again. */
  refused: Set<string>;
}

const responseFields = [
  'kind etag summary description updated timeZone accessRole defaultReminders items nextPageToken nextSyncToken',
].flatMap((line) => line.split(' '));

/** Compares fields that are asked for with those that exist. @throws ApiError 400 invalidParameter. */
export function checkFields(violations: Violations, where: string, params: URLSearchParams, items: string[]): void {
  const sent = params.get('fields');
  if (sent === null) return;
  const mask = parseFields(sent);
  const inner = mask.get('items');
  const names = [...mask.keys()].filter((name) => !responseFields.includes(name));
  if (inner && inner !== true) names.push(...[...inner.keys()].filter((name) => !items.includes(name)));
  const wrong = names.filter((name) => name !== '*');
  violations.unknown(where, wrong, []);
  if (wrong[0]) throw new ApiError(400, 'invalidParameter', `Invalid field selection ${wrong[0]}`);
  if (mask.has('*')) return;
  for (const name of ['nextPageToken', 'nextSyncToken', 'items']) {
    if (!mask.has(name)) violations.add(`${where}: fields without ${name}`);
  }
}

/** Notes repeated parameters that are to be sent once, and those that don't exist. */
export function checkParameters(
  violations: Violations,
  where: string,
  params: URLSearchParams,
  known: readonly string[],
): void {
  violations.unknown(where, new Set(params.keys()), [...known, ...commonParameters]);
}

/** What a list is bound to, whoever reads it on. */
export type ListIdentity = Omit<SyncToken, 'revision'>;

/**
 * The revision that a sync token stands for; null: none was sent.
 * @param restrictions parameters that do not go with a sync token.
 * @param neverFalse parameters that may be true or missing only.
 * @throws ApiError 400, 410.
 */
export function tokenSince(
  context: ListContext,
  where: string,
  params: URLSearchParams,
  expected: ListIdentity,
  restrictions: readonly string[],
  neverFalse: readonly string[],
): number | null {
  const sent = params.get('syncToken');
  if (sent === null) return null;
  const { violations, refused, pages } = context;
  if (refused.has(sent)) violations.add(`${where}: sync token sent again after it was refused`);
  const restricted = [
    ...restrictions.filter((name) => params.has(name)),
    ...neverFalse.filter((name) => params.get(name) === 'false'),
  ];
  for (const name of restricted) violations.add(`${where}: ${name} with syncToken`);
  if (restricted.length > 0) throw apiErrors.syncTokenWithRequestRestrictions();
  const token = readSyncToken(sent);
  if (!token && pages.find(sent)) violations.add(`${where}: page token sent as sync token`);
  if (!token || token.of !== expected.of) {
    refused.add(sent);
    throw apiErrors.invalidSyncToken();
  }
  if (token.epoch !== expected.epoch || token.sub !== expected.sub) {
    refused.add(sent);
    throw apiErrors.fullSyncRequired();
  }
  if (token.params !== expected.params) violations.add(`${where}: parameters differ from those of the sync token`);
  return token.revision;
}

/**
 * Where a request is to read: on, in the list its page token belongs to, or from the beginning of a new one.
 * @throws ApiError 400 for a page token that isn't one; 410 if the sync token died between two pages.
 */
export function pageAt(
  context: ListContext,
  where: string,
  params: URLSearchParams,
  identity: ListIdentity,
  begin: () => Pick<Snapshot, 'items' | 'nextSyncToken'>,
): { snapshot: Snapshot; id: string; offset: number; page: number } {
  const { pages, violations, refused } = context;
  const { of, sub, epoch } = identity;
  const listed = paramsHash(params, [...commonParameters, 'pageToken']);
  const pageToken = params.get('pageToken');
  if (pageToken === null) {
    const snapshot = { of, sub, epoch, params: listed, ...begin() };
    return { snapshot, id: pages.keep(snapshot), offset: 0, page: 0 };
  }
  const at = pages.find(pageToken);
  if (!at || at.snapshot.of !== of || at.snapshot.sub !== sub) {
    throw apiErrors.invalid('Invalid page token value.', 'pageToken');
  }
  if (at.snapshot.params !== listed) violations.add(`${where}: page asked for with other parameters`);
  const syncToken = params.get('syncToken');
  if (syncToken !== null && at.snapshot.epoch !== epoch) {
    refused.add(syncToken);
    throw apiErrors.fullSyncRequired();
  }
  return at;
}
