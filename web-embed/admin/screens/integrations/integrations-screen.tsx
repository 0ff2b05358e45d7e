import './integrations.css';
import { useMemo } from 'preact/hooks';
import { useAdmin } from '../../app/admin.ts';
import { useQuery } from '../../app/query.ts';
import { Screen } from '../../app/screen.tsx';
import { Choices } from '../../ui/parts.tsx';
import { ApiKeys } from './api-keys.tsx';
import { createIntegrationsApi } from './integrations-api.ts';
import { Webhooks } from './webhooks.tsx';

/** `/admin/integrations?tab=keys|webhooks`: programs of the owner, and what they are told. */
export function IntegrationsScreen() {
  const { calls } = useAdmin();
  const api = useMemo(() => createIntegrationsApi(calls), []);
  const [tab, setTab] = useQuery('tab', 'keys');
  const isWebhooks = tab === 'webhooks';
  return (
    <Screen title="Integrations" lead="Let programs of yours work with your bookings, and be told of them.">
      <div class="int-tabs">
        <Choices
          label="Kind of integration"
          value={isWebhooks ? 'webhooks' : 'keys'}
          options={[
            ['keys', 'API keys'],
            ['webhooks', 'Webhooks'],
          ]}
          onChange={setTab}
        />
      </div>
      {isWebhooks ? <Webhooks api={api} /> : <ApiKeys api={api} />}
    </Screen>
  );
}
