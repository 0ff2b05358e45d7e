/** What was measured here (bench/README.md, "scale" and the benchmarks named beside each), on cores of one kind: what the simulation reckons with. */
export const measured = {
  /** Milliseconds of CPU: of the database, and of the service. */
  cpuMs: {
    /** get_available_slots of a month at 20,000 hosts (`scale`), over the Data API (`rpc`). */
    slots: { database: 4.61, service: 1 },
    /** A booking with its mails and the jobs that follow (`book`). */
    booking: { database: 13.2, service: 4.6 },
    /** A calendar that is asked and has not changed (`idle-poll`, `poll`). */
    poll: { database: 1.6, service: 1.4 },
    /** A notice: the call, and the sync that it causes, with one changed event (`scale`: receive_notices, begin_pull, apply_calendar_changes). */
    notice: { database: 15.27, service: 4 },
    /** A channel that is opened or renewed, with the notice that verifies it (`scale`: begin_channel, finish_channel, receive_notices). */
    renewal: { database: 3.01, service: 3 },
  },
  /** Bytes of the database, indexes included, at 20,000 hosts. */
  bytes: { host: 29_000, event: 468, booking: 1_889 },
} as const;

/** How the product behaves: `tests/sql/size/pace.test.ts` compares it with what the functions of the database do. */
export const pace = {
  /** Seconds between two pulls of a calendar with a healthy channel, and of an account without one. */
  watchedSeconds: 300,
  polledSeconds: 60,
  /** Of each of these intervals. */
  jitter: 0.2,
  /** Of the life of a channel, after which it is renewed: from and to. */
  google: { lifeDays: 7, renewFrom: 0.7, renewTo: 0.8 },
  microsoft: { lifeDays: 10_000 / 1_440, renewFrom: 0.45, renewTo: 0.5 },
  /** Days between two lists of the calendars of an account. */
  listDays: 1,
} as const;

/** What providers allow one client, as they publish it. */
export const quotas = {
  /** Requests a minute and project. */
  googlePerMinute: 10_000,
  /** Requests in ten seconds and app, over all tenants. */
  microsoftPerTenSeconds: 130_000,
} as const;

/** What an installation is taken to be like: change it to what yours is. */
export const assumed = {
  /** Of a hundred connections. */
  google: 60,
  microsoft: 30,
  caldav: 10,
  /** Each with one host. */
  calendars: 2,
  eventsPerCalendar: 225,
  /** Kept for two years. */
  bookings: 100,
  /** Each connection and day. */
  changesPerDay: 8,
  bookingsPerDay: 0.2,
  slotsPerDay: 8,
  /** Pages that are open at the same time, of a hundred connections. */
  openPages: 2,
  /** Share of a day's visits and changes that falls into each hour: one continent at work. */
  hours: [1, 1, 1, 1, 1, 2, 3, 5, 8, 9, 9, 8, 7, 8, 9, 8, 6, 4, 3, 2, 1, 1, 1, 1],
  /** How busy a core may be at the busiest minute. */
  busy: 0.6,
  /** Dollars a month: for a core of a managed database with its memory, of a service, and a gigabyte of storage with its backups. */
  dollars: { databaseCore: 70, serviceCore: 25, gigabyte: 0.25 },
} as const;
