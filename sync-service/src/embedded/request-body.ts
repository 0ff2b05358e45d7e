const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Reads the body of a request; null if it broke off. */
export async function readBody(request: Request): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    return new Uint8Array(await request.arrayBuffer());
  } catch {
    // The caller disconnected.
    return null;
  }
}

/** Decodes bytes as UTF-8; null if they are not. */
export function decodeBody(bytes: Uint8Array): string | null {
  try {
    return utf8.decode(bytes);
  } catch {
    return null;
  }
}

/** The same request with another body, or none. */
export function withBody(
  { url, method, headers: sent }: Request,
  body: string | Uint8Array<ArrayBuffer> | undefined,
): Request {
  const headers = new Headers(sent);
  headers.delete('content-length');
  headers.delete('transfer-encoding');
  const isEmpty = body === undefined || body.length === 0;
  return new Request(url, { method, headers, ...(isEmpty ? {} : { body }) });
}
