import processors from './bare-processors.js?url&no-inline';
import type { Client } from './client.ts';

/**
 * The floor: one context, two worklets and a socket on the main thread, with nothing in between that could be left out.
 * It is no client anybody should use: it knows one WAV format, cuts hard, and does not care what is late.
 */
export const client: Client = async (url) => {
  const context = new AudioContext({ latencyHint: 'interactive' });
  await context.audioWorklet.addModule(processors);
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const socket = new WebSocket(`${url.replace('http', 'ws')}/v0/evi/chat`);
  await new Promise((settle) => (socket.onopen = settle));

  const capture = new AudioWorkletNode(context, 'bare-capture', { numberOfOutputs: 0 });
  capture.port.onmessage = ({ data }: MessageEvent<Int16Array<ArrayBuffer>>) => {
    const bytes = new Uint8Array(data.buffer);
    socket.send(JSON.stringify({ type: 'audio_input', data: btoa(String.fromCharCode(...bytes)) }));
  };
  context.createMediaStreamSource(stream).connect(capture);

  const playback = new AudioWorkletNode(context, 'bare-playback', {
    numberOfInputs: 0,
    outputChannelCount: [1],
  });
  playback.connect(context.destination);
  const interrupted = new Set<string>();
  const known = new Set<string>();
  const resample = new Map<string, (samples: Int16Array) => Float32Array>();
  socket.onmessage = ({ data }: MessageEvent<string>) => {
    const message = JSON.parse(data) as { type: string; id: string; data: string };
    if (message.type === 'user_interruption') {
      playback.port.postMessage(null);
      for (const id of known) interrupted.add(id);
    }
    if (message.type !== 'audio_output' || interrupted.has(message.id)) return;
    known.add(message.id);
    const bytes = Uint8Array.from(atob(message.data), (letter) => letter.charCodeAt(0));
    const stream = resample.get(message.id) ?? linearResampler(24_000 / context.sampleRate);
    resample.set(message.id, stream);
    const samples = stream(new Int16Array(bytes.buffer, 44));
    playback.port.postMessage(samples, [samples.buffer]);
  };
  await context.resume();
  return async () => {
    socket.close();
    for (const track of stream.getTracks()) track.stop();
    await context.close();
  };
};

/** Straight lines between the samples of one stream that comes in pieces. */
function linearResampler(step: number): (samples: Int16Array) => Float32Array {
  let last = 0;
  let place = 1;
  return (samples) => {
    const output = new Float32Array(Math.max(0, Math.ceil((samples.length + 1 - place) / step)));
    let written = 0;
    for (; place < samples.length; place += step) {
      const index = Math.floor(place);
      const before = index === 0 ? last : (samples[index - 1] ?? 0);
      output[written] = (before + ((samples[index] ?? 0) - before) * (place - index)) / 32_767;
      written += 1;
    }
    place -= samples.length;
    last = samples.at(-1) ?? 0;
    return output.slice(0, written);
  };
}
