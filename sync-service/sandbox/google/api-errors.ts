/** Where in the request the fault is. */
interface Place {
  locationType: 'parameter' | 'header';
  location: string;
}

/** An answer of the Calendar API that is not a success, with the body the API gives it. */
export class ApiError extends Error {
  readonly status: number;
  readonly reason: string;
  readonly domain: string;
  readonly place: Place | null;

  constructor(status: number, reason: string, message: string, domain = 'global', place: Place | null = null) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.reason = reason;
    this.domain = domain;
    this.place = place;
  }

  /** The envelope. */
  body(): unknown {
    const entry = { domain: this.domain, reason: this.reason, message: this.message, ...this.place };
    return { error: { errors: [entry], code: this.status, message: this.message } };
  }

  response(): Response {
    return Response.json(this.body(), { status: this.status });
  }
}

const parameter = (location: string): Place => ({ locationType: 'parameter', location });

/** The errors by their names in the API; each call makes a new one. */
export const apiErrors = {
  invalid: (message: string, location?: string) =>
    new ApiError(400, 'invalid', message, 'global', location === undefined ? null : parameter(location)),
  required: (message: string, location?: string) =>
    new ApiError(400, 'required', message, 'global', location === undefined ? null : parameter(location)),
  badRequest: (message = 'Bad Request') => new ApiError(400, 'badRequest', message),
  timeRangeEmpty: (location?: string) =>
    new ApiError(
      400,
      'timeRangeEmpty',
      'The specified time range is empty.',
      'calendar',
      location === undefined ? null : parameter(location),
    ),
  timeRangeTooLong: () =>
    new ApiError(400, 'timeRangeTooLong', 'The requested time range is too long.', 'calendar', parameter('timeMax')),
  syncTokenWithRequestRestrictions: () =>
    new ApiError(
      400,
      'syncTokenWithRequestRestrictions',
      'Sync token cannot be used with other request restrictions.',
      'calendar',
      parameter('syncToken'),
    ),
  invalidSyncToken: () => new ApiError(400, 'invalid', 'Invalid sync token value.', 'calendar', parameter('syncToken')),
  authError: () =>
    new ApiError(401, 'authError', 'Invalid Credentials', 'global', {
      locationType: 'header',
      location: 'Authorization',
    }),
  forbidden: () => new ApiError(403, 'forbidden', 'Forbidden'),
  requiredAccessLevel: () =>
    new ApiError(403, 'requiredAccessLevel', 'You need to have writer access to this calendar.', 'calendar'),
  forbiddenForNonOrganizer: () =>
    new ApiError(
      403,
      'forbiddenForNonOrganizer',
      'Shared properties can only be changed by the organizer of the event.',
      'calendar',
    ),
  notFound: () => new ApiError(404, 'notFound', 'Not Found'),
  duplicate: () => new ApiError(409, 'duplicate', 'The requested identifier already exists.'),
  deleted: () => new ApiError(410, 'deleted', 'Resource has been deleted'),
  fullSyncRequired: () =>
    new ApiError(
      410,
      'fullSyncRequired',
      'Sync token is no longer valid, a full sync is required.',
      'calendar',
      parameter('syncToken'),
    ),
  updatedMinTooLongAgo: () =>
    new ApiError(
      410,
      'updatedMinTooLongAgo',
      'The requested minimum modification time lies too far in the past.',
      'calendar',
      parameter('updatedMin'),
    ),
  conditionNotMet: () =>
    new ApiError(412, 'conditionNotMet', 'Precondition Failed', 'global', {
      locationType: 'header',
      location: 'If-Match',
    }),
} as const;
