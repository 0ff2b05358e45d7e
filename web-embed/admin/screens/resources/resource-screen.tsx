import { useMemo } from 'preact/hooks';
import { useRoute } from 'preact-iso';
import { useAdmin } from '../../app/admin.ts';
import { useLoad } from '../../app/load.ts';
import { LoadedView, Screen } from '../../app/screen.tsx';
import { createHostsApi, type HostRow } from '../../hosts-api.ts';
import { ResourceEditor } from './resource-editor.tsx';
import './resources.css';

/** One resource, or a new one. */
export function ResourceScreen() {
  const { id = 'new' } = useRoute().params;
  return id === 'new' ? <ResourceEditor key="new" row={null} onSaved={() => {}} /> : <Existing key={id} id={id} />;
}

function Existing({ id }: { id: string }) {
  const admin = useAdmin();
  const api = useMemo(() => createHostsApi(admin.calls), []);
  const row = useLoad<HostRow>(id, ['schedule'], (signal) => api.read(id, signal));
  const { data } = row.state.value;
  if (data !== null) return <ResourceEditor row={data} onSaved={(saved) => row.set(saved)} />;
  return (
    <Screen title="Resource">
      <LoadedView of={row} subject="The resource">
        {() => null}
      </LoadedView>
    </Screen>
  );
}
