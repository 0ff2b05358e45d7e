import type { Scope } from '../db/api-key.ts';

/** For the API document: a host with their session, or a program of theirs with a key that has this scope. */
export const hostOrKey = (scope: Scope): Record<string, string[]>[] => [{ hostSession: [] }, { apiKey: [scope] }];

/** The same, or the visitor of the booking. */
export const visitorOrHost = (scope: Scope): Record<string, string[]>[] => [{ manageToken: [] }, ...hostOrKey(scope)];

/** Only a host with their session: no key will do. */
export const hostAlone: Record<string, string[]>[] = [{ hostSession: [] }];
