import { pluralOf } from './plural.ts';

const n = /* @__PURE__ */ pluralOf('en');

/** Where it takes place, to the visitor; what else is known of the place is said beside it. */
export const places = {
  placeVideo: 'Video call',
  placeHostCalls: 'Phone: you are called',
  placeVisitorCalls: 'Phone: you call',
  placeOfVisitor: 'At a place of your choice',
};

/** What mails and pages have in common. */
export const common = {
  ...places,
  /** The name of the language, in itself. */
  name: 'English',
  what: 'What',
  when: 'When',
  where: 'Where',
  who: 'Who',
  reason: 'Reason',
  addToCalendar: 'Add to your calendar',
  google: 'Google Calendar',
  outlook: 'Outlook',
  apple: 'Apple Calendar',
  calendarFile: 'Calendar file (.ics)',
  /** Between a label and what it is, with the space that the language puts before it. */
  colon: ':',
  yes: 'Yes',
  no: 'No',
};

/** What the service's own pages say around the booking flow. */
export const pages = {
  book: (title: string, host: string) => `Book ${title} with ${host}.`,
  bookWith: (host: string) => `Book a time with ${host}`,
  chooseEvent: 'What would you like to book?',
  chooseTime: 'Choose a time',
  nothingOffered: 'There is nothing to book at the moment.',
  manageTitle: 'Your booking',
  manageText: (host: string) => `See or change your booking with ${host}.`,
  needsScript: 'You need JavaScript to book a time.',
  needsScriptToManage: 'You need JavaScript to see your booking.',
  notFoundTitle: 'There is nothing here',
  notFoundText: 'The address may be mistyped or out of date.',
  closedTitle: 'This is not open to you',
  closedText: 'Use the link in your latest email, or sign in and try again.',
  failedTitle: 'This page can’t be shown at the moment',
  failedText: 'Please try again in a minute.',
};

