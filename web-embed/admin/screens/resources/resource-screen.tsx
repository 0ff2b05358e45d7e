import { Screen } from '../../app/screen.tsx';

export function ResourceScreen() {
  return (
    <Screen title="Resource">
      <p>Soon.</p>
    </Screen>
  );
}
