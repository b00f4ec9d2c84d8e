import type { VoiceProviderProps } from '@vivavoce/react';
import type { MicrophoneAnswer, ScriptedChat } from '@vivavoce/testing';
import type { ReactNode } from 'react';

/** One component in one state. */
export interface Story {
  readonly component: string;
  /** Of the state. */
  readonly name: string;
  readonly page: ReactNode;
  /** Whether it stands for its component in the overview. Default: the first in which there is a call does. */
  readonly leads?: true;
  /** What is on the page once the state is reached: a CSS selector. */
  readonly shows: string;
  /** How wide the page gives it room, in CSS px. Default: as wide as it likes. */
  readonly width?: number;
  readonly dir?: 'rtl';
  /** BCP 47 tag of the page's language. Default: `en`. */
  readonly lang?: string;
  readonly provider?: Omit<VoiceProviderProps, 'children' | 'url' | 'client'>;
  /** How the browser answers for the microphone. Default: one that hums. */
  readonly microphone?: Exclude<MicrophoneAnswer, 'granted'>;
  /** What the microphone hears. Default: nothing. */
  readonly humming?: boolean;
  /** Whether the browser keeps the page silent. Default: false. */
  readonly silenced?: boolean;
  /** Whether the browser takes for ever to let go of its sound. Default: false. */
  readonly clinging?: boolean;
  /** Whether the browser lets no page choose its speaker. Default: false. */
  readonly fixedSpeaker?: boolean;
  /** What the server does: it answers, keeps quiet, or isn't there. Default: it answers. */
  readonly server?: 'silent' | 'absent';
  /** What happens in the call. Without it there is none. */
  readonly script?: (chat: ScriptedChat, props: Props) => void | Promise<void>;
}

/** What a script can do to the room. */
export interface Props {
  /** Somebody pulls the plug, or takes back the permission. */
  readonly takeMicrophone: (why: 'unplugged' | 'revoked') => void;
  /** So many ms pass at once, by the clock on the wall. */
  readonly letTimePass: (ms: number) => void;
}

/** For a call in which nothing is said. */
export const quiet = (): void => undefined;

/** The states of one component. */
export function storiesOf(
  component: string,
  stories: readonly Omit<Story, 'component'>[],
): readonly Story[] {
  return stories.map((story) => ({ component, ...story }));
}

/** Its name in an address. */
export function storyId({ component, name }: Story): string {
  return `${component}-${name}`
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/-$/, '');
}
