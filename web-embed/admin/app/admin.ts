import { computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { type Fetch, RequestError } from '../../shared/request.ts';
import { type AdminCalls, createAdminCalls } from './calls.ts';
import type { AdminConfig } from './config.ts';
import { type LiveTopic, liveTopics } from './live.ts';
import { type Notice, Notices } from './notices.ts';
import type { Session } from './session.ts';

/** Somebody, or something, that can be booked: a row of `hosts`. */
export interface Host {
  id: string;
  slug: string;
  display_name: string;
  kind: 'person' | 'room' | 'equipment' | 'space' | 'class';
  time_zone: string;
  stale_policy: 'closed' | 'request' | 'open';
  stale_after_minutes: number;
  is_active: boolean;
  accent_color: string | null;
  locale: string | null;
}

const chosenKey = 'openslot-host';
const hostColumns =
  'id,slug,display_name,kind,time_zone,stale_policy,stale_after_minutes,is_active,accent_color,locale';

/**
 * What all screens share: who is signed in, their hosts and which of them is shown, what changed elsewhere, and what to tell
 * in the corner of the page.
 */
export class Admin {
  readonly config: AdminConfig;
  readonly session: Session;
  readonly calls: AdminCalls;
  readonly notices = new Notices();
  /** Null: not read yet. */
  readonly hosts: Signal<Host[] | null> = signal(null);
  readonly chosen: Signal<string | null> = signal(sessionStorage.getItem(chosenKey));
  /** The host that screens are about: chosen in the bar, else the first one that is active. */
  readonly host: ReadonlySignal<Host | null>;
  readonly isOnline = signal(navigator.onLine);
  /** Counts up when something of a topic changed, so that an effect or a loader reads it again. */
  readonly versions: Readonly<Record<LiveTopic, Signal<number>>>;
  /** Hears of the browser's way back before the router does, and may keep it from it. */
  onWayBack: ((event: PopStateEvent) => void) | null = null;
  /** What a screen reader announces next. */
  readonly announcement = signal('');

  constructor(config: AdminConfig, session: Session, fetch: Fetch) {
    this.config = config;
    this.session = session;
    this.calls = createAdminCalls(config, session, fetch);
    this.host = computed(() => {
      const hosts = this.hosts.value ?? [];
      return (
        hosts.find(({ slug }) => slug === this.chosen.value) ?? hosts.find((each) => each.is_active) ?? hosts[0] ?? null
      );
    });
    this.versions = {
      bookings: signal(0),
      connections: signal(0),
      conflicts: signal(0),
      log: signal(0),
      schedule: signal(0),
    };
    // Listeners of the window are called in the order in which they came, whatever their phase: the router's comes later.
    addEventListener('popstate', (event) => this.onWayBack?.(event));
    for (const kind of ['online', 'offline'])
      addEventListener(kind, () => {
        this.isOnline.value = navigator.onLine;
        if (navigator.onLine) this.touchAll();
      });
    effect(() => {
      if (this.chosen.value !== null) sessionStorage.setItem(chosenKey, this.chosen.value);
    });
  }

  /** Reads the owner's hosts, the oldest first. @throws RequestError */
  async readHosts(): Promise<Host[]> {
    const hosts = await this.calls.table<Host[]>(`hosts?select=${hostColumns}&order=created_at,id`);
    this.hosts.value = hosts;
    return hosts;
  }

  /** Something of a topic changed, here or elsewhere. */
  touch(topic: LiveTopic): void {
    this.versions[topic].value += 1;
  }

  touchAll(): void {
    for (const topic of liveTopics) this.touch(topic);
  }

  announce(text: string): void {
    this.announcement.value = text;
  }

  /** A notice in the corner, with a way back where there is one; announced as well. */
  tell(notice: Notice): void {
    this.notices.show(notice);
  }

  /** Tells of what did not work, in words. @throws whatever is no failed request */
  tellFault(error: unknown, before = ''): void {
    if (!(error instanceof RequestError)) throw error;
    // Whoever has to sign in is asked to already.
    if (error.code === 'unauthorized' || error.code === 'aborted') return;
    this.notices.show({ tone: 'bad', text: [before, faultText(error)].filter(Boolean).join(' ') });
  }
}

/** A failed request in words, with what to do. */
export function faultText(error: RequestError): string {
  switch (error.code) {
    case 'network':
      return 'The server did not respond. Check your connection and try again.';
    case 'rate_limited':
      return 'Too many requests. Wait a minute and try again.';
    case 'not_found':
      return 'It is no longer there. Load the page again.';
    case 'forbidden':
      return 'This belongs to another account.';
    default:
      return error.message.endsWith('.') ? error.message : `${error.message}.`;
  }
}

export const AdminContext = createContext<Admin | null>(null);

/** What all screens share. */
export function useAdmin(): Admin {
  const admin = useContext(AdminContext);
  if (admin === null) throw new Error('A screen is shown outside of the admin page');
  return admin;
}
