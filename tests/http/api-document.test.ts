import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { errorCodes } from '../../sync-service/src/errors.ts';
import { useStack } from '../support/stack.ts';
import { send } from './scene.ts';

const stack = useStack();

// biome-ignore lint/suspicious/noExplicitAny: a JSON document
type Json = any;

/** Every object in a document. */
function* objectsIn(value: Json): Generator<Json> {
  if (typeof value !== 'object' || value === null) return;
  yield value;
  for (const child of Object.values(value)) yield* objectsIn(child);
}

describe('GET /openapi.json', () => {
  test('describes every route of the contract that exists', async () => {
    const { body } = await send(stack.url, 'GET', '/openapi.json');
    const routes = Object.entries<Json>(body.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    expect(routes.sort()).toEqual([
      'delete /api-keys/{id}',
      'delete /calendar/connections/{id}',
      'delete /holds/{id}',
      'delete /host/data',
      'delete /host/visitors',
      'delete /waiting-list/{id}',
      'delete /webhook-endpoints/{id}',
      'get /api-keys',
      'get /bookings',
      'get /bookings/{id}',
      'get /bookings/{id}/calendar.ics',
      'get /bookings/{id}/conflicts',
      'get /calendar/connections',
      'get /calendar/connections/google/callback',
      'get /calendar/connections/microsoft/callback',
      'get /conflicts',
      'get /embed/challenge',
      'get /embed/config.json',
      'get /event-types',
      'get /healthz',
      'get /holidays',
      'get /holidays/places',
      'get /host/deletion',
      'get /host/export',
      'get /live',
      'get /metrics',
      'get /oembed',
      'get /readyz',
      'get /reports',
      'get /reports.csv',
      'get /slots',
      'get /waiting-list/{id}',
      'get /webhook-endpoints',
      'get /webhook-endpoints/{id}/deliveries',
      'patch /webhook-endpoints/{id}',
      'post /api-keys',
      'post /bookings',
      'post /bookings/{id}/accept',
      'post /bookings/{id}/cancel',
      'post /bookings/{id}/confirm',
      'post /bookings/{id}/conflicts/{conflict}',
      'post /bookings/{id}/decline',
      'post /bookings/{id}/event/retry',
      'post /bookings/{id}/no-show',
      'post /bookings/{id}/notifications/{notification}/resend',
      'post /bookings/{id}/propose',
      'post /bookings/{id}/reschedule',
      'post /calendar/connections/apple',
      'post /calendar/connections/caldav',
      'post /calendar/connections/google',
      'post /calendar/connections/ics',
      'post /calendar/connections/microsoft',
      'post /calendar/connections/{id}/sync',
      'post /calendar/lost-bookings/{id}/acknowledge',
      'post /calendar/unknown-times/{id}/acknowledge',
      'post /holds',
      'post /holds/{id}/renew',
      'post /host/bookings',
      'post /host/visitors/export',
      'post /waiting-list',
      'post /waiting-list/{id}/claim',
      'post /webhook-deliveries/{id}/replay',
      'post /webhook-endpoints',
      'post /webhook-endpoints/{id}/rotate',
      'post /webhooks/google-calendar',
      'post /webhooks/microsoft-calendar',
      'post /webhooks/microsoft-lifecycle',
    ]);
  });

  test('is an OpenAPI 3.1 document without loose ends', async () => {
    const { body } = await send(stack.url, 'GET', '/openapi.json');
    expect(body.openapi).toMatch(/^3\.1\./);
    expect(body.info).toMatchObject({ title: expect.any(String), version: expect.any(String) });
    for (const object of objectsIn(body)) {
      if (typeof object.$ref !== 'string') continue;
      const target = object.$ref
        .replace(/^#\//, '')
        .split('/')
        .reduce((at: Json, name: string) => at?.[name], body);
      expect(target, object.$ref).toBeTypeOf('object');
    }
    for (const [path, methods] of Object.entries<Json>(body.paths)) {
      for (const [method, operation] of Object.entries<Json>(methods)) {
        const named = (operation.parameters ?? [])
          .filter((p: Json) => p.in === 'path' && p.required)
          .map((p: Json) => `{${p.name}}`);
        expect(path.match(/\{[^}]+\}/g) ?? [], `${method} ${path}`).toEqual(named);
        expect(operation.summary, `${method} ${path}`).toMatch(/\S/);
        expect(Object.keys(operation.responses).every((status) => /^(101|[2-5]\d\d)$/.test(status))).toBe(true);
        for (const requirement of operation.security ?? []) {
          for (const name of Object.keys(requirement)) expect(body.components.securitySchemes).toHaveProperty(name);
        }
      }
    }
  });

  test('says how live updates are told, though no route answers them', async () => {
    const { body } = await send(stack.url, 'GET', '/openapi.json');
    const { description, parameters, responses } = body.paths['/live'].get;
    expect(description).toContain('{"type":"slots_changed","v":n}');
    expect(parameters).toContainEqual(expect.objectContaining({ name: 'host', in: 'query', required: false }));
    expect(Object.keys(responses)).toEqual(['101', '400', '404', '429', '503']);
  });

  test('has patterns as JSON Schema writes them: without the slashes and flags of JavaScript', async () => {
    const { body } = await send(stack.url, 'GET', '/openapi.json');
    const patterns = [...objectsIn(body)]
      .map(({ pattern }) => pattern)
      .filter((pattern) => typeof pattern === 'string');
    expect(patterns.length).toBeGreaterThan(2);
    for (const pattern of patterns) {
      expect(pattern).not.toMatch(/^\/|\/[a-z]*$/);
      expect(() => new RegExp(pattern, 'u'), pattern).not.toThrow();
    }
  });

  test('takes its own examples: whoever checks what they send by it is refused nothing that is right', async () => {
    const { body } = await send(stack.url, 'GET', '/openapi.json');
    let checked = 0;
    for (const schema of objectsIn(body)) {
      if (schema.example === undefined || typeof schema.type !== 'string') continue;
      const { success, error } = z.fromJSONSchema(schema).safeParse(schema.example);
      expect(success, `${JSON.stringify(schema)}: ${error?.message}`).toBe(true);
      checked++;
    }
    expect(checked).toBeGreaterThan(10);
    const { attendee } = body.components.schemas.NewBooking.properties;
    const visitor = { name: 'Ann Example', email: 'ann@example.com', time_zone: 'Europe/Berlin', locale: 'de-AT' };
    expect(z.fromJSONSchema(attendee).safeParse(visitor).success).toBe(true);
    expect(z.fromJSONSchema(attendee).safeParse({ ...visitor, email: 'ann' }).success).toBe(false);
  });

  test('names 403 wherever a key may come with too little scope', async () => {
    const { body } = await send(stack.url, 'GET', '/openapi.json');
    const without = Object.entries<Json>(body.paths).flatMap(([path, methods]) =>
      Object.entries<Json>(methods)
        .filter(([, { security = [] }]) => security.some((each: Json) => each.apiKey !== undefined))
        .filter(([, { responses }]) => responses[403] === undefined)
        .map(([method]) => `${method} ${path}`),
    );
    expect(without).toEqual([]);
  });

  test('names every error code', async () => {
    const { body } = await send(stack.url, 'GET', '/openapi.json');
    expect(body.components.schemas.Error.properties.error.properties.code.enum).toEqual(errorCodes);
  });
});
