import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { takesKeyInAddress } from '../../sync-service/src/checks/keys.ts';
import type { ServiceConfig } from '../../sync-service/src/config.ts';
import { freePort } from '../../sync-service/src/embedded/postgres-folder.ts';
import { createSupabaseApp } from '../../sync-service/src/embedded/supabase-app.ts';
import { createLogger } from '../../sync-service/src/log.ts';
import { type Certificate, makeCertificate } from '../support/certificate.ts';
import { clusterUrl } from '../support/cluster.ts';
import type { Door } from '../support/database-doors.ts';
import { createProject } from '../support/project-shapes.ts';
import { useStack } from '../support/stack.ts';
import { secrets } from './api-scene.ts';
import { useStarts } from './start-scene.ts';

// The stack plays the hosted Supabase project.
const stack = useStack();
const { start, open, expectFault, changed } = useStarts(stack);

/** A gateway before the Data API of the project. */
async function openGateway(result: RequestListener, tls?: Certificate): Promise<Door> {
  const server = tls === undefined ? createHttpServer(result) : createHttpsServer(tls, result);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const gateway = {
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return open(Promise.resolve(gateway));
}

/** A gateway of one's own, whose keys say nothing about what they may do: it puts the project's keys in their place. */
function openKeyGateway(keys: Record<string, string>): Promise<Door> {
  return openGateway(async (request, response) => {
    const key = keys[String(request.headers.apikey)];
    if (key === undefined) return void response.writeHead(401).end('{"message":"Invalid authentication credentials"}');
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const result = await fetch(`${stack.url}${request.url}`, {
      method: request.method ?? 'GET',
      headers: { 'content-type': 'application/json', apikey: key },
      ...(chunks.length > 0 && { body: Buffer.concat(chunks) }),
    });
    response.writeHead(result.status, { 'content-type': 'application/json' }).end(await result.text());
  });
}

describe('A Data API that cannot be used is told in one line, with what to do', () => {
  const project = (changes: Partial<ServiceConfig['supabase']>) => ({
    supabase: { ...stack.config.supabase, ...changes },
  });

  test('when nothing listens there', async () => {
    await expectFault(project({ url: `http://127.0.0.1:${await freePort()}` }), 'cannot be reached', 'ECONNREFUSED');
  });

  test('when its host is not known', async () => {
    await expectFault(project({ url: 'http://project.invalid' }), /ENOTFOUND|EAI_AGAIN/, 'Check the address');
  });

  test('when its certificate is not known', async () => {
    const { url } = await openGateway((_request, response) => response.end(), makeCertificate());
    await expectFault(project({ url }), 'self-signed certificate', 'NODE_EXTRA_CA_CERTS');
  });

  test.each([
    [404, '<h1>Not found</h1>', 'not as a Data API does'],
    [
      401,
      '{"message":"Invalid API key"}',
      'SUPABASE_SECRET_KEY is not accepted by SUPABASE_URL (401: Invalid API key)',
    ],
    [401, '{"code":"PGRST301","message":"JWSError"}', 'SUPABASE_SECRET_KEY is not accepted'],
    [403, '{"code":"42501","message":"permission denied"}', 'SUPABASE_SECRET_KEY does not have the role service_role'],
    [406, '{"code":"PGRST106","message":"Invalid schema"}', 'It has to serve the schema public'],
    [
      503,
      '{"code":"PGRST002","message":"Could not query the database"}',
      'answers with 503 (Could not query the database)',
    ],
    [502, '<h1>Bad gateway</h1>', 'answers with 502'],
  ])('when it answers %i %s', async (status, body, words) => {
    const { url } = await openGateway((_request, response) => response.writeHead(status).end(body));
    await expectFault(project({ url }), words);
  });

  test('when it knows nothing of our functions, which its project should have', async () => {
    const empty = await createProject('new');
    const api = await createSupabaseApp({
      url: (role) => clusterUrl(empty, role),
      siteUrl: 'http://localhost',
      secrets,
      poolSize: 2,
      sendMail: async () => {},
      log: createLogger({ level: 'silent' }),
    });
    await open(Promise.resolve({ stop: api.close }));
    const { url } = await openGateway(async (request, response) => {
      const headers = { apikey: String(request.headers.apikey), 'content-type': 'application/json' };
      const result = await api.routes.fetch(
        new Request(`http://localhost${request.url}`, { method: 'POST', headers, body: '{}' }),
      );
      response.writeHead(result.status, { 'content-type': 'application/json' }).end(await result.text());
    });
    const { publishableKey, secretKey } = secrets;
    await expectFault(
      { supabase: { url, publishableKey, secretKey } },
      "does not know the service's functions",
      'same project',
    );
  });

  test('a publishable key that is not accepted', async () => {
    await expectFault(project({ publishableKey: 'sb_publishable_other' }), 'SUPABASE_PUBLISHABLE_KEY is not accepted');
  });

  test('several faults are told at once', async () => {
    const databaseUrl = changed((url) => {
      url.password = 'wrong';
    });
    const { fault } = await start({ databaseUrl, ...project({ secretKey: 'sb_secret_other' }) });
    expect(fault?.split('\n')).toEqual([
      'Openslot cannot start:',
      expect.stringContaining('  - The database of DATABASE_URL cannot be used'),
      expect.stringContaining('  - SUPABASE_SECRET_KEY is not accepted'),
    ]);
  });
});

describe('Keys of a gateway of one’s own', () => {
  const opaque = { publishableKey: 'key-one', secretKey: 'key-two' };

  test('are tried: they are fine where they mean what they should', async () => {
    const { publishableKey, secretKey } = stack.config.supabase;
    const { url } = await openKeyGateway({ 'key-one': publishableKey, 'key-two': secretKey });
    expect((await start({ supabase: { url, ...opaque } })).fault).toBeNull();
  });

  test('a publishable one that can call the service’s functions is refused', async () => {
    const { secretKey } = stack.config.supabase;
    const { url } = await openKeyGateway({ 'key-one': secretKey, 'key-two': secretKey });
    await expectFault(
      { supabase: { url, ...opaque } },
      "SUPABASE_PUBLISHABLE_KEY can call the service's own functions",
    );
  });

  test('a secret one that can’t is refused', async () => {
    const { publishableKey } = stack.config.supabase;
    const { url } = await openKeyGateway({ 'key-one': publishableKey, 'key-two': publishableKey });
    await expectFault({ supabase: { url, ...opaque } }, 'SUPABASE_SECRET_KEY does not have the role service_role');
  });
});

describe('What works but is hardly meant is warned of', () => {
  const warned = async (changes: Partial<ServiceConfig>) =>
    (await start(changes)).logs.map((line) => JSON.parse(line).msg as string);

  test('mails that reach nobody', async () => {
    expect(await warned({ smtpUrl: null })).toContainEqual(
      expect.stringContaining('SMTP_URL is not set: mails are kept'),
    );
    expect((await warned({ smtpUrl: 'smtp://127.0.0.1:9' })).join()).not.toContain('SMTP_URL is not set');
  });

  test('links that lead nowhere, or travel in the open', async () => {
    expect(await warned({ publicUrl: 'http://localhost:8787' })).toContainEqual(
      expect.stringContaining('PUBLIC_URL is this machine'),
    );
    expect(await warned({ publicUrl: 'http://book.example' })).toContainEqual(
      expect.stringContaining('PUBLIC_URL is not https'),
    );
    expect((await warned({})).join()).not.toContain('PUBLIC_URL');
  });

  test('a sender that other mail servers refuse', async () => {
    const smtp = { smtpUrl: 'smtp://127.0.0.1:9' };
    expect(await warned({ ...smtp, mailFrom: 'Openslot <openslot@localhost>' })).toContainEqual(
      expect.stringContaining('MAIL_FROM'),
    );
    expect((await warned({ ...smtp, mailFrom: 'a@example.com' })).join()).not.toContain('MAIL_FROM');
  });
});

describe('Visitors read with the key in the address, which needs no preflight,', () => {
  const supabase = (url: string) => ({ ...stack.config.supabase, url });

  test('where the Data API takes it from there', async () => {
    expect(await takesKeyInAddress(supabase(stack.url))).toBe(true);
  });

  test.each([
    ['the gateway wants it in a header', 401, '{"message":"No API key found in request"}'],
    ['the gateway hands it on as an argument', 404, '{"code":"PGRST202","message":"Could not find the function"}'],
    ['a page answers', 200, '<!doctype html>'],
  ])('and with a header where %s', async (_name, status, body) => {
    const gateway = await openGateway((_request, response) => void response.writeHead(status).end(body));
    expect(await takesKeyInAddress(supabase(gateway.url))).toBe(false);
  });

  test('and with a header where it cannot be reached', async () => {
    expect(await takesKeyInAddress(supabase(`http://127.0.0.1:${await freePort()}`))).toBe(false);
  });
});
