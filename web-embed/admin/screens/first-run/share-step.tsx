import { useMemo } from 'preact/hooks';
import { Button } from '../../../shared/controls.tsx';
import { createFormats } from '../../../shared/formats.ts';
import { wallClock } from '../../../shared/time.ts';
import { cityOf } from '../../../shared/zones.ts';
import { useAdmin } from '../../app/admin.ts';
import { useLoad } from '../../app/load.ts';
import { LoadedView } from '../../app/screen.tsx';
import { AdminIcon } from '../../ui/admin-icons.tsx';
import { CopyButton } from '../../ui/parts.tsx';
import { QrCode } from '../../ui/qr-code.tsx';
import type { EventType } from '../event-types/event-type.ts';
import { createEventTypesApi } from '../event-types/event-types-api.ts';
import type { StepProps } from './step-form.tsx';

interface Share {
  types: EventType[];
  /** The next time that somebody can book; null: none in the coming weeks. */
  next: string | null;
}

const weeksAhead = 6;

/** The link to hand out, and whether somebody can book by it now: the database is asked, as visitors' pages ask it. */
export function ShareStep({ onBack }: StepProps) {
  const admin = useAdmin();
  const api = useMemo(() => createEventTypesApi(admin.calls), []);
  const formats = useMemo(() => createFormats(navigator.language), []);
  const host = admin.host.value;
  const share = useLoad<Share>(host?.id ?? '', ['schedule', 'connections'], async (signal) => {
    const types = (await api.list(host?.id ?? '', signal)).filter(({ is_active: isActive }) => isActive);
    const [first] = types;
    if (first === undefined) return { types, next: null };
    const now = Date.now();
    const { slots } = await admin.calls.rpc<{ slots: { start: string }[] }>(
      'get_available_slots',
      {
        event_type_id: first.id,
        range_start: new Date(now).toISOString(),
        range_end: new Date(now + weeksAhead * 7 * 86_400_000).toISOString(),
      },
      signal,
    );
    return { types, next: slots[0]?.start ?? null };
  });
  if (host === null) return null;
  return (
    <LoadedView of={share} subject="Your page">
      {({ types, next }) => {
        const [first] = types;
        const base = `${admin.config.publicUrl}/book/${encodeURIComponent(host.slug)}`;
        // With one there is nothing to choose from.
        const page = types.length === 1 && first !== undefined ? `${base}/${encodeURIComponent(first.slug)}` : base;
        const at = next === null ? Number.NaN : Date.parse(next);
        return (
          <div class="ad-panel ad-fields run-card">
            {first === undefined ? (
              <p class="bw-notice bw-warn">
                <AdminIcon name="alert" />
                <span>
                  Nothing can be booked yet. <a href="/admin/welcome?step=3">Say what people can book</a>
                </span>
              </p>
            ) : next === null ? (
              <p class="bw-notice bw-warn">
                <AdminIcon name="alert" />
                <span>
                  Nothing is free in the next {weeksAhead} weeks. <a href="/admin/welcome?step=2">Look at your hours</a>
                </span>
              </p>
            ) : (
              <p class="bw-notice run-ready">
                <AdminIcon name="check" />
                <span>
                  <b>Your page can be booked.</b> The next free time is{' '}
                  {formats.shortDay(wallClock(at, host.time_zone).date)}, {formats.time(at, host.time_zone)} in{' '}
                  {cityOf(host.time_zone)}.
                </span>
              </p>
            )}
            <div class="run-share">
              <div class="run-link">
                <p class="bw-label">Your link</p>
                <p class="ad-code">{page}</p>
                <div class="run-actions">
                  <CopyButton text={page} label="Copy link" />
                  <a class="bw-button" href={page} target="_blank" rel="noopener">
                    <AdminIcon name="external" />
                    Open your page
                  </a>
                </div>
              </div>
              <QrCode text={page} label={`QR code of ${page}`} />
            </div>
            <div class="run-actions">
              <a class="bw-button bw-primary" href="/admin/overview">
                Finish
              </a>
              <Button onClick={onBack}>Back</Button>
            </div>
          </div>
        );
      }}
    </LoadedView>
  );
}
