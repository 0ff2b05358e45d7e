import { IconOf } from '../shared/icons.tsx';
import type { CalendarPlace, SandboxAccount, SandboxCalendar } from './api.ts';

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
      <legend class="sc-hidden">Calendar</legend>
      {accounts.map((account) => (
        <section key={account.email} class="sc-card sc-account" data-chosen={account.email === chosen.email}>
          <div class="sc-person">
            <span class="sc-initials" aria-hidden="true">
              {initials(account.name)}
            </span>
            <div class="sc-who">
              <h2>{account.name}</h2>
              <p class="sc-muted">{account.email}</p>
              <p class="sc-muted sc-provider">{describe(account)}</p>
            </div>
            {account.connected ? (
              <p class="sc-connected">
                <IconOf name="check" />
                Connected
              </p>
            ) : (
              <button
                type="button"
                class="sc-button"
                aria-label={`Connect ${account.name} to the demo host`}
                onClick={() => onConnect(account)}
              >
                Connect
              </button>
            )}
          </div>
          <div class="sc-chips">
            {account.calendars.map((calendar) => (
              <CalendarChip
                key={calendar.id}
                calendar={calendar}
                isChosen={account.email === chosen.email && calendar.id === chosen.calendar}
                onChoose={() => onChoose({ provider: account.provider, email: account.email, calendar: calendar.id })}
              />
            ))}
          </div>
        </section>
      ))}
    </fieldset>
  );
}

function CalendarChip({
  calendar,
  isChosen,
  onChoose,
}: {
  calendar: SandboxCalendar;
  isChosen: boolean;
  onChoose(): void;
}) {
  return (
    <label class="sc-chip">
      <input type="radio" name="calendar" checked={isChosen} onChange={onChoose} />
      {calendar.primary ? `${calendar.name} (main)` : calendar.name}
    </label>
  );
}

function initials(name: string): string {
  return name
    .split(' ')
    .map((word) => word[0])
    .join('')
    .slice(0, 2);
}
