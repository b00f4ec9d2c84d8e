import { useTranscript } from '@vivavoce/react';

export default function Notes() {
  const { turns } = useTranscript();
  return (
    <main>
      <h1>Notes</h1>
      <p>{turns.length} turns so far. The call goes on.</p>
    </main>
  );
}
