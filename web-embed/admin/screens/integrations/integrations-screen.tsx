import { Screen } from '../../app/screen.tsx';

export function IntegrationsScreen() {
  return (
    <Screen title="Integrations">
      <p>Soon.</p>
    </Screen>
  );
}
