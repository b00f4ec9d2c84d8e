import { afterEach, expect, test, vi } from 'vitest';
import { listPlugged, toDeviceList } from './device-list.ts';
import type { DeviceList } from './device-list.ts';

const readDevices = async (): Promise<DeviceList> => toDeviceList(await listPlugged());

afterEach(() => vi.unstubAllGlobals());

type Named = readonly [kind: string, deviceId: string, label: string];

function plugIn(devices: readonly Named[]): void {
  const all = devices.map(([kind, deviceId, label]) => ({ kind, deviceId, label }));
  vi.stubGlobal('navigator', { mediaDevices: { enumerateDevices: () => Promise.resolve(all) } });
}

test('a page without media devices has none, and can choose no speaker', async () => {
  vi.stubGlobal('navigator', {});
  expect(await readDevices()).toEqual({ microphones: [], speakers: [], canSelectSpeaker: false });
});

test('a browser that will not list its devices lists none', async () => {
  const enumerateDevices = (): Promise<never> => Promise.reject(new Error('no'));
  vi.stubGlobal('navigator', { mediaDevices: { enumerateDevices } });
  expect((await readDevices()).microphones).toEqual([]);
});

test("Chromium's second names for its default are not listed, and say which one it is", async () => {
  plugIn([
    ['audioinput', 'default', 'Default - Headset'],
    ['audioinput', 'communications', 'Communications - Desk'],
    ['audioinput', 'a', 'Desk'],
    ['audioinput', 'b', 'Headset'],
    ['audiooutput', 'c', 'Screen'],
  ]);
  expect(await readDevices()).toMatchObject({
    microphones: [
      { id: 'a', label: 'Desk', isDefault: false },
      { id: 'b', label: 'Headset', isDefault: true },
    ],
    speakers: [{ id: 'c', label: 'Screen', isDefault: true }],
  });
});

test('a default that has no other name stays', async () => {
  plugIn([
    ['audioinput', 'default', 'Built in'],
    ['audioinput', 'a', 'Desk'],
  ]);
  expect((await readDevices()).microphones).toEqual([
    { id: 'default', label: 'Built in', isDefault: true },
    { id: 'a', label: 'Desk', isDefault: false },
  ]);
});

test('before the microphone was allowed there are devices without names', async () => {
  plugIn([['audioinput', '', '']]);
  expect((await readDevices()).microphones).toEqual([{ id: '', label: '', isDefault: true }]);
});

test('of two microphones of one make the default is told by its group, and speakers are the same', async () => {
  const all = ['audioinput', 'audiooutput'].flatMap((kind) => [
    { kind, deviceId: 'default', label: 'Default - USB', groupId: 'g2' },
    { kind, deviceId: 'a', label: 'USB', groupId: 'g1' },
    { kind, deviceId: 'b', label: 'USB', groupId: 'g2' },
  ]);
  vi.stubGlobal('navigator', { mediaDevices: { enumerateDevices: () => Promise.resolve(all) } });
  const { microphones, speakers } = await readDevices();
  for (const devices of [microphones, speakers]) {
    expect(devices.map(({ id, isDefault }) => [id, isDefault])).toEqual([
      ['a', false],
      ['b', true],
    ]);
  }
});

test('a policy that forbids to choose a speaker is no choice', async () => {
  const policy = { features: () => ['speaker-selection'], allowsFeature: () => false };
  vi.stubGlobal('navigator', {});
  vi.stubGlobal(
    'AudioContext',
    class {
      setSinkId(): void {}
    },
  );
  expect((await readDevices()).canSelectSpeaker).toBe(true);
  vi.stubGlobal('document', { featurePolicy: policy });
  expect((await readDevices()).canSelectSpeaker).toBe(false);
});
