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

const n = /* @__PURE__ */ pluralOf('fr');

export const common: typeof Common = {
  name: 'Français',
  what: 'Quoi',
  when: 'Quand',
  where: 'Où',
  who: 'Qui',
  reason: 'Motif',
  addToCalendar: 'Ajouter à votre agenda',
  google: 'Google Agenda',
  outlook: 'Outlook',
  apple: 'Calendrier Apple',
  calendarFile: 'Fichier d’agenda (.ics)',
  colon: '\u00a0:',
  yes: 'Oui',
  no: 'Non',
  placeVideo: 'Appel vidéo',
  placeHostCalls: 'Téléphone : on vous appelle',
  placeVisitorCalls: 'Téléphone : vous appelez',
  placeOfVisitor: 'À l’endroit de votre choix',
};

export const pages: typeof Pages = {
  book: (title, host) => `Réservez ${title} avec ${host}.`,
  bookWith: (host) => `Réservez un horaire avec ${host}`,
  chooseEvent: 'Que souhaitez-vous réserver ?',
  chooseTime: 'Choisir un horaire',
  nothingOffered: 'Il n’y a rien à réserver pour le moment.',
  manageTitle: 'Votre réservation',
  manageText: (host) => `Consultez ou modifiez votre réservation avec ${host}.`,
  needsScript: 'JavaScript est nécessaire pour réserver.',
  needsScriptToManage: 'JavaScript est nécessaire pour voir votre réservation.',
  notFoundTitle: 'Il n’y a rien ici',
  notFoundText: 'L’adresse est peut-être mal saisie ou n’est plus valable.',
  closedTitle: 'Vous n’avez pas accès à cette page',
  closedText: 'Utilisez le lien de votre dernier e-mail, ou connectez-vous et réessayez.',
  failedTitle: 'Cette page ne peut pas être affichée pour le moment',
  failedText: 'Réessayez dans une minute.',
};

