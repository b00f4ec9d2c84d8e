import { Experimental_AbstractRealtimeSession as RealtimeSession } from 'ai';
import type { Experimental_RealtimeState as RealtimeState, UIMessage } from 'ai';
import { fakeAudio } from '../../src/fake-audio.ts';

/** The AI SDK's own realtime session, without its React. */
export class AISession extends RealtimeSession {
  get now(): RealtimeState {
    return this.state;
  }

  /** Words of each message. */
  get texts(): string[] {
    return this.state.messages.map(({ parts }: UIMessage) =>
      parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join(''),
    );
  }

  protected setState<Key extends keyof RealtimeState>(key: Key, value: RealtimeState[Key]): void {
    this.state = { ...this.state, [key]: value };
  }
}

/** A sound system as far as that session uses one: it plays by buffers. */
export function audioByBuffers(): { undo(): void } {
  const audio = fakeAudio();
  Object.assign(AudioContext.prototype, {
    createBuffer: (_: number, length: number, rate: number) => ({
      duration: length / rate,
      getChannelData: () => new Float32Array(length),
    }),
    createBufferSource: () => ({ connect() {}, start() {}, stop() {}, disconnect() {} }),
  });
  return audio;
}
