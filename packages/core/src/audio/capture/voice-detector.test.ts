import { expect, test } from 'vitest';
import { concat, noise, seededRandom, sine, speech } from '../../../test/support/test-signals.ts';
import { Ducker } from '../playback/ducker.ts';
import { VoiceDetector } from './voice-detector.ts';

const rate = 16_000;
const frame = 160;

const level = (decibels: number): number => 10 ** (decibels / 20);

const mix = (a: Float32Array<ArrayBuffer>, b: Float32Array): Float32Array<ArrayBuffer> =>
  a.map((sample, i) => sample + (b[i] ?? 0));

/** For each 10 ms, whether a voice was heard. `echo` says what the speaker may have put into it. */
function listen(sound: Float32Array<ArrayBuffer>, echo = 0, hz: number = rate): boolean[] {
  const detector = new VoiceDetector(hz);
  detector.echo = echo;
  const heard: boolean[] = [];
  for (let at = 0; at + hz / 100 <= sound.length; at += hz / 100) {
    detector.process(sound.subarray(at, at + hz / 100), hz / 100);
    heard.push(detector.active);
  }
  return heard;
}

/** A voice of one second after two of the room alone, then two more of the room. */
function scene(room: Float32Array<ArrayBuffer>, voice = level(-26)): Float32Array<ArrayBuffer> {
  return mix(room, concat([new Float32Array(2 * rate), speech(1, voice, rate)]));
}

function brown(frames: number, to: number): Float32Array<ArrayBuffer> {
  let state = 0;
  const sound = noise(frames, 1, 5).map((sample) => (state = 0.99 * state + sample));
  const energy = sound.reduce((sum, sample) => sum + sample * sample, 0) / frames;
  return sound.map((sample) => (sample * to) / Math.sqrt(energy));
}

const hum = (frames: number, to: number): Float32Array<ArrayBuffer> =>
  mix(
    sine(50, rate, frames, to),
    mix(sine(150, rate, frames, to / 2), sine(250, rate, frames, to / 4)),
  );

test.each([
  ['digital silence', new Float32Array(5 * rate)],
  ['a quiet room', noise(5 * rate, level(-70))],
  ['white noise 15 dB under the voice', noise(5 * rate, level(-41))],
  ['a rumble 10 dB under the voice', brown(5 * rate, level(-36))],
  ['hum as loud as the voice', hum(5 * rate, level(-26))],
])(
  'in %s a voice is heard within 60 ms, until 200 to 350 ms after it, and at no other time',
  (_, room) => {
    const heard = listen(scene(room));
    const first = heard.indexOf(true, 100);
    const last = heard.lastIndexOf(true);
    expect(heard.slice(100, 200)).not.toContain(true);
    expect(first - 200).toBeLessThanOrEqual(5);
    expect(heard.slice(first, 300)).not.toContain(false);
    expect(last - 299).toBeGreaterThanOrEqual(20);
    expect(last - 299).toBeLessThanOrEqual(35);
  },
);

test.each([8_000, 44_100, 48_000])('a voice is heard at %i Hz as well', (hz) => {
  const room = noise(4 * hz, level(-60));
  const heard = listen(
    mix(room, concat([new Float32Array(2 * hz), speech(1, level(-26), hz)])),
    0,
    hz,
  );
  expect(heard.slice(100, 200)).not.toContain(true);
  expect(heard.slice(206, 300)).not.toContain(false);
  expect(heard.slice(340)).not.toContain(true);
});

test('a room is never a voice, however loud it is', () => {
  for (const [seed, loudness] of [-70, -50, -30, -20].entries()) {
    for (const room of [
      noise(20 * rate, level(loudness), seed),
      brown(20 * rate, level(loudness)),
    ]) {
      expect(listen(room).slice(300)).not.toContain(true);
    }
  }
});

test('a noise that is switched on becomes part of the room, and a voice is heard above it', () => {
  const fan = concat([noise(2 * rate, level(-70)), noise(12 * rate, level(-40), 2)]);
  const heard = listen(
    mix(fan, concat([new Float32Array(12 * rate), speech(1, level(-25), rate)])),
  );
  expect(heard.slice(700, 1_200)).not.toContain(true);
  expect(heard.slice(1_206, 1_300)).not.toContain(false);
});

