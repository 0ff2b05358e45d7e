import fs from 'node:fs';
import { Webhook } from 'standardwebhooks';
import { beforeAll, describe, expect, test } from 'vitest';
import { newWebhookSecret, signWebhook } from '../../sync-service/src/credentials/webhook-secret.ts';
import { webhookEvents } from '../../sync-service/src/db/webhook.ts';
import { useStack } from '../support/stack.ts';
import { send, setScene } from './scene.ts';
import { eventsOf, startReceiver, subscribe } from './webhook-receiver.ts';

const stack = useStack({ config: { pollIntervalSeconds: 86_400 } });
const documents = Object.fromEntries(
  ['webhooks', 'api'].map((name) => [name, fs.readFileSync(new URL(`../../docs/${name}.md`, import.meta.url), 'utf8')]),
) as Record<'webhooks' | 'api', string>;

/** The program of a document that has this function, as it is printed there. */
// biome-ignore lint/suspicious/noExplicitAny: plain JavaScript
async function programWith(document: keyof typeof documents, name: string): Promise<any> {
  const blocks = [...documents[document].matchAll(/^```js\n([\s\S]*?)^```$/gm)].map(([, block = '']) => block);
  const block = blocks.find((text) => text.includes(`${name}(`) && text.includes('function')) as string;
  const code = /^export /m.test(block) ? block : `${block}\nexport { ${name} };`;
  return (await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(code)}`))[name];
}

describe('The verification in docs/webhooks.md', () => {
  const secret = newWebhookSecret();
  const body = '{"type":"booking.moved","data":{"name":"Zoë 🎉"}}';
  const headersAt = (seconds: number, secrets = [secret]) => ({
    'webhook-id': 'one',
    'webhook-timestamp': String(seconds),
    'webhook-signature': signWebhook(secrets, 'one', seconds, body),
  });
  const now = () => Math.floor(Date.now() / 1000);
  // biome-ignore lint/suspicious/noExplicitAny: plain JavaScript
  let verifyWebhook: any;
  beforeAll(async () => {
    verifyWebhook = await programWith('webhooks', 'verifyWebhook');
  });

  test('accepts what we send', async () => {
    const scene = await setScene(stack);
    const receiver = await startReceiver();
    const endpoint = await subscribe(stack, scene, receiver.url);
    const { id } = await scene.booked();
    await eventsOf(receiver, 1);
    const [request] = receiver.received;
    expect(verifyWebhook(endpoint.secret, request?.headers, request?.body).data.booking.id).toBe(id);
    await receiver.stop();
  });

  test('accepts what the library of the specification signed, and the library what we sign', () => {
    const signed = {
      ...headersAt(now()),
      'webhook-signature': new Webhook(secret).sign('one', new Date(now() * 1000), body),
    };
    expect(verifyWebhook(secret, signed, body)).toEqual(JSON.parse(body));
    expect(new Webhook(secret).verify(body, headersAt(now()))).toEqual(JSON.parse(body));
  });

  test('accepts each of two signatures', () => {
    const other = newWebhookSecret();
    for (const one of [secret, other])
      expect(verifyWebhook(one, headersAt(now(), [other, secret]), body)).toBeDefined();
  });

  test.each([
    ['another body', () => [secret, headersAt(now()), `${body} `]],
    ['another id', () => [secret, { ...headersAt(now()), 'webhook-id': 'two' }, body]],
    ['another time', () => [secret, { ...headersAt(now()), 'webhook-timestamp': String(now() - 1) }, body]],
    ['another secret', () => [newWebhookSecret(), headersAt(now()), body]],
    ['an old request', () => [secret, headersAt(now() - 301), body]],
    ['a request of the future', () => [secret, headersAt(now() + 302), body]],
    ['no signature', () => [secret, { ...headersAt(now()), 'webhook-signature': undefined }, body]],
    ['no time', () => [secret, { ...headersAt(now()), 'webhook-timestamp': undefined }, body]],
  ])('refuses %s', (_, request) => {
    expect(() => verifyWebhook(...request())).toThrow(/too old|wrong/);
  });
});

test('docs/webhooks.md and the document of the API name every event, and its body is what is sent', async () => {
  const { body } = await send(stack.url, 'GET', '/openapi.json');
  expect(Object.keys(body.webhooks).sort()).toEqual([...webhookEvents].sort());
  const { rows } = await stack.sql.query(
    `select pg_get_constraintdef(oid) as text from pg_constraint where conname = 'webhook_endpoints_events_known'`,
  );
  const inSql = [...rows[0].text.matchAll(/'((?:booking|calendar)\.\w+)'/g)].map(([, event]) => event);
  expect(inSql.sort()).toEqual([...webhookEvents].sort());
  for (const event of webhookEvents) {
    expect(documents.webhooks).toContain(`| \`${event}\` |`);
    const { post } = body.webhooks[event];
    const headers = post.parameters.map(({ name }: { name: string }) => name);
    expect(headers).toEqual(['webhook-id', 'webhook-timestamp', 'webhook-signature', 'openslot-payload-version']);
    const { schema } = post.requestBody.content['application/json'];
    expect(schema.properties.type).toMatchObject({ enum: [event] });
    expect(schema.required).toEqual(['type', 'timestamp', 'data']);
  }
});

test('a body has exactly the fields that the document of the API describes', async () => {
  const scene = await setScene(stack);
  const receiver = await startReceiver();
  await subscribe(stack, scene, receiver.url);
  await scene.booked();
  await eventsOf(receiver, 1);
  const { body } = await send(stack.url, 'GET', '/openapi.json');
  const { booking } = JSON.parse(receiver.received[0]?.body ?? '').data;
  // biome-ignore lint/suspicious/noExplicitAny: a JSON document
  const fieldsOf = (schema: any): string[] =>
    [...(schema.allOf ?? [schema])].flatMap((part) =>
      part.$ref ? fieldsOf(body.components.schemas[part.$ref.split('/').at(-1)]) : Object.keys(part.properties ?? {}),
    );
  expect([...new Set(fieldsOf(body.components.schemas.BookingDetails))].sort()).toEqual(Object.keys(booking).sort());
  await receiver.stop();
});

test('the loop over all bookings in docs/api.md reads each once', async () => {
  const scene = await setScene(stack);
  const made: string[] = [];
  for (let i = 0; i < 5; i += 1) made.push((await scene.booked()).id);
  const allBookings = await programWith('api', 'allBookings');
  const { body } = await send(stack.url, 'POST', '/api-keys', {
    token: scene.owner.accessToken,
    body: { name: 'Loop', scopes: ['read'] },
  });
  const read: string[] = [];
  for await (const { id } of allBookings(stack.url, body.secret, { limit: 2, status: 'confirmed' })) read.push(id);
  expect(read).toEqual(made);
});
