import type { Mutant } from './mutant.ts';
import { availability } from './rooms/availability.ts';
import { booking } from './rooms/booking.ts';
import { caldav } from './rooms/caldav.ts';
import { channelsSql } from './rooms/channels-sql.ts';
import { credentials } from './rooms/credentials.ts';
import { engine } from './rooms/engine.ts';
import { google } from './rooms/google.ts';
import { history } from './rooms/history.ts';
import { hooks } from './rooms/hooks.ts';
import { http } from './rooms/http.ts';
import { ical } from './rooms/ical.ts';
import { microsoft } from './rooms/microsoft.ts';
import { pages } from './rooms/pages.ts';
import { reports } from './rooms/reports.ts';
import { retention } from './rooms/retention.ts';
import { rights } from './rooms/rights.ts';
import { syncSql } from './rooms/sync-sql.ts';
import { widget } from './rooms/widget.ts';

/** The rooms of the list. */
export const rooms = {
  availability,
  booking,
  rights,
  'stored sync': syncSql,
  'stored channels': channelsSql,
  engine,
  google,
  microsoft,
  caldav,
  ical,
  credentials,
  http,
  hooks,
  history,
  pages,
  reports,
  retention,
  widget,
} as const;

/** All mutants, room by room. */
export const mutants: readonly Mutant[] = Object.values(rooms).flat();
