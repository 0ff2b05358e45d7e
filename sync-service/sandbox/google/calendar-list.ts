import { apiErrors } from './api-errors.ts';
import { commonParameters } from './common-parameters.ts';
import { conferenceSolutionsOf } from './conferences.ts';
import { accessRoles, allows } from './event-view.ts';
import { masked, parseFields } from './field-mask.ts';
import { count, flag } from './list-query.ts';
import { checkFields, checkParameters, type ListContext, pageAt, tokenSince } from './listing.ts';
import type { AccessRole, CalendarListing, SandboxCalendar, SandboxUser } from './state.ts';
import { paramsHash, readPage, writeSyncToken } from './sync-tokens.ts';

const listParameters = [
  'maxResults',
  'minAccessRole',
  'showDeleted',
  'showHidden',
  'showOwnOrganizationOnly',
  'pageToken',
  'syncToken',
];

const restrictions = ['minAccessRole', 'showOwnOrganizationOnly'];

const entryFields = [
  'kind etag id summary summaryOverride description location timeZone colorId backgroundColor foregroundColor hidden',
  'selected accessRole defaultReminders notificationSettings primary deleted conferenceProperties dataOwner autoAcceptInvitations',
].flatMap((line) => line.split(' '));

/** A user's entry as the API tells it: what is true or set, nothing that is false. */
function listEntry(calendar: SandboxCalendar, listing: CalendarListing): Record<string, unknown> {
  const kind = { kind: 'calendar#calendarListEntry', etag: `"${listing.revision}"`, id: calendar.id };
  if (listing.deleted) return { ...kind, deleted: true };
  return {
    ...kind,
    summary: calendar.summary,
    ...(calendar.description ? { description: calendar.description } : {}),
    ...(listing.summaryOverride ? { summaryOverride: listing.summaryOverride } : {}),
    timeZone: calendar.timeZone,
    backgroundColor: listing.backgroundColor ?? '#9fe1e7',
    foregroundColor: '#000000',
    ...(listing.hidden ? { hidden: true } : {}),
    ...(listing.selected ? { selected: true } : {}),
    accessRole: listing.role,
    defaultReminders: [],
    ...(calendar.primary && listing.role === 'owner' ? { primary: true } : {}),
    conferenceProperties: { allowedConferenceSolutionTypes: conferenceSolutionsOf(calendar) },
  };
}

/** calendarList.list. @throws ApiError as the API answers. */
export function listCalendars(
  context: ListContext,
  user: SandboxUser,
  params: URLSearchParams,
  where: string,
): unknown {
  const { world, violations, pages } = context;
  checkParameters(violations, where, params, listParameters);
  checkFields(violations, where, params, entryFields);
  const maxResults = Math.min(count(params, 'maxResults') ?? 100, 250);
  const least = params.get('minAccessRole');
  if (least !== null && !accessRoles.includes(least as AccessRole)) {
    throw apiErrors.invalid('Invalid value for: minAccessRole', 'minAccessRole');
  }
  const shows = { deleted: flag(params, 'showDeleted'), hidden: flag(params, 'showHidden') };
  const bound = paramsHash(params, [
    ...commonParameters,
    ...restrictions,
    'syncToken',
    'pageToken',
    'showDeleted',
    'showHidden',
  ]);
  const token = { of: 'calendarList', sub: user.sub, params: bound, epoch: user.listEpoch };
  const at = pageAt(context, where, params, token, () => {
    const since = tokenSince(context, where, params, token, restrictions, ['showDeleted', 'showHidden']);
    const items = [...world.calendars.values()].flatMap((calendar) => {
      const listing = calendar.listings[user.sub];
      if (!listing) return [];
      const wanted =
        since === null
          ? (shows.deleted || !listing.deleted) &&
            (shows.hidden || !listing.hidden) &&
            (least === null || allows(listing.role, least as AccessRole))
          : listing.revision > since;
      return wanted ? [listEntry(calendar, listing)] : [];
    });
    return { items, nextSyncToken: writeSyncToken({ ...token, revision: world.revision() }) };
  });
  const response = {
    kind: 'calendar#calendarList',
    etag: `"p${world.revision()}"`,
    ...readPage(pages, at, maxResults, world.settings.shortPages),
  };
  const fields = params.get('fields');
  return fields === null ? response : masked(response, parseFields(fields));
}

/** calendarList.get. @throws ApiError 404. */
export function getCalendar(context: ListContext, user: SandboxUser, calendarId: string): unknown {
  const found = context.world.calendarFor(user, calendarId);
  const listing = found?.calendar.listings[user.sub];
  if (!found || !listing) throw apiErrors.notFound();
  return listEntry(found.calendar, listing);
}
