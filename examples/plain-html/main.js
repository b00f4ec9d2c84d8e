import { VoiceClient } from '@vivavoce/core';

const client = new VoiceClient({ url: 'http://127.0.0.1:8788' });
const [call, status, transcript, write] = ['call', 'status', 'transcript', 'write'].map((id) =>
  document.getElementById(id),
);
const open = () =>
  ['connecting', 'connected', 'reconnecting'].includes(client.state.connection.status);

call.onpointerenter = call.onfocus = () => client.prepare();
call.onclick = () => {
  // A failure is shown below: it is a state as well.
  if (open()) client.disconnect();
  else client.connect().catch(() => undefined);
};

client.subscribe((events, { connection, assistant }) => {
  call.textContent = open() ? 'Hang up' : 'Start talking';
  status.textContent =
    connection.error?.message ?? (assistant === 'speaking' ? 'speaking' : connection.status);
});

client.on('message', ({ message }) => {
  const isWords = message.type === 'user_message' || message.type === 'assistant_message';
  if (!isWords || message.interim) return;
  const line = document.createElement('li');
  line.textContent = `${message.message.role}: ${message.message.content}`;
  transcript.append(line);
});

write.onsubmit = (event) => {
  event.preventDefault();
  const { text } = write.elements;
  if (open()) client.sendText(text.value);
  text.value = '';
};