export const mail: typeof Mail = {
  with: (title, name) => `${title} avec ${name}`,
  host: 'Hôte',
  hostTime: 'Heure de l’hôte',
  visitorTime: 'Heure du visiteur',
  respondUntil: 'Répondre avant le',
  keptUntil: 'Réservé pour vous jusqu’au',
  previousTime: 'Ancien horaire',
  unnamed: 'sans nom',
  proposedTime: 'Horaire proposé',
  linkFollows: 'Vous recevrez le lien par e-mail dès qu’il existera.',

  manage: {
    both: 'Voir, déplacer ou annuler votre rendez-vous',
    cancel: 'Voir ou annuler votre rendez-vous',
    move: 'Voir ou déplacer votre rendez-vous',
  },
  bookAgain: 'Choisir un autre horaire',
  seeProposal: 'Voir et accepter l’horaire proposé',
  seeBooking: 'Voir le rendez-vous',
  respond: 'Accepter ou refuser',
  decide: 'Décider ici',
  openCalendars: 'Ouvrir vos agendas',
  freeAgain: 'L’horaire est de nouveau libre.',

  footerVisitor: (host) =>
    `Vous recevez cet e-mail parce que cette adresse a été indiquée pour un rendez-vous avec ${host}. Si ce n’était pas vous, ignorez-le simplement.`,
  footerOwner: 'Vous recevez cet e-mail parce que vous proposez des rendez-vous avec Openslot.',
  footerDigest: (host) =>
    `Vous recevez cet e-mail chaque lundi parce que le résumé hebdomadaire de ${host} est activé.`,

  visitor: {
    confirmed: {
      subject: (what) => `Confirmé : ${what}`,
      heading: 'Votre rendez-vous est confirmé',
    },
    requested: {
      subject: (what) => `Demandé : ${what}`,
      heading: 'Nous avons bien reçu votre demande',
      text: 'L’horaire vous est réservé jusqu’à la réponse de l’hôte, au plus tard jusqu’à la date indiquée ici. Nous vous écrirons dès qu’elle arrive.',
    },
    declined: {
      subject: (what) => `Refusé : ${what}`,
      heading: 'Votre demande n’a pas été acceptée',
      text: 'L’hôte n’a pas pu accepter votre demande.',
    },
    moved: {
      subject: (what) => `Nouvel horaire : ${what}`,
      heading: 'Votre rendez-vous a un nouvel horaire',
      text: 'L’ancien horaire n’est plus valable.',
      pending: 'L’hôte doit encore confirmer le nouvel horaire. L’ancien n’est plus valable.',
      byHost: 'L’hôte a déplacé ce rendez-vous. L’ancien horaire n’est plus valable.',
      agreed: 'Vous avez accepté cet horaire, et votre rendez-vous est confirmé. L’ancien horaire n’est plus valable.',
    },
    proposed: {
      subject: (what) => `Autre horaire proposé : ${what}`,
      heading: 'L’hôte propose un autre horaire',
      text: 'Votre rendez-vous garde son horaire si vous n’acceptez pas celui qui est proposé. D’ici là, l’horaire proposé ne vous est pas réservé.',
      pending:
        'Votre demande garde son horaire si vous n’acceptez pas celui qui est proposé ; l’accepter la confirme aussi. D’ici là, l’horaire proposé ne vous est pas réservé.',
    },
    linkAdded: {
      subject: (what) => `Lien pour participer : ${what}`,
      heading: 'Voici le lien de votre appel vidéo',
      text: 'Le reste de votre rendez-vous ne change pas.',
    },
    cancelled: {
      subject: (what) => `Annulé : ${what}`,
      heading: 'Votre rendez-vous est annulé',
      byHost: 'L’hôte a dû annuler ce rendez-vous.',
      byVisitor: 'Vous n’avez rien d’autre à faire.',
    },
    expired: {
      subject: (what) => `Expiré : ${what}`,
      heading: 'Votre demande a expiré',
      text: 'L’hôte n’a pas répondu à temps.',
    },
    reminder: {
      subject: (what) => `Rappel : ${what}`,
      heading: (when) => `Votre rendez-vous est ${when}`,
      text: {
        both: 'Un empêchement ? Déplacez ou annulez le rendez-vous à temps, pour que quelqu’un d’autre puisse profiter de l’horaire.',
        cancel: 'Un empêchement ? Annulez à temps, pour que quelqu’un d’autre puisse profiter de l’horaire.',
        move: 'Un empêchement ? Déplacez le rendez-vous à temps, pour que quelqu’un d’autre puisse profiter de l’horaire.',
      },
    },
    gathered: {
      subject: (count) => n(count, { one: '# message sur vos rendez-vous', other: '# messages sur vos rendez-vous' }),
      text: 'Nous avions plus à vous dire que ce que nous envoyons en e-mails séparés.',
      more: (count) =>
        n(count, {
          one: '# message plus ancien n’est pas repris. L’hôte peut vous dire où en est ce rendez-vous.',
          other: '# messages plus anciens ne sont pas repris. L’hôte peut vous dire où en sont ces rendez-vous.',
        }),
    },
  },

  owner: {
    hostCalls: 'Téléphone : vous appelez le visiteur',
    visitorCalls: 'Téléphone : le visiteur vous appelle',
    placeOfVisitor: 'À un endroit choisi par le visiteur',
    confirmed: { subject: (what) => `Nouveau rendez-vous : ${what}`, heading: 'Vous avez un nouveau rendez-vous' },
    unread: {
      subject: (what) => `À vérifier : ${what}`,
      heading: 'Un nouveau rendez-vous, pris sans voir tous vos agendas',
      text: 'Tous vos agendas n’étaient pas lisibles au moment de la réservation : vous avez peut-être autre chose à cette heure. Vérifiez que vous êtes libre.',
    },
    notRead: 'Non lu',
    requested: {
      subject: (what) => `Demande : ${what}`,
      heading: 'Vous avez une nouvelle demande',
      text: 'L’horaire est bloqué jusqu’à ce que vous l’acceptiez ou la refusiez.',
    },
    declined: {
      subject: (what) => `Refusé : ${what}`,
      heading: 'Vous avez refusé cette demande',
    },
    moved: {
      subject: (what) => `Nouvel horaire : ${what}`,
      heading: 'Un rendez-vous a un nouvel horaire',
      pending: 'Le nouvel horaire attend votre confirmation.',
      byVisitor: 'Le visiteur l’a déplacé.',
      byHost: 'Vous l’avez déplacé.',
      agreed: 'Le visiteur a accepté l’horaire que vous aviez proposé.',
    },
    proposed: {
      subject: (what) => `Autre horaire proposé : ${what}`,
      heading: 'Vous avez proposé un autre horaire',
      text: 'Le visiteur peut l’accepter. D’ici là, le rendez-vous garde son horaire.',
    },
    cancelled: {
      subject: (what) => `Annulé : ${what}`,
      heading: 'Un rendez-vous est annulé',
      byVisitor: 'Le visiteur l’a annulé.',
      byHost: 'Vous l’avez annulé.',
    },
    expired: {
      subject: (what) => `Expiré : ${what}`,
      heading: 'Une demande a expiré',
      text: 'Vous n’y avez pas répondu à temps.',
    },
  },

  series: {
    manage: {
      both: 'Voir, déplacer ou annuler vos rendez-vous',
      cancel: 'Voir ou annuler vos rendez-vous',
      move: 'Voir ou déplacer vos rendez-vous',
    },
    seeBookings: 'Voir les rendez-vous',
    visitor: {
      confirmed: 'Vos rendez-vous sont confirmés',
      cancelled: 'Vos rendez-vous sont annulés',
      linkAdded: 'Voici les liens de vos appels vidéo',
    },
    owner: {
      confirmed: 'Vous avez une série de nouveaux rendez-vous',
      requested: 'Vous avez une nouvelle demande pour une série',
      cancelled: 'Une série de rendez-vous est annulée',
      linkAdded: 'Les liens de ces appels vidéo sont là',
    },
    requested:
      'Les horaires vous sont réservés jusqu’à la réponse de l’hôte, au plus tard jusqu’à la date indiquée ici. Nous vous écrirons dès qu’il aura répondu.',
    blocked: 'Les horaires sont bloqués jusqu’à ce que vous acceptiez ou refusiez la demande.',
    free: 'Les horaires sont de nouveau libres.',
    unread: {
      heading: 'Une série de nouveaux rendez-vous, pris sans voir tous vos agendas',
      text: 'Tous vos agendas n’étaient pas lisibles au moment de la réservation de ces dates : vous avez peut-être autre chose à ces heures. Vérifiez que vous êtes libre.',
    },
    ended: {
      visitor: {
        byHost: 'L’hôte a dû annuler ces rendez-vous.',
        declined: 'L’hôte n’a pas pu accepter votre demande.',
        expired: 'L’hôte n’a pas répondu à temps.',
      },
      owner: {
        byVisitor: 'Le visiteur les a annulés.',
        byHost: 'Vous les avez annulés.',
        expired: 'Vous n’y avez pas répondu à temps.',
      },
    },
  },

  waitlist: {
    joined: {
      subject: (what) => `Liste d’attente : ${what}`,
      heading: 'Vous êtes sur la liste d’attente',
      text: 'Si une place se libère pour vous, nous vous la gardons un moment et vous écrivons.',
      action: 'Voir votre rang ou quitter la liste',
    },
    offered: {
      subject: (what) => `Une place est libre : ${what}`,
      heading: 'Une place est libre et vous est réservée',
      text: 'Si vous ne la prenez pas à temps, elle va à la personne suivante.',
      action: 'La prendre ou la laisser à quelqu’un d’autre',
    },
    missed: {
      subject: (what) => `Votre place n’est plus réservée : ${what}`,
      heading: 'Votre place n’est plus réservée',
      text: 'Vous n’avez pas pris la place à temps : elle va à la personne suivante. Vous n’êtes plus sur la liste d’attente. Si personne d’autre ne la prend, vous pouvez encore la prendre.',
      action: 'Voir si la place est encore libre',
    },
    keptUntil: 'Réservée jusqu’au',
  },

  conflict: {
    more: (count) => n(count, { one: 'Et # autre rendez-vous.', other: 'Et # autres rendez-vous.' }),
    overlap: {
      subject: (title) => `Conflit : ${title}`,
      subjectOfMany: (count) => n(count, { one: 'Conflit avec # rendez-vous', other: 'Conflits avec # rendez-vous' }),
      heading: 'Vous avez autre chose à l’heure d’un rendez-vous',
      text: 'Un événement de votre agenda chevauche un rendez-vous. Le rendez-vous reste tel quel jusqu’à votre décision.',
      textOfMany:
        'Des événements de votre agenda chevauchent ces rendez-vous. Ils restent tels quels jusqu’à votre décision.',
      event: 'Votre événement',
    },
    double: {
      subject: (title) => `Double réservation : ${title}`,
      subjectOfMany: (count) => n(count, { one: '# double réservation', other: '# doubles réservations' }),
      heading: 'Deux rendez-vous à la même heure',
      text: 'Deux de vos hôtes ont des rendez-vous à la même heure, et l’agenda de l’un bloque le temps de l’autre. Les deux rendez-vous restent tels quels jusqu’à votre décision.',
      textOfMany:
        'Deux de vos hôtes ont des rendez-vous aux mêmes heures, et l’agenda de l’un bloque le temps de l’autre. Tous restent tels quels jusqu’à votre décision.',
      event: 'L’autre rendez-vous',
    },
    moved: {
      subject: (title) => `Déplacé dans votre agenda : ${title}`,
      subjectOfMany: (count) =>
        n(count, {
          one: 'Déplacé dans votre agenda : # rendez-vous',
          other: 'Déplacés dans votre agenda : # rendez-vous',
        }),
      heading: 'Déplacé dans votre agenda, pas encore pour le visiteur',
      text: 'Vous avez déplacé l’événement d’un rendez-vous dans votre agenda. Le rendez-vous a encore son ancien horaire : déplacez-le aussi, remettez l’événement à sa place ou annulez.',
      textOfMany:
        'Vous avez déplacé les événements de ces rendez-vous dans votre agenda. Les rendez-vous ont encore leurs anciens horaires : déplacez-les aussi, remettez les événements à leur place ou annulez.',
      event: 'Maintenant dans votre agenda',
    },
    deleted: {
      subject: (title) => `Supprimé de votre agenda : ${title}`,
      subjectOfMany: (count) =>
        n(count, {
          one: 'Supprimé de votre agenda : # rendez-vous',
          other: 'Supprimés de votre agenda : # rendez-vous',
        }),
      heading: 'Supprimé de votre agenda, mais toujours réservé',
      text: 'L’événement d’un rendez-vous a été supprimé de votre agenda. Le rendez-vous reste tel quel : rétablissez l’événement ou annulez.',
      textOfMany:
        'Les événements de ces rendez-vous ont été supprimés de votre agenda. Les rendez-vous restent tels quels : rétablissez les événements ou annulez.',
      event: '',
    },
  },

  account: {
    account: 'Compte',
    calendar: 'Agenda',
    usedFor: 'Servait pour',
    feed: 'agenda abonné',
    reconnect: {
      reasons: {
        refused: 'Le fournisseur n’accepte plus cette connexion. Reconnectez le compte.',
        google: 'Google n’accepte plus cette connexion. Reconnectez le compte.',
        permissions: 'Des autorisations nécessaires manquent. Reconnectez le compte et accordez-les toutes.',
        withdrawn: 'Les autorisations de ce compte ont été retirées. Reconnectez-le et accordez-les à nouveau.',
        organisation: 'L’organisation de ce compte exige une nouvelle authentification. Reconnectez le compte.',
        password: 'Le serveur n’accepte plus le nom d’utilisateur et le mot de passe.',
        credentials: 'Les identifiants enregistrés ne peuvent plus être ouverts. Reconnectez l’agenda.',
        unread: 'Nous ne pouvons plus lire ce compte. Reconnectez-le.',
      },
      subject: (account) => `Reconnectez votre agenda : ${account}`,
      heading: 'Votre agenda doit être reconnecté',
      text: 'Nous ne pouvons plus lire ce compte d’agenda. Les horaires connus restent occupés ; d’ici à la reconnexion, nous ne voyons plus les changements et n’y inscrivons plus les rendez-vous.',
      action: 'Le reconnecter',
    },
    readOnly: {
      subject: (calendars) => `Les rendez-vous ne sont pas inscrits dans votre agenda : ${calendars}`,
      heading: 'Votre agenda est maintenant en lecture seule',
      text: 'Les rendez-vous n’y sont pas inscrits. Rendez au compte le droit d’écriture ou choisissez un autre agenda.',
      after: 'Les visiteurs peuvent toujours réserver, et ce qui manque dans l’agenda y sera inscrit dès que possible.',
      action: 'Choisir un autre agenda',
    },
    target: {
      subjectNowhere: 'Vos rendez-vous ne sont inscrits dans aucun agenda',
      subject: (calendars) => `Vos rendez-vous sont inscrits dans un autre agenda : ${calendars}`,
      after: 'Les prochains rendez-vous qui ne sont dans aucun agenda y seront inscrits aussi.',
      actionNowhere: 'Connecter ou choisir un agenda',
      change: (host, to, from, reason) => {
        const reasons = {
          disconnected: 'a été déconnecté',
          vanished: 'n’est plus dans son compte',
          read_only: 'est maintenant en lecture seule',
          deleted: 'a été supprimé',
        };
        const whose = host === '' ? 'Vos rendez-vous' : `Les rendez-vous de ${host}`;
        const where = to === null ? 'ne sont plus inscrits dans aucun agenda' : `sont maintenant inscrits dans ${to}`;
        return `${whose} ${where}, car ${from || 'l’agenda précédent'} ${reasons[reason]}.`;
      },
    },
    vanished: {
      subject: (calendar) => `Un agenda n’est plus dans votre compte : ${calendar}`,
      heading: 'Un agenda n’est plus dans votre compte',
      text: 'Nous avons vérifié plusieurs fois : un agenda n’est plus dans votre compte. Ses événements ne bloquent plus votre temps, ces horaires peuvent donc être réservés, et les rendez-vous n’y sont plus inscrits.',
      after:
        'Si vous l’avez supprimé ou avez cessé de le partager, il n’y a rien à faire. Sinon, rétablissez-le : dès qu’il est de retour dans le compte, nous le lisons et vous pouvez le choisir à nouveau.',
    },
    lost: {
      subject: (bookings, calendar) =>
        n(bookings, {
          one: `Une réservation n’est plus que dans votre agenda : ${calendar}`,
          other: `# réservations ne sont plus que dans votre agenda : ${calendar}`,
        }),
      heading: (bookings) =>
        n(bookings, {
          one: 'Une réservation n’est plus que dans votre agenda',
          other: 'Des réservations ne sont plus que dans votre agenda',
        }),
      text: (bookings) =>
        n(bookings, {
          one: 'Openslot a été restauré à partir d’une sauvegarde, et cette réservation a été faite après celle-ci. Son événement reste dans votre agenda et continue de bloquer votre temps. Mais nous ne connaissons plus la réservation : le lien de la personne qui a réservé ne fonctionne plus, et nous n’envoyons pas de rappels.',
          other:
            'Openslot a été restauré à partir d’une sauvegarde, et ces réservations ont été faites après celle-ci. Leurs événements restent dans votre agenda et continuent de bloquer votre temps. Mais nous ne connaissons plus les réservations : les liens des personnes qui ont réservé ne fonctionnent plus, et nous n’envoyons pas de rappels.',
        }),
      bookings: 'Réservations',
      more: (count) => n(count, { one: 'et # autre', other: 'et # autres' }),
      toDo: 'Ajoutez de nouveau chaque réservation dans Openslot et supprimez l’ancien événement, ou gardez l’événement et contactez vous-même la personne qui a réservé.',
    },
    unknown: {
      subject: (events, isMore, calendar) =>
        `L’horaire ${n(events, isMore ? { other: 'de plus de # événements' } : { one: 'd’un événement', other: 'de # événements' })} est illisible dans ${calendar}`,
      text: (events, isMore) =>
        `${n(events, {
          one: isMore
            ? 'Certains événements de votre agenda ne sont pas assez lisibles'
            : 'Un événement de votre agenda n’est pas assez lisible',
          other: 'Certains événements de votre agenda ne sont pas assez lisibles',
        })} pour savoir quand vous êtes occupé.`,
      events: 'Événements',
      days: 'Jours',
      count: (events, isMore) => n(events, { other: isMore ? 'plus de #' : '#' }),
      anyDay: 'tous les jours',
      span: (first, last) => `du ${first} au ${last}`,
      onward: (first) => `à partir du ${first}`,
      more: (count) => n(count, { one: 'et # autre', other: 'et # autres' }),
      closed: (isAnyDay) => `D’ici là, aucun horaire n’est proposé${isAnyDay ? '' : ' ces jours-là'}.`,
      request: (isAnyDay) =>
        `D’ici là, les réservations ${isAnyDay ? 'de tous les jours' : 'de ces jours-là'} attendent votre confirmation.`,
      open: (isAnyDay) =>
        `D’ici là, des horaires restent proposés ${isAnyDay ? 'tous les jours' : 'ces jours-là'}, selon vos réglages : un rendez-vous peut tomber en même temps qu’autre chose.`,
      toDo: (events) =>
        n(events, {
          one: 'Corrigez-le dans votre agenda, ou confirmez dans Openslot qu’il ne bloque pas votre temps.',
          other: 'Corrigez-les dans votre agenda, ou confirmez dans Openslot qu’ils ne bloquent pas votre temps.',
        }),
    },
  },

  webhook: {
    subject: (host) => `Votre webhook est désactivé : ${host}`,
    heading: 'Votre webhook est désactivé',
    text: 'Nous n’avons pas pu livrer d’événements à l’un de vos webhooks et l’avons désactivé. Il ne reçoit plus rien jusqu’à ce que vous le réactiviez.',
    endpoint: 'Adresse',
    unknownReason: 'inconnu',
    after:
      'Quand il fonctionne de nouveau, activez-le (PATCH /webhook-endpoints/:id avec is_active true) et relancez les livraisons échouées, que nous gardons 30 jours.',
    action: 'Comment faire',
  },

  digest: {
    unwanted: 'Vous ne voulez plus de cet e-mail ?',
    stop: 'Arrêter le résumé hebdomadaire',
    stopQuestion: 'Arrêter le résumé hebdomadaire ?',
    stopped: 'Vous ne recevrez plus le résumé hebdomadaire',
    startAgain: (host) => `Les réglages de ${host} permettent de le réactiver.`,
    badLink: 'Ce lien n’est pas valide',
    badLinkText: 'Désactivez le résumé hebdomadaire dans les réglages de l’hôte.',
    subject: (week) => `Votre semaine : ${week}`,
    heading: (host) => `La semaine de ${host}`,
    bookings: (count) =>
      n(count, {
        one: 'Cette semaine, vous avez # rendez-vous.',
        other: 'Cette semaine, vous avez # rendez-vous.',
      }),
    none: 'Rien n’est réservé cette semaine.',
    requests: (count) => n(count, { one: '# demande vous attend.', other: '# demandes vous attendent.' }),
    lastWeek: 'La semaine dernière',
    took: (count) => n(count, { one: '# rendez-vous a eu lieu', other: '# rendez-vous ont eu lieu' }),
    cancelled: (count) => n(count, { one: '# a été annulé', other: '# ont été annulés' }),
    noShows: (count) => n(count, { one: '# visiteur n’est pas venu', other: '# visiteurs ne sont pas venus' }),
    timeZone: 'Fuseau horaire',
    reconnect: 'À reconnecter',
    more: (count) => n(count, { one: 'Et # autre rendez-vous.', other: 'Et # autres rendez-vous.' }),
  },
};

