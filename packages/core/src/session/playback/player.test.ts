import type { AudioOutput } from '@vivavoce/evi';
import { expect, test } from 'vitest';
import { ManualClock } from '../../../test/support/manual-clock.ts';
import { audioOutput, sine, wav } from '../../../test/support/wave.ts';
import type { Fault } from '../../base/voice-error.ts';
import type { PlaybackCommand } from '../../worklets/messages.ts';
import { toBase64 } from '../base64.ts';
import type { Heard } from '../conversation.ts';
import { TurnMeter } from '../metrics.ts';
import { Player } from './player.ts';

const rate = 24_000;

interface Stage {
  clock: ManualClock;
  commands: PlaybackCommand[];
  /** What waits for each answer, oldest first. */
  decodes: [messageId: string, id: number][];
  ended: [string, Heard][];
  errors: Fault[];
  player: Player;
  started: string[];
  play(id: string, index: number, samples?: Float32Array): void;
  /** Ids and lengths of what was queued, in order; `finish` and `clear` by name. */
  queued(): string[];
}

function stage(): Stage {
  const clock = new ManualClock();
  const commands: PlaybackCommand[] = [];
  const errors: Fault[] = [];
  const started: string[] = [];
  const ended: [string, Heard][] = [];
  const decodes: Stage['decodes'] = [];
  const player = new Player(clock, new TurnMeter(), (event) => {
    if (event.type === 'playback-started') started.push(event.messageId);
    if (event.type === 'playback-ended') ended.push([event.messageId, event.heard]);
    if (event.type === 'decode') decodes.push([event.messageId, event.id]);
    if (event.type === 'error') errors.push(event.error);
  });
  player.attach({ sampleRate: rate, port: { postMessage: (command) => commands.push(command) } });
  // It is warm.
  clock.pass(0);
  return {
    clock,
    commands,
    decodes,
    ended,
    errors,
    player,
    started,
    play: (id, index, samples = sine(440, rate, 0.01)) =>
      player.play(audioOutput(id, index, samples, rate) as AudioOutput),
    queued: () =>
      commands.map((command) => {
        switch (command.type) {
          case 'enqueue':
            return `${command.messageId}:${command.samples.length}`;
          case 'finish':
            return `${command.messageId}:end`;
          default:
            return command.type;
        }
      }),
  };
}

test('pieces are queued in the order of their index, whatever order they come in', () => {
  const { play, player, queued, clock } = stage();
  play('a', 0, sine(440, rate, 0.01));
  play('a', 2, sine(440, rate, 0.03));
  play('a', 1, sine(440, rate, 0.02));
  player.endTurn();
  expect(queued()).toEqual(['a:240', 'a:480', 'a:720', 'a:end']);
  expect(clock.pending).toBe(0);
});

test('a repeated piece is dropped and counted', () => {
  const { play, player, queued } = stage();
  play('a', 0);
  play('a', 0);
  expect(queued()).toEqual(['a:240']);
  expect(player.metrics.dropped).toBe(1);
});

test('a missing piece is waited for 200 ms, then skipped and counted', () => {
  const { clock, play, player, queued } = stage();
  play('a', 0);
  play('a', 2, sine(440, rate, 0.02));
  player.endTurn();
  clock.pass(199);
  expect(queued()).toEqual(['a:240']);
  clock.pass(1);
  expect(queued()).toEqual(['a:240', 'a:480', 'a:end']);
  expect(player.metrics.skipped).toBe(1);
  play('a', 1);
  expect(player.metrics.dropped).toBe(1);
});

test('an interruption clears at once and says what was audible', () => {
  const { play, player, queued } = stage();
  play('a', 0);
  player.handleReport({ type: 'started', messageId: 'a', contextTime: 0 });
  expect(player.playing).toBe(true);
  expect(player.interrupt()).toBe('a');
  expect(queued()).toEqual(['a:240', 'clear']);
});

test('what still comes of a message known before the interruption never sounds', () => {
  const { clock, play, player, queued } = stage();
  player.announce('announced');
  play('a', 0);
  play('a', 2);
  player.interrupt();
  play('a', 1);
  play('announced', 0);
  clock.pass(1000);
  expect(queued()).toEqual(['a:240', 'clear']);
  expect(player.metrics.dropped).toBe(2);
});

test('a message first seen after the interruption plays', () => {
  const { play, player, queued } = stage();
  play('a', 0);
  player.interrupt();
  play('b', 0);
  expect(queued()).toEqual(['a:240', 'clear', 'b:240']);
});

