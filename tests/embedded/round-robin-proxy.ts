import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pause } from '../../sync-service/src/embedded/postgres-folder.ts';

const checkMs = 200;

/**
 * A proxy as operators have one: it takes the processes that answer `/readyz` with 200 in turn, keeps connections to
 * them open, and repeats nothing. What it cannot hand on is answered with 502.
 */
export async function startRoundRobinProxy(targets: readonly string[]) {
  const agent = new http.Agent({ keepAlive: true });
  const ready = new Set<string>();
  const leftOut = new Set<string>();
  const served = new Map<string, number>();
  const faults: string[] = [];
  let turn = 0;

  let isStopped = false;
  const checking = targets.map(keepChecking);

  /** One after the other: an answer that comes late must not undo a newer one. */
  async function keepChecking(target: string): Promise<void> {
    for (let silent = 0; !isStopped; await pause(checkMs)) {
      const status = await fetch(`${target}/readyz`, { signal: AbortSignal.timeout(3_000) }).then(
        (response) => response.text().then(() => response.status),
        () => null,
      );
      silent = status === null ? silent + 1 : 0;
      // One that says nothing may be busy; one that says no means it.
      if (status === 200) ready.add(target);
      else if (status !== null || silent >= 3) ready.delete(target);
    }
  }

  const server = http.createServer((request, response) => {
    const up = targets.filter((target) => ready.has(target) && !leftOut.has(target));
    turn += 1;
    const target = up[turn % Math.max(1, up.length)];
    if (target === undefined) return fail(response, 'nobody is ready');
    served.set(target, (served.get(target) ?? 0) + 1);
    handOn(request, response, target);
  });

  function handOn(request: IncomingMessage, response: ServerResponse, target: string): void {
    const { method, headers, url } = request;
    const onward = http.request(`${target}${url}`, { agent, ...(method && { method }), headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', (error) => fail(response, `${method} ${url} at ${target}: ${error.message}`));
    request.pipe(onward);
  }

  function fail(response: ServerResponse, fault: string): void {
    faults.push(fault);
    if (response.headersSent) response.destroy();
    else response.writeHead(502).end();
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** Requests that no process answered. */
    faults,
    /** How many requests each has got. */
    served,
    /** Sends a process nothing any more, whatever it says of itself, until it is let in again. */
    leaveOut(target: string, isOut = true) {
      if (isOut) leftOut.add(target);
      else leftOut.delete(target);
    },
    async untilReady(target: string) {
      while (!ready.has(target)) await pause(checkMs);
    },
    async stop() {
      isStopped = true;
      await Promise.all(checking);
      agent.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
