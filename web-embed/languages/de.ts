import type {
  common as Common,
  mail as Mail,
  manage as Manage,
  pages as Pages,
  series as Series,
  waiting as Waiting,
  widget as Widget,
} from './en.ts';
import { pluralOf } from './plural.ts';

const n = /* @__PURE__ */ pluralOf('de');

export const common: typeof Common = {
  name: 'Deutsch',
  what: 'Was',
  when: 'Wann',
  where: 'Wo',
  who: 'Wer',
  reason: 'Grund',
  addToCalendar: 'In Ihren Kalender eintragen',
  google: 'Google Kalender',
  outlook: 'Outlook',
  apple: 'Apple Kalender',
  calendarFile: 'Kalenderdatei (.ics)',
  colon: ':',
  yes: 'Ja',
  no: 'Nein',
  placeVideo: 'Videoanruf',
  placeHostCalls: 'Telefon: Sie werden angerufen',
  placeVisitorCalls: 'Telefon: Sie rufen an',
  placeOfVisitor: 'An einem Ort Ihrer Wahl',
};

export const pages: typeof Pages = {
  book: (title, host) => `${title} mit ${host} buchen.`,
  bookWith: (host) => `Termin mit ${host} buchen`,
  chooseEvent: 'Was möchten Sie buchen?',
  chooseTime: 'Zeit auswählen',
  nothingOffered: 'Im Moment gibt es nichts zu buchen.',
  manageTitle: 'Ihre Buchung',
  manageText: (host) => `Ihre Buchung mit ${host} ansehen oder ändern.`,
  needsScript: 'Zum Buchen wird JavaScript benötigt.',
  needsScriptToManage: 'Um Ihre Buchung zu sehen, wird JavaScript benötigt.',
  notFoundTitle: 'Hier ist nichts',
  notFoundText: 'Die Adresse ist vielleicht falsch geschrieben oder veraltet.',
  closedTitle: 'Das ist Ihnen nicht zugänglich',
  closedText: 'Verwenden Sie den Link in Ihrer letzten E-Mail, oder melden Sie sich an und versuchen Sie es erneut.',
  failedTitle: 'Diese Seite kann gerade nicht angezeigt werden',
  failedText: 'Bitte versuchen Sie es in einer Minute erneut.',
};

