/** Reads a link to a video meeting from a provider's response; undefined if it is none that people could be sent to. */
export function readVideoLink(text: string): string | undefined {
  const url = URL.parse(text);
  return url?.protocol === 'https:' && url.username === '' ? url.href : undefined;
}
