import { Button } from '../shared/controls.tsx';
import { IconOf } from '../shared/icons.tsx';
import type { CalendarPlace, SandboxAccount } from './api.ts';

interface AccountsProps {
  accounts: readonly SandboxAccount[];
  chosen: Choice;
  onChoose(choice: Choice): void;
  onConnect(account: SandboxAccount): void;
}

/** A calendar as one account sees it. */
export interface Choice extends CalendarPlace {
  email: string;
}

const providerNames: Record<string, string> = { google: 'Google Calendar', microsoft: 'Microsoft 365' };

/** Where an account is, and what is special about it. */
function describe({ provider, note }: SandboxAccount): string {
  return [providerNames[provider] ?? provider, ...(note === null ? [] : [note])].join(' · ');
}

/** The persons of the sandbox with their calendars; one calendar is chosen. */
export function AccountsView({ accounts, chosen, onChoose, onConnect }: AccountsProps) {
  return (
    <fieldset class="sc-accounts">
      <legend class="bw-hidden">Calendar</legend>
      {accounts.map((account) => (
        <section key={account.email} class="page-card sc-account" data-chosen={account.email === chosen.email}>
          <div class="sc-person">
            <span class="sc-initials" aria-hidden="true">
              {initials(account.name)}
            </span>
            <div class="sc-who">
              <h2>{account.name}</h2>
              <p class="bw-muted">{account.email}</p>
              <p class="bw-muted sc-provider">{describe(account)}</p>
            </div>
            {account.connected ? (
              <p class="bw-badge">
                <IconOf name="check" />
                Connected
              </p>
            ) : (
              <Button aria-label={`Connect ${account.name} to the demo host`} onClick={() => onConnect(account)}>
                Connect
              </Button>
            )}
          </div>
          {account.calendars.length > 0 && (
            <div class="sc-chips">
              {account.calendars.map((calendar) => (
                <label key={calendar.id} class="sc-chip">
                  <input
                    type="radio"
                    name="calendar"
                    checked={account.email === chosen.email && calendar.id === chosen.calendar}
                    onChange={() =>
                      onChoose({ provider: account.provider, email: account.email, calendar: calendar.id })
                    }
                  />
                  {calendar.primary ? `${calendar.name} (main)` : calendar.name}
                </label>
              ))}
            </div>
          )}
        </section>
      ))}
    </fieldset>
  );
}

function initials(name: string): string {
  return name
    .split(' ')
    .map((word) => word[0])
    .join('')
    .slice(0, 2);
}
