import { Hono } from 'hono';
import type { Violations } from './violations.ts';
import type { World } from './world.ts';

/** The methods of the Calendar API, below `/calendar/v3`. */
export function createCalendarApi(_world: World, _violations: Violations): Hono {
  return new Hono();
}
