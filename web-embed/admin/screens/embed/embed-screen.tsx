import { Screen } from '../../app/screen.tsx';

export function EmbedScreen() {
  return (
    <Screen title="Share and embed">
      <p>Soon.</p>
    </Screen>
  );
}
