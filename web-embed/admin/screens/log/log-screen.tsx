import { Screen } from '../../app/screen.tsx';

export function LogScreen() {
  return (
    <Screen title="Sync log">
      <p>Soon.</p>
    </Screen>
  );
}
