import { Button } from '../../../shared/controls.tsx';
import { deliveryState, mailLabel, mailState, shortText } from './booking-words.ts';
import { formats } from './formats.ts';
import { StatusBadge } from './status-badge.tsx';
import type { BookingProps } from './use-booking.ts';

/** The mails about a booking, and how each is doing. */
export function Mails({ sheet, booking, zone }: BookingProps & { zone: string }) {
  const { mails } = sheet;
  if (mails.length === 0) return null;
  return (
    <section class="bk-section" aria-labelledby="mails">
      <h2 id="mails">Mails</h2>
      <ul class="ad-rows bk-deliveries">
        {mails.map((mail) => {
          const status = mailState(mail);
          const name = `mail-${mail.id}`;
          return (
            <li key={mail.id}>
              <div class="bk-delivery-name" id={name}>
                <strong>{mailLabel(mail.kind)}</strong> to {mail.is_to_attendee ? mail.recipient : 'you'}
                {mail.is_again && <span class="bw-muted"> (sent again)</span>}
                <span class="bw-muted bk-delivery-when">
                  {shortText(mail.sent_at ?? mail.created_at, zone, formats)}
                </span>
                {status.text && <span class="bk-bad bk-delivery-when">{status.text}</span>}
              </div>
              <StatusBadge status={status} />
              {mail.can_resend && (
                <Button
                  aria-describedby={name}
                  isBusy={booking.busy.value === mail.id}
                  onClick={() => void booking.act(mail.id, 'The mail is sent again.', () => booking.api.resend(mail))}
                >
                  Send again
                </Button>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** What webhooks were told of a booking. */
export function Deliveries({ sheet, booking, zone }: BookingProps & { zone: string }) {
  const { deliveries } = sheet;
  if (deliveries.length === 0) return null;
  return (
    <section class="bk-section" aria-labelledby="webhooks">
      <h2 id="webhooks">Webhooks</h2>
      <ul class="ad-rows bk-deliveries">
        {deliveries.map((delivery) => {
          const status = deliveryState(delivery);
          const name = `delivery-${delivery.id}`;
          return (
            <li key={delivery.id}>
              <div class="bk-delivery-name" id={name}>
                <code>{delivery.event}</code> to {new URL(delivery.url).host}
                <span class="bw-muted bk-delivery-when">
                  {shortText(delivery.delivered_at ?? delivery.created_at, zone, formats)}
                </span>
                {status.text && <span class="bk-bad bk-delivery-when">{status.text}</span>}
              </div>
              <StatusBadge status={status} />
              {delivery.is_active && delivery.state !== 'pending' && (
                <Button
                  aria-describedby={name}
                  isBusy={booking.busy.value === delivery.id}
                  onClick={() =>
                    void booking.act(delivery.id, 'The webhook is sent again.', () => booking.api.replay(delivery.id))
                  }
                >
                  Send again
                </Button>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
