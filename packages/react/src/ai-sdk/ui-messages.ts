import type { Heard, SessionOptions } from '@vivavoce/core';
import type { ToolCall, TranscriptEntry } from '../store/transcript-state.ts';
import { groupTurns } from '../store/transcript-turns.ts';
import { heardText, speechRate } from '../words/heard-text.ts';

/** What a spoken message has besides its words. */
export interface VoiceMetadata {
  readonly voice: {
    /** `text`: typed by the user, or sent with `say()`. */
    readonly source: 'speech' | 'text';
    /** When its first words came: ms since the epoch. */
    readonly receivedAt: number;
    /** How much of the assistant's last sentence was heard; null before, and for the user. */
    readonly heard: Heard | null;
    /** The assistant's words that an interruption left unspoken. */
    readonly unheard: string;
    /** The language of its words, where the service says it: of the latest of them. */
    readonly language?: string;
  };
}

/** A call of a tool in the AI SDK's shape. */
export type VoiceToolPart = (
  { readonly type: `tool-${string}` } | { readonly type: 'dynamic-tool'; readonly toolName: string }
) & { readonly toolCallId: string } & (
    | { readonly state: 'input-available'; readonly input: unknown }
    | { readonly state: 'output-available'; readonly input: unknown; readonly output: unknown }
    | { readonly state: 'output-error'; readonly input: unknown; readonly errorText: string }
  );

/** A part of a message in the AI SDK's shape. */
export type VoiceUIPart =
  | { readonly type: 'text'; readonly text: string; readonly state: 'streaming' | 'done' }
  | { readonly type: 'step-start' }
  | VoiceToolPart;

/** A turn of a spoken conversation as the AI SDK's `UIMessage`. */
export interface VoiceUIMessage {
  readonly id: string;
  readonly role: TranscriptEntry['role'];
  readonly metadata: VoiceMetadata;
  readonly parts: VoiceUIPart[];
}

/** Options of {@link toUIMessages}. */
export interface UIMessagesOptions {
  /** Tools that the chat declares itself: their calls become `tool-NAME` parts. Default: none, and every call is a `dynamic-tool`. */
  readonly tools?: readonly string[] | undefined;
}

/**
 * A transcript as messages of the AI SDK: one for each turn, with its words, its calls of tools and their results. Words that an
 * interruption left unspoken are in `metadata.voice.unheard`, so that a model that is given the messages knows what the user knows;
 * within a sentence their place is estimated. Words that are still being recognised have the state `streaming`. A turn without any
 * words is left out.
 *
 * An id stays the same while a turn grows, and differs between calls.
 *
 * @example
 * ```tsx
 * const { entries } = useTranscript();
 * const { setMessages } = useChat();
 * useEffect(() => setMessages((typed) => mergeUIMessages(typed, toUIMessages(entries))), [entries]);
 * ```
 */
export function toUIMessages(
  entries: readonly TranscriptEntry[],
  { tools = [] }: UIMessagesOptions = {},
): VoiceUIMessage[] {
  const rate = speechRate(entries);
  return groupTurns({ entries, dropped: 0 }).flatMap(({ id, role, entries: said }) => {
    const parts: VoiceUIPart[] = [];
    const unheard: string[] = [];
    for (const entry of said) {
      const text = heardText(entry, rate);
      const rest = entry.text.slice(text.length).trim();
      if (rest) unheard.push(rest);
      const spoken = text.trim() !== '';
      // What follows a result is another step: the model was asked again.
      const begins = parts.length === 0 || (spoken && parts.at(-1)?.type !== 'text');
      if (role === 'assistant' && begins && (spoken || entry.toolCalls.length > 0)) {
        parts.push({ type: 'step-start' });
      }
      const state = entry.state === 'final' ? 'done' : 'streaming';
      if (spoken) parts.push({ type: 'text', text, state });
      parts.push(...entry.toolCalls.map((call) => toolPart(call, tools)));
    }
    const [first] = said;
    if (!first || parts.length === 0) return [];
    const { source, receivedAt } = first;
    const heard = said.findLast((entry) => entry.heard)?.heard ?? null;
    const language = said.findLast((entry) => entry.language)?.language;
    return [
      {
        id: `${id}-${receivedAt.toString(36)}`,
        role,
        metadata: {
          voice: {
            ...{ source, receivedAt, heard, unheard: unheard.join(' ') },
            ...(language && { language }),
          },
        },
        parts,
      },
    ];
  });
}

/**
 * Spoken messages among those of a chat: those that are there already are brought up to date, and new ones stand behind the spoken
 * message before them, or at the end.
 */
export function mergeUIMessages<Message extends { readonly id: string }>(
  messages: readonly Message[],
  spoken: readonly VoiceUIMessage[],
): (Message | VoiceUIMessage)[] {
  const now = new Map(spoken.map((message) => [message.id, message]));
  const merged: (Message | VoiceUIMessage)[] = messages.map(
    (message) => now.get(message.id) ?? message,
  );
  const place = (id: string | undefined): number => merged.findIndex((one) => one.id === id);
  spoken.forEach((message, index) => {
    if (place(message.id) >= 0) return;
    const before = place(spoken[index - 1]?.id);
    const after = before < 0 ? place(spoken.slice(index).find(({ id }) => place(id) >= 0)?.id) : -1;
    const at = before >= 0 ? before + 1 : after >= 0 ? after : merged.length;
    merged.splice(at, 0, message);
  });
  return merged;
}

/** What is read of a message of the AI SDK. */
export interface ReadableUIMessage {
  readonly role: string;
  readonly parts: readonly { readonly type: string; readonly text?: unknown }[];
}

/** Letters of a history that a call begins with, at most. */
const longest = 12_000;

/**
 * What a chat has said so far, for a call that goes on with it: `session={{ context: toContext(messages) }}` of a provider, with every
 * service. Of a long history the latest messages are taken, 12,000 letters of them.
 *
 * @returns undefined where nothing was said
 */
export function toContext(
  messages: readonly ReadableUIMessage[],
): NonNullable<SessionOptions['context']> | undefined {
  const lines: string[] = [];
  let room = longest;
  for (let index = messages.length - 1; index >= 0 && room > 0; index -= 1) {
    const { role = '', parts = [] } = messages[index] ?? {};
    const words = parts
      .map(({ type, text }) => (type === 'text' && typeof text === 'string' ? text.trim() : ''))
      .filter((text) => text !== '')
      .join(' ');
    if (!/^(user|assistant)$/.test(role) || words === '') continue;
    const line = `${role}: ${words}`;
    room -= line.length;
    if (room >= 0) lines.unshift(line);
  }
  if (lines.length === 0) return undefined;
  return { type: 'persistent', text: `The conversation so far, in writing:\n${lines.join('\n')}` };
}

function toolPart(
  { id, name, parameters, outcome }: ToolCall,
  tools: readonly string[],
): VoiceToolPart {
  const input = fromJson(parameters);
  const call = {
    ...(tools.includes(name)
      ? { type: `tool-${name}` as const }
      : { type: 'dynamic-tool' as const, toolName: name }),
    toolCallId: id,
  };
  switch (outcome.status) {
    case 'pending':
      return { ...call, state: 'input-available', input };
    case 'done':
      return { ...call, state: 'output-available', input, output: resultOf(outcome.content) };
    case 'failed':
      return { ...call, state: 'output-error', input, errorText: outcome.error };
  }
}

/** Handlers return text as it is, and all else as JSON. */
function resultOf(content: string): unknown {
  return /^\s*[[{]/.test(content) ? fromJson(content) : content;
}

/** The text itself where it is no JSON. */
function fromJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
