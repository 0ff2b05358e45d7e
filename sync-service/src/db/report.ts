/** What a report says of all of its time, or of one part. Hours are elapsed time, to four places. */
export interface ReportFigures {
  offered_hours: number;
  booked_hours: number;
  /** How much of the offered time was booked, 0 to 1; null: nothing was offered. */
  utilisation: number | null;
  sessions: number;
  seats: { offered: number; taken: number };
  bookings: number;
  lead_time: { median_hours: number | null; p90_hours: number | null };
  outcomes: {
    confirmed: number;
    no_shows: number;
    pending: number;
    cancelled: number;
    cancelled_by_visitor: number;
    cancelled_by_host: number;
    declined: number;
    expired: number;
    requests_unanswered: number;
  };
}

/** The report on a host, as `get_report` returns it. Instants are ISO 8601 with `Z`. */
export interface Report extends ReportFigures {
  host_id: string;
  time_zone: string;
  from: string;
  to: string;
  as_of: string;
  by_event_type: ({ event_type_id: string; slug: string; title: string; is_active: boolean } & ReportFigures)[];
  /** 0 = Sunday; all seven. */
  by_weekday: ({ day_of_week: number } & ReportFigures)[];
  /** ISO weeks, `2026-W48`, each with the date of its Monday. */
  by_week: ({ week: string; monday: string } & ReportFigures)[];
}