/** What mails say. Names and titles come without line breaks. */
export const mail = {
  /** What is booked, and with whom. */
  with: (title: string, name: string) => `${title} with ${name}`,
  host: 'Host',
  hostTime: 'The host’s time',
  visitorTime: 'The visitor’s time',
  respondUntil: 'Respond by',
  keptUntil: 'Kept for you until',
  previousTime: 'Old time',
  unnamed: 'unnamed',
  proposedTime: 'Proposed time',
  linkFollows: 'You get the link by email as soon as it is there.',

  /** What the visitor may do with it. */
  manage: {
    both: 'See, move or cancel your booking',
    cancel: 'See or cancel your booking',
    move: 'See or move your booking',
  },
  bookAgain: 'Choose another time',
  seeProposal: 'See and accept the proposed time',
  seeBooking: 'See the booking',
  respond: 'Accept or decline',
  decide: 'Decide here',
  openCalendars: 'Open your calendars',
  freeAgain: 'The time is free again.',

  footerVisitor: (host: string) =>
    `You received this email because this address was given for a booking with ${host}. If that wasn’t you, you can ignore it.`,
  footerOwner: 'You received this email because you take bookings with Openslot.',
  footerDigest: (host: string) =>
    `You receive this email every Monday because the weekly summary is switched on for ${host}.`,

  /** To the visitor. */
  visitor: {
    confirmed: {
      subject: (what: string) => `Confirmed: ${what}`,
      heading: 'Your booking is confirmed',
    },
    requested: {
      subject: (what: string) => `Requested: ${what}`,
      heading: 'We have received your request',
      text: 'The time is kept for you until the host responds, but no longer than this email says. We’ll email you as soon as they do.',
    },
    declined: {
      subject: (what: string) => `Declined: ${what}`,
      heading: 'Your request was declined',
      text: 'The host could not accept your request.',
    },
    moved: {
      subject: (what: string) => `New time: ${what}`,
      heading: 'Your booking has a new time',
      text: 'The old time no longer applies.',
      pending: 'The host still has to confirm the new time. The old one no longer applies.',
      byHost: 'The host moved this booking. The old time no longer applies.',
      agreed: 'You accepted this time, and your booking is confirmed for it. The old time no longer applies.',
    },
    proposed: {
      subject: (what: string) => `Another time proposed: ${what}`,
      heading: 'The host proposes another time',
      text: 'Your booking keeps its time unless you accept the proposed one. Until then the proposed time is not kept free for you.',
      pending:
        'Your request keeps its time unless you accept the proposed one, which also confirms it. Until then the proposed time is not kept free for you.',
    },
    linkAdded: {
      subject: (what: string) => `Link to join: ${what}`,
      heading: 'Here is the link to your video call',
      text: 'Everything else about your booking is as it was.',
    },
    cancelled: {
      subject: (what: string) => `Cancelled: ${what}`,
      heading: 'Your booking is cancelled',
      byHost: 'The host had to cancel this booking.',
      byVisitor: 'You don’t need to do anything else.',
    },
    expired: {
      subject: (what: string) => `Expired: ${what}`,
      heading: 'Your request has expired',
      text: 'The host did not respond in time.',
    },
    reminder: {
      subject: (what: string) => `Reminder: ${what}`,
      /** `when` is relative: “tomorrow”, “in 2 hours”. */
      heading: (when: string) => `Your booking is ${when}`,
      text: {
        both: 'Can’t make it? Move or cancel it in good time, so that somebody else can have the time.',
        cancel: 'Can’t make it? Cancel in good time, so that somebody else can have the time.',
        move: 'Can’t make it? Move it in good time, so that somebody else can have the time.',
      },
    },
    gathered: {
      subject: (count: number) =>
        n(count, { one: '# message about your bookings', other: '# messages about your bookings' }),
      text: 'We had more to tell you than we send in separate emails.',
      more: (count: number) =>
        n(count, {
          one: '# older message is left out. The host can tell you the state of that booking.',
          other: '# older messages are left out. The host can tell you the state of those bookings.',
        }),
    },
  },

  /** To the host, about a booking. */
  owner: {
    hostCalls: 'Phone: you call the visitor',
    visitorCalls: 'Phone: the visitor calls you',
    placeOfVisitor: 'At a place that the visitor chose',
    confirmed: { subject: (what: string) => `New booking: ${what}`, heading: 'You have a new booking' },
    unread: {
      subject: (what: string) => `Please check: ${what}`,
      heading: 'You have a new booking, made without all of your calendars',
      text: 'Not all of your calendars could be read when it was booked, so something else may be on at that time. Please check that you are free.',
    },
    notRead: 'Not read',
    requested: {
      subject: (what: string) => `Request: ${what}`,
      heading: 'You have a new request',
      text: 'The time is blocked until you accept or decline it.',
    },
    declined: {
      subject: (what: string) => `Declined: ${what}`,
      heading: 'You declined this request',
    },
    moved: {
      subject: (what: string) => `New time: ${what}`,
      heading: 'A booking has a new time',
      pending: 'It waits for you to confirm the new time.',
      byVisitor: 'The visitor moved it.',
      byHost: 'You moved it.',
      agreed: 'The visitor accepted the time that you proposed.',
    },
    proposed: {
      subject: (what: string) => `Another time proposed: ${what}`,
      heading: 'You proposed another time',
      text: 'The visitor may accept it. Until then the booking keeps its time.',
    },
    cancelled: {
      subject: (what: string) => `Cancelled: ${what}`,
      heading: 'A booking is cancelled',
      byVisitor: 'The visitor cancelled it.',
      byHost: 'You cancelled it.',
    },
    expired: {
      subject: (what: string) => `Expired: ${what}`,
      heading: 'A request has expired',
      text: 'You did not respond to it in time.',
    },
  },

  /** About several bookings of a series; what it shares with mails about one is above. */
  series: {
    manage: {
      both: 'See, move or cancel your bookings',
      cancel: 'See or cancel your bookings',
      move: 'See or move your bookings',
    },
    seeBookings: 'See the bookings',
    visitor: {
      confirmed: 'Your bookings are confirmed',
      cancelled: 'Your bookings are cancelled',
      linkAdded: 'Here are the links to your video calls',
    },
    owner: {
      confirmed: 'You have a series of new bookings',
      requested: 'You have a new request for a series',
      cancelled: 'A series of bookings is cancelled',
      linkAdded: 'The links to these video calls are there',
    },
    requested:
      'The times are kept for you until the host responds, but no longer than this email says. We’ll email you as soon as they do.',
    blocked: 'The times are blocked until you accept or decline the request.',
    free: 'The times are free again.',
    /** To the host whose calendars were not all known for these dates. */
    unread: {
      heading: 'You have a series of new bookings, made without all of your calendars',
      text: 'Not all of your calendars could be read when these dates were booked, so something else may be on at that time. Please check that you are free.',
    },
    /** How they ended. */
    ended: {
      visitor: {
        byHost: 'The host had to cancel these bookings.',
        declined: 'The host could not accept your request.',
        expired: 'The host did not respond in time.',
      },
      owner: {
        byVisitor: 'The visitor cancelled them.',
        byHost: 'You cancelled them.',
        expired: 'You did not respond to it in time.',
      },
    },
  },

  /** To whoever waits for a seat. */
  waitlist: {
    joined: {
      subject: (what: string) => `Waiting list: ${what}`,
      heading: 'You are on the waiting list',
      text: 'If a seat becomes free for you, we keep it for a while and email you.',
      action: 'See your place, or leave the list',
    },
    offered: {
      subject: (what: string) => `A seat is free: ${what}`,
      heading: 'A seat is free, and kept for you',
      text: 'If you don’t take it in time, it goes to the next person.',
      action: 'Take it, or leave it to somebody else',
    },
    missed: {
      subject: (what: string) => `Seat no longer kept: ${what}`,
      heading: 'Your seat is no longer kept',
      text: 'You didn’t take the seat in time, so it goes to the next person. You are no longer on the waiting list. If nobody else takes the seat, you still can.',
      action: 'See whether the seat is still free',
    },
    keptUntil: 'Kept until',
  },

  /** To the host, about what their calendar says against bookings. */
  conflict: {
    more: (count: number) => n(count, { one: 'And # more booking.', other: 'And # more bookings.' }),
    overlap: {
      subject: (title: string) => `Conflict: ${title}`,
      subjectOfMany: (count: number) =>
        n(count, { one: 'Conflict with # booking', other: 'Conflicts with # bookings' }),
      heading: 'Something else is on at the time of a booking',
      text: 'An event in your calendar overlaps a booking. The booking stays as it is until you decide.',
      textOfMany: 'Events in your calendar overlap these bookings. The bookings stay as they are until you decide.',
      event: 'Your event',
    },
    double: {
      subject: (title: string) => `Double booking: ${title}`,
      subjectOfMany: (count: number) => n(count, { one: '# double booking', other: '# double bookings' }),
      heading: 'Two bookings at the same time',
      text: 'Two of your hosts have bookings at the same time, and the calendar of one blocks the time of the other. Both bookings stay as they are until you decide.',
      textOfMany:
        'Two of your hosts have bookings at the same times, and the calendar of one blocks the time of the other. All of them stay as they are until you decide.',
      event: 'The other booking',
    },
    moved: {
      subject: (title: string) => `Moved in your calendar: ${title}`,
      subjectOfMany: (count: number) =>
        n(count, { one: 'Moved in your calendar: # booking', other: 'Moved in your calendar: # bookings' }),
      heading: 'Moved in your calendar, not yet for the visitor',
      text: 'You moved the event of a booking in your calendar. The booking still has its old time: move it as well, put the event back, or cancel.',
      textOfMany:
        'You moved the events of these bookings in your calendar. The bookings still have their old times: move them as well, put the events back, or cancel.',
      event: 'Now in your calendar',
    },
    deleted: {
      subject: (title: string) => `Deleted in your calendar: ${title}`,
      subjectOfMany: (count: number) =>
        n(count, { one: 'Deleted in your calendar: # booking', other: 'Deleted in your calendar: # bookings' }),
      heading: 'Deleted in your calendar, still booked',
      text: 'The event of a booking was deleted in your calendar. The booking stays as it is: put the event back, or cancel.',
      textOfMany:
        'The events of these bookings were deleted in your calendar. The bookings stay as they are: put the events back, or cancel.',
      event: '',
    },
  },

  /** To the host, about an account. */
  account: {
    account: 'Account',
    calendar: 'Calendar',
    usedFor: 'Was used for',
    feed: 'calendar feed',
    reconnect: {
      /** Why, by the sentence that is stored of it, which is the English one. */
      reasons: {
        refused: 'The provider no longer accepts this connection. Reconnect the account.',
        google: 'Google no longer accepts this connection. Reconnect the account.',
        permissions: 'Some required permissions are missing. Reconnect the account and grant all of them.',
        withdrawn: 'The permissions of this account were withdrawn. Reconnect it and grant them again.',
        organisation: 'The organisation of this account wants its owner to sign in again. Reconnect the account.',
        password: 'The server no longer accepts the user name and password.',
        credentials: 'The stored credentials can no longer be opened. Reconnect the calendar.',
        unread: 'We can no longer read this account. Reconnect it.',
      },
      subject: (account: string) => `Connect your calendar again: ${account}`,
      heading: 'Your calendar needs to be connected again',
      text: 'We can no longer read this calendar account. Times we know stay busy; new changes are not picked up, and bookings are not written to it, until you reconnect.',
      action: 'Connect it again',
    },
    readOnly: {
      subject: (calendars: string) => `Bookings are not written to your calendar: ${calendars}`,
      heading: 'Your calendar is now read-only',
      text: 'Bookings are not written to it. Give the account write access again, or choose another calendar.',
      after: 'Visitors can still book, and what is missing in the calendar is written as soon as possible.',
      action: 'Choose another calendar',
    },
    target: {
      subjectNowhere: 'Your bookings are not written to any calendar',
      subject: (calendars: string) => `Your bookings are written to another calendar: ${calendars}`,
      after: 'Upcoming bookings that are not in any calendar are written to it as well.',
      actionNowhere: 'Connect or choose a calendar',
      /** One sentence: whose bookings go where now (null: nowhere), and why. */
      change: (
        host: string,
        to: string | null,
        from: string,
        reason: 'disconnected' | 'vanished' | 'read_only' | 'deleted',
      ) => {
        const reasons = {
          disconnected: 'was disconnected',
          vanished: 'is no longer in its account',
          read_only: 'is now read-only',
          deleted: 'was deleted',
        };
        const whose = host === '' ? 'Your bookings' : `Bookings of ${host}`;
        const where = to === null ? 'not written to any calendar now' : `now written to ${to}`;
        return `${whose} are ${where}, because ${from || 'the previous calendar'} ${reasons[reason]}.`;
      },
    },
    vanished: {
      subject: (calendar: string) => `A calendar is no longer in your account: ${calendar}`,
      heading: 'A calendar is no longer in your account',
      text: 'We checked several times, and a calendar is no longer in your account. Its events no longer block your time, so these times can be booked, and bookings are not written to it.',
      after:
        'If you deleted it or stopped sharing it, there is nothing to do. If not, restore it: as soon as it is back in the account, we read it again, and you can choose it again.',
    },
    lost: {
      subject: (bookings: number, calendar: string) =>
        n(bookings, {
          one: `A booking is only in your calendar now: ${calendar}`,
          other: `# bookings are only in your calendar now: ${calendar}`,
        }),
      heading: (bookings: number) =>
        n(bookings, {
          one: 'A booking is only in your calendar now',
          other: 'Some bookings are only in your calendar now',
        }),
      text: (bookings: number) =>
        n(bookings, {
          one: 'Openslot was restored from a backup, and this booking was made after it. Its event stays in your calendar and keeps blocking your time. But we no longer know the booking: the visitor’s link to it has stopped working, and we send no reminders.',
          other:
            'Openslot was restored from a backup, and these bookings were made after it. Their events stay in your calendar and keep blocking your time. But we no longer know the bookings: the visitors’ links to them have stopped working, and we send no reminders.',
        }),
      bookings: 'Bookings',
      more: (count: number) => n(count, { other: 'and # more' }),
      toDo: 'Add each booking to Openslot again and delete its old event, or keep the event and get in touch with your visitor yourself.',
    },
    unknown: {
      subject: (events: number, isMore: boolean, calendar: string) =>
        `We can’t read the time of ${n(events, isMore ? { other: 'more than # events' } : { one: 'an event', other: '# events' })} in ${calendar}`,
      text: (events: number, isMore: boolean) =>
        `${n(events, {
          one: isMore ? 'Some events' : 'An event',
          other: 'Some events',
        })} in your calendar can’t be read well enough to know when you are busy.`,
      events: 'Events',
      days: 'Days',
      count: (events: number, isMore: boolean) => n(events, { other: isMore ? 'more than #' : '#' }),
      anyDay: 'any day',
      span: (first: string, last: string) => `${first} to ${last}`,
      onward: (first: string) => `from ${first} on`,
      more: (count: number) => n(count, { other: 'and # more' }),
      closed: (isAnyDay: boolean) => `Until then, no times are offered ${isAnyDay ? 'on any day' : 'on these days'}.`,
      request: (isAnyDay: boolean) =>
        `Until then, bookings ${isAnyDay ? 'on any day' : 'on these days'} wait for your confirmation.`,
      open: (isAnyDay: boolean) =>
        `Until then, times are still offered ${isAnyDay ? 'on any day' : 'on these days'}, as your settings say, so you could be booked twice.`,
      toDo: (events: number) =>
        n(events, {
          one: 'Correct it in your calendar, or confirm in Openslot that it doesn’t block your time.',
          other: 'Correct them in your calendar, or confirm in Openslot that they don’t block your time.',
        }),
    },
  },

  /** To the owner, about a webhook endpoint. */
  webhook: {
    subject: (host: string) => `Your webhook is switched off: ${host}`,
    heading: 'Your webhook is switched off',
    text: 'We could not deliver events to one of your webhook endpoints and have switched it off. It gets no more events until you switch it on again.',
    endpoint: 'Endpoint',
    unknownReason: 'not known',
    after:
      'When it works again, switch it on (PATCH /webhook-endpoints/:id with is_active true) and replay the deliveries that failed, which are kept for 30 days.',
    action: 'How to do that',
  },

  /** To the host, once a week. */
  digest: {
    unwanted: 'Don’t want this email?',
    stop: 'Stop the weekly summary',
    stopQuestion: 'Stop the weekly summary?',
    stopped: 'You no longer get the weekly summary',
    startAgain: (host: string) => `The settings of ${host} switch it on again.`,
    badLink: 'This link is not valid',
    badLinkText: 'Switch the weekly summary off in the settings of the host.',
    subject: (week: string) => `Your week: ${week}`,
    heading: (host: string) => `The week of ${host}`,
    bookings: (count: number) =>
      n(count, { one: 'You have # booking this week.', other: 'You have # bookings this week.' }),
    none: 'Nothing is booked this week.',
    requests: (count: number) => n(count, { one: '# request waits for you.', other: '# requests wait for you.' }),
    lastWeek: 'Last week',
    took: (count: number) => n(count, { one: '# booking took place', other: '# bookings took place' }),
    cancelled: (count: number) => n(count, { one: '# was cancelled', other: '# were cancelled' }),
    noShows: (count: number) => n(count, { one: '# visitor did not come', other: '# visitors did not come' }),
    timeZone: 'Time zone',
    reconnect: 'Needs to be connected again',
    more: (count: number) => n(count, { one: 'And # more booking.', other: 'And # more bookings.' }),
  },
};

