import { expect, test } from 'vitest';
import { writeOwnerMessage } from '../../sync-service/src/mail/owner-messages.ts';
import { writeText } from '../../sync-service/src/mail/write-text.ts';

function write(endpoint: { url: string; is_active: boolean; disabled_reason: string | null }) {
  const about = { conflicts: [], connection: null, endpoint, digest: null, locale: null };
  const message = writeOwnerMessage('webhook_disabled', about, 'https://book.example.com', '');
  return message === null ? null : { subject: message.subject, text: writeText(message) };
}

test('a mail about a webhook names the address without what may be secret in it, the reason and what to do', () => {
  const message = write({
    url: 'https://hooks.example.com/in?token=sesame',
    is_active: false,
    disabled_reason: 'No delivery succeeded for 24 hours.\nBcc: x',
  });
  expect(message).toEqual({
    subject: 'Your webhook is switched off: hooks.example.com',
    text: [
      'Your webhook is switched off',
      'We could not deliver events to one of your webhook endpoints and have switched it off. It gets no more events until you switch it on again.',
      'Endpoint: https://hooks.example.com/in\nReason: No delivery succeeded for 24 hours. Bcc: x',
      'When it works again, switch it on (PATCH /webhook-endpoints/:id with is_active true) and replay the deliveries that failed, which are kept for 30 days.',
      'How to do that:\nhttps://book.example.com/docs',
      '-- \nYou received this email because you take bookings with Openslot.',
    ].join('\n\n'),
  });
});

test('a mail about a webhook that is on again is not sent', () => {
  expect(write({ url: 'https://example.com', is_active: true, disabled_reason: null })).toBeNull();
});
