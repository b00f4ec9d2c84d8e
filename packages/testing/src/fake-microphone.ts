import { browserError } from './browser-error.ts';
import { replaceProperty } from './replace-property.ts';

/** How the browser answers `getUserMedia`. */
export type MicrophoneAnswer =
  | 'granted'
  /** The prompt stays open until `answer` is called. */
  | 'asking'
  /** The user refuses. */
  | 'denied'
  /** The user closes the prompt. */
  | 'dismissed'
  /** A policy refuses, as in a frame without `allow`. */
  | 'blocked'
  /** There is no microphone. */
  | 'missing'
  /** Another program holds the microphone. */
  | 'busy'
  /** The page has no `mediaDevices`, as without https. */
  | 'unsupported';

/** What the page notices of a device that is unplugged: browsers differ. */
export type UnplugNotice = 'both' | 'track' | 'list';

/** The fake devices: `Fake microphone` and `Fake speaker` to begin with. A device's id is `id of` and its label. */
export interface FakeMicrophone {
  /** Number of live tracks. 0: the browser's recording indicator is off. */
  readonly live: number;
  /** The constraints of each call of `getUserMedia`, the oldest first. */
  readonly requests: readonly MediaStreamConstraints[];
  /** Answers the open prompts, and all later ones. */
  answer(answer: Exclude<MicrophoneAnswer, 'asking' | 'unsupported'>): void;
  /**
   * Connects a device and dispatches `devicechange` twice, as browsers do.
   *
   * @param kind default: `audioinput`
   * @returns its `deviceId`
   */
  plug(label: string, kind?: 'audioinput' | 'audiooutput'): string;
  /**
   * Disconnects a device.
   *
   * @param label default: every microphone
   * @param notice `track`: its tracks end, without `devicechange`. `list`: the other way round. Default: `both`, the track first.
   */
  unplug(label?: string, notice?: UnplugNotice): void;
  /**
   * The system prefers another device of the same kind, and dispatches `devicechange`. Open tracks stay on the device they have.
   *
   * @throws TypeError if there is no such device
   */
  prefer(label: string): void;
  /** The user withdraws the permission: all tracks end, labels and ids are hidden, and further requests are denied. */
  revoke(): void;
  /** The user grants it in the site settings: requests succeed, and the permission's `change` is dispatched. */
  allow(): void;
  /** The device's own switch, or the system, mutes it. Tracks opened meanwhile are muted from the start. Default: true. */
  silence(silent?: boolean): void;
  /** Restores what was there before. */
  undo(): void;
}

const refusals = {
  denied: ['NotAllowedError', 'Permission denied'],
  dismissed: ['NotAllowedError', 'Permission dismissed'],
  blocked: ['NotAllowedError', 'Disallowed by permissions policy'],
  missing: ['NotFoundError', 'Requested device not found'],
  busy: ['NotReadableError', 'Could not start audio source'],
} as const;

interface Device {
  readonly deviceId: string;
  readonly kind: MediaDeviceKind;
  readonly label: string;
  readonly groupId: string;
}

/** As much of a MediaStreamTrack as a client needs. */
class FakeTrack extends EventTarget {
  readonly kind = 'audio';
  readonly label: string;
  /** The device it records, whatever alias it was opened by. */
  readonly source: Device;
  enabled = true;
  muted: boolean;
  readyState: MediaStreamTrackState = 'live';
  readonly #settings: MediaTrackSettings;

  constructor({ deviceId, label, groupId }: Device, source: Device, muted: boolean) {
    super();
    this.label = label;
    this.source = source;
    this.muted = muted;
    this.#settings = { deviceId, groupId };
  }