/** What the page of a booking says, beside what it shares with the booking flow. */
export const manage = {
  loading: 'Loading your booking…',
  missing: 'No booking here',
  badLink: 'This link does not open a booking. Use the link in your latest email.',
  failLoad: 'Your booking could not be loaded. Check your connection and try again.',
  titles: {
    confirmed: 'Your booking',
    pending: 'Your request',
    cancelled: 'Your booking is cancelled',
    declined: 'Your request was declined',
    expired: 'Your request has expired',
  },
  states: {
    confirmed: 'Confirmed',
    pending: 'Awaiting confirmation',
    cancelled: 'Cancelled',
    declined: 'Declined',
    expired: 'Expired',
  },
  linkFollows: 'You’ll find the link here as soon as it is ready.',
  allDates: 'All dates of this series',

  cancel: 'Cancel booking',
  cancelReason: 'Why are you cancelling?',
  reasonOptional: (host: string) => `optional, ${host} will see it`,
  reasonRequired: (host: string) => `required, ${host} will see it`,
  cancelAll: 'Cancel all dates of this series',
  cancelNow: 'Cancel this booking',
  keep: 'Keep it as it is',
  failCancel: 'Your booking could not be cancelled. Check your connection and try again.',

  move: 'Move booking',
  /** Its old time, and the new one. */
  was: 'Was',
  now: 'Now',
  moveReason: 'Why are you moving it?',
  moved: 'Your booking is moved',
  moveNow: 'Move to this time',
  failMove: 'Your booking could not be moved. Check your connection and try again.',

  proposes: (host: string) => `${host} proposes another time`,
  accept: 'Accept this time',
  failAccept: 'Your acceptance could not be sent. Check your connection and try again.',

  /** Why something is refused, by the reason that the service gives. */
  refusals: {
    cancel: {
      not_allowed: 'This booking can’t be cancelled online.',
      too_late: 'It is too late to cancel this booking online.',
    },
    move: {
      not_allowed: 'This booking can’t be moved online.',
      too_late: 'It is too late to move this booking online.',
      max_reschedules: 'This booking can’t be moved online again.',
    },
    both: {
      not_allowed: 'This booking can’t be moved or cancelled online.',
      too_late: 'It is too late to move or cancel this booking online.',
    },
    accept: {
      no_proposal: 'The host no longer proposes another time.',
      other_proposal: 'The host has proposed a different time in the meantime. Please look at it first.',
      too_late: 'The proposed time has already begun.',
      taken: 'The proposed time is no longer available. Your booking keeps its time.',
    },
    over: 'This booking is over and can’t be changed any more.',
    reason_required: 'Please give a reason.',
    changed: 'Your booking has changed in the meantime. This is how it stands now.',
  },
  contact: (host: string) => `Please contact ${host}.`,
  contactAt: (host: string, email: string) => `Please write to ${host}: ${email}`,
};

