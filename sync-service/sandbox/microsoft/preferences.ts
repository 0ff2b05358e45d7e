import { zoneSent } from './event-times.ts';

/** What the `Prefer` header of a request asks for. */
export interface Preferences {
  immutableIds: boolean;
  /** Of times in responses: as it was asked for. */
  timeZone: string;
  /** Null: not asked for. */
  maxPageSize: number | null;
  /** The header's parts in order, to compare requests of one round. */
  text: string;
  /** What of it was followed. */
  applied: string[];
}

/** Reads the header. Parts that nobody knows are ignored. @throws GraphError 400 for a zone that does not exist. */
export function readPreferences(header: string | undefined): Preferences {
  const parts = (header ?? '').split(',').map((part) => part.trim());
  const partOf = (name: string): string | undefined => {
    const found = parts.find((part) => part.toLowerCase().startsWith(`${name.toLowerCase()}=`));
    return found?.slice(name.length + 1).replace(/^"|"$/g, '');
  };
  const timeZone = partOf('outlook.timezone');
  const size = partOf('odata.maxpagesize');
  const immutableIds = partOf('IdType')?.toLowerCase() === 'immutableid';
  if (timeZone !== undefined) zoneSent(timeZone);
  return {
    immutableIds,
    timeZone: timeZone ?? 'UTC',
    maxPageSize: size !== undefined && /^[1-9]\d*$/.test(size) ? Number(size) : null,
    text: parts.toSorted().join(', '),
    applied: [
      ...(timeZone === undefined ? [] : [`outlook.timezone="${timeZone}"`]),
      ...(immutableIds ? ['IdType="ImmutableId"'] : []),
    ],
  };
}
