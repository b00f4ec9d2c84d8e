import type { VoiceProviderProps } from '@vivavoce/react';
import type { MicrophoneAnswer, ScriptedChat } from '@vivavoce/testing';
import type { ReactNode } from 'react';

/** One component in one state. */
export interface Story {
  readonly component: string;
  /** Of the state. */
  readonly name: string;
  readonly page: ReactNode;
  /** What is on the page once the state is reached: a CSS selector. */
  readonly shows: string;
  /** How wide the page gives it room, in CSS px. Default: as wide as it likes. */
  readonly width?: number;
  readonly dir?: 'rtl';
  readonly provider?: Omit<VoiceProviderProps, 'children' | 'url' | 'client'>;
  /** How the browser answers for the microphone. Default: one that hums. */
  readonly microphone?: Exclude<MicrophoneAnswer, 'granted'>;
  /** Whether the microphone is silent. Default: true. */
  readonly humming?: boolean;
  /** What the server does: it answers, keeps quiet, or isn't there. Default: it answers. */
  readonly server?: 'silent' | 'absent';
  /** What happens in the call. Without it there is none. */
  readonly script?: (chat: ScriptedChat) => void | Promise<void>;
}

/** Its name in an address. */
export function storyId({ component, name }: Story): string {
  return `${component}-${name}`.toLowerCase().replace(/[^a-z0-9]+/g, '-');
}