export const mail: typeof Mail = {
  with: (title, name) => `${title} mit ${name}`,
  host: 'Gastgeber',
  hostTime: 'Ortszeit des Gastgebers',
  visitorTime: 'Ortszeit des Gasts',
  respondUntil: 'Antwort bis',
  keptUntil: 'Für Sie reserviert bis',
  previousTime: 'Alte Zeit',
  unnamed: 'ohne Namen',
  proposedTime: 'Vorgeschlagene Zeit',
  linkFollows: 'Den Link erhalten Sie per E-Mail, sobald es ihn gibt.',

  manage: {
    both: 'Termin ansehen, verschieben oder absagen',
    cancel: 'Termin ansehen oder absagen',
    move: 'Termin ansehen oder verschieben',
  },
  bookAgain: 'Andere Zeit wählen',
  seeProposal: 'Vorgeschlagene Zeit ansehen und annehmen',
  seeBooking: 'Termin ansehen',
  respond: 'Annehmen oder ablehnen',
  decide: 'Hier entscheiden',
  openCalendars: 'Kalender öffnen',
  freeAgain: 'Die Zeit ist wieder frei.',

  footerVisitor: (host) =>
    `Sie erhalten diese E-Mail, weil diese Adresse für einen Termin mit ${host} angegeben wurde. Waren Sie das nicht, können Sie sie ignorieren.`,
  footerOwner: 'Sie erhalten diese E-Mail, weil Sie mit Openslot Termine vergeben.',
  footerDigest: (host) =>
    `Sie erhalten diese E-Mail jeden Montag, weil die Wochenübersicht für ${host} eingeschaltet ist.`,

  visitor: {
    confirmed: {
      subject: (what) => `Bestätigt: ${what}`,
      heading: 'Ihr Termin ist bestätigt',
    },
    requested: {
      subject: (what) => `Angefragt: ${what}`,
      heading: 'Ihre Anfrage ist angekommen',
      text: 'Die Zeit bleibt für Sie reserviert, bis der Gastgeber antwortet, längstens so lange, wie hier steht. Sobald er antwortet, schreiben wir Ihnen.',
    },
    declined: {
      subject: (what) => `Abgelehnt: ${what}`,
      heading: 'Ihre Anfrage wurde abgelehnt',
      text: 'Der Gastgeber konnte Ihre Anfrage nicht annehmen.',
    },
    moved: {
      subject: (what) => `Neue Zeit: ${what}`,
      heading: 'Ihr Termin hat eine neue Zeit',
      text: 'Die alte Zeit gilt nicht mehr.',
      pending: 'Der Gastgeber muss die neue Zeit noch bestätigen. Die alte gilt nicht mehr.',
      byHost: 'Der Gastgeber hat diesen Termin verschoben. Die alte Zeit gilt nicht mehr.',
      agreed: 'Sie haben diese Zeit angenommen, und Ihr Termin ist dafür bestätigt. Die alte Zeit gilt nicht mehr.',
    },
    proposed: {
      subject: (what) => `Andere Zeit vorgeschlagen: ${what}`,
      heading: 'Der Gastgeber schlägt eine andere Zeit vor',
      text: 'Ihr Termin behält seine Zeit, wenn Sie die vorgeschlagene nicht annehmen. Bis dahin bleibt die vorgeschlagene Zeit nicht für Sie frei.',
      pending:
        'Ihre Anfrage behält ihre Zeit, wenn Sie die vorgeschlagene nicht annehmen. Nehmen Sie an, ist der Termin zugleich bestätigt. Bis dahin bleibt die vorgeschlagene Zeit nicht für Sie frei.',
    },
    linkAdded: {
      subject: (what) => `Link zur Teilnahme: ${what}`,
      heading: 'Hier ist der Link zu Ihrem Videoanruf',
      text: 'Alles andere an Ihrem Termin bleibt, wie es war.',
    },
    cancelled: {
      subject: (what) => `Abgesagt: ${what}`,
      heading: 'Ihr Termin ist abgesagt',
      byHost: 'Der Gastgeber musste diesen Termin absagen.',
      byVisitor: 'Sie müssen nichts weiter tun.',
    },
    expired: {
      subject: (what) => `Abgelaufen: ${what}`,
      heading: 'Ihre Anfrage ist abgelaufen',
      text: 'Der Gastgeber hat nicht rechtzeitig geantwortet.',
    },
    reminder: {
      subject: (what) => `Erinnerung: ${what}`,
      heading: (when) => `Ihr Termin ist ${when}`,
      text: {
        both: 'Es klappt doch nicht? Verschieben Sie den Termin bitte rechtzeitig oder sagen Sie ab, damit jemand anders die Zeit nutzen kann.',
        cancel: 'Es klappt doch nicht? Sagen Sie bitte rechtzeitig ab, damit jemand anders die Zeit nutzen kann.',
        move: 'Es klappt doch nicht? Verschieben Sie den Termin bitte rechtzeitig, damit jemand anders die Zeit nutzen kann.',
      },
    },
    gathered: {
      subject: (count) => n(count, { one: '# Nachricht zu Ihren Terminen', other: '# Nachrichten zu Ihren Terminen' }),
      text: 'Wir hatten Ihnen mehr mitzuteilen, als wir in einzelnen E-Mails verschicken.',
      more: (count) =>
        n(count, {
          one: '# ältere Nachricht fehlt hier. Wie es um diesen Termin steht, kann Ihnen der Gastgeber sagen.',
          other: '# ältere Nachrichten fehlen hier. Wie es um diese Termine steht, kann Ihnen der Gastgeber sagen.',
        }),
    },
  },

  owner: {
    hostCalls: 'Telefon: Sie rufen den Gast an',
    visitorCalls: 'Telefon: Der Gast ruft Sie an',
    placeOfVisitor: 'An einem Ort, den der Gast gewählt hat',
    confirmed: { subject: (what) => `Neuer Termin: ${what}`, heading: 'Sie haben einen neuen Termin' },
    unread: {
      subject: (what) => `Bitte prüfen: ${what}`,
      heading: 'Neuer Termin: Nicht alle Ihre Kalender waren lesbar',
      text: 'Bei der Buchung waren nicht alle Ihre Kalender lesbar. Vielleicht haben Sie zu dieser Zeit schon etwas vor. Bitte prüfen Sie, ob sie frei ist.',
    },
    notRead: 'Nicht gelesen',
    requested: {
      subject: (what) => `Anfrage: ${what}`,
      heading: 'Sie haben eine neue Anfrage',
      text: 'Die Zeit ist blockiert, bis Sie die Anfrage annehmen oder ablehnen.',
    },
    declined: {
      subject: (what) => `Abgelehnt: ${what}`,
      heading: 'Sie haben diese Anfrage abgelehnt',
    },
    moved: {
      subject: (what) => `Neue Zeit: ${what}`,
      heading: 'Ein Termin hat eine neue Zeit',
      pending: 'Die neue Zeit wartet auf Ihre Bestätigung.',
      byVisitor: 'Der Gast hat ihn verschoben.',
      byHost: 'Sie haben ihn verschoben.',
      agreed: 'Der Gast hat die Zeit angenommen, die Sie vorgeschlagen haben.',
    },
    proposed: {
      subject: (what) => `Andere Zeit vorgeschlagen: ${what}`,
      heading: 'Sie haben eine andere Zeit vorgeschlagen',
      text: 'Der Gast kann sie annehmen. Bis dahin behält der Termin seine Zeit.',
    },
    cancelled: {
      subject: (what) => `Abgesagt: ${what}`,
      heading: 'Ein Termin ist abgesagt',
      byVisitor: 'Ihr Gast hat abgesagt.',
      byHost: 'Sie haben abgesagt.',
    },
    expired: {
      subject: (what) => `Abgelaufen: ${what}`,
      heading: 'Eine Anfrage ist abgelaufen',
      text: 'Sie haben nicht rechtzeitig geantwortet.',
    },
  },

  series: {
    manage: {
      both: 'Termine ansehen, verschieben oder absagen',
      cancel: 'Termine ansehen oder absagen',
      move: 'Termine ansehen oder verschieben',
    },
    seeBookings: 'Termine ansehen',
    visitor: {
      confirmed: 'Ihre Termine sind bestätigt',
      cancelled: 'Ihre Termine sind abgesagt',
      linkAdded: 'Hier sind die Links zu Ihren Videoanrufen',
    },
    owner: {
      confirmed: 'Sie haben eine Reihe neuer Termine',
      requested: 'Sie haben eine neue Anfrage für eine Reihe',
      cancelled: 'Eine Reihe von Terminen ist abgesagt',
      linkAdded: 'Die Links zu diesen Videoanrufen sind da',
    },
    requested:
      'Die Zeiten bleiben für Sie reserviert, bis der Gastgeber antwortet, längstens so lange, wie hier steht. Sobald er antwortet, schreiben wir Ihnen.',
    blocked: 'Die Zeiten sind blockiert, bis Sie die Anfrage annehmen oder ablehnen.',
    free: 'Die Zeiten sind wieder frei.',
    unread: {
      heading: 'Eine Reihe neuer Termine, ohne alle Ihre Kalender zu kennen',
      text: 'Bei der Buchung dieser Termine waren nicht alle Ihre Kalender lesbar. Vielleicht haben Sie zu diesen Zeiten schon etwas vor: Bitte prüfen Sie, ob sie frei sind.',
    },
    ended: {
      visitor: {
        byHost: 'Der Gastgeber musste diese Termine absagen.',
        declined: 'Der Gastgeber konnte Ihre Anfrage nicht annehmen.',
        expired: 'Der Gastgeber hat nicht rechtzeitig geantwortet.',
      },
      owner: {
        byVisitor: 'Ihr Gast hat sie abgesagt.',
        byHost: 'Sie haben sie abgesagt.',
        expired: 'Sie haben nicht rechtzeitig geantwortet.',
      },
    },
  },

  waitlist: {
    joined: {
      subject: (what) => `Warteliste: ${what}`,
      heading: 'Sie stehen auf der Warteliste',
      text: 'Wird ein Platz für Sie frei, halten wir ihn eine Weile zurück und schreiben Ihnen.',
      action: 'Platz auf der Liste ansehen oder aufgeben',
    },
    offered: {
      subject: (what) => `Ein Platz ist frei: ${what}`,
      heading: 'Ein Platz ist frei und bleibt für Sie reserviert',
      text: 'Nehmen Sie ihn nicht rechtzeitig an, bekommt ihn die nächste Person.',
      action: 'Annehmen oder jemand anderem überlassen',
    },
    missed: {
      subject: (what) => `Platz nicht mehr reserviert: ${what}`,
      heading: 'Ihr Platz ist nicht mehr reserviert',
      text: 'Sie haben den Platz nicht rechtzeitig angenommen, deshalb geht er an die nächste Person. Sie stehen nicht mehr auf der Warteliste. Nimmt ihn niemand anders, können Sie ihn noch bekommen.',
      action: 'Nachsehen, ob der Platz noch frei ist',
    },
    keptUntil: 'Reserviert bis',
  },

  conflict: {
    more: (count) => n(count, { one: 'Und # weiterer Termin.', other: 'Und # weitere Termine.' }),
    overlap: {
      subject: (title) => `Überschneidung: ${title}`,
      subjectOfMany: (count) =>
        n(count, { one: 'Überschneidung mit # Termin', other: 'Überschneidungen mit # Terminen' }),
      heading: 'Überschneidung mit Ihrem Kalender',
      text: 'Ein Eintrag in Ihrem Kalender überschneidet sich mit einem Termin. Der Termin bleibt, wie er ist, bis Sie entscheiden.',
      textOfMany:
        'Einträge in Ihrem Kalender überschneiden sich mit diesen Terminen. Die Termine bleiben, wie sie sind, bis Sie entscheiden.',
      event: 'Ihr Kalendereintrag',
    },
    double: {
      subject: (title) => `Doppelt vergeben: ${title}`,
      subjectOfMany: (count) => n(count, { one: '# doppelt vergebener Termin', other: '# doppelt vergebene Termine' }),
      heading: 'Zwei Termine zur selben Zeit',
      text: 'Zwei Ihrer Gastgeber haben zur selben Zeit Termine, und der Kalender des einen blockiert die Zeit des anderen. Beide Termine bleiben, wie sie sind, bis Sie entscheiden.',
      textOfMany:
        'Zwei Ihrer Gastgeber haben zu denselben Zeiten Termine, und der Kalender des einen blockiert die Zeit des anderen. Alle bleiben, wie sie sind, bis Sie entscheiden.',
      event: 'Der andere Termin',
    },
    moved: {
      subject: (title) => `Im Kalender verschoben: ${title}`,
      subjectOfMany: (count) =>
        n(count, { one: 'Im Kalender verschoben: # Termin', other: 'Im Kalender verschoben: # Termine' }),
      heading: 'Im Kalender verschoben, für den Gast noch nicht',
      text: 'Sie haben den Eintrag eines Termins in Ihrem Kalender verschoben. Der Termin selbst hat noch die alte Zeit: Verschieben Sie ihn ebenfalls, schieben Sie den Eintrag zurück, oder sagen Sie ab.',
      textOfMany:
        'Sie haben die Einträge dieser Termine in Ihrem Kalender verschoben. Die Termine selbst haben noch die alten Zeiten: Verschieben Sie sie ebenfalls, schieben Sie die Einträge zurück, oder sagen Sie ab.',
      event: 'Jetzt in Ihrem Kalender',
    },
    deleted: {
      subject: (title) => `Im Kalender gelöscht: ${title}`,
      subjectOfMany: (count) =>
        n(count, { one: 'Im Kalender gelöscht: # Termin', other: 'Im Kalender gelöscht: # Termine' }),
      heading: 'Im Kalender gelöscht, aber noch gebucht',
      text: 'Der Eintrag eines Termins wurde in Ihrem Kalender gelöscht. Der Termin bleibt, wie er ist: Stellen Sie den Eintrag wieder her, oder sagen Sie ab.',
      textOfMany:
        'Die Einträge dieser Termine wurden in Ihrem Kalender gelöscht. Die Termine bleiben, wie sie sind: Stellen Sie die Einträge wieder her, oder sagen Sie ab.',
      event: '',
    },
  },

  account: {
    account: 'Konto',
    calendar: 'Kalender',
    usedFor: 'Wurde verwendet für',
    feed: 'Kalender-Abo',
    reconnect: {
      reasons: {
        refused: 'Der Anbieter nimmt diese Verbindung nicht mehr an. Verbinden Sie das Konto neu.',
        google: 'Google nimmt diese Verbindung nicht mehr an. Verbinden Sie das Konto neu.',
        permissions: 'Es fehlen nötige Berechtigungen. Verbinden Sie das Konto neu und erteilen Sie alle.',
        withdrawn:
          'Die Berechtigungen dieses Kontos wurden entzogen. Verbinden Sie es neu und erteilen Sie sie wieder.',
        organisation: 'Die Organisation dieses Kontos verlangt eine neue Anmeldung. Verbinden Sie das Konto neu.',
        password: 'Der Server nimmt Benutzernamen und Passwort nicht mehr an.',
        credentials: 'Die gespeicherten Zugangsdaten lassen sich nicht mehr öffnen. Verbinden Sie den Kalender neu.',
        unread: 'Wir können dieses Konto nicht mehr lesen. Verbinden Sie es neu.',
      },
      subject: (account) => `Bitte Kalender neu verbinden: ${account}`,
      heading: 'Ihr Kalender muss neu verbunden werden',
      text: 'Wir können dieses Kalenderkonto nicht mehr lesen. Bekannte Zeiten bleiben belegt; neue Änderungen sehen wir nicht, und Termine werden nicht eingetragen, bis Sie es neu verbinden.',
      action: 'Neu verbinden',
    },
    readOnly: {
      subject: (calendars) => `Termine werden nicht in Ihren Kalender eingetragen: ${calendars}`,
      heading: 'Ihr Kalender ist jetzt schreibgeschützt',
      text: 'Termine werden dort nicht eingetragen. Geben Sie dem Konto wieder Schreibrechte, oder wählen Sie einen anderen Kalender.',
      after: 'Gebucht werden kann weiterhin; was im Kalender fehlt, wird so bald wie möglich eingetragen.',
      action: 'Anderen Kalender wählen',
    },
    target: {
      subjectNowhere: 'Ihre Termine werden in keinen Kalender eingetragen',
      subject: (calendars) => `Ihre Termine stehen jetzt in einem anderen Kalender: ${calendars}`,
      after: 'Kommende Termine, die in keinem Kalender stehen, werden dort ebenfalls eingetragen.',
      actionNowhere: 'Kalender verbinden oder wählen',
      change: (host, to, from, reason) => {
        const reasons = {
          disconnected: 'getrennt wurde',
          vanished: 'nicht mehr im Konto ist',
          read_only: 'jetzt schreibgeschützt ist',
          deleted: 'gelöscht wurde',
        };
        const whose = host === '' ? 'Ihre Termine' : `Termine von ${host}`;
        const where = to === null ? 'jetzt in keinen Kalender' : `jetzt in ${to}`;
        return `${whose} werden ${where} eingetragen, weil ${from || 'der bisherige Kalender'} ${reasons[reason]}.`;
      },
    },
    vanished: {
      subject: (calendar) => `Ein Kalender ist nicht mehr in Ihrem Konto: ${calendar}`,
      heading: 'Ein Kalender ist nicht mehr in Ihrem Konto',
      text: 'Wir haben mehrmals nachgesehen: Ein Kalender ist nicht mehr in Ihrem Konto. Seine Einträge blockieren Ihre Zeit nicht mehr, sie kann also gebucht werden, und Termine werden dort nicht mehr eingetragen.',
      after:
        'Haben Sie ihn gelöscht oder seine Freigabe beendet, ist nichts zu tun. Wenn nicht, stellen Sie ihn wieder her: Sobald er wieder im Konto ist, lesen wir ihn, und Sie können ihn erneut wählen.',
    },
    lost: {
      subject: (bookings, calendar) =>
        n(bookings, {
          one: `Eine Buchung steht nur noch in Ihrem Kalender: ${calendar}`,
          other: `# Buchungen stehen nur noch in Ihrem Kalender: ${calendar}`,
        }),
      heading: (bookings) =>
        n(bookings, {
          one: 'Eine Buchung steht nur noch in Ihrem Kalender',
          other: 'Einige Buchungen stehen nur noch in Ihrem Kalender',
        }),
      text: (bookings) =>
        n(bookings, {
          one: 'Openslot wurde aus einer Sicherung wiederhergestellt, und diese Buchung kam erst danach. Ihr Eintrag bleibt im Kalender und blockiert weiterhin Ihre Zeit. Die Buchung selbst kennen wir aber nicht mehr: Der Link des Gastes funktioniert nicht mehr, und wir senden keine Erinnerungen.',
          other:
            'Openslot wurde aus einer Sicherung wiederhergestellt, und diese Buchungen kamen erst danach. Ihre Einträge bleiben im Kalender und blockieren weiterhin Ihre Zeit. Die Buchungen selbst kennen wir aber nicht mehr: Die Links der Gäste funktionieren nicht mehr, und wir senden keine Erinnerungen.',
        }),
      bookings: 'Buchungen',
      more: (count) => n(count, { other: 'und # weitere' }),
      toDo: 'Tragen Sie jede Buchung neu in Openslot ein und löschen Sie den alten Eintrag, oder behalten Sie den Eintrag und melden Sie sich selbst bei Ihrem Gast.',
    },
    unknown: {
      subject: (events, isMore, calendar) =>
        `Zeit von ${n(events, isMore ? { other: 'mehr als # Einträgen' } : { one: 'einem Eintrag', other: '# Einträgen' })} in ${calendar} nicht lesbar`,
      text: (events, isMore) =>
        `${n(events, {
          one: isMore ? 'Einige Einträge in Ihrem Kalender lassen' : 'Ein Eintrag in Ihrem Kalender lässt',
          other: 'Einige Einträge in Ihrem Kalender lassen',
        })} sich nicht genau genug lesen, um zu wissen, wann Sie beschäftigt sind.`,
      events: 'Einträge',
      days: 'Tage',
      count: (events, isMore) => n(events, { other: isMore ? 'mehr als #' : '#' }),
      anyDay: 'alle Tage',
      span: (first, last) => `${first} bis ${last}`,
      onward: (first) => `ab ${first}`,
      more: (count) => n(count, { other: 'und # weitere' }),
      closed: (isAnyDay) =>
        `Bis dahin werden ${isAnyDay ? 'an keinem Tag' : 'an diesen Tagen keine'} Zeiten angeboten.`,
      request: (isAnyDay) =>
        `Bis dahin warten Buchungen ${isAnyDay ? 'an allen Tagen' : 'an diesen Tagen'} auf Ihre Bestätigung.`,
      open: (isAnyDay) =>
        `Bis dahin werden ${isAnyDay ? 'an allen Tagen' : 'an diesen Tagen'} weiterhin Zeiten angeboten, wie eingestellt. Es kann also zu Überschneidungen kommen.`,
      toDo: (events) =>
        n(events, {
          one: 'Korrigieren Sie den Eintrag in Ihrem Kalender, oder bestätigen Sie in Openslot, dass er Ihre Zeit nicht blockiert.',
          other:
            'Korrigieren Sie die Einträge in Ihrem Kalender, oder bestätigen Sie in Openslot, dass sie Ihre Zeit nicht blockieren.',
        }),
    },
  },

  webhook: {
    subject: (host) => `Ihr Webhook ist abgeschaltet: ${host}`,
    heading: 'Ihr Webhook ist abgeschaltet',
    text: 'Wir konnten einem Ihrer Webhook-Endpunkte keine Ereignisse zustellen und haben ihn abgeschaltet. Er bekommt nichts mehr, bis Sie ihn wieder einschalten.',
    endpoint: 'Endpunkt',
    unknownReason: 'nicht bekannt',
    after:
      'Sobald er wieder funktioniert, schalten Sie ihn ein (PATCH /webhook-endpoints/:id mit is_active true) und wiederholen Sie die gescheiterten Zustellungen; wir bewahren sie 30 Tage lang auf.',
    action: 'So geht das',
  },

  digest: {
    unwanted: 'Nicht mehr erwünscht?',
    stop: 'Wochenübersicht abbestellen',
    stopQuestion: 'Wochenübersicht abbestellen?',
    stopped: 'Sie erhalten die Wochenübersicht nicht mehr',
    startAgain: (host) => `In den Einstellungen von ${host} lässt sie sich wieder einschalten.`,
    badLink: 'Dieser Link ist ungültig',
    badLinkText: 'Schalten Sie die Wochenübersicht in den Einstellungen des Gastgebers ab.',
    subject: (week) => `Ihre Woche: ${week}`,
    heading: (host) => `Die Woche von ${host}`,
    bookings: (count) =>
      n(count, { one: 'Diese Woche haben Sie # Termin.', other: 'Diese Woche haben Sie # Termine.' }),
    none: 'Diese Woche ist nichts gebucht.',
    requests: (count) => n(count, { one: '# Anfrage wartet auf Sie.', other: '# Anfragen warten auf Sie.' }),
    lastWeek: 'Letzte Woche',
    took: (count) => n(count, { one: '# Termin fand statt', other: '# Termine fanden statt' }),
    cancelled: (count) => n(count, { one: '# wurde abgesagt', other: '# wurden abgesagt' }),
    noShows: (count) => n(count, { one: '# Gast ist nicht erschienen', other: '# Gäste sind nicht erschienen' }),
    timeZone: 'Zeitzone',
    reconnect: 'Muss neu verbunden werden',
    more: (count) => n(count, { one: 'Und # weiterer Termin.', other: 'Und # weitere Termine.' }),
  },
};

