const CREDENTIALS = new Set(['authorization', 'apikey', 'cookie', 'proxy-authorization']);

/**
 * The setting `request.headers` of a request, as PostgREST makes it, without what opens anything: a statement that
 * carries it may end up in a log.
 */
export function headersSetting(headers: Iterable<[string, string]>): string {
  return JSON.stringify(Object.fromEntries([...headers].filter(([name]) => !CREDENTIALS.has(name.toLowerCase()))));
}
