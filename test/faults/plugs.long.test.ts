import { existsSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { startSoundServer } from '../engines/support/sound-server.ts';
import type { SoundServer } from '../engines/support/sound-server.ts';
import { uncaught } from '../journeys/support/watch.ts';
import { rig, told } from './support/rig.ts';
import type { Rig } from './support/rig.ts';

// Real devices, as far as a machine without any can have them: sources of PulseAudio, and Chromium without its fake ones.

const missing = ['/usr/bin/pulseaudio', '/usr/bin/pactl'].filter((path) => !existsSync(path));
if (missing.length > 0) {
  process.stdout.write(`  Plugs are left out: not on this machine: ${missing.join(', ')}\n`);
}

const undos: (() => unknown)[] = [];
afterEach(async () => {
  for (const undo of undos.splice(0).reverse()) await undo();
});

/** Something between a browser and its sound, with a microphone for each label. */
interface Desk {
  readonly stage: Rig;
  readonly sound: SoundServer;
  /** Plugs in a microphone, or a speaker. */
  plug(label: string, kind?: 'source' | 'sink'): Promise<Plug>;
}

interface Plug {
  /** What PulseAudio calls it. */
  readonly name: string;
  pull(): Promise<void>;
}

async function desk(...labels: readonly string[]): Promise<Desk> {
  const sound = await startSoundServer();
  undos.push(() => sound.stop());
  let count = 0;
  const plug = async (label: string, kind: 'source' | 'sink' = 'source'): Promise<Plug> => {
    const name = `plug${(count += 1)}`;
    const described = `'device.description="${label}"'`;
    const module = await sound.control(
      ...(kind === 'sink'
        ? ['load-module', 'module-null-sink', `sink_name=${name}`, `sink_properties=${described}`]
        : [
            ...['load-module', 'module-remap-source', `source_name=${name}`],
            ...['master=nowhere.monitor', `source_properties=${described}`],
          ]),
    );
    return { name, pull: async () => void (await sound.control('unload-module', module)) };
  };
  for (const label of labels) await plug(label);
  await sound.control('set-default-source', 'plug1');
  const stage = await rig({ microphone: { plugged: sound.env } });
  undos.push(() => stage[Symbol.asyncDispose]());
  await stage.page.getByRole('button').click();
  return { stage, sound, plug };
}

/** Counts from outside the kit how often the page asked for a microphone, and looks at what is listed. */
const requests = ({ page }: Rig): Promise<number> =>
  page.evaluate(() => window.watched.tracks.length);
const listed = ({ page }: Rig): Promise<string[]> =>
  page.evaluate(async () =>
    (await navigator.mediaDevices.enumerateDevices()).map(({ label }) => label),
  );
const idOf = ({ page }: Rig, wanted: string): Promise<string> =>
  page.evaluate(
    async (label) =>
      (await navigator.mediaDevices.enumerateDevices()).find((device) => device.label === label)
        ?.deviceId ?? '',
    wanted,
  );
const microphone = ({ page }: Rig): Promise<string> =>
  page.evaluate(() => window.rig.client.state.microphone);

/** Begins a call and waits until the page has looked at its devices. */
async function call(stage: Rig, wanted?: string): Promise<void> {
  await stage.page.evaluate((url) => window.rig.make({ url }), stage.proxy.url);
  expect(await stage.page.evaluate(() => window.rig.connect())).toBe('');
  if (wanted === undefined) return;
  const id = await idOf(stage, wanted);
  await stage.page.evaluate((device) => window.rig.client.setMicrophone(device), id);
}

/** To list is to look: without hardware, Chromium notices what was plugged in or out only when a page lists it. */
const copies = async (stage: Rig, label: string): Promise<number> =>
  (await listed(stage)).filter((name) => name === label).length;

/** Plugs it in and out again, and waits until the page has seen either. */
async function inAndOut(
  { stage, plug }: Desk,
  label: string,
  kind?: 'source' | 'sink',
): Promise<void> {
  const before = await copies(stage, label);
  const { pull } = await plug(label, kind);
  await expect.poll(() => copies(stage, label)).toBe(before + 1);
  await pull();
  await expect.poll(() => copies(stage, label)).toBe(before);
}

/** All that went wrong with devices, as the app was told. */
const troubles = async ({ page }: Rig): Promise<unknown[]> => [
  ...(await told(page, 'device-lost')),
  ...(await told(page, 'error')),
  ...(await uncaught(page)),
];

const serial = { timeout: 120_000, skip: missing.length > 0 };

test('what is plugged in and out in a call leaves the default alone', serial, async () => {
  const at = await desk('Mic', 'USB Mic');
  await call(at.stage);
  // One of the same name among them, one whose name is the end of another's, and one that is called as the alias is.
  for (const label of ['Headset', 'USB Mic', 'Mic', 'Default']) await inAndOut(at, label);
  await inAndOut(at, 'Speaker', 'sink');
  expect([await requests(at.stage), await microphone(at.stage)]).toEqual([1, 'live']);
  expect(await troubles(at.stage)).toEqual([]);
  expect(at.stage.proxy.lines).toBe(1);
});

test(
  'a chosen one is left alone as well, and gives way to the default when it is pulled out itself',
  serial,
  async () => {
    const at = await desk('Mic', 'USB Mic');
    const { stage, plug } = at;
    const chosen = await plug('Headset');
    await expect.poll(() => copies(stage, 'Headset')).toBe(1);
    await call(stage, 'Headset');
    const before = await requests(stage);
    for (const label of ['USB Mic', 'Mic', 'Headset']) await inAndOut(at, label);
    expect([await requests(stage), await troubles(stage)]).toEqual([before, []]);
    await chosen.pull();
    await expect.poll(() => copies(stage, 'Headset')).toBe(0);
    await expect.poll(() => told(stage.page, 'device-lost')).toHaveLength(1);
    expect(await told(stage.page, 'device-lost')).toMatchObject([
      { device: 'microphone', label: 'Headset' },
    ]);
    await expect.poll(() => microphone(stage)).toBe('live');
    // It comes back, and nobody asked for it.
    const now = await requests(stage);
    await plug('Headset');
    await expect.poll(() => copies(stage, 'Headset')).toBe(1);
    expect([await requests(stage), await microphone(stage)]).toEqual([now, 'live']);
  },
);

test(
  'a microphone that is muted outside of the browser is silent, also from the first moment and after a change',
  serial,
  async () => {
    const { stage, sound } = await desk('Mic', 'USB Mic');
    const mute = (name: string, muted: boolean): Promise<string> =>
      sound.control('set-source-mute', name, muted ? '1' : '0');
    await mute('plug1', true);
    await call(stage);
    await expect.poll(() => microphone(stage)).toBe('silent');
    await mute('plug1', false);
    await expect.poll(() => microphone(stage)).toBe('live');
    await mute('plug2', true);
    const usb = await idOf(stage, 'USB Mic');
    await stage.page.evaluate((id) => window.rig.client.setMicrophone(id), usb);
    await expect.poll(() => microphone(stage)).toBe('silent');
    await mute('plug2', false);
    await expect.poll(() => microphone(stage)).toBe('live');
    expect(await troubles(stage)).toEqual([]);
  },
);

test(
  'a speaker that was chosen is told when it is pulled out, and at nothing else',
  serial,
  async () => {
    const at = await desk('Mic');
    const { stage, plug } = at;
    const speaker = await plug('Speaker', 'sink');
    await call(stage);
    await expect.poll(() => copies(stage, 'Speaker')).toBe(1);
    const id = await idOf(stage, 'Speaker');
    await stage.page.evaluate((device) => window.rig.client.setSpeaker(device), id);
    await inAndOut(at, 'Another', 'sink');
    await inAndOut(at, 'Headset');
    expect(await troubles(stage)).toEqual([]);
    await speaker.pull();
    await expect.poll(() => copies(stage, 'Speaker')).toBe(0);
    await expect.poll(() => told(stage.page, 'device-lost')).toHaveLength(1);
    expect(await told(stage.page, 'device-lost')).toMatchObject([
      { device: 'speaker', label: 'Speaker' },
    ]);
    expect(await requests(stage)).toBe(1);
  },
);