export const manage: typeof Manage = {
  loading: 'Chargement de votre rendez-vous…',
  missing: 'Aucun rendez-vous ici',
  badLink: 'Ce lien n’ouvre aucun rendez-vous. Utilisez le lien de votre dernier e-mail.',
  failLoad: 'Votre rendez-vous n’a pas pu être chargé. Vérifiez votre connexion et réessayez.',
  titles: {
    confirmed: 'Votre rendez-vous',
    pending: 'Votre demande',
    cancelled: 'Votre rendez-vous est annulé',
    declined: 'Votre demande n’a pas été acceptée',
    expired: 'Votre demande a expiré',
  },
  states: {
    confirmed: 'Confirmé',
    pending: 'En attente de confirmation',
    cancelled: 'Annulé',
    declined: 'Refusé',
    expired: 'Expiré',
  },
  linkFollows: 'Vous trouverez le lien ici dès qu’il existera.',
  allDates: 'Toutes les dates de cette série',

  cancel: 'Annuler le rendez-vous',
  cancelReason: 'Pourquoi annulez-vous ?',
  reasonOptional: (host) => `facultatif, ${host} pourra le lire`,
  reasonRequired: (host) => `obligatoire, ${host} pourra le lire`,
  cancelAll: 'Annuler toutes les dates de cette série',
  cancelNow: 'Annuler ce rendez-vous',
  keep: 'Ne rien changer',
  failCancel: 'Votre rendez-vous n’a pas pu être annulé. Vérifiez votre connexion et réessayez.',

  move: 'Déplacer le rendez-vous',
  was: 'Avant',
  now: 'Désormais',
  moveReason: 'Pourquoi le déplacez-vous ?',
  moved: 'Votre réservation est déplacée',
  moveNow: 'Déplacer à cet horaire',
  failMove: 'Votre rendez-vous n’a pas pu être déplacé. Vérifiez votre connexion et réessayez.',

  proposes: (host) => `${host} propose un autre horaire`,
  accept: 'Accepter cet horaire',
  failAccept: 'Votre accord n’a pas pu être envoyé. Vérifiez votre connexion et réessayez.',

  refusals: {
    cancel: {
      not_allowed: 'Ce rendez-vous ne peut pas être annulé en ligne.',
      too_late: 'Il est trop tard pour annuler ce rendez-vous en ligne.',
    },
    move: {
      not_allowed: 'Ce rendez-vous ne peut pas être déplacé en ligne.',
      too_late: 'Il est trop tard pour déplacer ce rendez-vous en ligne.',
      max_reschedules: 'Ce rendez-vous ne peut plus être déplacé en ligne.',
    },
    both: {
      not_allowed: 'Ce rendez-vous ne peut être ni déplacé ni annulé en ligne.',
      too_late: 'Il est trop tard pour déplacer ou annuler ce rendez-vous en ligne.',
    },
    accept: {
      no_proposal: 'L’hôte ne propose plus d’autre horaire.',
      other_proposal: 'L’hôte propose entre-temps un autre horaire. Veuillez d’abord le regarder.',
      too_late: 'L’horaire proposé a déjà commencé.',
      taken: 'L’horaire proposé n’est plus libre. Votre rendez-vous garde son horaire.',
    },
    over: 'Ce rendez-vous est passé et ne peut plus être modifié.',
    reason_required: 'Veuillez indiquer un motif.',
    changed: 'Votre rendez-vous a changé entre-temps. Voici où il en est.',
  },
  contact: (host) => `Veuillez contacter ${host}.`,
  contactAt: (host, email) => `Veuillez écrire à ${host} : ${email}`,
};

