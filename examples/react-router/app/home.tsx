import { TextInput, Transcript } from '@vivavoce/react';

export default function Home() {
  return (
    <main>
      <Transcript />
      <TextInput />
    </main>
  );
}