export const manage: typeof Manage = {
  loading: 'Ihr Termin wird geladen…',
  missing: 'Hier ist kein Termin',
  badLink: 'Dieser Link führt zu keinem Termin. Nehmen Sie den Link aus der neuesten E-Mail.',
  failLoad: 'Ihr Termin konnte nicht geladen werden. Prüfen Sie Ihre Verbindung und versuchen Sie es noch einmal.',
  titles: {
    confirmed: 'Ihr Termin',
    pending: 'Ihre Anfrage',
    cancelled: 'Ihr Termin ist abgesagt',
    declined: 'Ihre Anfrage wurde abgelehnt',
    expired: 'Ihre Anfrage ist abgelaufen',
  },
  states: {
    confirmed: 'Bestätigt',
    pending: 'Wartet auf Bestätigung',
    cancelled: 'Abgesagt',
    declined: 'Abgelehnt',
    expired: 'Abgelaufen',
  },
  linkFollows: 'Sobald es den Link gibt, finden Sie ihn hier.',
  allDates: 'Alle Termine dieser Reihe',

  cancel: 'Termin absagen',
  cancelReason: 'Warum sagen Sie ab?',
  reasonOptional: (host) => `freiwillig, ${host} kann es lesen`,
  reasonRequired: (host) => `erforderlich, ${host} kann es lesen`,
  cancelAll: 'Alle Termine dieser Reihe absagen',
  cancelNow: 'Diesen Termin absagen',
  keep: 'Nichts ändern',
  failCancel: 'Ihr Termin konnte nicht abgesagt werden. Prüfen Sie Ihre Verbindung und versuchen Sie es noch einmal.',

  move: 'Termin verschieben',
  was: 'Bisher',
  now: 'Neu',
  moveReason: 'Warum verschieben Sie?',
  moved: 'Ihre Buchung ist verschoben',
  moveNow: 'Auf diese Zeit verschieben',
  failMove: 'Ihr Termin konnte nicht verschoben werden. Prüfen Sie Ihre Verbindung und versuchen Sie es noch einmal.',

  proposes: (host) => `${host} schlägt eine andere Zeit vor`,
  accept: 'Diese Zeit annehmen',
  failAccept: 'Ihre Zusage konnte nicht gesendet werden. Prüfen Sie Ihre Verbindung und versuchen Sie es noch einmal.',

  refusals: {
    cancel: {
      not_allowed: 'Dieser Termin lässt sich nicht online absagen.',
      too_late: 'Es ist zu spät, um diesen Termin online abzusagen.',
    },
    move: {
      not_allowed: 'Dieser Termin lässt sich nicht online verschieben.',
      too_late: 'Es ist zu spät, um diesen Termin online zu verschieben.',
      max_reschedules: 'Dieser Termin lässt sich nicht noch einmal online verschieben.',
    },
    both: {
      not_allowed: 'Dieser Termin lässt sich online weder verschieben noch absagen.',
      too_late: 'Es ist zu spät, um diesen Termin online zu verschieben oder abzusagen.',
    },
    accept: {
      no_proposal: 'Der Gastgeber schlägt keine andere Zeit mehr vor.',
      other_proposal: 'Der Gastgeber hat inzwischen eine andere Zeit vorgeschlagen. Bitte sehen Sie sie sich erst an.',
      too_late: 'Die vorgeschlagene Zeit hat schon begonnen.',
      taken: 'Die vorgeschlagene Zeit ist nicht mehr frei. Ihr Termin behält seine Zeit.',
    },
    over: 'Dieser Termin ist vorbei und lässt sich nicht mehr ändern.',
    reason_required: 'Bitte nennen Sie einen Grund.',
    changed: 'An Ihrem Termin hat sich inzwischen etwas geändert. So ist der Stand jetzt.',
  },
  contact: (host) => `Bitte wenden Sie sich an ${host}.`,
  contactAt: (host, email) => `Bitte schreiben Sie an ${host}: ${email}`,
};

