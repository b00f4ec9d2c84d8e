import type { ClientMessage } from '@vivavoce/evi';
import type { Undo } from '../base/emitter.ts';
import { given } from '../base/given.ts';
import type { VoiceError } from '../base/voice-error.ts';
import { setSink } from '../devices/audio-context.ts';
import { toDeviceList, watchDevices } from '../devices/device-list.ts';
import type { DeviceList } from '../devices/device-list.ts';
import type { MicrophoneState } from '../devices/microphone.ts';
import { Mute } from '../devices/mute.ts';
import { onMicrophoneAllowed } from '../devices/permission.ts';
import { selectedIn } from '../devices/sound-event.ts';
import type { SelectedDevices } from '../devices/sound-event.ts';
import { Call } from './call.ts';
import type { ConnectOptions, ToolError, ToolResponse, VoiceCommands } from './commands.ts';
import { isOver } from './connection.ts';
import type { Connection } from './connection.ts';
import type { VoiceEvent, VoiceEventOf } from './events.ts';
import type { VoiceMetrics } from './metrics.ts';
import { PreparedWorker } from './prepared-worker.ts';
import { checkVolume, nextOptions, resolveOptions } from './options.ts';
import type {
  ResolvedOptions,
  SessionOptions,
  VoiceClientOptions,
  VoiceFeature,
} from './options.ts';
import { sendMessage, sendRawCommand } from './send-message.ts';
import { initialState, unsupportedBy } from './state.ts';
import type { ClientState, Role } from './state.ts';
import { StateEmitter } from './state-emitter.ts';

/** A microphone that can be asked for again. */
const refused: readonly MicrophoneState[] = ['denied', 'blocked', 'lost'];

/**
 * A spoken conversation with an EVI server: commands in, events and state out. It opens nothing until `connect()` and
 * leaves nothing open after `disconnect()`. One client holds one conversation at a time, any number after each other.
 *
 * @example
 * ```ts
 * const client = new VoiceClient({ url: 'ws://127.0.0.1:8788' });
 * client.on('message', ({ message }) => console.log(message.type));
 * button.onclick = () => client.connect();
 * ```
 */
export class VoiceClient implements VoiceCommands {
  readonly #events: StateEmitter;
  /** For the next call. */
  #options: ResolvedOptions;
  #call: Call | null = null;
  readonly #prepared: PreparedWorker = new PreparedWorker();
  #connecting: Promise<void> = Promise.resolve();
  #closing: Promise<void> = Promise.resolve();

