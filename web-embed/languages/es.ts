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

const n = /* @__PURE__ */ pluralOf('es');

export const common: typeof Common = {
  name: 'Español',
  what: 'Qué',
  when: 'Cuándo',
  where: 'Dónde',
  who: 'Quién',
  reason: 'Motivo',
  addToCalendar: 'Añadir a tu calendario',
  google: 'Google Calendar',
  outlook: 'Outlook',
  apple: 'Calendario de Apple',
  calendarFile: 'Archivo de calendario (.ics)',
  colon: ':',
  yes: 'Sí',
  no: 'No',
  placeVideo: 'Videollamada',
  placeHostCalls: 'Teléfono: te llamarán',
  placeVisitorCalls: 'Teléfono: llamas tú',
  placeOfVisitor: 'En un lugar que tú elijas',
};

export const pages: typeof Pages = {
  book: (title, host) => `Reserve ${title} con ${host}.`,
  bookWith: (host) => `Reserve una hora con ${host}`,
  chooseEvent: '¿Qué desea reservar?',
  chooseTime: 'Elegir hora',
  nothingOffered: 'En este momento no hay nada que reservar.',
  manageTitle: 'Su reserva',
  manageText: (host) => `Consulte o cambie su reserva con ${host}.`,
  needsScript: 'Para reservar se necesita JavaScript.',
  needsScriptToManage: 'Para ver tu reserva se necesita JavaScript.',
  notFoundTitle: 'Aquí no hay nada',
  notFoundText: 'Puede que la dirección esté mal escrita o ya no sea válida.',
  closedTitle: 'No tiene acceso a esta página',
  closedText: 'Use el enlace de su último correo, o inicie sesión e inténtelo de nuevo.',
  failedTitle: 'Esta página no se puede mostrar en este momento',
  failedText: 'Inténtelo de nuevo en un minuto.',
};

