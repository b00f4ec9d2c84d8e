import { Voice } from './voice';

export default function Page() {
  return (
    <main>
      <Voice />
    </main>
  );
}
