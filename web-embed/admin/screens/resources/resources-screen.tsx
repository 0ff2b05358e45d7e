import { Screen } from '../../app/screen.tsx';

export function ResourcesScreen() {
  return (
    <Screen title="Resources">
      <p>Soon.</p>
    </Screen>
  );
}
