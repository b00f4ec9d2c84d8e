import type { Client } from './client.ts';

/** No client: a silent graph, so that there is something to record. What the instrument costs by itself. */
export const client: Client = async () => {
  const context = new AudioContext();
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const microphone = context.createMediaStreamSource(stream);
  const silence = new ConstantSourceNode(context, { offset: 0 });
  silence.connect(context.destination);
  silence.start();
  microphone.connect(new GainNode(context));
  await context.resume();
  return async () => {
    for (const track of stream.getTracks()) track.stop();
    await context.close();
  };
};
