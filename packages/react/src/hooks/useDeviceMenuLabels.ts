import { useContext } from 'react';
import { englishDeviceMenu } from '../provider/labels/english-device-menu.ts';
import type { DeviceMenuLabels } from '../provider/labels/voice-labels.ts';
import { LabelsContext } from '../provider/voice-context.ts';

/** The words of the device menu, in the language of the nearest provider where that has them. */
export function useDeviceMenuLabels(): DeviceMenuLabels {
  return useContext(LabelsContext)?.deviceMenu ?? englishDeviceMenu;
}
