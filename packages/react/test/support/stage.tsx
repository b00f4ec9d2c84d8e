import { fakeAudio, fakeMicrophone, scriptedEvi } from '@vivavoce/testing';
import type {
  FakeAudioOptions,
  MicrophoneAnswer,
  ScriptedChat,
  ScriptedEvi,
} from '@vivavoce/testing';
import { listen } from '@vivavoce/testing/node';
import { act, cleanup, render, screen } from '@testing-library/react';
import type { RenderResult } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { UserEvent } from '@testing-library/user-event';
import type { FakeAudio, FakeMicrophone } from '@vivavoce/testing';
import type { ReactNode } from 'react';
import { onTestFinished } from 'vitest';
import { ConnectButton, VoiceProvider, english } from '../../src/index.ts';
import type { VoiceProviderProps } from '../../src/index.ts';

/** How the world around a test's page is. */
interface StageOptions extends Omit<VoiceProviderProps, 'children' | 'client'> {
  readonly answer?: MicrophoneAnswer;
  readonly audio?: FakeAudioOptions;
  readonly onChat?: (chat: ScriptedChat) => void;
}

/** A page in jsdom with the real client in it, a scripted server and a silent microphone around it. */
export interface Stage extends RenderResult {
  readonly evi: ScriptedEvi;
  readonly microphone: FakeMicrophone;
  readonly audio: FakeAudio;
  readonly user: UserEvent;
  /** Presses the connect button and waits until the conversation is up. */
  call(): Promise<ScriptedChat>;
  /** Lets the script act, and waits until the page has it. */
  script(act: () => void): Promise<void>;
}

/** Renders `page` below a provider, with a connect button beside it. All of it is undone when the test ends. */
export function stage(
  page: ReactNode,
  { answer, audio: audioOptions, onChat, ...options }: StageOptions = {},
): Stage {
  const evi = scriptedEvi(onChat ? { onChat } : {});
  const microphone = fakeMicrophone(answer);
  const audio = fakeAudio(audioOptions);
  const stop = listen(evi);
  const result = render(
    <VoiceProvider url={evi.url} thread="main" {...options}>
      <ConnectButton />
      {page}
    </VoiceProvider>,
  );
  onTestFinished(async () => {
    cleanup();
    await settle();
    stop();
    audio.undo();
    microphone.undo();
  });
  const user = userEvent.setup();
  const script = async (acting: () => void): Promise<void> => {
    await act(async () => {
      acting();
      await settle();
    });
  };
  return {
    ...result,
    evi,
    microphone,
    audio,
    user,
    script,
    call: async () => {
      const { connect, hangUp } = options.labels ?? english;
      // The stage's own comes first.
      await user.click(screen.getAllByRole('button', { name: connect })[0] as HTMLElement);
      await screen.findAllByRole('button', { name: hangUp }, { timeout: 4000 });
      return evi.nextChat();
    },
  };
}

/** What is under way in this task's microtasks, and in the message ports' own tasks, is over after two turns. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 2; turn += 1) await new Promise((resolve) => setTimeout(resolve, 0));
}