export const mail: typeof Mail = {
  with: (title, name) => `${title} con ${name}`,
  host: 'Anfitrión',
  hostTime: 'Hora del anfitrión',
  visitorTime: 'Hora del visitante',
  respondUntil: 'Responder antes de',
  keptUntil: 'Guardada para ti hasta',
  previousTime: 'Hora anterior',
  unnamed: 'sin nombre',
  proposedTime: 'Hora propuesta',
  linkFollows: 'Recibirás el enlace por correo en cuanto exista.',

  manage: {
    both: 'Ver, cambiar o cancelar tu reserva',
    cancel: 'Ver o cancelar tu reserva',
    move: 'Ver o cambiar tu reserva',
  },
  bookAgain: 'Elegir otra hora',
  seeProposal: 'Ver y aceptar la hora propuesta',
  seeBooking: 'Ver la reserva',
  respond: 'Aceptar o rechazar',
  decide: 'Decidir aquí',
  openCalendars: 'Abrir tus calendarios',
  freeAgain: 'La hora vuelve a estar libre.',

  footerVisitor: (host) =>
    `Has recibido este correo porque se indicó esta dirección para una reserva con ${host}. Si no fuiste tú, puedes ignorarlo.`,
  footerOwner: 'Has recibido este correo porque aceptas reservas con Openslot.',
  footerDigest: (host) => `Recibes este correo cada lunes porque el resumen semanal de ${host} está activado.`,

  visitor: {
    confirmed: {
      subject: (what) => `Confirmada: ${what}`,
      heading: 'Tu reserva está confirmada',
    },
    requested: {
      subject: (what) => `Solicitada: ${what}`,
      heading: 'Hemos recibido tu solicitud',
      text: 'Te guardamos la hora hasta que el anfitrión responda, como máximo hasta el momento indicado aquí. Te escribiremos en cuanto lo haga.',
    },
    declined: {
      subject: (what) => `Rechazada: ${what}`,
      heading: 'Tu solicitud no ha sido aceptada',
      text: 'El anfitrión no ha podido aceptar tu solicitud.',
    },
    moved: {
      subject: (what) => `Nueva hora: ${what}`,
      heading: 'Tu reserva tiene una nueva hora',
      text: 'La hora anterior ya no es válida.',
      pending: 'El anfitrión aún tiene que confirmar la nueva hora. La anterior ya no es válida.',
      byHost: 'El anfitrión ha cambiado la hora de esta reserva. La hora anterior ya no es válida.',
      agreed: 'Has aceptado esta hora y tu reserva queda confirmada. La hora anterior ya no es válida.',
    },
    proposed: {
      subject: (what) => `Otra hora propuesta: ${what}`,
      heading: 'El anfitrión propone otra hora',
      text: 'Tu reserva conserva su hora si no aceptas la propuesta. Hasta entonces, la hora propuesta no queda guardada para ti.',
      pending:
        'Tu solicitud conserva su hora si no aceptas la propuesta; si la aceptas, queda confirmada. Hasta entonces, la hora propuesta no queda guardada para ti.',
    },
    linkAdded: {
      subject: (what) => `Enlace para unirte: ${what}`,
      heading: 'Aquí tienes el enlace de tu videollamada',
      text: 'Todo lo demás de tu reserva sigue igual.',
    },
    cancelled: {
      subject: (what) => `Cancelada: ${what}`,
      heading: 'Tu reserva está cancelada',
      byHost: 'El anfitrión ha tenido que cancelar esta reserva.',
      byVisitor: 'No tienes que hacer nada más.',
    },
    expired: {
      subject: (what) => `Caducada: ${what}`,
      heading: 'Tu solicitud ha caducado',
      text: 'El anfitrión no ha respondido a tiempo.',
    },
    reminder: {
      subject: (what) => `Recordatorio: ${what}`,
      heading: (when) => `Tu reserva es ${when}`,
      text: {
        both: '¿No puedes ir? Cambia la hora o cancela con tiempo para que otra persona pueda aprovecharla.',
        cancel: '¿No puedes ir? Cancela con tiempo para que otra persona pueda aprovechar la hora.',
        move: '¿No puedes ir? Cambia la hora con tiempo para que otra persona pueda aprovecharla.',
      },
    },
    gathered: {
      subject: (count) => n(count, { one: '# mensaje sobre tus reservas', other: '# mensajes sobre tus reservas' }),
      text: 'Teníamos más que contarte de lo que enviamos en correos separados.',
      more: (count) =>
        n(count, {
          one: 'Falta # mensaje más antiguo. El anfitrión puede decirte cómo está esa reserva.',
          other: 'Faltan # mensajes más antiguos. El anfitrión puede decirte cómo están esas reservas.',
        }),
    },
  },

  owner: {
    hostCalls: 'Teléfono: llamas al visitante',
    visitorCalls: 'Teléfono: te llama el visitante',
    placeOfVisitor: 'En un lugar que eligió el visitante',
    confirmed: { subject: (what) => `Nueva reserva: ${what}`, heading: 'Tienes una nueva reserva' },
    unread: {
      subject: (what) => `Por favor, revisa: ${what}`,
      heading: 'Tienes una nueva reserva, hecha sin ver todos tus calendarios',
      text: 'Al hacerse la reserva no se pudieron leer todos tus calendarios, así que quizá tengas otra cosa a esa hora. Comprueba que estás libre.',
    },
    notRead: 'Sin leer',
    requested: {
      subject: (what) => `Solicitud: ${what}`,
      heading: 'Tienes una nueva solicitud',
      text: 'La hora queda bloqueada hasta que la aceptes o la rechaces.',
    },
    declined: {
      subject: (what) => `Rechazada: ${what}`,
      heading: 'Has rechazado esta solicitud',
    },
    moved: {
      subject: (what) => `Nueva hora: ${what}`,
      heading: 'Una reserva tiene una nueva hora',
      pending: 'La nueva hora espera tu confirmación.',
      byVisitor: 'La ha cambiado el visitante.',
      byHost: 'La has cambiado tú.',
      agreed: 'El visitante ha aceptado la hora que propusiste.',
    },
    proposed: {
      subject: (what) => `Otra hora propuesta: ${what}`,
      heading: 'Has propuesto otra hora',
      text: 'El visitante puede aceptarla. Hasta entonces, la reserva conserva su hora.',
    },
    cancelled: {
      subject: (what) => `Cancelada: ${what}`,
      heading: 'Se ha cancelado una reserva',
      byVisitor: 'La ha cancelado el visitante.',
      byHost: 'La has cancelado tú.',
    },
    expired: {
      subject: (what) => `Caducada: ${what}`,
      heading: 'Una solicitud ha caducado',
      text: 'No respondiste a tiempo.',
    },
  },

  series: {
    manage: {
      both: 'Ver, cambiar o cancelar tus reservas',
      cancel: 'Ver o cancelar tus reservas',
      move: 'Ver o cambiar tus reservas',
    },
    seeBookings: 'Ver las reservas',
    visitor: {
      confirmed: 'Tus reservas están confirmadas',
      cancelled: 'Tus reservas están canceladas',
      linkAdded: 'Aquí tienes los enlaces de tus videollamadas',
    },
    owner: {
      confirmed: 'Tienes una serie de nuevas reservas',
      requested: 'Tienes una nueva solicitud para una serie',
      cancelled: 'Se ha cancelado una serie de reservas',
      linkAdded: 'Ya están los enlaces de estas videollamadas',
    },
    requested:
      'Te guardamos las horas hasta que responda el anfitrión, como máximo hasta el momento indicado aquí. Te escribiremos en cuanto lo haga.',
    blocked: 'Las horas quedan bloqueadas hasta que aceptes o rechaces la solicitud.',
    free: 'Las horas vuelven a estar libres.',
    unread: {
      heading: 'Tienes una serie de nuevas reservas, hechas sin ver todos tus calendarios',
      text: 'Al reservarse estas fechas no se pudieron leer todos tus calendarios, así que quizá tengas otra cosa a esas horas. Comprueba que estás libre.',
    },
    ended: {
      visitor: {
        byHost: 'El anfitrión ha tenido que cancelar estas reservas.',
        declined: 'El anfitrión no ha podido aceptar tu solicitud.',
        expired: 'El anfitrión no ha respondido a tiempo.',
      },
      owner: {
        byVisitor: 'Las ha cancelado el visitante.',
        byHost: 'Las has cancelado tú.',
        expired: 'No respondiste a tiempo.',
      },
    },
  },

  waitlist: {
    joined: {
      subject: (what) => `Lista de espera: ${what}`,
      heading: 'Estás en la lista de espera',
      text: 'Si queda libre una plaza para ti, te la guardamos un tiempo y te escribimos.',
      action: 'Ver tu lugar o salir de la lista',
    },
    offered: {
      subject: (what) => `Hay una plaza libre: ${what}`,
      heading: 'Hay una plaza libre y te la guardamos',
      text: 'Si no la tomas a tiempo, pasa a la siguiente persona.',
      action: 'Tomarla o dejársela a otra persona',
    },
    missed: {
      subject: (what) => `Ya no te guardamos la plaza: ${what}`,
      heading: 'Ya no te guardamos la plaza',
      text: 'No tomaste la plaza a tiempo, así que pasa a la siguiente persona. Ya no estás en la lista de espera. Si nadie más la toma, todavía puedes quedártela.',
      action: 'Ver si la plaza sigue libre',
    },
    keptUntil: 'Guardada hasta',
  },

  conflict: {
    more: (count) => n(count, { one: 'Y # reserva más.', other: 'Y # reservas más.' }),
    overlap: {
      subject: (title) => `Conflicto: ${title}`,
      subjectOfMany: (count) => n(count, { one: 'Conflicto con # reserva', other: 'Conflictos con # reservas' }),
      heading: 'Tienes otra cosa a la hora de una reserva',
      text: 'Un evento de tu calendario coincide con una reserva. La reserva se queda como está hasta que decidas.',
      textOfMany:
        'Hay eventos de tu calendario que coinciden con estas reservas. Las reservas se quedan como están hasta que decidas.',
      event: 'Tu evento',
    },
    double: {
      subject: (title) => `Reserva doble: ${title}`,
      subjectOfMany: (count) => n(count, { one: '# reserva doble', other: '# reservas dobles' }),
      heading: 'Dos reservas a la misma hora',
      text: 'Dos de tus anfitriones tienen reservas a la misma hora, y el calendario de uno bloquea el tiempo del otro. Ambas reservas se quedan como están hasta que decidas.',
      textOfMany:
        'Dos de tus anfitriones tienen reservas a las mismas horas, y el calendario de uno bloquea el tiempo del otro. Todas se quedan como están hasta que decidas.',
      event: 'La otra reserva',
    },
    moved: {
      subject: (title) => `Movida en tu calendario: ${title}`,
      subjectOfMany: (count) =>
        n(count, { one: 'Movida en tu calendario: # reserva', other: 'Movidas en tu calendario: # reservas' }),
      heading: 'Movida en tu calendario, pero no para el visitante',
      text: 'Has movido en tu calendario el evento de una reserva. La reserva conserva su hora anterior: muévela también, devuelve el evento a su sitio o cancela.',
      textOfMany:
        'Has movido en tu calendario los eventos de estas reservas. Las reservas conservan sus horas anteriores: muévelas también, devuelve los eventos a su sitio o cancela.',
      event: 'Ahora en tu calendario',
    },
    deleted: {
      subject: (title) => `Eliminada de tu calendario: ${title}`,
      subjectOfMany: (count) =>
        n(count, { one: 'Eliminada de tu calendario: # reserva', other: 'Eliminadas de tu calendario: # reservas' }),
      heading: 'Eliminada de tu calendario, pero aún reservada',
      text: 'El evento de una reserva se ha eliminado de tu calendario. La reserva se queda como está: restaura el evento o cancela.',
      textOfMany:
        'Los eventos de estas reservas se han eliminado de tu calendario. Las reservas se quedan como están: restaura los eventos o cancela.',
      event: '',
    },
  },

  account: {
    account: 'Cuenta',
    calendar: 'Calendario',
    usedFor: 'Se usaba para',
    feed: 'calendario suscrito',
    reconnect: {
      reasons: {
        refused: 'El proveedor ya no acepta esta conexión. Vuelve a conectar la cuenta.',
        google: 'Google ya no acepta esta conexión. Vuelve a conectar la cuenta.',
        permissions: 'Faltan permisos necesarios. Vuelve a conectar la cuenta y concédelos todos.',
        withdrawn: 'Se han retirado los permisos de esta cuenta. Vuelve a conectarla y concédelos de nuevo.',
        organisation: 'La organización de esta cuenta exige iniciar sesión de nuevo. Vuelve a conectar la cuenta.',
        password: 'El servidor ya no acepta el nombre de usuario y la contraseña.',
        credentials: 'Las credenciales guardadas ya no se pueden abrir. Vuelve a conectar el calendario.',
        unread: 'Ya no podemos leer esta cuenta. Vuelve a conectarla.',
      },
      subject: (account) => `Vuelve a conectar tu calendario: ${account}`,
      heading: 'Hay que volver a conectar tu calendario',
      text: 'Ya no podemos leer esta cuenta de calendario. Las horas que conocemos siguen ocupadas; hasta que la conectes de nuevo no vemos los cambios ni anotamos reservas en ella.',
      action: 'Volver a conectar',
    },
    readOnly: {
      subject: (calendars) => `Las reservas no se anotan en tu calendario: ${calendars}`,
      heading: 'Tu calendario ahora es de solo lectura',
      text: 'Las reservas no se anotan en él. Devuelve a la cuenta el permiso de escritura o elige otro calendario.',
      after:
        'Los visitantes pueden seguir reservando, y lo que falte en el calendario se anotará en cuanto sea posible.',
      action: 'Elegir otro calendario',
    },
    target: {
      subjectNowhere: 'Tus reservas no se anotan en ningún calendario',
      subject: (calendars) => `Tus reservas se anotan en otro calendario: ${calendars}`,
      after: 'También se anotarán en él las próximas reservas que no estén en ningún calendario.',
      actionNowhere: 'Conectar o elegir un calendario',
      change: (host, to, from, reason) => {
        const reasons = {
          disconnected: 'se ha desconectado',
          vanished: 'ya no está en su cuenta',
          read_only: 'ahora es de solo lectura',
          deleted: 'se ha eliminado',
        };
        const whose = host === '' ? 'Tus reservas' : `Las reservas de ${host}`;
        const where = to === null ? 'ya no se anotan en ningún calendario' : `se anotan ahora en ${to}`;
        return `${whose} ${where}, porque ${from || 'el calendario anterior'} ${reasons[reason]}.`;
      },
    },
    vanished: {
      subject: (calendar) => `Un calendario ya no está en tu cuenta: ${calendar}`,
      heading: 'Un calendario ya no está en tu cuenta',
      text: 'Lo hemos comprobado varias veces: un calendario ya no está en tu cuenta. Sus eventos ya no bloquean tu tiempo, así que esas horas se pueden reservar, y las reservas no se anotan en él.',
      after:
        'Si lo has eliminado o has dejado de compartirlo, no hay nada que hacer. Si no, restáuralo: en cuanto vuelva a la cuenta lo leeremos y podrás elegirlo de nuevo.',
    },
    lost: {
      subject: (bookings, calendar) =>
        n(bookings, {
          one: `Una reserva está ahora solo en tu calendario: ${calendar}`,
          other: `# reservas están ahora solo en tu calendario: ${calendar}`,
        }),
      heading: (bookings) =>
        n(bookings, {
          one: 'Una reserva está ahora solo en tu calendario',
          other: 'Algunas reservas están ahora solo en tu calendario',
        }),
      text: (bookings) =>
        n(bookings, {
          one: 'Openslot se ha restaurado a partir de una copia de seguridad, y esta reserva se hizo después. Su evento sigue en tu calendario y sigue bloqueando tu tiempo. Pero ya no conocemos la reserva: el enlace que recibió quien reservó ha dejado de funcionar y no enviamos recordatorios.',
          other:
            'Openslot se ha restaurado a partir de una copia de seguridad, y estas reservas se hicieron después. Sus eventos siguen en tu calendario y siguen bloqueando tu tiempo. Pero ya no conocemos las reservas: los enlaces que recibieron quienes reservaron han dejado de funcionar y no enviamos recordatorios.',
        }),
      bookings: 'Reservas',
      more: (count) => n(count, { other: 'y # más' }),
      toDo: 'Vuelve a añadir cada reserva en Openslot y elimina el evento antiguo, o conserva el evento y ponte en contacto con quien reservó.',
    },
    unknown: {
      subject: (events, isMore, calendar) =>
        `No podemos leer la hora de ${n(events, isMore ? { other: 'más de # eventos' } : { one: 'un evento', other: '# eventos' })} en ${calendar}`,
      text: (events, isMore) =>
        `${n(events, {
          one: isMore
            ? 'Algunos eventos de tu calendario no se entienden'
            : 'Un evento de tu calendario no se entiende',
          other: 'Algunos eventos de tu calendario no se entienden',
        })} lo bastante bien para saber cuándo estás ocupado.`,
      events: 'Eventos',
      days: 'Días',
      count: (events, isMore) => n(events, { other: isMore ? 'más de #' : '#' }),
      anyDay: 'cualquier día',
      span: (first, last) => `del ${first} al ${last}`,
      onward: (first) => `desde el ${first}`,
      more: (count) => n(count, { other: 'y # más' }),
      closed: (isAnyDay) => `Hasta entonces no se ofrece ninguna hora ${isAnyDay ? 'ningún día' : 'esos días'}.`,
      request: (isAnyDay) =>
        `Hasta entonces, las reservas ${isAnyDay ? 'de cualquier día' : 'de esos días'} esperan tu confirmación.`,
      open: (isAnyDay) =>
        `Hasta entonces se siguen ofreciendo horas ${isAnyDay ? 'todos los días' : 'esos días'}, según tus ajustes, así que podrían coincidir con otra cosa.`,
      toDo: (events) =>
        n(events, {
          one: 'Corrígelo en tu calendario o confirma en Openslot que no bloquea tu tiempo.',
          other: 'Corrígelos en tu calendario o confirma en Openslot que no bloquean tu tiempo.',
        }),
    },
  },

  webhook: {
    subject: (host) => `Tu webhook está desactivado: ${host}`,
    heading: 'Tu webhook está desactivado',
    text: 'No hemos podido entregar eventos a uno de tus webhooks y lo hemos desactivado. No recibirá más hasta que lo vuelvas a activar.',
    endpoint: 'Dirección',
    unknownReason: 'desconocido',
    after:
      'Cuando vuelva a funcionar, actívalo (PATCH /webhook-endpoints/:id con is_active true) y repite las entregas fallidas, que guardamos 30 días.',
    action: 'Cómo se hace',
  },

  digest: {
    unwanted: '¿No quieres este correo?',
    stop: 'Dejar de recibir el resumen semanal',
    stopQuestion: '¿Dejar de recibir el resumen semanal?',
    stopped: 'Ya no recibirás el resumen semanal',
    startAgain: (host) => `En los ajustes de ${host} se puede volver a activar.`,
    badLink: 'Este enlace no es válido',
    badLinkText: 'Desactiva el resumen semanal en los ajustes del anfitrión.',
    subject: (week) => `Tu semana: ${week}`,
    heading: (host) => `La semana de ${host}`,
    bookings: (count) => n(count, { one: 'Esta semana tienes # reserva.', other: 'Esta semana tienes # reservas.' }),
    none: 'Esta semana no hay nada reservado.',
    requests: (count) => n(count, { one: '# solicitud te espera.', other: '# solicitudes te esperan.' }),
    lastWeek: 'La semana pasada',
    took: (count) => n(count, { one: 'Tuvo lugar # reserva', other: 'Tuvieron lugar # reservas' }),
    cancelled: (count) => n(count, { one: '# se canceló', other: '# se cancelaron' }),
    noShows: (count) => n(count, { one: '# visitante no se presentó', other: '# visitantes no se presentaron' }),
    timeZone: 'Zona horaria',
    reconnect: 'Hay que volver a conectar',
    more: (count) => n(count, { one: 'Y # reserva más.', other: 'Y # reservas más.' }),
  },
};

