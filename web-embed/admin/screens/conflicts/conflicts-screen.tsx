import { Screen } from '../../app/screen.tsx';

export function ConflictsScreen() {
  return (
    <Screen title="Conflicts">
      <p>Soon.</p>
    </Screen>
  );
}