export const series: typeof Series = {
  label: 'Wiederholen',
  none: 'Nur einmal',
  weekly: 'Jede Woche',
  daily: 'Jeden Tag',
  count: 'Wie viele Termine',
  dates: (count) => n(count, { one: '# Termin', other: 'Alle # Termine' }),
  clash: (count) =>
    n(count, {
      one: 'Einer dieser Termine ist nicht frei. Deshalb ist noch nichts gebucht. Wählen Sie eine andere Zeit für alle oder weniger Termine.',
      other:
        '# dieser Termine sind nicht frei. Deshalb ist noch nichts gebucht. Wählen Sie eine andere Zeit für alle oder weniger Termine.',
    }),
  submit: 'Alle Termine buchen',
};

export const waiting: typeof Waiting = {
  loading: 'Ihr Platz auf der Warteliste wird geladen…',
  missing: 'Hier ist nichts',
  badLink: 'Dieser Link führt zu keinem Platz auf einer Warteliste. Nehmen Sie den Link aus der neuesten E-Mail.',
  failLoad:
    'Ihr Platz auf der Warteliste konnte nicht geladen werden. Prüfen Sie Ihre Verbindung und laden Sie die Seite neu.',
  titles: {
    waiting: 'Sie stehen auf der Warteliste',
    offered: 'Ein Platz ist für Sie frei',
    claimed: 'Der Platz gehört Ihnen',
    missed: 'Ihr Platz ist nicht mehr reserviert',
    left: 'Sie stehen nicht mehr auf der Warteliste',
    closed: 'Es wurde kein Platz frei',
  },
  states: {
    waiting: 'Wartet auf einen Platz',
    offered: 'Für Sie reserviert',
    claimed: 'Gebucht',
    missed: 'Nicht rechtzeitig angenommen',
    left: 'Wartet nicht mehr',
    closed: 'Hat schon begonnen',
  },
  keptUntil: 'Reserviert bis',
  take: 'Platz annehmen',
  takeLate: 'Annehmen, falls noch frei',
  pass: 'Der nächsten Person überlassen',
  leave: 'Warteliste verlassen',
  gone: 'Diesen Platz hat inzwischen jemand anders.',
  failTake: 'Der Platz konnte nicht gebucht werden. Bitte versuchen Sie es noch einmal.',
  failLeave: 'Das konnte nicht gesendet werden. Prüfen Sie Ihre Verbindung und versuchen Sie es noch einmal.',
};

