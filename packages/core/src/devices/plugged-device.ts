import { deviceBehind, isAlias } from './device-alias.ts';

/** What is known of a device in use; empty where the browser hides it. */
export interface OpenDevice {
  readonly id: string | null;
  readonly label?: string;
  readonly group?: string;
}

/** How a new list of devices differs from the one before. */
export interface DeviceChange {
  /** true: the device was disconnected; false: the system prefers another. */
  readonly gone: boolean;
  /** Id of the one that the system prefers now; null if unknown. */
  readonly preferred: string | null;
}

/** Finds the device in use in each list of devices. A list means something only compared with the one before. */
export class PluggedDevice {
  readonly #kind: MediaDeviceKind;
  #list: readonly MediaDeviceInfo[] = [];
  /** All ids that were ever listed. */
  readonly #known = new Set<string>();
  #open: OpenDevice = { id: null };
  #device: MediaDeviceInfo | undefined;

  constructor(kind: MediaDeviceKind) {
    this.#kind = kind;
  }

  /** The latest list. A browser that hides its devices lists none with an id. */
  set list(all: readonly MediaDeviceInfo[]) {
    this.#list = all.filter(({ kind, deviceId }) => kind === this.#kind && deviceId);
  }

  /** Label of the device in use; empty if unknown. */
  get label(): string {
    return this.#device?.label ?? '';
  }

  /** Another device is in use. */
  track(open: OpenDevice): void {
    const { id, label = '', group: groupId = '' } = open;
    this.#open = open;
    this.#device =
      (isAlias(id) ? deviceBehind({ kind: this.#kind, groupId, label }, this.#list) : undefined) ??
      this.#at(id);
  }

  /**
   * Compares the latest list with the one before.
   *
   * @param followsDefault whether the device in use is to be the one that the system prefers
   * @returns null if nothing changed for this device
   */
  compare(followsDefault = false): DeviceChange | null {
    const before = this.#device;
    if (!before) this.track(this.#open);
    // The same device may be listed under a new id: browsers make new ones when site data are cleared.
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
    const named = followsDefault ? this.#at('default') : undefined;
    const preferred = named && deviceBehind(named, this.#list);
    if (now) this.#device = now;
    // Which device an alias stands for may be unknown: then so is whether it changed.
    if (now && (!preferred || preferred === now || isAlias(now.deviceId))) return null;
    return { gone: !now, preferred: preferred?.deviceId ?? null };
  }

  #at(id: string | null): MediaDeviceInfo | undefined {
    return this.#list.find(({ deviceId }) => deviceId === id);
  }
}
