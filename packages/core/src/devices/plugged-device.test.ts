import { expect, test } from 'vitest';
import { PluggedDevice } from './plugged-device.ts';
import type { DeviceChange, OpenDevice } from './plugged-device.ts';

type Listed = readonly [deviceId: string, label: string, groupId: string];

const infos = (devices: readonly Listed[]): MediaDeviceInfo[] =>
  devices.map(
    ([deviceId, label, groupId]) =>
      ({ kind: 'audioinput', deviceId, label, groupId }) as MediaDeviceInfo,
  );

/** What is said of a device that is open in each of these lists, from the first to the last. */
function look(
  open: OpenDevice,
  follows: boolean,
  ...lists: readonly (readonly Listed[])[]
): (DeviceChange | null)[] {
  const plugged = new PluggedDevice('audioinput');
  plugged.track(open);
  return lists.map((list) => {
    plugged.list = infos(list);
    return plugged.compare(follows);
  });
}

const mic: Listed = ['a', 'Mic', 'g1'];
const usb: Listed = ['b', 'USB Mic', 'g2'];
const twin: Listed = ['c', 'USB Mic', 'g3'];
const prefers = ([, label, group]: Listed): Listed => ['default', `Default - ${label}`, group];
const open = ([id, label, group]: Listed): OpenDevice => ({ id, label, group });
/** A track of Chromium's default. */
const opened = ([, label, group]: Listed): OpenDevice => ({ id: 'default', label, group });
const gone = (preferred: string | null = null): DeviceChange => ({ gone: true, preferred });

test('the default is where it was when something else is plugged in and out', () => {
  expect(
    look(opened(mic), true, [prefers(mic), mic], [prefers(mic), mic, usb], [prefers(mic), mic]),
  ).toEqual([null, null, null]);
});

test('a default of which nothing is known is where it was, as long as it is listed', () => {
  const nameless: Listed = ['default', 'Default', 'x'];
  const track = { id: 'default', label: 'Default', group: 'x' };
  expect(look(track, true, [nameless, mic], [nameless, mic, usb], [nameless, usb], [usb])).toEqual([
    null,
    null,
    null,
    gone(),
  ]);
});

test('the system prefers another, and the one of before is there still', () => {
  expect(look(opened(mic), true, [prefers(mic), mic, usb], [prefers(usb), mic, usb])).toEqual([
    null,
    { gone: false, preferred: 'b' },
  ]);
});

test('of two of one make the system prefers the other', () => {
  expect(look(opened(usb), true, [prefers(usb), usb, twin], [prefers(twin), usb, twin])).toEqual([
    null,
    { gone: false, preferred: 'c' },
  ]);
});

test('the default itself is unplugged, and another of its make takes its place', () => {
  expect(look(opened(usb), true, [prefers(usb), usb, twin], [prefers(twin), twin])).toEqual([
    null,
    gone('c'),
  ]);
});

test('a device that was opened by its own name to follow the default is compared by it', () => {
  expect(look(open(usb), true, [prefers(usb), mic, usb], [prefers(mic), mic, usb])).toEqual([
    null,
    { gone: false, preferred: 'a' },
  ]);
});

test('a chosen one stays when the default changes, and is gone when it is unplugged, its like or no', () => {
  expect(
    look(
      open(usb),
      false,
      [prefers(usb), usb, twin],
      [prefers(twin), usb, twin],
      [prefers(twin), twin],
    ),
  ).toEqual([null, null, gone()]);
});

test('a device that comes back is where it was', () => {
  const plugged = new PluggedDevice('audioinput');
  plugged.list = infos([mic]);
  plugged.track(open(usb));
  expect(plugged.compare()).toBeNull();
  plugged.list = infos([mic, usb]);
  expect(plugged.compare()).toBeNull();
});

test.each([
  ['group', 'Another name', 'g2'],
  ['label', 'USB Mic', 'h2'],
])(
  'ids that are made anew in the middle of a call take nothing away: told by the %s',
  (_, label, group) => {
    const lists = [
      [mic, usb],
      [
        ['x', 'Mic', 'h1'],
        ['y', label, group],
      ],
    ] as Listed[][];
    expect(look(open(usb), false, ...lists)).toEqual([null, null]);
  },
);

test.each([
  ['lists no device by the id of its track, as where it hides them', [['z', 'Internal', '']]],
  ['keeps names to itself', [['', '', '']]],
  ['lists nothing', []],
] as const)('nothing is said of a device where the browser %s', (_, list) => {
  expect(look(open(usb), false, list, [mic], list)).toEqual([null, null, null]);
});