test('knocks and key strokes are no voice', () => {
  const random = seededRandom(4);
  const sound = noise(20 * rate, level(-70));
  for (let at = rate; at < sound.length - rate; at += Math.floor((0.15 + 0.3 * random()) * rate)) {
    for (let i = 0; i < 400; i += 1) {
      sound[at + i] = (sound[at + i] ?? 0) + 0.3 * (random() - 0.5) * Math.exp(-i / 80);
    }
  }
  expect(listen(sound)).not.toContain(true);
});

test("the assistant's own echo at −20 dB is no voice, and the user over it is", () => {
  const assistant = speech(4, level(-20), rate);
  const echo = concat([new Float32Array(0.05 * rate), assistant.map((sample) => 0.1 * sample)]);
  const ceiling = level(-20 - 14) ** 2 * 8;
  const user = concat([new Float32Array(2 * rate), speech(1, level(-22), rate)]);
  const room = noise(4 * rate, level(-65));
  expect(listen(mix(room, echo), ceiling)).not.toContain(true);
  const heard = listen(mix(mix(room, echo), user), ceiling);
  expect(heard.indexOf(true) - 200).toBeLessThanOrEqual(5);
  expect(heard.indexOf(true)).toBeGreaterThanOrEqual(200);
});

test('a rest ends what is heard and keeps what is known of the room', () => {
  const detector = new VoiceDetector(rate);
  const room = noise(6 * rate, level(-45));
  const voice = speech(1, level(-20), rate);
  detector.process(room, room.length);
  detector.process(voice, voice.length);
  expect(detector.active).toBe(true);
  detector.reset();
  expect(detector.active).toBe(false);
  for (let at = 0; at < room.length; at += frame) {
    detector.process(room.subarray(at, at + frame), frame);
    expect(detector.active).toBe(false);
  }
});

test('what is no sound leaves no trace', () => {
  const detector = new VoiceDetector(rate);
  const poison = new Float32Array(rate).fill(NaN);
  poison.fill(Infinity, 0, 100);
  detector.process(poison, poison.length);
  expect(detector.active).toBe(false);
  const voice = speech(1, level(-20), rate);
  detector.process(voice, voice.length);
  expect(detector.active).toBe(true);
});

test('however the sound is cut, the same is heard', () => {
  const sound = scene(noise(5 * rate, level(-50)));
  const expected = listen(sound);
  const detector = new VoiceDetector(rate);
  let heard = 0;
  for (let at = 0; at < sound.length; at += 43) {
    const piece = sound.subarray(at, at + 43);
    detector.process(piece, piece.length);
    const frames = Math.floor((at + piece.length) / frame);
    if (frames > heard) expect(detector.active).toBe(expected[frames - 1]);
    heard = frames;
  }
});

test.each<[string, (i: number, random: () => number) => number]>([
  // Frames at 16 kHz; a stroke every 119 ms, and what a machine does.
  ['typing', (i, random) => 0.5 * (random() - 0.5) * Math.exp(-(i % 1900) / 80)],
  ['a fan', (_, random) => 0.2 * (random() - 0.5)],
])('20 minutes of %s keep nobody low, and a person is heard above them', (_, sample) => {
  const detector = new VoiceDetector(rate);
  const ducker = new Ducker(rate);
  const random = seededRandom(8);
  const room = noise(rate, level(-70));
  const again = Float32Array.from({ length: 20 * 1900 }, (__, i) => sample(i, random));
  const piece = new Float32Array(frame);
  let ducked = 0;
  let at = 0;
  const pass = (voice?: Float32Array): void => {
    for (let i = 0; i < frame; i += 1, at += 1) {
      const quiet = room[at % rate] ?? 0;
      // Switched on after two seconds.
      const sound = at < 2 * rate ? 0 : (again[at % again.length] ?? 0);
      piece[i] = quiet + sound + (voice?.[i] ?? 0);
    }
    detector.process(piece, frame);
    if (ducker.update(detector.active, true, at)) ducked += 1;
  };
  for (let i = 0; i < 20 * 60 * 100; i += 1) pass();
  // For two seconds as it begins, and then hardly ever.
  expect(ducked / 100).toBeLessThan(2 + 0.01 * 20 * 60);
  const voice = speech(1, level(-14), rate);
  let heard = 0;
  for (let start = 0; start < voice.length; start += frame) {
    pass(voice.subarray(start, start + frame));
    if (detector.active && heard === 0) heard = start / frame + 1;
  }
  expect(heard).toBeGreaterThan(0);
  expect(heard).toBeLessThanOrEqual(10);
});