/** What is said about booking several dates at once. */
export const series = {
  label: 'Repeat',
  none: 'Just once',
  weekly: 'Every week',
  daily: 'Every day',
  count: 'How many dates',
  dates: (count: number) => n(count, { one: '# date', other: 'All # dates' }),
  clash: (count: number) =>
    n(count, {
      one: 'One of these dates is not free, so nothing is booked yet. Choose another time for all of them, or fewer dates.',
      other:
        '# of these dates are not free, so nothing is booked yet. Choose another time for all of them, or fewer dates.',
    }),
  submit: 'Book all dates',
};

/** What the page of a place on a waiting list says. */
export const waiting = {
  loading: 'Loading your place…',
  missing: 'Nothing here',
  badLink: 'This link does not open a place on a waiting list. Use the link in your latest email.',
  failLoad: 'Your place could not be loaded. Check your connection and load the page again.',
  titles: {
    waiting: 'You are on the waiting list',
    offered: 'A seat is free for you',
    claimed: 'You took the seat',
    missed: 'Your seat is no longer kept',
    left: 'You left the waiting list',
    closed: 'No seat became free',
  },
  states: {
    waiting: 'Waiting for a seat',
    offered: 'Kept for you',
    claimed: 'Booked',
    missed: 'Not taken in time',
    left: 'No longer waiting',
    closed: 'Already started',
  },
  keptUntil: 'Kept until',
  take: 'Take the seat',
  takeLate: 'Take it if it is still free',
  pass: 'Leave it to the next person',
  leave: 'Leave the waiting list',
  gone: 'Somebody else has this seat by now.',
  failTake: 'The seat could not be booked. Please try again.',
  failLeave: 'This could not be sent. Check your connection and try again.',
};

