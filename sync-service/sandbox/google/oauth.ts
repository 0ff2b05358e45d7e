import { Hono } from 'hono';
import type { Violations } from './violations.ts';
import type { World } from './world.ts';

export function createOAuthRoutes(_world: World, _violations: Violations): Hono {
  return new Hono();
}
