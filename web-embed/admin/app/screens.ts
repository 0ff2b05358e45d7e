import type { JSX } from 'preact';
import { lazy } from 'preact-iso';
import type { AdminIconName } from '../ui/admin-icons.tsx';

/** A place of the admin page. */
export interface ScreenEntry {
  /** Below `/admin`. */
  path: string;
  title: string;
  icon: AdminIconName;
  /** One of the five of the bottom bar of a phone; the others are in its menu. */
  isMain?: true;
  /** Where in the bar it stands. */
  group: 'daily' | 'offer' | 'connect';
  component: () => JSX.Element;
}

/** The bar, in its order. Each screen is a part of its own, loaded when it is opened. */
export const screens: readonly ScreenEntry[] = [
  {
    path: '/overview',
    title: 'Overview',
    icon: 'home',
    group: 'daily',
    isMain: true,
    component: lazy(() => import('../screens/overview/overview-screen.tsx').then((m) => m.OverviewScreen)),
  },
  {
    path: '/calendar',
    title: 'Calendar',
    icon: 'calendar',
    group: 'daily',
    isMain: true,
    component: lazy(() => import('../screens/calendar/calendar-screen.tsx').then((m) => m.CalendarScreen)),
  },
  {
    path: '/bookings',
    title: 'Bookings',
    icon: 'bookings',
    group: 'daily',
    isMain: true,
    component: lazy(() => import('../screens/bookings/bookings-screen.tsx').then((m) => m.BookingsScreen)),
  },
  {
    path: '/conflicts',
    title: 'Conflicts',
    icon: 'conflict',
    group: 'daily',
    component: lazy(() => import('../screens/conflicts/conflicts-screen.tsx').then((m) => m.ConflictsScreen)),
  },
  {
    path: '/availability',
    title: 'Availability',
    icon: 'clock',
    group: 'offer',
    isMain: true,
    component: lazy(() => import('../screens/availability/availability-screen.tsx').then((m) => m.AvailabilityScreen)),
  },
  {
    path: '/event-types',
    title: 'Event types',
    icon: 'list',
    group: 'offer',
    component: lazy(() => import('../screens/event-types/event-types-screen.tsx').then((m) => m.EventTypesScreen)),
  },
  {
    path: '/resources',
    title: 'Resources',
    icon: 'resources',
    group: 'offer',
    component: lazy(() => import('../screens/resources/resources-screen.tsx').then((m) => m.ResourcesScreen)),
  },
  {
    path: '/embed',
    title: 'Share and embed',
    icon: 'embed',
    group: 'offer',
    component: lazy(() => import('../screens/embed/embed-screen.tsx').then((m) => m.EmbedScreen)),
  },
  {
    path: '/calendars',
    title: 'Connected calendars',
    icon: 'plug',
    group: 'connect',
    component: lazy(() => import('../screens/calendars/calendars-screen.tsx').then((m) => m.CalendarsScreen)),
  },
  {
    path: '/why',
    title: 'Why not free?',
    icon: 'question',
    group: 'daily',
    component: lazy(() => import('../screens/why/why-screen.tsx').then((m) => m.WhyScreen)),
  },
  {
    path: '/log',
    title: 'Sync log',
    icon: 'log',
    group: 'connect',
    component: lazy(() => import('../screens/log/log-screen.tsx').then((m) => m.LogScreen)),
  },
  {
    path: '/reports',
    title: 'Reports',
    icon: 'report',
    group: 'connect',
    component: lazy(() => import('../screens/reports/reports-screen.tsx').then((m) => m.ReportsScreen)),
  },
  {
    path: '/integrations',
    title: 'Integrations',
    icon: 'key',
    group: 'connect',
    component: lazy(() => import('../screens/integrations/integrations-screen.tsx').then((m) => m.IntegrationsScreen)),
  },
  {
    path: '/settings',
    title: 'Settings',
    icon: 'settings',
    group: 'connect',
    component: lazy(() => import('../screens/settings/settings-screen.tsx').then((m) => m.SettingsScreen)),
  },
];

/** Places that are not in the bar. */
export const FirstRun = lazy(() => import('../screens/first-run/first-run-screen.tsx').then((m) => m.FirstRunScreen));
export const BookingScreen = lazy(() => import('../screens/bookings/booking-screen.tsx').then((m) => m.BookingScreen));
export const EventTypeScreen = lazy(() =>
  import('../screens/event-types/event-type-screen.tsx').then((m) => m.EventTypeScreen),
);
export const ResourceScreen = lazy(() =>
  import('../screens/resources/resource-screen.tsx').then((m) => m.ResourceScreen),
);
