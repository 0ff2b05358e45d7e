const CREDENTIALS = new Set(['authorization', 'apikey', 'cookie', 'proxy-authorization']);

/**
 * Returns the setting `request.headers` as PostgREST sets it, without credentials: a statement with it may be logged.
 */
export function headersSetting(headers: Iterable<[string, string]>): string {
  return JSON.stringify(Object.fromEntries([...headers].filter(([name]) => !CREDENTIALS.has(name.toLowerCase()))));
}