/**
 * What the booking flow on web pages says until a time is chosen, beside what it shares with mails; these texts are part of the element's script.
 * `shown` is the number as the visitor's region writes it.
 */
export const picking = {
  loading: 'Loading available times…',
  showMore: 'Show more',
  showLess: 'Show less',
  timeIn: (time: string, city: string) => `${time} in ${city}`,
  duration: 'Duration',
  minutes: (shown: string, _count: number) => `${shown} min`,
  hours: (shown: string, _count: number) => `${shown} h`,
  requiresConfirmation: (host: string) => `${host} confirms each request`,
  groupSeats: (count: string) => `Up to ${count} people at a time`,
  timeZone: 'Time zone',
  hostZone: (city: string) => `The host is in ${city}`,

  previousMonth: 'Previous month',
  nextMonth: 'Next month',
  dayAvailable: (day: string, count: number, shown: string) =>
    n(count, { one: `${day}, ${shown} time available`, other: `${day}, ${shown} times available` }),
  dayEmpty: (day: string) => `${day}, no times available`,
  dayPast: (day: string) => `${day}, in the past`,
  dayLoading: (day: string) => `${day}, loading`,
  today: 'Today',
  monthReady: (month: string, days: number, shown: string) =>
    n(days, { one: `${month}, ${shown} day with times`, other: `${month}, ${shown} days with times` }),
  monthNone: (month: string) => `${month}, no times available`,
  nextAvailable: (day: string) => `Next available: ${day}`,

  pickDayHint: 'Choose a day to see its times.',
  timesOn: (day: string) => `Times on ${day}`,
  night: 'Night',
  morning: 'Morning',
  afternoon: 'Afternoon',
  evening: 'Evening',
  moreTimes: (count: string) => `Show earlier and later times (${count})`,
  changeDay: 'Change day',
  onRequest: 'on request',
  seatsLeft: (count: number, shown: string) => n(count, { one: `${shown} seat left`, other: `${shown} seats left` }),
  noTimesOnDay: 'No times are left on this day.',
  timesUpdated: 'The times on this day were updated.',

  failNetwork: 'No connection to the server. Check your connection and try again.',
  failLoad: 'The times could not be loaded.',
  tryAgain: 'Try again',
};

