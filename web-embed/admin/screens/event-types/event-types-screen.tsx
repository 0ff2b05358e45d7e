import { Screen } from '../../app/screen.tsx';

export function EventTypesScreen() {
  return (
    <Screen title="Event types">
      <p>Soon.</p>
    </Screen>
  );
}
