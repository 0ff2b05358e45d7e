import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { ServiceError } from '../errors.ts';
import { listHolidays, listPlaces } from '../holidays.ts';
import type { HostAuth } from './auth.ts';
import { knownLocale } from './known-names.ts';
import { type AppEnv, createRouter, failures, json } from './router.ts';
import { hostOrKey } from './security.ts';

const lang = z
  .string()
  .max(35)
  .transform((tag) => knownLocale(tag) ?? '')
  .refine((tag) => tag !== '', 'must be a language such as de or de-CH')
  .optional()
  .openapi({ type: 'string', description: 'Of the names, as far as they are known in it; by default English.' });

const place = z.object({ code: z.string(), name: z.string() });

const holidaysRoute = createRoute({
  method: 'get',
  path: '/holidays',
  tags: ['host'],
  summary: 'List the public holidays of a country or region',
  description:
    'The days on which most people there do not work: every day of a holiday that lasts several, and days instead where one falls on a weekend. To close them, add `availability_overrides`.',
  security: hostOrKey('read'),
  request: {
    query: z.object({
      country: z.string().max(10).openapi({ description: 'A code of `GET /holidays/places`.', example: 'DE' }),
      region: z.string().max(20).optional().openapi({ description: 'One of its regions.', example: 'BY' }),
      year: z.coerce.number().int().min(1970).max(2100).openapi({ example: 2027 }),
      lang,
    }),
  },
  responses: {
    200: {
      description: 'A row for each day, in order.',
      content: json(z.object({ holidays: z.array(z.object({ date: z.iso.date(), name: z.string() })) })),
    },
    ...failures('unauthorized', 'forbidden', 'invalid_request', 'rate_limited', 'unavailable'),
  },
});

const placesRoute = createRoute({
  method: 'get',
  path: '/holidays/places',
  tags: ['host'],
  summary: 'List the countries and regions of which public holidays are known',
  security: hostOrKey('read'),
  request: { query: z.object({ lang }) },
  responses: {
    200: {
      description: 'By name. Parts of regions have codes such as `BY-A`.',
      content: json(z.object({ countries: z.array(place.extend({ regions: z.array(place) })) })),
    },
    ...failures('unauthorized', 'forbidden', 'invalid_request', 'rate_limited', 'unavailable'),
  },
});

/** `GET /holidays` and the places that have any. */
export function holidayRoutes({ hosts }: { hosts: HostAuth }): OpenAPIHono<AppEnv> {
  const routes = createRouter();

  routes.openapi(holidaysRoute, async (c) => {
    await hosts.requireUser(c, 'read');
    const { lang: language = 'en', ...asked } = c.req.valid('query');
    const holidays = await listHolidays(asked, language);
    if (holidays === null) {
      throw new ServiceError('invalid_request', 'Choose a country and region of GET /holidays/places.', {
        details: [{ field: asked.region === undefined ? 'country' : 'region', message: 'is not known' }],
      });
    }
    return c.json({ holidays }, 200);
  });

  routes.openapi(placesRoute, async (c) => {
    await hosts.requireUser(c, 'read');
    return c.json({ countries: await listPlaces(c.req.valid('query').lang ?? 'en') }, 200);
  });

  return routes;
}
