import type { WebSocketLike } from '@vivavoce/core/worker';
import type { ClientEvent, ServiceModel } from '../contract.ts';
import { forget } from '../forget.ts';

/** What goes to the service over one connection, in the order in which it was sent. */
export class Outgoing {
  readonly #model: ServiceModel;
  readonly #socket: WebSocketLike;
  /** Frames that are being made. */
  #making: Promise<unknown> | null = null;
  /** Events that may be refused, by their id. */
  readonly #sent = new Map<string, ClientEvent>();

  readonly #onFail: (error: unknown) => void;

  /** @param onFail told of what the model can't put into its own language: that is sent to nobody */
  constructor(model: ServiceModel, socket: WebSocketLike, onFail: (error: unknown) => void) {
    this.#model = model;
    this.#socket = socket;
    this.#onFail = onFail;
  }

  send(event: ClientEvent): void {
    if (event.eventId) this.#sent.set(event.eventId, event);
    forget(this.#sent);
    let frame: unknown;
    try {
      frame = this.#model.serializeClientEvent(event);
    } catch (error) {
      this.#onFail(error);
      return;
    }
    this.#queue(frame);
  }

  /** A command as it stands, behind what is being made. */
  sendRaw(command: unknown): void {
    this.#queue(command);
  }

  #queue(frame: unknown): void {
    if (!this.#making && !(frame instanceof Promise)) {
      this.post(frame);
      return;
    }
    const making: Promise<void> = (this.#making ?? Promise.resolve())
      .then(() => frame)
      .then((made) => this.post(made))
      .catch(this.#onFail)
      .then(() => {
        if (this.#making === making) this.#making = null;
      });
    this.#making = making;
  }

  /** A frame as it is; null for nothing. */
  post(frame: unknown): void {
    if (frame != null && this.#socket.readyState === 1) this.#socket.send(JSON.stringify(frame));
  }

  /** What was sent by that id. */
  find(eventId: string): ClientEvent | undefined {
    return this.#sent.get(eventId);
  }
}
