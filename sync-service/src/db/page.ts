/** What a visitor's browser has to do before it holds or books. */
type Challenge = 'none' | 'proof_of_work' | 'turnstile';

/** Who a page is about. */
interface PageHost {
  slug: string;
  display_name: string;
}

/** How the pages of a host look, who may list them, and which web sites may show them. */
export interface PageSettings {
  /** `#rrggbb` */
  accent_color: string | null;
  logo_url: string | null;
  locale: string | null;
  is_indexed: boolean;
  /** Null: any. */
  allowed_origins: string[] | null;
  challenge: Challenge;
}

/** What the page of an event type shows (`get_booking_page`). The widget reads more of it than the service. */
export interface BookingPage {
  host: PageHost & { time_zone: string };
  event_type: {
    id: string;
    slug: string;
    title: string;
    description: string | null;
    durations_minutes: number[];
    seats: number;
    requires_confirmation: boolean;
  };
}

/** What the page of a host shows (`get_host_page`). */
export interface HostPage {
  host: PageHost & { time_zone: string };
  event_types: { slug: string; title: string; description: string | null; durations_minutes: number[] }[];
}

export interface HostedPage {
  page: BookingPage | HostPage;
  settings: PageSettings;
}

/** Whose page it is on which a visitor sees a booking. */
export interface ManagePage {
  host: PageHost;
  settings: PageSettings;
}

/** Which web sites may hold and book times of an event type, and what its visitors' browsers solve before. */
export interface VisitorRules {
  host_id: string;
  allowed_origins: string[] | null;
  challenge: Challenge;
}
