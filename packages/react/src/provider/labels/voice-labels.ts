import type { Connection, EmotionName, VoiceErrorHint } from '@vivavoce/core';
import type { VoiceActivity } from '../../store/voice-activity.ts';

/**
 * Every word the components say, in one language. All of it is plain data, so a Server Component can hand it over;
 * `{place}` in a text is filled in by the component.
 */
export interface VoiceLabels {
  /** BCP 47 tag, by which numbers are written. */
  readonly locale: string;
  readonly connect: string;
  readonly cancel: string;
  readonly hangUp: string;
  readonly hangingUp: string;
  readonly mute: string;
  readonly interrupt: string;
  readonly pushToTalk: string;
  /** The same while the button is held. */
  readonly talking: string;
  readonly volume: string;
  /** Names for the two lists of devices. */
  readonly devices: Readonly<Record<'microphone' | 'speaker', string>>;
  readonly deviceDefault: string;
  /** In the list while the browser keeps the names to itself. */
  readonly deviceUnnamed: string;
  /** In place of a list where the browser lets nobody choose. */
  readonly deviceFixed: string;
  /** A device that is gone, and what took its place. Takes `{device}`, `{label}` and `{fallback}`. */
  readonly deviceLost: string;
  /** How long the call has lasted. */
  readonly duration: string;
  readonly you: string;
  readonly assistant: string;
  readonly transcript: string;
  readonly transcriptEmpty: string;
  readonly jumpToLatest: string;
  /** On the button above the first entry that is shown. */
  readonly loadEarlier: string;
  /** On the button that shows what a turn sounded like. */
  readonly scores: string;
  /** Name of what follows, as a group. */
  readonly transcriptActions: string;
  /** In their place when their code could not be fetched. */
  readonly actionsFailed: string;
  readonly copy: string;
  readonly copied: string;
  readonly copyFailed: string;
  readonly saveAs: Readonly<Record<'text' | 'json' | 'vtt', string>>;
  /** After a text that is still being recognised. */
  readonly interim: string;
  /** In place of speech that nobody could transcribe. */
  readonly noTranscript: string;
  readonly typed: string;
  /** Takes `{seconds}`. */
  readonly cutShort: string;
  /** For a sentence that was written but never sounded. */
  readonly unheard: string;
  /** Takes `{name}`. */
  readonly tool: Readonly<Record<'pending' | 'done' | 'failed', string>>;
  readonly message: string;
  readonly messagePlaceholder: string;
  /** The same, while there is nobody to send it to. */
  readonly messageOffline: string;
  readonly send: string;
  readonly dismiss: string;
  /** Name of the widget's panel. */
  readonly widget: string;
  readonly openWidget: string;
  readonly closeWidget: string;
  readonly status: Readonly<Record<Connection['status'], string>>;
  /** While the line is lost. Takes `{attempt}`. */
  readonly reconnecting: string;
  /** Until the next attempt. Takes `{seconds}`. */
  readonly retryIn: string;
  /** On the button that waits no longer, and on the one that fetches the actions again. */
  readonly retryNow: string;
  /** While the browser asks, and in a conversation without a microphone, or with one that something keeps silent. */
  readonly microphone: Readonly<Record<'asking' | 'silent' | 'denied' | 'lost', string>>;
  /** In a conversation without sound. */
  readonly audio: Readonly<Record<'interrupted' | 'needs-gesture', string>>;
  /** On the button that asks for the microphone again. */
  readonly askAgain: string;
  /** On the button that lets sound through. */
  readonly soundOn: string;
  /** When the server ended the call. */
  readonly closedByServer: string;
  readonly activity: Readonly<Record<VoiceActivity, string>>;
  /** What went wrong and what to do about it. */
  readonly hints: Readonly<Record<VoiceErrorHint, string>>;
  /** Names for the groups of scores. */
  readonly emotionsOf: Readonly<Record<'user' | 'assistant' | 'both', string>>;
  readonly emotionsEmpty: string;
  readonly emotionsNote: string;
  /** From 0 to 1 in five equal steps. */
  readonly strength: readonly [string, string, string, string, string];
  /** What to call an expression, by its English name on the wire. One that is missing keeps that name. */
  readonly emotions: Readonly<Partial<Record<EmotionName, string>>>;
}

/** Those of what was said and how it sounded: the words of transcripts and meters. */
export type TranscriptLabels = Pick<
  VoiceLabels,
  | 'locale'
  | 'you'
  | 'assistant'
  | 'transcript'
  | 'transcriptEmpty'
  | 'jumpToLatest'
  | 'loadEarlier'
  | 'scores'
  | 'transcriptActions'
  | 'actionsFailed'
  | 'retryNow'
  | 'copy'
  | 'copied'
  | 'copyFailed'
  | 'saveAs'
  | 'interim'
  | 'noTranscript'
  | 'typed'
  | 'cutShort'
  | 'unheard'
  | 'tool'
  | 'emotionsOf'
  | 'emotionsEmpty'
  | 'emotionsNote'
  | 'strength'
  | 'emotions'
>;