/** What it says in what not every visitor sees: several event types, other layouts, months without times, the list of zones. */
export const seldom = {
  monthEmpty: (month: string) => `No times in ${month}`,
  searching: 'Looking for the next available day…',
  backToDay: (day: string) => `Back to ${day}`,
  nothingAhead: 'There is nothing available after that at the moment.',
  with: (host: string) => `with ${host}`,
  chooseDay: 'Choose a day',
  chooseEvent: 'What would you like to book?',
  otherEvents: 'Choose something else',
  searchCity: 'Search for a city',
  earlierDays: 'Earlier days',
  laterDays: 'Later days',
  cities: 'Cities',
  close: 'Close',
  noCity: 'No city of that name was found.',
};

/** What it says of a chosen time, and when something fails. */
export const booking = {
  slotLost: (time: string) => `${time} was just taken. Please choose another time; what you typed is kept.`,
  holdOver: 'This time is no longer kept for you. You can still book it unless someone else books it first.',
  submitting: 'One moment…',
  failCalendar: 'The host’s calendar can’t be checked at the moment. Please try again in a minute.',
  failForbidden: 'This web site may not take bookings for this host. Please use the host’s own booking page.',
  failRate: 'Too many requests at once. Please wait a minute and try again.',
  failInvalid: 'Something in the form was not accepted. Please check what you entered.',
  failChallenge: 'We could not check that you are a person. Please try again.',
  failUnexpected: 'Something went wrong on our side. Please try again.',
};