export const series: typeof Series = {
  label: 'Répéter',
  none: 'Une seule fois',
  weekly: 'Chaque semaine',
  daily: 'Chaque jour',
  count: 'Nombre de dates',
  dates: (count) => n(count, { one: '# date', other: 'Les # dates' }),
  clash: (count) =>
    n(count, {
      one: 'L’une de ces dates n’est pas libre, rien n’est donc encore réservé. Choisissez un autre horaire pour toutes, ou moins de dates.',
      other:
        '# de ces dates ne sont pas libres, rien n’est donc encore réservé. Choisissez un autre horaire pour toutes, ou moins de dates.',
    }),
  submit: 'Réserver toutes les dates',
};

export const waiting: typeof Waiting = {
  loading: 'Chargement de votre place…',
  missing: 'Rien ici',
  badLink: 'Ce lien n’ouvre aucune place sur une liste d’attente. Utilisez le lien de votre dernier e-mail.',
  failLoad: 'Votre place n’a pas pu être chargée. Vérifiez votre connexion et rechargez la page.',
  titles: {
    waiting: 'Vous êtes sur la liste d’attente',
    offered: 'Une place est libre pour vous',
    claimed: 'La place est à vous',
    missed: 'Votre place n’est plus réservée',
    left: 'Vous avez quitté la liste d’attente',
    closed: 'Aucune place ne s’est libérée',
  },
  states: {
    waiting: 'En attente d’une place',
    offered: 'Réservée pour vous',
    claimed: 'Réservé',
    missed: 'Non prise à temps',
    left: 'Plus en attente',
    closed: 'Déjà commencé',
  },
  keptUntil: 'Réservée jusqu’au',
  take: 'Prendre la place',
  takeLate: 'La prendre si elle est encore libre',
  pass: 'La laisser à la personne suivante',
  leave: 'Quitter la liste d’attente',
  gone: 'Quelqu’un d’autre a pris cette place entre-temps.',
  failTake: 'La place n’a pas pu être réservée. Veuillez réessayer.',
  failLeave: 'L’envoi a échoué. Vérifiez votre connexion et réessayez.',
};

