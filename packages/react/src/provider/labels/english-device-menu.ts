import type { DeviceMenuLabels } from './voice-labels.ts';

/** The words of the device menu alone: who shows none carries none of them. */
export const englishDeviceMenu: DeviceMenuLabels = {
  defaultIs: 'Default – {label}',
  allow: 'Allow and test the microphone',
  level: 'Level',
};
