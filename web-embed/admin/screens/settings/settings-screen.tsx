import { Screen } from '../../app/screen.tsx';

export function SettingsScreen() {
  return (
    <Screen title="Settings">
      <p>Soon.</p>
    </Screen>
  );
}