export const widget: typeof Widget = {
  loading: 'Chargement des horaires disponibles…',
  chooseEvent: 'Que souhaitez-vous réserver ?',
  otherEvents: 'Choisir autre chose',
  showMore: 'Afficher plus',
  showLess: 'Afficher moins',
  searchCity: 'Rechercher une ville',
  earlierDays: 'Jours précédents',
  laterDays: 'Jours suivants',
  cities: 'Villes',
  close: 'Fermer',
  noCity: 'Aucune ville de ce nom n’a été trouvée.',
  timeIn: (time: string, city: string) => `${time} à ${city}`,
  with: (host) => `avec ${host}`,
  duration: 'Durée',
  minutes: (shown) => `${shown} min`,
  hours: (shown) => `${shown} h`,
  requiresConfirmation: (host) => `${host} confirme chaque demande`,
  groupSeats: (count) => `Jusqu’à ${count} personnes à la fois`,
  timeZone: 'Fuseau horaire',
  hostZone: (city) => `L’hôte se trouve à ${city}`,

  chooseDay: 'Choisissez un jour',
  previousMonth: 'Mois précédent',
  nextMonth: 'Mois suivant',
  dayAvailable: (day, count, shown) =>
    n(count, { one: `${day}, ${shown} horaire disponible`, other: `${day}, ${shown} horaires disponibles` }),
  dayEmpty: (day) => `${day}, aucun horaire disponible`,
  dayPast: (day) => `${day}, déjà passé`,
  dayLoading: (day) => `${day}, chargement`,
  today: 'Aujourd’hui',
  monthReady: (month, days, shown) =>
    n(days, { one: `${month}, ${shown} jour avec des horaires`, other: `${month}, ${shown} jours avec des horaires` }),
  monthNone: (month) => `${month}, aucun horaire disponible`,
  monthEmpty: (month) => `Aucun horaire en ${month}`,
  searching: 'Recherche du prochain jour disponible…',
  nextAvailable: (day) => `Prochain jour disponible : ${day}`,
  backToDay: (day) => `Retour au ${day}`,
  nothingAhead: 'Rien n’est disponible après cela pour le moment.',

  pickDayHint: 'Choisissez un jour pour voir ses horaires.',
  timesOn: (day) => `Horaires du ${day}`,
  night: 'Nuit',
  morning: 'Matin',
  afternoon: 'Après-midi',
  evening: 'Soir',
  moreTimes: (count: string) => `Afficher les heures plus tôt et plus tard (${count})`,
  changeDay: 'Changer de jour',
  onRequest: 'sur demande',
  seatsLeft: (count, shown) => n(count, { one: `${shown} place restante`, other: `${shown} places restantes` }),
  noTimesOnDay: 'Il ne reste aucun horaire ce jour-là.',
  timesUpdated: 'Les horaires de ce jour ont été mis à jour.',

  yourDetails: 'Vos coordonnées',
  changeTime: 'Changer d’heure',
  heldForYou: (time: string) => `Ce créneau vous est réservé jusqu’à ${time}.`,
  holdOver: 'Cet horaire ne vous est plus réservé. Vous pouvez encore le prendre si personne ne le fait avant vous.',
  name: 'Nom',
  email: 'E-mail',
  placeQuestion: 'Où souhaitez-vous vous rencontrer ?',
  phoneNumber: 'Numéro de téléphone',
  ownPlace: 'Lieu',
  required: 'obligatoire',
  choose: 'Veuillez choisir',
  submitBooking: 'Réserver cet horaire',
  submitRequest: 'Envoyer la demande',
  submitting: 'Un instant…',
  errorSummary: (count, shown) =>
    n(count, { one: `Veuillez vérifier ${shown} champ`, other: `Veuillez vérifier ${shown} champs` }),
  errorMissing: (label) => (label.endsWith('?') ? `Veuillez répondre : ${label}` : `${label} : champ obligatoire.`),
  errorCheck: 'Veuillez cocher cette case pour continuer.',
  errorEmail: 'Saisissez une adresse e-mail comme nom@example.com.',
  didYouMean: (email: string) => `Vouliez-vous dire ${email} ?`,
  errorPhone: 'Saisissez un numéro de téléphone comme +49 30 123456.',
  errorLong: (label, limit) => `${label} : ${limit} caractères au maximum.`,

  slotLost: (time) =>
    `${time} vient d’être pris. Veuillez choisir un autre horaire ; ce que vous avez saisi est conservé.`,
  failNetwork: 'Pas de connexion au serveur. Vérifiez votre connexion et réessayez.',
  failCalendar: 'L’agenda de l’hôte ne peut pas être consulté pour le moment. Veuillez réessayer dans une minute.',
  failForbidden: 'Ce site ne permet pas de réserver. Veuillez utiliser la page de réservation de l’hôte.',
  failRate: 'Trop de demandes à la fois. Veuillez patienter une minute et réessayer.',
  failInvalid: 'Une information n’a pas été acceptée. Vérifiez votre saisie.',
  failChallenge: 'Nous n’avons pas pu vérifier que vous êtes une personne. Veuillez réessayer.',
  failUnexpected: 'Une erreur s’est produite de notre côté. Veuillez réessayer.',
  failLoad: 'Les horaires n’ont pas pu être chargés.',
  tryAgain: 'Réessayer',
  notFoundTitle: 'Cette page de réservation n’existe pas',
  notFoundText: 'Le lien est peut-être mal saisi, ou l’hôte a fermé la page.',

  confirmedTitle: 'C’est réservé',
  requestedTitle: 'Demande envoyée',
  confirmedText: (host) => `Votre rendez-vous avec ${host} est confirmé.`,
  requestedText: (host) => `Elle attend une confirmation : ${host} acceptera ou refusera votre demande.`,
  bookedBefore:
    'Votre premier envoi était déjà arrivé : voici ses informations. Vos modifications suivantes n’ont pas été envoyées.',
  sentTo: (email: string) => `Nous avons envoyé les détails à ${email}.`,
  changeOrCancel: 'Modifier ou annuler',
  statusConfirmed: 'Confirmé',
  statusRequested: 'En attente de confirmation',
  status: 'État',
  newTab: 's’ouvre dans un nouvel onglet',
  bookAnother: 'Réserver un autre horaire',
};
