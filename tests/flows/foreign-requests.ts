import type { Page } from 'playwright-core';

/** A request that a page sent. */
interface SentRequest {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string | null;
}

/** Records what a page sends to the service and the Data API in the name of its owner, from now on. */
export function recordRequests(page: Page, origin: string): SentRequest[] {
  const sent: SentRequest[] = [];
  page.on('request', (request) => {
    const headers = request.headers();
    if (!request.url().startsWith(origin) || headers.authorization === undefined || request.url().includes('/auth/v1/'))
      return;
    sent.push({ method: request.method(), url: request.url(), headers, body: request.postData() });
  });
  return sent;
}

/** What somebody else gets who sends the same, with their own token: status and text of each response. */
export async function replayAs(
  token: string,
  requests: readonly SentRequest[],
): Promise<{ request: string; status: number; text: string }[]> {
  const answers = [];
  for (const { method, url, headers, body } of requests) {
    const response = await fetch(url, {
      method,
      headers: {
        ...(headers.apikey !== undefined && { apikey: headers.apikey }),
        ...(headers['content-type'] !== undefined && { 'content-type': headers['content-type'] }),
        authorization: `Bearer ${token}`,
      },
      ...(body !== null && { body }),
    });
    answers.push({
      request: `${method} ${new URL(url).pathname}`,
      status: response.status,
      text: await response.text(),
    });
  }
  return answers;
}