test('what was heard is told in ms by the speaker’s own count', () => {
  const { ended, play, player, started } = stage();
  play('a', 0);
  player.handleReport({ type: 'started', messageId: 'a', contextTime: 0 });
  player.handleReport({ type: 'ended', messageId: 'a', frames: 120, cut: true, contextTime: 0 });
  expect(started).toEqual(['a']);
  expect(ended).toEqual([['a', { duration: 5, cut: true }]]);
  expect(player.playing).toBe(false);
});

test('a message that was played to the end has an end, even if its speaker is gone before it says so', () => {
  const { ended, play, player } = stage();
  play('a', 0);
  player.handleReport({ type: 'started', messageId: 'a', contextTime: 2 });
  player.endTurn();
  player.attach({ sampleRate: rate, port: { postMessage: () => undefined } }, 3);
  expect(ended).toEqual([['a', { duration: 10, cut: false }]]);
  expect(player.playing).toBe(false);
});

test('what is broken of a message is told once, and the next piece plays', () => {
  const { errors, play, player, queued } = stage();
  player.play({ type: 'audio_output', id: 'a', index: 0, data: '***' });
  player.play({ type: 'audio_output', id: 'a', index: 1, data: btoa('RIFF....WAVE') });
  player.play({ type: 'audio_output', id: 'a', index: 2, data: '' });
  play('a', 3, new Float32Array(0));
  play('a', 4);
  player.play({ type: 'audio_output', id: 'b', index: 0, data: '***' });
  expect(errors.map(({ reason }) => reason)).toEqual(Array(2).fill('audio-decode'));
  expect(queued()).toEqual(['a:240']);
});

test.each([
  ['broken base64', '***'],
  ['nothing', ''],
  ['half a header', btoa('RIFF....WAVE')],
  ['a header alone', toBase64(wav(new Float32Array(0), rate))],
])('%s is told when its message is over at the latest', (_, data) => {
  const { errors, player, queued } = stage();
  player.play({ type: 'audio_output', id: 'a', index: 0, data });
  player.endTurn();
  expect(errors.map(({ reason }) => reason)).toEqual(['audio-decode']);
  expect(queued()).toEqual([]);
});

test('pieces without a header go on where the one before was cut, in its header and in a sample too', () => {
  const sound = sine(440, rate, 0.1);
  const file = Buffer.from(wav(sound, rate));
  const heard = (...cuts: number[]): Float32Array => {
    const { commands, errors, player } = stage();
    [0, ...cuts].forEach((from, index) => {
      const data = toBase64(file.subarray(from, cuts[index]));
      player.play({ type: 'audio_output', id: 'a', index, data });
    });
    player.endTurn();
    expect(errors).toEqual([]);
    return Float32Array.from(
      commands.flatMap((command) => (command.type === 'enqueue' ? [...command.samples] : [])),
    );
  };
  const whole = heard();
  expect(whole).toHaveLength(sound.length);
  for (const size of [0, 0xffff_ffff, sound.length * 2]) {
    file.writeUInt32LE(size, 40);
    for (const cuts of [
      [1],
      [3, 7],
      [10, 30, 44],
      [43],
      [45],
      [44, 44, 1000],
      [1001, 1002, 4001],
    ]) {
      expect(heard(...cuts), `${size} ${cuts.join()}`).toEqual(whole);
    }
  }
  // A header that states the length of its own piece alone.
  file.writeUInt32LE(1000, 40);
  expect(heard(1044, 2044)).toEqual(whole);
});

test('what follows the sound in a file that comes in pieces is not heard', () => {
  const { errors, player, queued } = stage();
  const list = Buffer.concat([
    Buffer.from('LIST'),
    Buffer.from([200, 0, 0, 0]),
    Buffer.alloc(200, 65),
  ]);
  const file = Buffer.concat([wav(sine(440, rate, 0.01), rate), list]);
  [0, 400, 530, 600].forEach((from, index, cuts) => {
    const data = toBase64(file.subarray(from, cuts[index + 1]));
    player.play({ type: 'audio_output', id: 'a', index, data });
  });
  player.endTurn();
  expect(queued()).toEqual(['a:178', 'a:62', 'a:end']);
  expect(errors).toEqual([]);
});

