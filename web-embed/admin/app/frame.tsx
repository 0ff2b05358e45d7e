import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { AdminIcon } from '../ui/admin-icons.tsx';
import { useAdmin } from './admin.ts';
import { HealthLine } from './health.tsx';
import { NoticeCorner } from './notice-corner.tsx';
import { type ScreenEntry, screens } from './screens.ts';
import { SettingUpLine } from './setting-up-line.tsx';

const groups: readonly [ScreenEntry['group'], string][] = [
  ['daily', 'Every day'],
  ['offer', 'What you offer'],
  ['connect', 'Behind it'],
];

/** What is around every screen: the bar of places, how the calendars are doing, who is signed in. */
export function Frame({ children }: { children: ComponentChildren }) {
  const admin = useAdmin();
  const { path } = useLocation();
  const isMenuOpen = useSignal(false);
  useEffect(() => {
    isMenuOpen.value = false;
  }, [path]);
  const hosts = admin.hosts.value ?? [];
  const isHere = (screen: ScreenEntry) => path === `/admin${screen.path}` || path.startsWith(`/admin${screen.path}/`);
  const place = (screen: ScreenEntry) => (
    <li key={screen.path}>
      <a href={`/admin${screen.path}`} aria-current={isHere(screen) ? 'page' : undefined}>
        <AdminIcon name={screen.icon} />
        <span>{screen.title}</span>
      </a>
    </li>
  );
  return (
    <div class="bw ad" data-theme="auto" data-menu={isMenuOpen.value ? 'open' : undefined}>
      <a class="ad-skip" href="#content">
        Skip to content
      </a>
      <header class="ad-bar">
        <a class="brand" href="/admin/overview">
          <img src={new URL('../../pages/icon.svg', import.meta.url).href} alt="" width="28" height="28" />
          Openslot
        </a>
        {hosts.length > 1 && (
          <p class="ad-host">
            <label class="ad-host-label" for="ad-host">
              Resource
            </label>
            <select
              class="bw-input"
              id="ad-host"
              value={admin.host.value?.slug ?? ''}
              onChange={(event) => {
                admin.chosen.value = event.currentTarget.value;
              }}
            >
              {hosts.map(({ slug, display_name: name, is_active: isActive }) => (
                <option key={slug} value={slug}>
                  {name || slug}
                  {isActive ? '' : ' (archived)'}
                </option>
              ))}
            </select>
          </p>
        )}
        <nav class="ad-places" aria-label="Admin">
          {groups.map(([group, title]) => (
            <section key={group}>
              <h2 class="ad-group">{title}</h2>
              <ul>{screens.filter((screen) => screen.group === group).map(place)}</ul>
            </section>
          ))}
        </nav>
        <p class="ad-who">
          <span class="bw-muted">{admin.session.who.value?.email}</span>
          <button type="button" class="bw-link" onClick={() => void admin.session.signOut()}>
            Sign out
          </button>
        </p>
      </header>
      <div class="ad-body">
        <section aria-label="State of your calendars">
          <HealthLine />
          <SettingUpLine />
        </section>
        {!admin.isOnline.value && (
          <p class="ad-offline" role="status">
            You are offline. What you see may be old, and nothing can be saved until the connection is back.
          </p>
        )}
        <main class="ad-main" id="content" tabIndex={-1}>
          {children}
        </main>
      </div>
      <nav class="ad-bottom" aria-label="Main places">
        <ul>
          {screens.filter(({ isMain }) => isMain).map(place)}
          <li>
            <button
              type="button"
              aria-expanded={isMenuOpen.value}
              onClick={() => {
                isMenuOpen.value = !isMenuOpen.value;
              }}
            >
              <AdminIcon name="menu" />
              <span>More</span>
            </button>
          </li>
        </ul>
      </nav>
      <NoticeCorner />
      <div class="bw-hidden" role="status">
        {admin.announcement}
      </div>
    </div>
  );
}
