import type { Undo } from '../base/emitter.ts';
import { listen } from '../base/listen.ts';
import { canSelectSpeaker } from './audio-context.ts';
import { deviceBehind } from './device-alias.ts';

/** A microphone or a speaker. */
export interface AudioDevice {
  /** For `setMicrophone` and `setSpeaker`. Empty until the page may use the microphone. */
  readonly id: string;
  /** Empty until the page may use the microphone. */
  readonly label: string;
  readonly isDefault: boolean;
}

/** What is plugged in. */
export interface DeviceList {
  readonly microphones: readonly AudioDevice[];
  readonly speakers: readonly AudioDevice[];
  /** Whether this browser lets this page choose its speaker. */
  readonly canSelectSpeaker: boolean;
}

/** What is plugged in at this moment, as the browser lists it; nothing where the page has no media devices. */
export async function listPlugged(): Promise<readonly MediaDeviceInfo[]> {
  return (
    (await mediaDevices()
      ?.enumerateDevices()
      .catch(() => [])) ?? []
  );
}

/** What is plugged in at this moment, each device once. */
export async function readDevices(): Promise<DeviceList> {
  return toDeviceList(await listPlugged());
}

/** Each device once. */
export function toDeviceList(all: readonly MediaDeviceInfo[]): DeviceList {
  return {
    microphones: devicesOf(all, 'audioinput'),
    speakers: devicesOf(all, 'audiooutput'),
    canSelectSpeaker: canSelectSpeaker(),
  };
}

/** Calls `listener` when something is plugged in or out. */
export function onDeviceChange(listener: () => void): Undo {
  const devices = mediaDevices();
  return devices ? listen(listener, [devices, 'devicechange']) : () => undefined;
}

/**
 * Calls `listener` with what is plugged in: soon, whenever that changes, and whenever `onOther` says so.
 *
 * @param onOther listens to what else changes what can be read, such as labels
 */
export function watchDevices(
  listener: (devices: DeviceList) => void,
  onOther: (update: () => void) => Undo,
): Undo {
  let over = false;
  const update = (): void =>
    void readDevices().then((devices) => {
      if (!over) listener(devices);
    });
  const undos = [onDeviceChange(update), onOther(update)];
  update();
  return () => {
    over = true;
    for (const undo of undos) undo();
  };
}

function mediaDevices(): MediaDevices | undefined {
  return (globalThis.navigator as Partial<Navigator> | undefined)?.mediaDevices;
}

/** Chromium lists its default once more under a name of its own; the others list it first. */
function devicesOf(all: readonly MediaDeviceInfo[], kind: MediaDeviceKind): AudioDevice[] {
  const named = all.filter(
    (device) => device.kind === kind && device.deviceId !== 'communications',
  );
  const alias = named.find(({ deviceId }) => deviceId === 'default');
  const twin = alias && deviceBehind(alias, all);
  const first = twin ?? alias ?? named[0];
  return named
    .filter((device) => device !== alias || !twin)
    .map((device) => ({
      id: device.deviceId,
      label: device.label,
      isDefault: device === first,
    }));
}