export const widget: typeof Widget = {
  loading: 'Freie Zeiten werden geladen…',
  chooseEvent: 'Was möchten Sie buchen?',
  otherEvents: 'Etwas anderes wählen',
  showMore: 'Mehr anzeigen',
  showLess: 'Weniger anzeigen',
  searchCity: 'Stadt suchen',
  earlierDays: 'Frühere Tage',
  laterDays: 'Spätere Tage',
  cities: 'Städte',
  close: 'Schließen',
  noCity: 'Keine Stadt mit diesem Namen gefunden.',
  timeIn: (time: string, city: string) => `${time} in ${city}`,
  with: (host) => `mit ${host}`,
  duration: 'Dauer',
  minutes: (shown) => `${shown} Min.`,
  hours: (shown) => `${shown} Std.`,
  requiresConfirmation: (host) => `${host} bestätigt jede Anfrage`,
  groupSeats: (count) => `Bis zu ${count} Personen gleichzeitig`,
  timeZone: 'Zeitzone',
  hostZone: (city) => `Der Gastgeber ist in ${city}`,

  chooseDay: 'Tag wählen',
  previousMonth: 'Voriger Monat',
  nextMonth: 'Nächster Monat',
  dayAvailable: (day, count, shown) =>
    n(count, { one: `${day}, ${shown} freie Zeit`, other: `${day}, ${shown} freie Zeiten` }),
  dayEmpty: (day) => `${day}, keine freien Zeiten`,
  dayPast: (day) => `${day}, vorbei`,
  dayLoading: (day) => `${day}, wird geladen`,
  today: 'Heute',
  monthReady: (month, days, shown) =>
    n(days, { one: `${month}, ${shown} Tag mit freien Zeiten`, other: `${month}, ${shown} Tage mit freien Zeiten` }),
  monthNone: (month) => `${month}, keine freien Zeiten`,
  monthEmpty: (month) => `Keine freien Zeiten im ${month}`,
  searching: 'Der nächste freie Tag wird gesucht…',
  nextAvailable: (day) => `Nächster freier Tag: ${day}`,
  backToDay: (day) => `Zurück zu ${day}`,
  nothingAhead: 'Danach ist zurzeit nichts frei.',

  pickDayHint: 'Wählen Sie einen Tag, um seine Zeiten zu sehen.',
  timesOn: (day) => `Zeiten am ${day}`,
  night: 'Nachts',
  morning: 'Vormittag',
  afternoon: 'Nachmittag',
  evening: 'Abend',
  moreTimes: (count: string) => `Frühere und spätere Zeiten anzeigen (${count})`,
  changeDay: 'Anderer Tag',
  onRequest: 'auf Anfrage',
  seatsLeft: (count, shown) => n(count, { one: `noch ${shown} Platz`, other: `noch ${shown} Plätze` }),
  noTimesOnDay: 'An diesem Tag ist keine Zeit mehr frei.',
  timesUpdated: 'Die Zeiten dieses Tages wurden aktualisiert.',

  yourDetails: 'Ihre Angaben',
  changeTime: 'Andere Zeit',
  heldForYou: (time: string) => `Diese Zeit ist bis ${time} für Sie reserviert.`,
  holdOver: 'Diese Zeit ist nicht mehr für Sie reserviert. Sie können sie noch buchen, solange niemand schneller ist.',
  name: 'Name',
  email: 'E-Mail',
  placeQuestion: 'Wo möchten Sie sich treffen?',
  phoneNumber: 'Telefonnummer',
  ownPlace: 'Ort',
  required: 'erforderlich',
  choose: 'Bitte wählen',
  submitBooking: 'Diese Zeit buchen',
  submitRequest: 'Anfrage senden',
  submitting: 'Einen Moment…',
  errorSummary: (count, shown) =>
    n(count, { one: `Bitte prüfen Sie ${shown} Feld`, other: `Bitte prüfen Sie ${shown} Felder` }),
  errorMissing: (label) => (label.endsWith('?') ? `Bitte antworten Sie: ${label}` : `${label} ist erforderlich.`),
  errorCheck: 'Bitte kreuzen Sie das Kästchen an, um fortzufahren.',
  errorEmail: 'Geben Sie eine E-Mail-Adresse wie name@example.com ein.',
  didYouMean: (email: string) => `Meinten Sie ${email}?`,
  errorPhone: 'Geben Sie eine Telefonnummer wie +49 30 123456 ein.',
  errorLong: (label, limit) => `${label} darf höchstens ${limit} Zeichen haben.`,

  slotLost: (time) =>
    `${time} wurde gerade vergeben. Bitte wählen Sie eine andere Zeit; was Sie eingegeben haben, bleibt erhalten.`,
  failNetwork: 'Keine Verbindung zum Server. Prüfen Sie Ihre Verbindung und versuchen Sie es noch einmal.',
  failCalendar:
    'Der Kalender des Gastgebers ist gerade nicht erreichbar. Bitte versuchen Sie es in einer Minute noch einmal.',
  failForbidden: 'Auf dieser Website kann hier nicht gebucht werden. Bitte nutzen Sie die Buchungsseite selbst.',
  failRate: 'Zu viele Anfragen auf einmal. Bitte warten Sie eine Minute und versuchen Sie es noch einmal.',
  failInvalid: 'Eine Angabe wurde nicht angenommen. Bitte prüfen Sie Ihre Eingaben.',
  failChallenge: 'Wir konnten nicht prüfen, dass Sie ein Mensch sind. Bitte versuchen Sie es noch einmal.',
  failUnexpected: 'Bei uns ist etwas schiefgegangen. Bitte versuchen Sie es noch einmal.',
  failLoad: 'Die Zeiten konnten nicht geladen werden.',
  tryAgain: 'Noch einmal versuchen',
  notFoundTitle: 'Diese Buchungsseite gibt es nicht',
  notFoundText: 'Vielleicht ist die Adresse falsch geschrieben, oder der Gastgeber hat die Seite geschlossen.',

  confirmedTitle: 'Ihr Termin steht',
  requestedTitle: 'Anfrage gesendet',
  confirmedText: (host) => `Ihr Termin mit ${host} ist bestätigt.`,
  requestedText: (host) => `Er wartet auf Bestätigung: ${host} nimmt Ihre Anfrage an oder lehnt sie ab.`,
  bookedBefore:
    'Ihr erster Versuch war schon angekommen: Dies sind seine Angaben. Was Sie danach geändert haben, wurde nicht übernommen.',
  sentTo: (email: string) => `Alle Angaben haben wir an ${email} geschickt.`,
  changeOrCancel: 'Verschieben oder absagen',
  statusConfirmed: 'Bestätigt',
  statusRequested: 'Wartet auf Bestätigung',
  status: 'Status',
  newTab: 'öffnet sich in einem neuen Tab',
  bookAnother: 'Weitere Zeit buchen',
};