export const manage: typeof Manage = {
  loading: 'Cargando tu reserva…',
  missing: 'Aquí no hay ninguna reserva',
  badLink: 'Este enlace no abre ninguna reserva. Usa el enlace del correo más reciente.',
  failLoad: 'No se ha podido cargar tu reserva. Comprueba tu conexión e inténtalo de nuevo.',
  titles: {
    confirmed: 'Tu reserva',
    pending: 'Tu solicitud',
    cancelled: 'Tu reserva está cancelada',
    declined: 'Tu solicitud no ha sido aceptada',
    expired: 'Tu solicitud ha caducado',
  },
  states: {
    confirmed: 'Confirmada',
    pending: 'Pendiente de confirmación',
    cancelled: 'Cancelada',
    declined: 'Rechazada',
    expired: 'Caducada',
  },
  linkFollows: 'Encontrarás el enlace aquí en cuanto exista.',
  allDates: 'Todas las fechas de esta serie',

  cancel: 'Cancelar la reserva',
  cancelReason: '¿Por qué cancelas?',
  reasonOptional: (host) => `opcional, ${host} podrá leerlo`,
  reasonRequired: (host) => `obligatorio, ${host} podrá leerlo`,
  cancelAll: 'Cancelar todas las fechas de esta serie',
  cancelNow: 'Cancelar esta reserva',
  keep: 'Dejarla como está',
  failCancel: 'No se ha podido cancelar tu reserva. Comprueba tu conexión e inténtalo de nuevo.',

  move: 'Cambiar la hora',
  was: 'Antes',
  now: 'Ahora',
  moveReason: '¿Por qué cambias la hora?',
  moved: 'Tu reserva se ha cambiado',
  moveNow: 'Cambiar a esta hora',
  failMove: 'No se ha podido cambiar la hora. Comprueba tu conexión e inténtalo de nuevo.',

  proposes: (host) => `${host} propone otra hora`,
  accept: 'Aceptar esta hora',
  failAccept: 'No se ha podido enviar tu respuesta. Comprueba tu conexión e inténtalo de nuevo.',

  refusals: {
    cancel: {
      not_allowed: 'Esta reserva no se puede cancelar por internet.',
      too_late: 'Ya es tarde para cancelar esta reserva por internet.',
    },
    move: {
      not_allowed: 'La hora de esta reserva no se puede cambiar por internet.',
      too_late: 'Ya es tarde para cambiar la hora de esta reserva por internet.',
      max_reschedules: 'La hora de esta reserva no se puede cambiar más veces por internet.',
    },
    both: {
      not_allowed: 'Esta reserva no se puede cambiar ni cancelar por internet.',
      too_late: 'Ya es tarde para cambiar o cancelar esta reserva por internet.',
    },
    accept: {
      no_proposal: 'El anfitrión ya no propone otra hora.',
      other_proposal: 'Mientras tanto, el anfitrión ha propuesto una hora distinta. Mírala antes de aceptar.',
      too_late: 'La hora propuesta ya ha empezado.',
      taken: 'La hora propuesta ya no está libre. Tu reserva conserva su hora.',
    },
    over: 'Esta reserva ya ha pasado y no se puede cambiar.',
    reason_required: 'Indica un motivo.',
    changed: 'Mientras tanto, tu reserva ha cambiado. Así está ahora.',
  },
  contact: (host) => `Ponte en contacto con ${host}.`,
  contactAt: (host, email) => `Escribe a ${host}: ${email}`,
};