test('what is no WAV is decoded elsewhere, and everything behind it waits', () => {
  const { decodes, errors, play, player, queued } = stage();
  play('a', 0);
  player.play({ type: 'audio_output', id: 'a', index: 1, data: btoa('OggS and so on') });
  play('a', 2);
  play('b', 0);
  player.endTurn();
  expect(decodes).toHaveLength(1);
  expect(queued()).toEqual(['a:240']);
  player.decoded(...(decodes[0] ?? ['', 0]), new Float32Array(500));
  expect(queued()).toEqual(['a:240', 'a:500', 'a:240', 'a:end', 'b:240', 'b:end']);
  player.play({ type: 'audio_output', id: 'c', index: 0, data: btoa('nothing at all') });
  player.decoded(...(decodes[1] ?? ['', 0]), null);
  expect(errors.map(({ reason }) => reason)).toEqual(['audio-decode']);
});

test('a missing piece is not skipped while the one before it is being decoded', () => {
  const { clock, decodes, play, player, queued } = stage();
  player.play({ type: 'audio_output', id: 'a', index: 0, data: btoa('OggS and so on') });
  play('a', 2, sine(440, rate, 0.02));
  clock.pass(1000);
  play('a', 1);
  player.decoded(...(decodes[0] ?? ['', 0]), new Float32Array(500));
  expect(queued()).toEqual(['a:500', 'a:240', 'a:480']);
  expect(player.metrics.skipped).toBe(0);
});

test('an encoding of WAV that is not read here is decoded elsewhere', () => {
  const { decodes, player, queued } = stage();
  const adpcm = Buffer.from(wav(sine(440, rate, 0.01), rate));
  adpcm.writeUInt16LE(2, 20);
  player.play({ type: 'audio_output', id: 'a', index: 0, data: toBase64(adpcm) });
  expect(decodes).toHaveLength(1);
  player.decoded(...(decodes[0] ?? ['', 0]), new Float32Array(500));
  expect(queued()).toEqual(['a:500']);
});

test('what was being decoded when the user interrupted is never heard', () => {
  const { decodes, player, queued } = stage();
  player.play({ type: 'audio_output', id: 'a', index: 0, data: btoa('OggS and so on') });
  player.interrupt();
  player.decoded(...(decodes[0] ?? ['', 0]), new Float32Array(500));
  expect(queued()).toEqual(['clear']);
});

test('a gap in one message holds back the next one, no longer than 200 ms', () => {
  const { clock, play, queued } = stage();
  play('a', 0);
  play('a', 2);
  play('b', 0, sine(440, rate, 0.02));
  clock.pass(150);
  play('b', 1, sine(440, rate, 0.02));
  expect(queued()).toEqual(['a:240']);
  clock.pass(50);
  expect(queued()).toEqual(['a:240', 'a:240', 'b:480', 'b:480']);
});

test('pieces of one message are one stream: a sine cut into pieces shows no step', () => {
  const { commands, player } = stage();
  player.attach({ sampleRate: 44_100, port: { postMessage: (command) => commands.push(command) } });
  const whole = sine(440, rate, 0.5);
  let start = 0;
  for (let index = 0; start < whole.length; index += 1) {
    const end = Math.min(whole.length, start + 97 + ((index * 131) % 700));
    player.play(audioOutput('a', index, whole.slice(start, end), rate) as AudioOutput);
    start = end;
  }
  player.endTurn();
  const heard = commands.flatMap((command) =>
    command.type === 'enqueue' ? [...command.samples] : [],
  );
  expect(heard.length).toBe(22_050);
  const error = heard.slice(100, -100).map((sample, i) => {
    return Math.abs(sample - 0.5 * Math.sin((2 * Math.PI * 440 * (i + 100)) / 44_100));
  });
  expect(Math.max(...error)).toBeLessThan(0.005);
});

test('a message without sound leaves nothing behind', () => {
  const { player, queued } = stage();
  player.announce('silent');
  player.endTurn();
  expect(player.interrupt()).toBeNull();
  expect(queued()).toEqual(['clear']);
});

test('sound that the speaker takes no more of is counted piece by piece, and told once for a message', () => {
  const { errors, play, player } = stage();
  for (const id of ['a', 'b']) for (const index of [0, 1]) play(id, index);
  for (const messageId of ['a', 'a', 'b']) {
    player.handleReport({ type: 'overflow', messageId, frames: 240 });
  }
  expect(player.metrics.dropped).toBe(3);
  expect(
    errors.map(({ reason, message }) => [reason, / (\w) can't be played/.exec(message)?.[1]]),
  ).toEqual([
    ['audio-decode', 'a'],
    ['audio-decode', 'b'],
  ]);
});
