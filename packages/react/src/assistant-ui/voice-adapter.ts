import type { Connection, VoiceClient } from '@vivavoce/core';
import { createVoiceStore } from '../store/voice-store.ts';
import { SpokenTurns } from './spoken-turns.ts';
import type { TranscriptItem } from './spoken-turns.ts';

/** Where a call stands, in assistant-ui's words. */
export type VoiceSessionStatus =
  | { type: 'starting' | 'running' }
  | { type: 'ended'; reason: 'finished' | 'cancelled' | 'error'; error?: unknown };

/** One call, as assistant-ui's `RealtimeVoiceAdapter.Session`. */
export interface VoiceSession {
  /** `starting` also while the connection is lost. */
  readonly status: VoiceSessionStatus;
  readonly isMuted: boolean;
  disconnect(this: void): void;
  mute(this: void): void;
  unmute(this: void): void;
  /** Resolves when the text is part of the conversation. Undefined once the call has ended. */
  readonly sendText: ((text: string) => Promise<void>) | undefined;
  onStatusChange(this: void, callback: (status: VoiceSessionStatus) => void): () => void;
  onTranscript(this: void, callback: (item: TranscriptItem) => void): () => void;
  onModeChange(this: void, callback: (mode: 'listening' | 'speaking') => void): () => void;
  /** 0 to 1: the assistant while it speaks, else the user. */
  onVolumeChange(this: void, callback: (volume: number) => void): () => void;
}

/** What assistant-ui's runtimes take as `adapters.voice`. */
export interface VoiceAdapter {
  connect(this: void, options: { abortSignal?: AbortSignal }): VoiceSession;
}

/**
 * A client as the realtime voice of assistant-ui: its runtime connects, mutes and hangs up, and shows status, transcript, mode and
 * volume. Within a `<VoiceProvider client={client}>` every hook and component of this kit works on the same call, `useTool` among them.
 *
 * An answer's words are told when those of the user have come that led to it, since assistant-ui keeps messages in the order in which
 * they came; of an answer that was interrupted, those that were heard.
 *
 * @example
 * ```tsx
 * const client = new VoiceClient({ service });
 * const voice = voiceAdapter(client);
 *
 * const runtime = useLocalRuntime(chatModel, { adapters: { voice } });
 * ```
 */
export function voiceAdapter(client: VoiceClient): VoiceAdapter {
  return { connect: ({ abortSignal }) => startSession(client, abortSignal) };
}

/** A text that the runtime has sent, until it is part of the conversation. */
interface Typed {
  readonly text: string;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

function startSession(client: VoiceClient, signal: AbortSignal | undefined): VoiceSession {
  const statuses = new Set<(status: VoiceSessionStatus) => void>();
  const items = new Set<(item: TranscriptItem) => void>();
  const modes = new Set<(mode: 'listening' | 'speaking') => void>();
  const volumes = new Set<(volume: number) => void>();
  const turns = new SpokenTurns();
  const store = createVoiceStore(client);
  const typed: Typed[] = [];
  let status: VoiceSessionStatus = { type: 'starting' };
  let mode: 'listening' | 'speaking' = 'listening';
  let volume = 0;
  let connected = false;
  let frame = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const setStatus = (next: VoiceSessionStatus): void => {
    if (status.type === 'ended') return;
    status = next;
    for (const callback of [...statuses]) callback(next);
  };
  const end = (reason: 'finished' | 'cancelled' | 'error', error?: unknown): void => {
    if (status.type === 'ended') return;
    stop();
    setStatus({ type: 'ended', reason, ...(error !== undefined && { error }) });
    for (const callbacks of [statuses, items, modes, volumes]) callbacks.clear();
    const lost = new Error('The call ended before the text was part of it.');
    for (const { reject } of typed.splice(0)) reject(lost);
  };
  const disconnect = (): void => {
    if (status.type === 'ended') return;
    end('cancelled');
    void client.disconnect();
  };

  const take = (text: string): void => {
    const exact = typed.findIndex((one) => one.text.trim() === text.trim());
    typed.splice(Math.max(0, exact), 1)[0]?.resolve();
  };
  const tell = (): void => {
    clearTimeout(timer);
    const { transcript, assistant } = store.getState();
    const {
      items: told,
      taken,
      wait,
    } = turns.next(transcript, {
      typed: typed.length > 0,
      sounding: assistant === 'speaking',
      now: Date.now(),
    });
    for (const item of told) for (const callback of [...items]) callback(item);
    if (taken !== null) take(taken);
    // Whoever sent a text writes it down first; what follows it comes in a task of its own.
    if (taken !== null || wait !== null) timer = setTimeout(tell, wait ?? 0);
  };
  const follow = (connection: Connection): void => {
    if (!connected) return;
    if (connection.status === 'connected') setStatus({ type: 'running' });
    else if (connection.status === 'reconnecting') setStatus({ type: 'starting' });
    else if (connection.status === 'failed') end('error', connection.error);
    else
      end(
        connection.status === 'closed' && !/^(user|page)$/.test(connection.reason)
          ? 'finished'
          : 'cancelled',
      );
  };
  const measure = (): void => {
    frame = requestAnimationFrame(measure);
    // As loud as it is heard, which is not as its samples count.
    const level = Math.sqrt(client.readLevel(mode === 'speaking' ? 'assistant' : 'user'));
    const next = Math.min(1, Math.round(level * 100) / 100);
    if (next === volume) return;
    volume = next;
    for (const callback of [...volumes]) callback(next);
  };

  const unfollow = store.follow(1000);
  const unsubscribe = store.subscribe(({ connection, assistant, muted, transcript }, before) => {
    if (muted !== before.muted) setStatus(status);
    const next = assistant === 'speaking' ? 'speaking' : 'listening';
    if (next !== mode) {
      mode = next;
      for (const callback of [...modes]) callback(mode);
    }
    if (transcript !== before.transcript || assistant !== before.assistant) tell();
    if (connection !== before.connection) follow(connection);
  });
  const stop = (): void => {
    signal?.removeEventListener('abort', disconnect);
    cancelAnimationFrame(frame);
    unsubscribe();
    unfollow();
    clearTimeout(timer);
  };

  if (signal?.aborted) end('cancelled');
  else {
    signal?.addEventListener('abort', disconnect);
    frame = requestAnimationFrame(measure);
    // What a call before this one comes to is none of its business: this one is told by its own promise until it is connected.
    client.connect().then(
      () => {
        connected = true;
        follow(client.state.connection);
      },
      (error: unknown) => {
        const left = client.state.connection.status !== 'failed';
        end(left ? 'cancelled' : 'error', left ? undefined : error);
      },
    );
  }

  return {
    get status() {
      return status;
    },
    get isMuted() {
      return client.state.muted;
    },
    get sendText() {
      return status.type === 'ended' ? undefined : sendText;
    },
    disconnect,
    mute: () => client.setMuted(true),
    unmute: () => client.setMuted(false),
    onStatusChange: (callback) => add(statuses, callback),
    onTranscript: (callback) => add(items, callback),
    onModeChange: (callback) => add(modes, callback),
    onVolumeChange: (callback) => add(volumes, callback),
  };

  function sendText(text: string): Promise<void> {
    return new Promise((resolve, reject) => {
      client.sendText(text);
      typed.push({ text, resolve, reject });
    });
  }
}

function add<Callback>(callbacks: Set<Callback>, callback: Callback): () => void {
  callbacks.add(callback);
  return () => void callbacks.delete(callback);
}