export const series: typeof Series = {
  label: 'Repetir',
  none: 'Solo una vez',
  weekly: 'Cada semana',
  daily: 'Cada día',
  count: 'Número de citas',
  dates: (count) => n(count, { one: '# cita', other: 'Las # citas' }),
  clash: (count) =>
    n(count, {
      one: 'Una de estas fechas no está libre, así que todavía no hay nada reservado. Elige otra hora para todas o menos citas.',
      other:
        '# de estas fechas no están libres, así que todavía no hay nada reservado. Elige otra hora para todas o menos citas.',
    }),
  submit: 'Reservar todas',
};

export const waiting: typeof Waiting = {
  loading: 'Cargando tu lugar en la lista…',
  missing: 'Aquí no hay nada',
  badLink: 'Este enlace no abre ningún lugar en una lista de espera. Usa el enlace del correo más reciente.',
  failLoad: 'No se ha podido cargar tu lugar en la lista. Comprueba tu conexión y vuelve a cargar la página.',
  titles: {
    waiting: 'Estás en la lista de espera',
    offered: 'Hay una plaza libre para ti',
    claimed: 'La plaza es tuya',
    missed: 'Ya no te guardamos la plaza',
    left: 'Has salido de la lista de espera',
    closed: 'No ha quedado libre ninguna plaza',
  },
  states: {
    waiting: 'Esperando una plaza',
    offered: 'Guardada para ti',
    claimed: 'Reservada',
    missed: 'No se tomó a tiempo',
    left: 'Ya no espera',
    closed: 'Ya ha empezado',
  },
  keptUntil: 'Guardada hasta',
  take: 'Tomar la plaza',
  takeLate: 'Tomarla si sigue libre',
  pass: 'Dejarla a la siguiente persona',
  leave: 'Salir de la lista de espera',
  gone: 'Otra persona ya tiene esta plaza.',
  failTake: 'No se ha podido reservar la plaza. Inténtalo de nuevo.',
  failLeave: 'No se ha podido enviar. Comprueba tu conexión e inténtalo de nuevo.',
};