  /** @throws VoiceError `usage` for options no conversation could be held with */
  constructor(options: VoiceClientOptions = {}) {
    this.#options = resolveOptions(options);
    this.#events = new StateEmitter(initialState(this.#options));
    let stopWaiting: Undo | undefined;
    this.on('microphone', ({ microphone }) => {
      stopWaiting?.();
      stopWaiting =
        microphone === 'denied' ? onMicrophoneAllowed(() => this.#allowed()) : undefined;
    });
  }

  /** The current state: a new object whenever something in it has changed, the same one otherwise. */
  get state(): ClientState {
    return this.#events.state;
  }

  /** Calls `listener` for each event of that type, until the returned function is called. */
  on<Type extends VoiceEvent['type']>(
    type: Type,
    listener: (event: VoiceEventOf<Type>) => void,
  ): Undo {
    return this.#events.on(type, listener as (event: VoiceEvent) => void);
  }

  /**
   * Calls `listener` with the events of one task, in order, and the state after them, until the returned function is called. Events
   * that come while the page is busy arrive together.
   */
  subscribe(listener: (events: readonly VoiceEvent[], state: ClientState) => void): Undo {
    return this.#events.on('batch', listener);
  }

  /**
   * Options for the next `connect()`; the conversation under way keeps its own. A mute, a volume or a device that was set
   * by a command stays unless the options name another.
   *
   * @throws VoiceError `usage`
   */
  setOptions(options: VoiceClientOptions): void {
    this.#options = nextOptions(this.#options, options);
    if (this.#call) return;
    this.#events.add({ type: 'devices', devices: selectedIn(this.#options) });
    this.#tellMuted();
    this.#tellService();
  }

  /**
   * The level of the user or the assistant at this moment: root mean square, 0 to 1. Made to be read in animation frames.
   *
   * @param evenMuted of a muted user, too, of whom nothing is sent. Default: false, which is 0 then.
   */
  readLevel(role: Role, evenMuted?: boolean): number {
    return this.#call?.sound?.meter(role, evenMuted)?.level ?? 0;
  }

  /**
   * The spectrum of the user or the assistant at this moment. Made to be read in animation frames.
   *
   * @param bands 24 strengths, 0 to 1, in Bark bands from low to high: written
   */
  readSpectrum(role: Role, bands: Float32Array): void {
    const meter = this.#call?.sound?.meter(role);
    if (meter) meter.read(bands);
    else bands.fill(0);
  }

  /** Measurements of the conversation so far; null where there is none. Each exchange is a `turn-metrics` event too. */
  readMetrics(): Promise<VoiceMetrics | null> {
    return this.#call?.session.readMetrics() ?? Promise.resolve(null);
  }

  connect(how?: ConnectOptions): Promise<void> {
    if (this.#call) {
      const { connection, microphone } = this.state;
      if (connection.status === 'connected' && refused.includes(microphone)) {
        return this.setMicrophone(this.#options.microphoneId);
      }
      if (connection.status !== 'reconnecting') return this.#connecting;
      return this.#call.retryNow();
    }
    const typed = how?.microphone === false;
    const call: Call = new Call(
      { ...this.#options, typed },
      {
        tell: (event) => {
          // What an earlier call began may come to its end at any time.
          if (this.#call !== call) return;
          if (event.type === 'devices') this.#keepDevices(event.devices);
          else if (event.type === 'connection' && isOver(event.connection)) {
            this.#leave(event.connection);
          } else {
            this.#events.add(event);
            if (event.type === 'microphone') this.#tellMuted();
          }
        },
        flush: this.#events.flush,
      },
    );
    this.#call = call;
    // What was refused before is not asked for.
    if (typed) this.#events.add({ type: 'microphone', microphone: 'off' });
    this.#applyVolume();
    this.#tellMuted();
    this.#tellService();
    this.#events.move({ status: 'connecting' });
    const worker = this.#prepared.take(this.#options);
    this.#connecting = call.connect(this.#closing, worker).catch(async (error: VoiceError) => {
      await this.#closing;
      throw error;
    });
    return this.#connecting;
  }

  async prepare(): Promise<void> {
    if (!this.#call) await this.#prepared.prepare(this.#options);
  }

  disconnect(): Promise<void> {
    this.#prepared.drop(false);
    if (!this.#call) this.#events.add({ type: 'microphone', microphone: 'off' });
    this.#leave({ status: 'closed', reason: 'user' });
    return this.#closing;
  }

  setMuted(muted: boolean): void {
    this.#options = { ...this.#options, muted };
    this.#call?.setMuted(muted);
    this.#tellMuted();
  }

  toggleMuted(): void {
    this.setMuted(!this.#mute.muted);
  }

  async setMicrophone(deviceId: string | null): Promise<void> {
    const id = deviceId || null;
    const call = this.#call;
    if (call?.sound) await call.attempt(call.sound.setMicrophone(id));
    else this.#keepDevices({ ...selectedIn(this.#options), microphoneId: id });
  }

  async setSpeaker(deviceId: string | null): Promise<void> {
    const id = deviceId || null;
    const call = this.#call;
    if (call?.sound) await call.attempt(call.sound.setSpeaker(id));
    else {
      await setSink(null, id).catch((error: VoiceError) => {
        this.#events.add({ type: 'error', error });
        throw error;
      });
      this.#keepDevices({ ...selectedIn(this.#options), speakerId: id });
    }
  }

  startTalking(): void {
    this.#call?.setTalking(true);
    this.#tellMuted();
  }

  stopTalking(): void {
    this.#call?.setTalking(false);
    this.#tellMuted();
  }

  async resumeAudio(): Promise<void> {
    await this.#call?.sound?.resume();
  }

  /**
   * Calls `listener` with the connected devices: soon, whenever they change, and once their labels can be read because the microphone
   * was allowed.
   */
  watchDevices(listener: (devices: DeviceList) => void): Undo {
    return watchDevices(
      (all) => listener(toDeviceList(all)),
      (update) => this.on('devices', update),
    );
  }

  setVolume(volume: number): void {
    this.#options = { ...this.#options, volume: checkVolume(volume) };
    this.#applyVolume();
  }

  setSpeakerMuted(muted: boolean): void {
    this.#events.add({ type: 'speaker-muted', speakerMuted: muted });
    this.#applyVolume();
  }

  interrupt(): void {
    this.#call?.session.post({ type: 'interrupt' });
  }

  sendRaw(command: Readonly<Record<string, unknown>>): Promise<void> {
    return new Promise((resolve) => resolve(sendRawCommand(this.#call, this.state, command)));
  }

  updateSession(settings: SessionOptions): void {
    const some = given(settings);
    if (!this.#call?.prepare(some)) this.#send({ ...some, type: 'session_settings' });
  }

  // One message to the server each.
  readonly sendText = (text: string): void => this.#send({ type: 'user_input', text });
  readonly say = (text: string): void => this.#send({ type: 'assistant_input', text }, 'say');
  readonly pauseAssistant = (): void => this.#send({ type: 'pause_assistant_message' }, 'pause');
  readonly resumeAssistant = (): void => this.#send({ type: 'resume_assistant_message' }, 'pause');
  readonly sendToolResponse = ({ toolCallId, content }: ToolResponse): void =>
    this.#send({ type: 'tool_response', tool_call_id: toolCallId, content });
  readonly sendToolError = ({ toolCallId, ...failure }: ToolError): void =>
    this.#send({ ...given(failure), type: 'tool_error', tool_call_id: toolCallId });

  /** A call keeps the options it began with. */
  get #mute(): Mute {
    return this.#call?.mute ?? new Mute(this.#options);
  }

  /** What one conversation uses is for the next as well. */
  #keepDevices(devices: SelectedDevices): void {
    const { microphoneId, speakerId } = devices;
    this.#options = { ...this.#options, microphoneId, speakerId };
    this.#events.add({ type: 'devices', devices });
  }

  #tellMuted(): void {
    this.#events.add({ type: 'muted', muted: this.#mute.shown(this.state.microphone) });
  }

  #applyVolume(): void {
    const { volume } = this.#options;
    this.#events.add({ type: 'volume', volume });
    this.#call?.setVolume(this.state.speakerMuted ? 0 : volume);
  }

  #send(message: ClientMessage, feature?: VoiceFeature): void {
    sendMessage(this.#call, this.state, message, feature);
  }

  /** A call keeps the service it began with. */
  #tellService(): void {
    this.#events.add({ type: 'unsupported', unsupported: unsupportedBy(this.#options) });
  }

  /** Ends the call; `then` becomes the state when nothing of it is open any more. */
  #leave(then: Connection): void {
    const call = this.#call;
    if (!call) return;
    this.#call = null;
    this.#tellMuted();
    if (then.status === 'closed' && /^(user|page)$/.test(then.reason))
      this.#events.move({ status: 'closing' });
    const left = then.status === 'closed' && then.reason === 'page';
    this.#closing = call.end(left).then(() => {
      this.#events.endCall(selectedIn(this.#options), then);
      // Another call was begun while this one was closing.
      if (this.#call) this.#events.move({ status: 'connecting' });
    });
  }

  /** The person allows the microphone after all: a conversation takes it, and without one nothing is refused any more. */
  #allowed(): void {
    if (this.#call) this.setMicrophone(this.#options.microphoneId).catch(() => undefined);
    else this.#events.add({ type: 'microphone', microphone: 'off' });
  }
}
