import type { Connection, EmotionName, VoiceErrorHint } from '@vivavoce/core';
import type { ConversationStart } from '../../store/transcript-state.ts';
import type { VoiceActivity } from '../../store/voice-activity.ts';

/** The labels of what was said: all that a written transcript needs. */
export interface EntryLabels {
  /** BCP 47 tag, by which numbers are written. */
  readonly locale: string;
  readonly you: string;
  readonly assistant: string;
  /** After a text that is still being recognised. */
  readonly interim: string;
  /** In place of speech that nobody could transcribe. */
  readonly noTranscript: string;
  readonly typed: string;
  /** Takes `{seconds}`. */
  readonly cutShort: string;
  /** For a sentence that was never played. */
  readonly unheard: string;
  /** On the divider before a conversation that follows another one. */
  readonly begins: Readonly<Record<ConversationStart, string>>;
  /** Takes `{name}`. */
  readonly tool: Readonly<Record<'pending' | 'done' | 'failed', string>>;
}

/** The labels of transcripts and meters. */
export interface TranscriptLabels extends EntryLabels {
  readonly transcript: string;
  readonly transcriptEmpty: string;
  readonly jumpToLatest: string;
  /** On the button above the first entry that is shown. */
  readonly loadEarlier: string;
  /** On the button that shows the scores of a turn. */
  readonly scores: string;
  /** Name of what follows, as a group. */
  readonly transcriptActions: string;
  /** In their place when their code could not be fetched. */
  readonly actionsFailed: string;
  readonly copy: string;
  readonly copied: string;
  readonly copyFailed: string;
  readonly saveAs: Readonly<Record<'text' | 'json' | 'vtt', string>>;
  /** On the button that reconnects at once, and on the one that loads the actions again. */
  readonly retryNow: string;
  /** Names for the groups of scores. */
  readonly emotionsOf: Readonly<Record<'user' | 'assistant' | 'both', string>>;
  readonly emotionsEmpty: string;
  /** Where the service has none. */
  readonly emotionsUnsupported: string;
  readonly emotionsNote: string;
  /** From 0 to 1 in five equal steps. */
  readonly strength: readonly [string, string, string, string, string];
  /** What to call an expression, by its English name on the wire. One that is missing keeps that name. */
  readonly emotions: Readonly<Partial<Record<EmotionName, string>>>;
}

/** The labels of `EmotionTimeline`. */
export interface TimelineLabels {
  readonly title: string;
  /** What a row shows, in words. Takes `{name}` and `{scores}`. */
  readonly strongest: string;
  /** On the button that shows the same as a table, and the heads of its columns. */
  readonly showTable: string;
  readonly time: string;
  readonly speaker: string;
  readonly text: string;
  /** Which of them the table has. Takes `{first}`, `{last}` and `{count}`. */
  readonly messages: string;
  readonly earlier: string;
  readonly later: string;
  /** Names of the two handles of the range, and where one is. Takes `{number}`, `{count}` and `{time}`. */
  readonly begin: string;
  readonly end: string;
  readonly place: string;
  readonly showAll: string;
}

/** The labels of `DeviceMenu`. */
export interface DeviceMenuLabels {
  /** The device behind the system's default. Takes `{label}`. */
  readonly defaultIs: string;
  /** On the item that asks for the microphone, to see its names and its level. */
  readonly allow: string;
  /** Before the level of the microphone. */
  readonly level: string;
}

/**
 * All texts of the components, in one language. Plain data, so a Server Component can pass it; components fill in `{place}`
 * in a text.
 */
export interface VoiceLabels extends TranscriptLabels {
  readonly connect: string;
  readonly cancel: string;
  readonly hangUp: string;
  readonly hangingUp: string;
  readonly mute: string;
  readonly interrupt: string;
  /** Name of the row of controls. */
  readonly controls: string;
  /** On the two switches in it. */
  readonly showText: string;
  readonly showCaptions: string;
  /** Name of the sentences to begin with, as a group. */
  readonly suggestions: string;
  readonly pushToTalk: string;
  /** The same while the button is held. */
  readonly talking: string;
  readonly volume: string;
  /** Names for the two lists of devices. */
  readonly devices: Readonly<Record<'microphone' | 'speaker', string>>;
  readonly deviceDefault: string;
  /** In the list until microphone access is allowed. */
  readonly deviceUnnamed: string;
  /** In place of a list where the browser doesn't support choosing. */
  readonly deviceFixed: string;
  /** A device that was disconnected, and the one that replaces it. Takes `{label}` and `{fallback}`. */
  readonly deviceLost: string;
  /** How long the call has lasted. */
  readonly duration: string;
  readonly message: string;
  readonly messagePlaceholder: string;
  /** The same, outside of a call. */
  readonly messageOffline: string;
  /** Why a message was not sent while the connection is lost or not there yet. */
  readonly messageKept: string;
  readonly send: string;
  readonly dismiss: string;
  /** Name of the panel, also of the widget's. */
  readonly widget: string;
  readonly openWidget: string;
  readonly closeWidget: string;
  readonly status: Readonly<Record<Connection['status'], string>>;
  /** Until the next attempt. Takes `{seconds}`. */
  readonly retryIn: string;
  /** While the browser asks for access, and in a call without a microphone or with a silent one. */
  readonly microphone: Readonly<Record<'asking' | 'silent' | 'denied' | 'lost', string>>;
  /** In a call without sound. */
  readonly audio: Readonly<Record<'interrupted' | 'needs-gesture', string>>;
  /** On the button that asks for the microphone again. */
  readonly askAgain: string;
  /** In place of the status `failed` where the microphone is why. */
  readonly noMicrophone: string;
  /** On the button that begins a call without a microphone. */
  readonly typeInstead: string;
  /** In a call without one, and on the button that asks for it. */
  readonly typing: string;
  readonly useMicrophone: string;
  /** On the button that turns sound on. */
  readonly soundOn: string;
  /** When the server ended the call. */
  readonly closedByServer: string;
  /** When the server has said why it ended the call. */
  readonly closedBecause: Readonly<
    Record<'inactivity' | 'max-duration' | 'out-of-credits' | 'model' | 'config', string>
  >;
  readonly activity: Readonly<Record<VoiceActivity, string>>;
  /** Default: the English ones, which `EmotionTimeline` brings itself. */
  readonly timeline?: TimelineLabels;
  /** Default: the English ones, which `DeviceMenu` brings itself. */
  readonly deviceMenu?: DeviceMenuLabels;
  /** What went wrong and what to do about it. */
  readonly hints: Readonly<Record<VoiceErrorHint, string>>;
}
