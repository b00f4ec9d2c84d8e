import { browserError } from './browser-error.ts';
import { replaceProperty } from './replace-property.ts';

/** How the browser answers when a page asks for the microphone. */
export type MicrophoneAnswer =
  /** Gives one. */
  | 'granted'
  /** Leaves the question open until `answer` is called. */
  | 'asking'
  | 'denied'
  | 'dismissed'
  /** A policy keeps the page from it, as in a frame without `allow`. */
  | 'blocked'
  | 'missing'
  | 'busy'
  /** The page has no media devices at all, as without https. */
  | 'unsupported';

/** The microphone that was put in, and what became of it. */
export interface FakeMicrophone {
  /** How many of the tracks handed out are still live: 0 means that the browser's indicator is out. */
  readonly live: number;
  /** What was asked for, each time. */
  readonly requests: readonly MediaStreamConstraints[];
  /** The person answers the question that is open, and every later one alike. */
  answer(answer: Exclude<MicrophoneAnswer, 'asking' | 'unsupported'>): void;
  /** Somebody plugs in one more device. Its id is its label. */
  plug(label: string, kind?: 'audioinput' | 'audiooutput'): void;
  /** Somebody pulls the plug of one device, or of every microphone: live tracks of it end by themselves. */
  unplug(label?: string): void;
  /** The person takes the permission back: every live track ends, and asking again is denied. */
  revoke(): void;
  /** The person gives it again in the site's settings: asking is granted, and the page is told. */
  allow(): void;
  /** A switch on the device, or the system, keeps it silent, or no more: tracks say so from their first moment. */
  silence(silent?: boolean): void;
  /** Takes it out again; what was there before comes back. */
  undo(): void;
}

const refusals = {
  denied: ['NotAllowedError', 'Permission denied'],
  dismissed: ['NotAllowedError', 'Permission dismissed'],
  blocked: ['NotAllowedError', 'Disallowed by permissions policy'],
  missing: ['NotFoundError', 'Requested device not found'],
  busy: ['NotReadableError', 'Could not start audio source'],
} as const;

/** As much of a MediaStreamTrack as a microphone needs. */
class FakeTrack extends EventTarget {
  readonly kind = 'audio';
  readonly label: string;
  enabled = true;
  muted: boolean;
  readyState: MediaStreamTrackState = 'live';

  constructor(label: string, muted: boolean) {
    super();
    this.label = label;
    this.muted = muted;
  }

  getSettings(): MediaTrackSettings {
    return { deviceId: this.label };
  }

  stop(): void {
    this.readyState = 'ended';
  }

  silence(silent: boolean): void {
    if (this.muted === silent || this.readyState === 'ended') return;
    this.muted = silent;
    this.dispatchEvent(new Event(silent ? 'mute' : 'unmute'));
  }

  unplug(): void {
    if (this.readyState === 'ended') return;
    this.readyState = 'ended';
    this.dispatchEvent(new Event('ended'));
  }
}

/**
 * Puts a microphone into an environment that has none, such as jsdom. It is silent.
 *
 * @param answer how the browser answers. Default: `granted`.
 */
export function fakeMicrophone(answer: MicrophoneAnswer = 'granted'): FakeMicrophone {
  const tracks: FakeTrack[] = [];
  const devices: { label: string; kind: MediaDeviceKind }[] = [
    { label: 'Fake microphone', kind: 'audioinput' },
    { label: 'Fake speaker', kind: 'audiooutput' },
  ];
  const target = new EventTarget();
  let allowed = false;
  let silent = false;
  const requests: MediaStreamConstraints[] = [];
  const waiting: (() => void)[] = [];
  let current = answer;

  function settle({ audio }: MediaStreamConstraints): object {
    if (current in refusals) {
      const [name, message] = refusals[current as keyof typeof refusals];
      throw browserError(name, message);
    }
    const wanted = typeof audio === 'object' ? audio.deviceId : undefined;
    const exact = typeof wanted === 'object' && 'exact' in wanted ? wanted.exact : undefined;
    const microphones = devices.filter(({ kind }) => kind === 'audioinput');
    if (microphones.length === 0) throw browserError(...refusals.missing);
    const chosen =
      exact === undefined
        ? microphones[0]
        : microphones.find(({ label }) => [exact].flat().includes(label));
    if (!chosen) throw browserError('OverconstrainedError', '');
    allowed = true;
    const track = new FakeTrack(chosen.label, silent);
    tracks.push(track);
    return { getTracks: () => [track], getAudioTracks: () => [track] };
  }

  async function getUserMedia(constraints: MediaStreamConstraints): Promise<object> {
    requests.push(constraints);
    if (current === 'asking') await new Promise<void>((resolve) => waiting.push(resolve));
    return settle(constraints);
  }

  /** Nobody is named before the microphone was allowed. */
  const enumerateDevices = (): Promise<object[]> =>
    Promise.resolve(
      devices.map(({ label, kind }) => {
        const name = allowed ? label : '';
        return { kind, deviceId: name, label: name, groupId: name };
      }),
    );

  const permission = Object.assign(new EventTarget(), { state: 'prompt' });
  const permit = (state: PermissionState): void => {
    permission.state = state;
    permission.dispatchEvent(new Event('change'));
  };

  const change = (): void => void target.dispatchEvent(new Event('devicechange'));

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
      devices.push({ label, kind });
      change();
    },
    unplug: (label) => {
      const gone = devices.filter(
        (device) => device.label === label || (label === undefined && device.kind === 'audioinput'),
      );
      for (const device of gone) devices.splice(devices.indexOf(device), 1);
      for (const track of tracks) {
        if (gone.some((device) => device.label === track.label)) track.unplug();
      }
      change();
    },
    revoke: () => {
      current = 'denied';
      for (const track of tracks) track.unplug();
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
