import './settings.css';
import { useMemo } from 'preact/hooks';
import { useAdmin } from '../../app/admin.ts';
import { useLoad } from '../../app/load.ts';
import { useQuery } from '../../app/query.ts';
import { RowEdit } from '../../app/row-edit.ts';
import { EmptyState, LoadedView, Screen } from '../../app/screen.tsx';
import { Choices } from '../../ui/parts.tsx';
import { SaveBar } from '../../ui/save-bar.tsx';
import { AccountSettings } from './account-settings.tsx';
import { ProfileSettings } from './profile-settings.tsx';
import { ProtectionSettings } from './protection-settings.tsx';
import { SafetySettings } from './safety-settings.tsx';
import type { HostSettings } from './settings-api.ts';

const parts = [
  ['profile', 'Profile'],
  ['safety', 'Calendars that can’t be read'],
  ['privacy', 'Privacy and protection'],
  ['account', 'Account and data'],
] as const;
type Part = (typeof parts)[number][0];

/** `/admin/settings`: who or what the chosen resource is, what happens when calendars cannot be read, privacy, the account. */
export function SettingsScreen() {
  const admin = useAdmin();
  const [part, setPart] = useQuery('part', 'profile');
  const host = admin.host.value;
  const shown = parts.find(([name]) => name === part)?.[0] ?? 'profile';
  return (
    <Screen title="Settings" lead={host && shown !== 'account' ? `For ${host.display_name || host.slug}.` : undefined}>
      <div class="ad-toolbar">
        <Choices<Part> label="Settings of" value={shown} options={parts} onChange={setPart} />
      </div>
      {shown === 'account' ? (
        <AccountSettings />
      ) : host === null ? (
        <EmptyState
          title="Nothing can be booked yet"
          text="Settings belong to somebody or something that can be booked."
          action={
            <a class="bw-button bw-primary" href="/admin/welcome">
              Create your first bookable resource
            </a>
          }
        />
      ) : (
        <HostPart key={host.id} hostId={host.id} part={shown} />
      )}
    </Screen>
  );
}

function HostPart({ hostId, part }: { hostId: string; part: Exclude<Part, 'account'> }) {
  const admin = useAdmin();
  const load = useLoad(hostId, [], async (signal) => {
    const [row] = await admin.calls.table<HostSettings[]>(`hosts?id=eq.${hostId}`, { signal });
    return row ?? null;
  });
  return (
    <LoadedView of={load} subject="The settings">
      {(row) => (row === null ? <p>This resource is no longer there.</p> : <HostForm row={row} part={part} />)}
    </LoadedView>
  );
}

function HostForm({ row, part }: { row: HostSettings; part: Exclude<Part, 'account'> }) {
  const admin = useAdmin();
  const edit = useMemo(() => new RowEdit<HostSettings>(admin, 'hosts', row), [row.id]);
  const onSaved = () => void admin.readHosts().catch((error: unknown) => admin.tellFault(error));
  return (
    <>
      {part === 'profile' && <ProfileSettings edit={edit} />}
      {part === 'safety' && <SafetySettings edit={edit} />}
      {part === 'privacy' && <ProtectionSettings edit={edit} />}
      <SaveBar edit={edit} onSaved={onSaved} />
    </>
  );
}