export const widget: typeof Widget = {
  loading: 'Cargando los horarios disponibles…',
  chooseEvent: '¿Qué quiere reservar?',
  otherEvents: 'Elegir otra cosa',
  showMore: 'Mostrar más',
  showLess: 'Mostrar menos',
  searchCity: 'Buscar una ciudad',
  earlierDays: 'Días anteriores',
  laterDays: 'Días posteriores',
  cities: 'Ciudades',
  close: 'Cerrar',
  noCity: 'No se ha encontrado ninguna ciudad con ese nombre.',
  timeIn: (time: string, city: string) => `${time} en ${city}`,
  with: (host) => `con ${host}`,
  duration: 'Duración',
  minutes: (shown) => `${shown} min.`,
  hours: (shown) => `${shown} h.`,
  requiresConfirmation: (host) => `${host} confirma cada solicitud`,
  groupSeats: (count) => `Hasta ${count} personas a la vez`,
  timeZone: 'Zona horaria',
  hostZone: (city) => `El anfitrión está en ${city}`,

  chooseDay: 'Elige un día',
  previousMonth: 'Mes anterior',
  nextMonth: 'Mes siguiente',
  dayAvailable: (day, count, shown) =>
    n(count, { one: `${day}, ${shown} horario disponible`, other: `${day}, ${shown} horarios disponibles` }),
  dayEmpty: (day) => `${day}, sin horarios disponibles`,
  dayPast: (day) => `${day}, ya pasado`,
  dayLoading: (day) => `${day}, cargando`,
  today: 'Hoy',
  monthReady: (month, days, shown) =>
    n(days, { one: `${month}, ${shown} día con horarios`, other: `${month}, ${shown} días con horarios` }),
  monthNone: (month) => `${month}, sin horarios disponibles`,
  monthEmpty: (month) => `No hay horarios en ${month}`,
  searching: 'Buscando el próximo día disponible…',
  nextAvailable: (day) => `Próximo día disponible: ${day}`,
  backToDay: (day) => `Volver al ${day}`,
  nothingAhead: 'Por ahora no hay nada disponible después.',

  pickDayHint: 'Elige un día para ver sus horarios.',
  timesOn: (day) => `Horarios del ${day}`,
  night: 'Noche',
  morning: 'Mañana',
  afternoon: 'Tarde',
  evening: 'Noche',
  moreTimes: (count: string) => `Mostrar horas más tempranas y más tardías (${count})`,
  changeDay: 'Cambiar de día',
  onRequest: 'con solicitud',
  seatsLeft: (count, shown) => n(count, { one: `queda ${shown} plaza`, other: `quedan ${shown} plazas` }),
  noTimesOnDay: 'Ya no quedan horarios este día.',
  timesUpdated: 'Los horarios de este día se han actualizado.',

  yourDetails: 'Tus datos',
  changeTime: 'Cambiar de hora',
  heldForYou: (time: string) => `Te guardamos esta hora hasta las ${time}.`,
  holdOver: 'Ya no te guardamos esta hora. Todavía puedes reservarla si nadie se adelanta.',
  name: 'Nombre',
  email: 'Correo electrónico',
  placeQuestion: '¿Dónde prefieres la cita?',
  phoneNumber: 'Número de teléfono',
  ownPlace: 'Lugar',
  required: 'obligatorio',
  choose: 'Elige una opción',
  submitBooking: 'Reservar esta hora',
  submitRequest: 'Enviar solicitud',
  submitting: 'Un momento…',
  errorSummary: (count, shown) => n(count, { one: `Revisa ${shown} campo`, other: `Revisa ${shown} campos` }),
  errorMissing: (label) => (label.endsWith('?') ? `Responde: ${label}` : `${label}: dato obligatorio.`),
  errorCheck: 'Marca esta casilla para continuar.',
  errorEmail: 'Escribe una dirección de correo como nombre@example.com.',
  didYouMean: (email: string) => `¿Quería decir ${email}?`,
  errorPhone: 'Escribe un número de teléfono como +49 30 123456.',
  errorLong: (label, limit) => `${label} puede tener como máximo ${limit} caracteres.`,

  slotLost: (time) => `Alguien acaba de reservar ${time}. Elige otra hora; se conserva lo que has escrito.`,
  failNetwork: 'No hay conexión con el servidor. Comprueba tu conexión e inténtalo de nuevo.',
  failCalendar: 'Ahora no se puede consultar el calendario del anfitrión. Inténtalo de nuevo en un minuto.',
  failForbidden: 'Desde este sitio web no se puede reservar. Utiliza la página de reservas del anfitrión.',
  failRate: 'Demasiadas solicitudes a la vez. Espera un minuto e inténtalo de nuevo.',
  failInvalid: 'No se ha aceptado algún dato. Revise lo que ha introducido.',
  failChallenge: 'No hemos podido comprobar que eres una persona. Inténtalo de nuevo.',
  failUnexpected: 'Algo ha fallado por nuestra parte. Inténtalo de nuevo.',
  failLoad: 'No se han podido cargar los horarios.',
  tryAgain: 'Intentar de nuevo',
  notFoundTitle: 'Esta página de reservas no existe',
  notFoundText: 'Puede que el enlace esté mal escrito o que el anfitrión haya retirado la página.',

  confirmedTitle: 'Tu reserva está hecha',
  requestedTitle: 'Solicitud enviada',
  confirmedText: (host) => `Tu cita con ${host} está confirmada.`,
  requestedText: (host) => `Está pendiente de confirmación: ${host} aceptará o rechazará tu solicitud.`,
  bookedBefore: 'Tu primer intento ya había llegado: estos son sus datos. Lo que cambiaste después no se ha enviado.',
  sentTo: (email: string) => `Hemos enviado los detalles a ${email}.`,
  changeOrCancel: 'Cambiar o cancelar',
  statusConfirmed: 'Confirmada',
  statusRequested: 'Pendiente de confirmación',
  status: 'Estado',
  newTab: 'se abre en una pestaña nueva',
  bookAnother: 'Reservar otra hora',
};
