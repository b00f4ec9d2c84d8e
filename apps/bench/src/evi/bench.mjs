// What reading and writing EVI's messages costs: this package beside the official SDK and beside the engine's own
// JSON.parse and base64. Prints tables; asserts nothing.

import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'vite';
import { serialization } from 'hume';
import older from 'hume-0-13/serialization/index.js';
import { measure } from './measure.mjs';
import { randomBase64, serverMessages } from './messages.mjs';

// As the SDK's own chat sockets read: 0.16.0 looks for errors but lets them pass, 0.13.8 is strict.
const reading = {
  unrecognizedObjectKeys: 'passthrough',
  allowUnrecognizedUnionMembers: true,
  allowUnrecognizedEnumValues: true,
};
const sdk016 = serialization.empathicVoice;
const sdk013 = older.empathicVoice;

const evi = await bundled();
const messages = serverMessages(evi.expressionNames);

console.log(`Node ${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}\n`);
console.log('Reading one message from text: microseconds, and times as long as ours.\n');
table(
  ['message', 'bytes', 'JSON.parse', 'evi', 'hume 0.16.0', 'hume 0.13.8'],
  Object.entries(messages).map(([type, message]) => {
    const text = JSON.stringify(message);
    const { parse, ours, theirs016, theirs013 } = measure({
      parse: () => JSON.parse(text),
      ours: () => evi.decodeMessage(text),
      theirs016: () =>
        sdk016.ChatSocketResponse.parse(JSON.parse(text), {
          ...reading,
          skipValidation: true,
          omitUndefined: true,
        }),
      theirs013: () => sdk013.SubscribeEvent.parse(JSON.parse(text), reading),
    });
    return [
      type,
      text.length,
      micros(parse),
      micros(ours),
      versus(theirs016, ours),
      versus(theirs013, ours),
    ];
  }),
);

console.log(
  '\nReading an audio_output of 100 kB: ratios to JSON.parse plus native base64 (at most 1.5).\n',
);
{
  const text = JSON.stringify(messages.audio_output);
  const times = measure({
    baseline: () => Buffer.from(JSON.parse(text).data, 'base64'),
    decodeMessage: () => evi.decodeMessage(text),
    'decodeMessage + native base64': () =>
      Buffer.from(evi.decodeMessage(text).message.data, 'base64'),
    'decodeMessage + base64ToBytes': () => evi.base64ToBytes(evi.decodeMessage(text).message.data),
  });
  table(
    ['what', 'microseconds', 'ratio'],
    Object.entries(times).map(([name, time]) => [
      name,
      micros(time),
      (time / times.baseline).toFixed(2),
    ]),
  );
}

console.log('\nWriting a message: microseconds, and times as long as ours.\n');
{
  const chunk = { type: 'audio_input', data: randomBase64(640) };
  const text = {
    type: 'user_input',
    text: 'What is the weather going to be like in Lisbon tomorrow?',
  };
  const writing = { ...reading, skipValidation: true, omitUndefined: true };
  table(
    ['message', 'JSON.stringify', 'evi', 'tryEncodeMessage', 'hume 0.16.0', 'hume 0.13.8'],
    [chunk, text].map((message) => {
      const { native, ours, checked, theirs016, theirs013 } = measure({
        native: () => JSON.stringify(message),
        ours: () => evi.encodeMessage(message),
        checked: () => evi.tryEncodeMessage(message),
        theirs016: () => JSON.stringify(sdk016.PublishEvent.jsonOrThrow(message, writing)),
        theirs013: () =>
          JSON.stringify(
            sdk013.PublishEvent.jsonOrThrow(message, { unrecognizedObjectKeys: 'strip' }),
          ),
      });
      return [
        message.type,
        micros(native),
        micros(ours),
        micros(checked),
        versus(theirs016, ours),
        versus(theirs013, ours),
      ];
    }),
  );
}

console.log('\nBase64, for engines without Uint8Array.fromBase64: microseconds.\n');
table(
  ['bytes', 'bytesToBase64', 'Buffer', 'base64ToBytes', 'Buffer', 'atob'],
  [640, 75_000].map((length) => {
    const text = randomBase64(length);
    const bytes = new Uint8Array(Buffer.from(text, 'base64'));
    const times = measure({
      write: () => evi.bytesToBase64(bytes),
      nativeWrite: () => Buffer.from(bytes.buffer).toString('base64'),
      read: () => evi.base64ToBytes(text),
      nativeRead: () => Buffer.from(text, 'base64'),
      atob: () => Uint8Array.from(atob(text), (character) => character.charCodeAt(0)),
    });
    return [length, ...Object.values(times).map(micros)];
  }),
);

/** The package as an app's build takes it in, from its source. */
async function bundled() {
  const folder = await mkdtemp(join(tmpdir(), 'vivavoce-bench-'));
  try {
    await build({
      root: fileURLToPath(new URL('.', import.meta.url)),
      configFile: false,
      logLevel: 'error',
      resolve: { conditions: ['vivavoce-source', 'module'] },
      build: {
        outDir: folder,
        target: 'es2022',
        lib: {
          entry: fileURLToPath(new URL('./entry.mjs', import.meta.url)),
          formats: ['es'],
          fileName: () => 'evi.mjs',
        },
      },
    });
    return await import(pathToFileURL(join(folder, 'evi.mjs')).href);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function micros(time) {
  return time.toFixed(time < 10 ? 2 : 1);
}

function versus(time, ours) {
  return `${micros(time)} (${(time / ours).toFixed(1)}×)`;
}

function table(head, rows) {
  const lines = [head, ...rows].map((row) => row.map(String));
  const widths = head.map((_, i) => Math.max(...lines.map((row) => row[i].length)));
  const print = (row) =>
    console.log(`| ${row.map((cell, i) => cell.padEnd(widths[i])).join(' | ')} |`);
  print(lines[0]);
  print(widths.map((width) => '-'.repeat(width)));
  for (const row of lines.slice(1)) print(row);
}