/** What the form says. */
export const form = {
  yourDetails: 'Your details',
  changeTime: 'Change time',
  heldForYou: (time: string) => `This time is kept for you until ${time}.`,
  name: 'Name',
  email: 'Email',
  placeQuestion: 'Where would you like to meet?',
  phoneNumber: 'Phone number',
  ownPlace: 'Place',
  required: 'required',
  choose: 'Please choose',
  submitBooking: 'Book this time',
  submitRequest: 'Send request',
  errorSummary: (count: number, shown: string) =>
    n(count, { one: `Please check ${shown} field`, other: `Please check ${shown} fields` }),
  errorMissing: (label: string) => (label.endsWith('?') ? `Please answer: ${label}` : `${label} is required.`),
  errorCheck: 'Please tick this box to continue.',
  errorEmail: 'Enter an email address like name@example.com.',
  didYouMean: (email: string) => `Did you mean ${email}?`,
  errorPhone: 'Enter a phone number like +49 30 123456.',
  errorLong: (label: string, limit: string) => `${label} may have at most ${limit} characters.`,
};

/** What it says in the end. */
export const outcome = {
  notFoundTitle: 'This booking page does not exist',
  notFoundText: 'The link may be mistyped, or the host has taken the page down.',
  confirmedTitle: 'You are booked',
  requestedTitle: 'Request sent',
  confirmedText: (host: string) => `Your time with ${host} is confirmed.`,
  requestedText: (host: string) => `It is awaiting confirmation: ${host} will accept or decline your request.`,
  bookedBefore:
    'Your first attempt had already arrived, so these are its details. What you changed afterwards was not sent.',
  sentTo: (email: string) => `We sent the details to ${email}.`,
  changeOrCancel: 'Change or cancel',
  statusConfirmed: 'Confirmed',
  statusRequested: 'Awaiting confirmation',
  status: 'Status',
  newTab: 'opens in a new tab',
  bookAnother: 'Book another time',
};

/** All that the booking flow says, beside what it shares with mails. */
export const widget = { ...picking, ...seldom, ...booking, ...form, ...outcome };
