import { base64ToBytes } from '@vivavoce/evi';
import type { ClientMessage, SessionSettings } from '@vivavoce/evi';
import type { Clock } from '../base/clock.ts';
import type { Outbox } from '../connection/outbox.ts';
import type { Dialogue } from '../dialogue/dialogue.ts';
import { joined } from '../dialogue/settings.ts';
import type { ChatRecorder } from '../recording/chat-recorder.ts';
import { settingsEvent } from '../recording/recorded-event.ts';
import { variableTexts } from '../text/variable-texts.ts';
import { heardIn } from './heard-message.ts';
import { readMessage, wrong } from './read-message.ts';
import type { WrongMessage } from './read-message.ts';
import type { SessionSocket } from './session-socket.ts';

/** How long after a resume a client may say again what was heard already, in ms. */
const repeatMs = 5000;

/**
 * What there is beside EVI's messages: what this server tells clients that ask for it in `extensions` of their settings, and what it takes.
 * A realtime model decides by itself what interrupts it, and wants to know what was heard.
 */
const extensions = { told: ['dismissed'], taken: ['heard'] };

/** What others are told who send audio, or say how it is to be read. */
export const audioOfOthers: WrongMessage = wrong(
  'audio_of_others',
  "A Chat hears its own client's audio alone.",
);

/** What {@link ClientMessages} reach. */
export interface ClientMessagesParts {
  clock: Clock;
  outbox: Outbox;
  dialogue: Dialogue;
  recorder: ChatRecorder;
  /** Whether the client is away: its connection broke. */
  isAway: () => boolean;
}

type Variables = Readonly<Record<string, string>>;

/** What comes into a session as text, from its client and from others: what it says to whom. */
export class ClientMessages {
  readonly #parts: ClientMessagesParts;
  /** What others have set while the client was away: that holds, whatever the client begins again with. */
  #setMeanwhile: SessionSettings | undefined;
  #metadata: string | undefined;
  #tellsDismissed = false;

  constructor(parts: ClientMessagesParts) {
    this.#parts = parts;
  }

  /** Whether the client wants to be told what was dismissed. */
  get tellsDismissed(): boolean {
    return this.#tellsDismissed;
  }

  /** Takes a text frame. @returns how many characters are to be answered or spoken, the audio in it, or what is wrong with it. */
  readonly take = (
    text: string,
    from: SessionSocket | 'others',
  ): number | Uint8Array | WrongMessage => {
    const { dialogue } = this.#parts;
    const heard = dialogue.heard && from !== 'others' ? heardIn(text) : undefined;
    if (heard) {
      dialogue.heard?.(heard);
      return 0;
    }
    const read = readMessage(text);
    if (read.kind === 'wrong') return read;
    const taken = this.handle(read.message, from, read.variables);
    return taken ?? ('text' in read.message ? text.length : 0);
  };

  /** The client is back over another connection, in another Chat. */
  handleResumed(): void {
    this.#tellsDismissed = false;
    if (this.#metadata !== undefined) this.#parts.recorder.describe({ metadata: this.#metadata });
    if (this.#setMeanwhile) this.#parts.outbox.echoSettings(this.#setMeanwhile);
  }

  /**
   * Takes a message.
   *
   * @param from - the socket it came over; `others` where somebody else than the client has sent it, also while that is away.
   * @param given - the variables of settings, as they were written.
   * @returns the audio in it, or what is wrong with it.
   */
  handle(
    message: ClientMessage,
    from: SessionSocket | 'others',
    given?: Variables,
  ): Uint8Array | WrongMessage | undefined {
    const { outbox, dialogue, recorder } = this.#parts;
    const aboutAudio = message.type === 'session_settings' && message.audio != null;
    if (from === 'others' && (aboutAudio || message.type === 'audio_input')) return audioOfOthers;
    if (message.custom_session_id != null) {
      if (message.custom_session_id !== outbox.customSessionId) {
        recorder.describe({ customSessionId: message.custom_session_id });
      }
      outbox.setCustomSessionId(message.custom_session_id);
    }
    switch (message.type) {
      case 'audio_input':
        return (
          base64ToBytes(message.data) ??
          wrong('audio_not_base64', 'The data of audio_input is not base64.')
        );
      case 'session_settings':
        return this.#handleSettings(message, given ?? variableTexts(message), from);
      case 'user_input':
        if (from !== 'others' && this.#isRepeated(message.text, from)) break;
        dialogue.text({ text: message.text });
        break;
      case 'assistant_input':
        if (dialogue.say(message.text)) break;
        return wrong('too_much_to_say', 'Too many texts wait to be spoken; this one does not.');
      case 'pause_assistant_message':
        recorder.keep({ type: 'PAUSE_ONSET', role: 'SYSTEM' });
        dialogue.pause();
        break;
      case 'resume_assistant_message':
        recorder.keep({ type: 'RESUME_ONSET', role: 'SYSTEM' });
        dialogue.unpause();
        break;
      case 'tool_response':
      case 'tool_error':
        dialogue.toolAnswer(message);
        break;
    }
    return undefined;
  }

  /** Whether this was heard over the line that broke, and its echo is on its way again. */
  #isRepeated(text: string, { repeated, attachedAt }: SessionSocket): boolean {
    const index = repeated.indexOf(text);
    if (index === -1 || this.#parts.clock.now() - attachedAt > repeatMs) return false;
    repeated.splice(index, 1);
    return true;
  }

  #handleSettings(
    message: SessionSettings,
    variables: Variables | undefined,
    from: SessionSocket | 'others',
  ): WrongMessage | undefined {
    const { outbox, dialogue, recorder } = this.#parts;
    const settings = variables ? { ...message, variables } : message;
    dialogue.settings(settings);
    const kept = settingsEvent(settings);
    if (kept) recorder.keep(kept);
    if (message.system_prompt != null) {
      recorder.keep({ type: 'SYSTEM_PROMPT', role: 'SYSTEM', text: message.system_prompt });
    }
    if (message.metadata != null) {
      this.#metadata = JSON.stringify(message.metadata);
      recorder.describe({ metadata: this.#metadata });
    }
    const { extensions: asked, ...set } = message as SessionSettings & { extensions?: unknown };
    if (from === 'others') {
      // What this server tells beside EVI's messages is between it and the client.
      outbox.echoSettings(set);
      if (this.#parts.isAway()) this.#setMeanwhile = joined(this.#setMeanwhile, settings);
      return undefined;
    }
    if (Array.isArray(asked)) this.#tellsDismissed = asked.includes('dismissed');
    const offered = dialogue.heard ? extensions.taken : extensions.told;
    outbox.echoSettings(message, from.announced ? undefined : offered);
    from.announced = true;
    this.#setAgain();
    const faulty = message.audio ? from.configureAudio(message.audio) : undefined;
    return faulty === undefined
      ? undefined
      : wrong('audio_format_unsupported', `Failed to use the audio settings: ${faulty}.`);
  }

  /** The client has begun again with its own settings: what others have set while it was away goes before those. */
  #setAgain(): void {
    const set = this.#setMeanwhile;
    if (set === undefined) return;
    this.#setMeanwhile = undefined;
    this.#parts.dialogue.settings(set);
    this.#parts.outbox.echoSettings(set);
  }
}
