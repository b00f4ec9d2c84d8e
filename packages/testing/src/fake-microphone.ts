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
  /** Somebody pulls the plug: every live track ends by itself. */
  unplug(): void;
  /** Takes it out again; what was there before comes back. */
  undo(): void;
}

const refusals = {
  denied: ['NotAllowedError', 'Permission denied'],
  dismissed: ['NotAllowedError', 'Permission dismissed'],
  missing: ['NotFoundError', 'Requested device not found'],
  busy: ['NotReadableError', 'Could not start audio source'],
} as const;

/** As much of a MediaStreamTrack as a microphone needs. */
class FakeTrack extends EventTarget {
  readonly kind = 'audio';
  readonly label = 'Fake microphone';
  enabled = true;
  readyState: MediaStreamTrackState = 'live';

  stop(): void {
    this.readyState = 'ended';
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
  const requests: MediaStreamConstraints[] = [];
  const waiting: (() => void)[] = [];
  let current = answer;

  function settle(): object {
    if (current in refusals) {
      const [name, message] = refusals[current as keyof typeof refusals];
      throw browserError(name, message);
    }
    const track = new FakeTrack();
    tracks.push(track);
    return { getTracks: () => [track], getAudioTracks: () => [track] };
  }

  async function getUserMedia(constraints: MediaStreamConstraints): Promise<object> {
    requests.push(constraints);
    if (current === 'asking') await new Promise<void>((resolve) => waiting.push(resolve));
    return settle();
  }

  const undo = replaceProperty(
    navigator,
    'mediaDevices',
    answer === 'unsupported' ? undefined : Object.assign(new EventTarget(), { getUserMedia }),
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
    unplug: () => tracks.forEach((track) => track.unplug()),
    undo,
  };
}
