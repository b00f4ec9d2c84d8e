import type { ClientState, ReadableMessage, VoiceEvent } from '@vivavoce/core';
import { emotionScores } from '@vivavoce/testing';

type ScoreName = keyof ReturnType<typeof emotionScores>;
type Scores = Partial<Record<ScoreName, number>>;

/** A client before its first call. */
export const idleClient: ClientState = {
  connection: { status: 'idle' },
  assistant: 'idle',
  user: 'silent',
  microphone: 'off',
  muted: false,
  audio: 'off',
  devices: { microphoneId: null, microphoneLabel: null, speakerId: null },
  volume: 1,
  speakerMuted: false,
  settings: {},
  unsupported: [],
};

/** The client's state after these, as far as they are about its connection. */
export function clientAfter(
  events: readonly VoiceEvent[],
  before: ClientState = idleClient,
): ClientState {
  const connection = events.findLast(({ type }) => type === 'connection');
  return connection?.type === 'connection'
    ? { ...before, connection: connection.connection }
    : before;
}

/** A message as the client tells of it. */
export function told(message: ReadableMessage, receivedAt = 0): VoiceEvent {
  return { type: 'message', message, receivedAt };
}

export function userSays(
  text: string | null,
  {
    interim = false,
    typed = false,
    scores,
  }: { interim?: boolean; typed?: boolean; scores?: Scores } = {},
): VoiceEvent {
  return told({
    type: 'user_message',
    from_text: typed,
    interim,
    message: { role: 'user', content: text },
    models: scores ? { prosody: { scores: emotionScores(scores) } } : {},
    time: { begin: 100, end: 900 },
  });
}

export function assistantSays(text: string, id: string | null = text): VoiceEvent {
  return told({
    type: 'assistant_message',
    from_text: false,
    id,
    message: { role: 'assistant', content: text },
    models: {},
  });
}

export function assistantSounds(id: string | null, scores: Scores): VoiceEvent {
  return told({
    type: 'assistant_prosody',
    id,
    models: { prosody: { scores: emotionScores(scores) } },
  });
}

export const turnEnds: VoiceEvent = told({ type: 'assistant_end' });

export function toolIsCalled(id: string, name = 'get_weather'): VoiceEvent {
  return told({
    type: 'tool_call',
    name,
    parameters: '{"city":"Rome"}',
    response_required: true,
    tool_call_id: id,
    tool_type: 'function',
  });
}

export function connected(chatGroupId = 'group-1'): VoiceEvent {
  return {
    type: 'connection',
    connection: { status: 'connected', chatId: 'chat-1', chatGroupId, since: 0 },
  };
}

export function heard(messageId: string, duration: number, cut = false): VoiceEvent {
  return { type: 'playback-ended', messageId, heard: { duration, cut }, at: duration };
}

export function interrupted(messageId: string | null): VoiceEvent {
  return { type: 'interrupted', by: 'server', messageId };
}
