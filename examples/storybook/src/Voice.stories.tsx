import type { Meta, StoryObj } from '@storybook/react-vite';
import { fakeMicrophone, scriptedEvi } from '@vivavoce/testing';
import type { ScriptedChat } from '@vivavoce/testing';
import { listen } from '@vivavoce/testing/browser';
import { Voice } from './Voice';

/** Answers what is typed, until the call ends. */
async function answer(chat: ScriptedChat): Promise<void> {
  chat.say('Hello. Type something.', { tones: [{ duration: 400 }] });
  chat.endTurn();
  for (;;) {
    const { text } = await chat.next('user_input');
    chat.hear(text, { fromText: true });
    chat.say(`You wrote: ${text}`, { tones: [{ duration: 800 }] });
    chat.endTurn();
  }
}

const meta: Meta<typeof Voice> = {
  component: Voice,
  // A Worker has a WebSocket of its own; the page's is scripted.
  args: { url: 'ws://evi.test', thread: 'main' },
  beforeEach: () => {
    const evi = scriptedEvi({ url: 'ws://evi.test', patience: Infinity });
    void evi.nextChat().then(answer);
    return listen(evi);
  },
};
export default meta;

type Story = StoryObj<typeof Voice>;

/** Typed: it needs no microphone. The assistant is heard. */
export const Conversation: Story = { args: { microphone: false } };

export const MicrophoneBlocked: Story = { beforeEach: () => fakeMicrophone('denied').undo };
