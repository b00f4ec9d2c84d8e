import { Emitter } from '../base/emitter.ts';
import type { SelectedDevices } from '../devices/sound-event.ts';
import type { Connection } from './connection.ts';
import type { VoiceEvent, VoiceEventOf } from './events.ts';
import { reduceState } from './state.ts';
import type { ClientState } from './state.ts';

type EventMap = { [Type in VoiceEvent['type']]: [event: VoiceEventOf<Type>] } & {
  batch: [events: readonly VoiceEvent[], state: ClientState];
};

/** The client's state, and whoever follows it. An event changes the state at once, and is told with all others of its task. */
export class StateEmitter extends Emitter<EventMap> {
  state: ClientState;
  #batch: VoiceEvent[] = [];

  constructor(state: ClientState) {
    super();
    this.state = state;
  }

  /** An event that carries a part of the state is told when that part changes. */
  add(event: VoiceEvent): void {
    const state = reduceState(this.state, event);
    if (state === this.state) return;
    this.state = state ?? this.state;
    if (this.#batch.length === 0) void Promise.resolve().then(this.flush);
    this.#batch.push(event);
  }

  move(connection: Connection): void {
    this.add({ type: 'connection', connection });
  }

  /**
   * Nothing of a call is open any more.
   *
   * @param devices for the next one
   * @param then what its connection has come to; where it failed, a microphone that was refused is still of interest
   */
  endCall(devices: SelectedDevices, then: Connection): void {
    const { microphone } = this.state;
    this.add({ type: 'audio', audio: 'off' });
    this.add({ type: 'devices', devices });
    this.add({ type: 'assistant', assistant: 'idle' });
    this.add({ type: 'user', user: 'silent' });
    if (then.status !== 'failed' || (microphone !== 'denied' && microphone !== 'blocked'))
      this.add({ type: 'microphone', microphone: 'off' });
    this.move(then);
  }

  /** Tells now what is otherwise told at the end of the task. */
  readonly flush = (): void => {
    const batch = this.#batch;
    this.#batch = [];
    for (const event of batch) this.emit(event.type, ...([event] as [never]));
    if (batch.length > 0) this.emit('batch', batch, this.state);
  };
}