  getSettings(): MediaTrackSettings {
    return { ...this.#settings };
  }

  /** No event is dispatched, as in browsers. */
  stop(): void {
    this.readyState = 'ended';
  }

  silence(silent: boolean): void {
    if (this.muted === silent || this.readyState === 'ended') return;
    this.muted = silent;
    this.dispatchEvent(new Event(silent ? 'mute' : 'unmute'));
  }

  end(): void {
    if (this.readyState === 'ended') return;
    this.readyState = 'ended';
    this.dispatchEvent(new Event('ended'));
  }
}

/**
 * Replaces `navigator.mediaDevices` and `navigator.permissions`, for environments such as jsdom that have none. The devices behave as
 * Chromium's: until the permission is granted there is one nameless entry of each kind, and then an alias `default` as well, which
 * shares the group of the device that the system prefers. The microphone records nothing.
 *
 * @param answer how the browser answers `getUserMedia`. Default: `granted`.
 * @example
 * ```ts
 * const microphone = fakeMicrophone('asking');
 * const connected = client.connect();
 * microphone.answer('granted');
 * await connected;
 * const headset = microphone.plug('Headset');
 * await client.setMicrophone(headset);
 * microphone.unplug('Headset');
 * microphone.undo();
 * ```
 */
export function fakeMicrophone(answer: MicrophoneAnswer = 'granted'): FakeMicrophone {
  const tracks: FakeTrack[] = [];
  const devices: Device[] = [];
  const target = new EventTarget();
  /** Ids that were given; none is given twice. */
  const ids = new Set<string>();
  let allowed = false;
  let silent = false;
  const requests: MediaStreamConstraints[] = [];
  const waiting: (() => void)[] = [];
  let current = answer;

  function add(label: string, kind: MediaDeviceKind): string {
    let deviceId = `id of ${label}`;
    while (ids.has(deviceId)) deviceId += "'";
    ids.add(deviceId);
    devices.push({ kind, label, deviceId, groupId: `group of ${deviceId}` });
    return deviceId;
  }
  add('Fake microphone', 'audioinput');
  add('Fake speaker', 'audiooutput');

  /** The alias of what the system prefers, then all devices; the first of a kind is the preferred one. */
  function list(kind: MediaDeviceKind): Device[] {
    const real = devices.filter((device) => device.kind === kind);
    return real
      .slice(0, 1)
      .concat(real)
      .map((device, i) =>
        i > 0 ? device : { ...device, deviceId: 'default', label: `Default - ${device.label}` },
      );
  }

  function settle({ audio }: MediaStreamConstraints): object {
    if (current in refusals) {
      const [name, message] = refusals[current as keyof typeof refusals];
      throw browserError(name, message);
    }
    const wanted = typeof audio === 'object' ? audio.deviceId : undefined;
    const exact = typeof wanted === 'object' && 'exact' in wanted ? wanted.exact : undefined;
    const microphones = list('audioinput');
    if (microphones.length === 0) throw browserError(...refusals.missing);
    const chosen =
      exact === undefined
        ? microphones[0]
        : microphones.find(({ deviceId }) => [exact].flat().includes(deviceId));
    if (!chosen) throw browserError('OverconstrainedError', '');
    allowed = true;
    const source = microphones.findLast(({ groupId }) => groupId === chosen.groupId) ?? chosen;
    const track = new FakeTrack(chosen, source, silent);
    tracks.push(track);
    return { getTracks: () => [track], getAudioTracks: () => [track] };
  }

  async function getUserMedia(constraints: MediaStreamConstraints): Promise<object> {
    requests.push(constraints);
    if (current === 'asking') await new Promise<void>((resolve) => waiting.push(resolve));
    return settle(constraints);
  }

  const enumerateDevices = (): Promise<Device[]> => {
    const kinds = ['audioinput', 'audiooutput'] as const;
    if (allowed) return Promise.resolve(kinds.flatMap(list));
    const nameless = { deviceId: '', label: '', groupId: '' };
    return Promise.resolve(
      kinds.flatMap((kind) => (list(kind).length > 0 ? [{ ...nameless, kind }] : [])),
    );
  };

  const permission = Object.assign(new EventTarget(), { state: 'prompt' });
  const permit = (state: PermissionState): void => {
    permission.state = state;
    permission.dispatchEvent(new Event('change'));
  };

  /** Events come after the code that caused them. */
  const later = (task: () => void): void => void Promise.resolve().then(task);
  const change = (): void => later(() => target.dispatchEvent(new Event('devicechange')));
  const end = (ended: readonly FakeTrack[]): void => {
    for (const track of ended) later(() => track.end());
  };

  const undoPermissions = replaceProperty(navigator, 'permissions', {
    query: () => Promise.resolve(permission),
  });
  const undoDevices = replaceProperty(
    navigator,
    'mediaDevices',
    answer === 'unsupported'
      ? undefined
      : Object.assign(target, { getUserMedia, enumerateDevices }),
  );
  return {
    get live() {
      return tracks.filter(({ readyState }) => readyState === 'live').length;
    },
    requests,
    answer: (next) => {
      current = next;
      for (const resolve of waiting.splice(0)) resolve();
    },
    plug: (label, kind = 'audioinput') => {
      const id = add(label, kind);
      change();
      change();
      return id;
    },
    unplug: (label, notice = 'both') => {
      const gone = devices.filter((device) =>
        label === undefined ? device.kind === 'audioinput' : device.label === label,
      );
      for (const device of gone) devices.splice(devices.indexOf(device), 1);
      if (notice !== 'list')
        end(tracks.filter(({ source }) => gone.some(({ groupId }) => groupId === source.groupId)));
      if (notice !== 'track') change();
    },
    prefer: (label) => {
      const index = devices.findIndex((device) => device.label === label);
      const [device] = index < 0 ? [] : devices.splice(index, 1);
      if (!device) throw new TypeError(`Failed to prefer "${label}": there is no such device.`);
      devices.unshift(device);
      change();
    },
    revoke: () => {
      current = 'denied';
      allowed = false;
      end(tracks);
      permit('denied');
    },
    allow: () => {
      current = 'granted';
      permit('granted');
    },
    silence: (next = true) => {
      silent = next;
      for (const track of tracks) track.silence(next);
    },
    undo: () => {
      undoDevices();
      undoPermissions();
    },
  };
}
