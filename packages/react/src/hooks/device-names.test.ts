import { expect, test } from 'vitest';
import { deviceName, deviceNames } from './device-names.ts';

test.each([
  ['MacBook Pro Microphone (Built-in)', 'MacBook Pro Microphone'],
  ['Default - MacBook Pro Microphone (Built-in)', 'MacBook Pro Microphone'],
  ['Yeti Stereo Microphone (046d:0ab7)', 'Yeti Stereo Microphone'],
  ['Mikrofon (Realtek(R) Audio)', 'Mikrofon (Realtek(R) Audio)'],
  ['AirPods (Bluetooth)', 'AirPods (Bluetooth)'],
  ['Default - ', 'Default - '],
  ['', ''],
])('the browser’s label %j is the device %j', (label, name) => {
  expect(deviceName(label)).toBe(name);
});

test('two that would have one name keep their labels, and one without a label has its id', () => {
  const device = (id: string, label: string) => ({ id, label, isDefault: false });
  const names = deviceNames([
    device('a', 'Webcam (046d:0825)'),
    device('b', 'Webcam (046d:0826)'),
    device('c', 'Headset (0b0e:2481)'),
    device('d', ''),
  ]);
  expect([...names]).toEqual([
    ['a', 'Webcam (046d:0825)'],
    ['b', 'Webcam (046d:0826)'],
    ['c', 'Headset'],
    ['d', 'd'],
  ]);
});
