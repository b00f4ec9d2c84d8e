import type { Undo } from '../base/emitter.ts';
import { listen } from '../base/listen.ts';
import { canSelectSpeaker } from './audio-context.ts';
import { deviceBehind } from './device-alias.ts';

/** A microphone or a speaker. */
export interface AudioDevice {
  /** For `setMicrophone` and `setSpeaker`. Empty until the page has microphone permission. */
  readonly id: string;
  /** Empty until the page has microphone permission. */
  readonly label: string;
  readonly isDefault: boolean;
}

/** The connected devices. */
export interface DeviceList {
  readonly microphones: readonly AudioDevice[];
  readonly speakers: readonly AudioDevice[];
  /** Whether this browser lets this page choose its speaker. */
  readonly canSelectSpeaker: boolean;
}

/** The connected devices as the browser lists them; none where the page has no `mediaDevices`. */
export async function listPlugged(): Promise<readonly MediaDeviceInfo[]> {
  return (
    (await mediaDevices()
      ?.enumerateDevices()
      .catch(() => [])) ?? []
  );
}

/** Lists each device once. */
export function toDeviceList(all: readonly MediaDeviceInfo[]): DeviceList {
  return {
    microphones: devicesOf(all, 'audioinput'),
    speakers: devicesOf(all, 'audiooutput'),
    canSelectSpeaker: canSelectSpeaker(),
  };
}

/**
 * Calls `listener` with the connected devices: soon, and whenever they change.
 *
 * @param onOther subscribes to whatever else changes the list, such as labels
 */
export function watchDevices(
  listener: (all: readonly MediaDeviceInfo[]) => void,
  onOther?: (update: () => void) => Undo,
): Undo {
  // Lists may arrive in another order.
  let latest = 0;
  const update = (): void => {
    const request = (latest += 1);
    void listPlugged().then((all) => {
      if (request === latest) listener(all);
    });
  };
  const devices = mediaDevices();
  const undo = devices && listen(update, [devices, 'devicechange']);
  const undoOther = onOther?.(update);
  update();
  return () => {
    latest = NaN;
    undo?.();
    undoOther?.();
  };
}

function mediaDevices(): MediaDevices | undefined {
  return (globalThis.navigator as Partial<Navigator> | undefined)?.mediaDevices;
}

/** Chromium lists its default twice, under an alias too; the others list it first. */
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
