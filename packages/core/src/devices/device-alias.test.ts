import { expect, test } from 'vitest';
import { deviceBehind } from './device-alias.ts';

const device = (deviceId: string, label: string, groupId = ''): MediaDeviceInfo =>
  ({ kind: 'audioinput', deviceId, label, groupId }) as MediaDeviceInfo;
const alias = (label: string, groupId = ''): MediaDeviceInfo => device('default', label, groupId);

test.each([
  ['the group', alias('Standard', 'g2'), [device('a', 'Mic', 'g1'), device('b', 'Desk', 'g2')]],
  [
    'the group, of two microphones of one make',
    alias('Default - USB Mic', 'g2'),
    [device('a', 'USB Mic', 'g1'), device('b', 'USB Mic', 'g2')],
  ],
  [
    'the label, of two on one piece',
    alias('Default - Rear', 'g1'),
    [device('a', 'Front', 'g1'), device('b', 'Rear', 'g1')],
  ],
  [
    'the label, where groups tell nothing',
    alias('Default - Desk', 'default'),
    [device('a', 'Mic', 'g1'), device('b', 'Desk', 'g2')],
  ],
  [
    'the label without a word before it',
    alias(' - Desk'),
    [device('a', 'Mic'), device('b', 'Desk')],
  ],
  [
    'the longest label that fits',
    alias('Default - USB - Mic'),
    [device('a', 'Mic'), device('b', 'USB - Mic')],
  ],
  ['the whole label', alias('Default - USB Mic'), [device('a', 'Mic'), device('b', 'USB Mic')]],
])('an alias is told by %s', (_, named, others) => {
  expect(deviceBehind(named, [named, ...others])?.deviceId).toBe('b');
});

test.each([
  ['its device is not listed', alias('Default - USB Mic', 'g9'), [device('a', 'Mic', 'g1')]],
  ['it has no name, as with PulseAudio', alias('Default', 'x'), [device('a', 'Mic', 'g1')]],
  ['nothing has a name', alias('', ''), [device('a', '', '')]],
  [
    'only another alias is like it',
    alias('Default - Mic', 'g1'),
    [device('communications', 'Communications - Mic', 'g1')],
  ],
  [
    'only a speaker is like it',
    alias('Default - Headset', 'g1'),
    [{ ...device('a', 'Headset', 'g1'), kind: 'audiooutput' as const }],
  ],
])('an alias stands for nothing that is known where %s', (_, named, others) => {
  expect(deviceBehind(named, [named, ...others])).toBeUndefined();
});
