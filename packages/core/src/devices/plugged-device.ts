import { deviceBehind, isAlias } from './device-alias.ts';

/** What is known of a device from its track. Empty where the browser tells none. */
export interface OpenDevice {
  readonly id: string | null;
  readonly label: string;
  readonly group: string;
}

/** What became of a device. */
export interface DeviceMove {
  /** It is not plugged in any more; otherwise it is, and the system prefers another. */
  readonly gone: boolean;
  /** Id of what the system prefers by now; null where that can't be told. */
  readonly preferred: string | null;
}

/**
 * One device that is in use, looked up in each list of what is plugged in: a list tells nothing of it but by what it
 * told before.
 */
export class PluggedDevice {
  readonly #kind: MediaDeviceKind;
  #list: readonly MediaDeviceInfo[] = [];
  /** Ids of all that was ever listed. */
  readonly #known = new Set<string>();
  #device: MediaDeviceInfo | undefined;

  constructor(kind: MediaDeviceKind) {
    this.#kind = kind;
  }

  /** What is plugged in from now on; a browser that keeps its names to itself tells nothing. */
  set list(all: readonly MediaDeviceInfo[]) {
    this.#list = all.filter(({ kind, deviceId }) => kind === this.#kind && deviceId);
  }

  /** Another device is in use: what the list says of it comes to nothing yet. */
  renew(open: OpenDevice): void {
    const alias = { kind: this.#kind, groupId: open.group, label: open.label };
    this.#device =
      (isAlias(open.id) ? deviceBehind(alias, this.#list) : undefined) ?? this.#at(open.id);
  }

  /**
   * What the list says of the device in use; null where it says nothing new.
   *
   * @param open the device in use
   * @param follows whether it is to be what the system prefers
   */
  look(open: OpenDevice, follows = false): DeviceMove | null {
    const before = this.#device;
    if (!before) this.renew(open);
    // One that was never listed before may be the same under another id: a browser makes new ones when its data are cleared.
    const now =
      before &&
      (this.#at(before.deviceId) ??
        this.#list.find(
          ({ deviceId, groupId, label }) =>
            !this.#known.has(deviceId) &&
            ((groupId && groupId === before.groupId) || label === before.label),
        ));
    for (const { deviceId } of this.#list) this.#known.add(deviceId);
    if (!before || this.#list.length === 0) return null;
    const named = follows ? this.#at('default') : undefined;
    const preferred = named && deviceBehind(named, this.#list);
    if (now) this.#device = now;
    // Where it was not known what an alias stands for, it is not known either whether that is another one now.
    if (now && (!preferred || preferred === now || isAlias(now.deviceId))) return null;
    return { gone: !now, preferred: preferred?.deviceId ?? null };
  }

  #at(id: string | null): MediaDeviceInfo | undefined {
    return this.#list.find(({ deviceId }) => deviceId === id);
  }
}
