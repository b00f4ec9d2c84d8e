import { VoiceError } from '@vivavoce/react';
import { warnAwayFromHome } from '@vivavoce/react/parts';
import type {
  Connection,
  ReadableMessage,
  VoiceClient,
  VoiceClientOptions,
  VoiceCommands,
  VoiceLabels,
} from '@vivavoce/react';
import { commands } from './commands.ts';
import { Conversation } from './conversation.tsx';
import type { VoiceElementTool } from './conversation.tsx';
import { dressPage, dressShadow } from './dress.ts';
import { labelsFor, watchLanguage } from './language.ts';
import { flag, reflect, text } from './reflect.ts';

/** The state of a conversation. */
export type VoiceElementState = VoiceClient['state'];

type ConnectionIn<Status extends Connection['status']> = Extract<Connection, { status: Status }>;

/** Events of every element that holds a conversation. None of them bubbles. */
export interface VoiceElementEventMap {
  /** A conversation has begun: once for each, not after a reconnect. */
  connect: CustomEvent<ConnectionIn<'connected'>>;
  /** It has ended, for a `reason` or with an `error`; also where it never began. */
  disconnect: CustomEvent<ConnectionIn<'closed' | 'failed'>>;
  /** A message of the server, as it came over the wire. */
  message: CustomEvent<ReadableMessage>;
  /** What went wrong, also what ended nothing. */
  error: CustomEvent<VoiceError>;
  /** The assistant calls a tool, also one of `tools`. Answer others with `sendToolResponse`. */
  toolcall: CustomEvent<Extract<ReadableMessage, { type: 'tool_call' }>>;
  /** The state of the conversation has changed. */
  statechange: CustomEvent<VoiceElementState>;
}

/** How an element's events are listened to. */
interface Listening<Events> {
  addEventListener<Type extends keyof Events>(
    type: Type,
    listener: (event: Events[Type]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  removeEventListener<Type extends keyof Events>(
    type: Type,
    listener: (event: Events[Type]) => void,
    options?: boolean | EventListenerOptions,
  ): void;
}

/** An element with all commands of the conversation as methods, and its events. */
export type VoiceElementBase<Events = VoiceElementEventMap> = Listening<Events> &
  HTMLElement &
  VoiceCommands;

// On a server there are no elements: the module can be imported there, and does nothing.
const Plain = globalThis.HTMLElement ?? class {};

const Base: new () => VoiceElementBase = class extends Plain {} as never;

for (const [name, when] of Object.entries(commands)) {
  Object.defineProperty(Base.prototype, name, {
    configurable: true,
    writable: true,
    value(this: VoiceElement, ...given: unknown[]): unknown {
      try {
        const client = clientFor(this, name) as unknown as Record<
          string,
          (...given: unknown[]) => unknown
        >;
        const result = client[name]?.(...given);
        // A failure is an event and in the state too: who ignores the promise must not have an unhandled rejection.
        if (result instanceof Promise) result.catch(() => undefined);
        return result;
      } catch (error) {
        if (when === 'at once') throw error;
        const failure = Promise.resolve().then(() => {
          throw error;
        });
        failure.catch(() => undefined);
        return failure;
      }
    },
  });
}

/** @throws VoiceError `usage` where there is none, and nothing to begin one in */
function clientFor(element: VoiceElement, command: string): VoiceClient {
  const { client } = element;
  if (!client)
    throw VoiceError.usage(
      `Failed to ${command}: because no element with a conversation has the id "${element.for}". Did you set \`for\` to the id of a viva-voice element?`,
    );
  if (!element.isConnected && (command === 'connect' || command === 'prepare'))
    throw VoiceError.usage(
      `Failed to ${command}: because the element is not in the document. Did you append it?`,
    );
  return client;
}

/** The elements that are in a document. */
const here = new Set<VoiceElement>();

/**
 * What the elements have in common. One without `for` holds a conversation of its own; others show the one of the element whose id they
 * name. Removing the element that holds it hangs up, at the end of the task, so that one may be moved.
 */
export abstract class VoiceElement extends Base {
  static observedAttributes: string[] = ['id', 'lang'];
  static settable: readonly string[] = ['credentials', 'service', 'options', 'tools', 'labels'];

  /** Address of the EVI server, `http(s)` or `ws(s)`, or a path on the page's own server. Default: `ws://127.0.0.1:8788`. */
  declare url: string | null;
  /** Id of the EVI configuration. Default: the server's own. */
  declare configId: string | null;
  /** Voice that overrides the configuration's. */
  declare voiceId: string | null;
  /** Chat Group to resume. Default: a new one. */
  declare resumedChatGroupId: string | null;
  /** Whether a conversation begins muted. Default: false. */
  declare muted: boolean;
  /** Whether the microphone is silent except while the user holds to talk. Default: false. */
  declare pushToTalk: boolean;
  /**
   * The folder in which the page's server has this package's `assets`, for a Content-Security-Policy without `blob:`. Default: scripts
   * from inside the package.
   */
  declare assets: string | null;
  /** Id of the element whose conversation this one shows. Default: one of its own. */
  declare for: string | null;

  static {
    reflect(this, {
      url: text,
      configId: text,
      voiceId: text,
      resumedChatGroupId: text,
      muted: flag,
      pushToTalk: flag,
      assets: text,
      for: text,
    });
  }

  readonly #place: HTMLElement;
  readonly #given: Record<string, unknown> = {};
  #own: Conversation | undefined;
  /** The conversation that is shown at present. */
  #seen: Conversation | undefined;
  /** What was wrong with its options last. */
  #refused = '';
  #warned = false;
  readonly #children = new MutationObserver(() => VoiceElement.updateAll());

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    dressShadow(root);
    this.#place = this.ownerDocument.createElement('div');
    this.#place.className = 'vv-host';
    // A `title` of the element names the panel: it is no tooltip of all that stands in it.
    this.#place.title = '';
    root.append(this.#place);
    // What was set before the element was defined hides the properties of its class.
    const { settable } = this.constructor as typeof VoiceElement;
    for (const name of settable) {
      if (!Object.hasOwn(this, name)) continue;
      const own = this as unknown as Record<string, unknown>;
      const value = own[name];
      delete own[name];
      own[name] = value;
    }
  }

  /** Asked for an access token at each attempt to connect: `async () => ({ accessToken })`. Default: none. */
  get credentials(): VoiceClientOptions['credentials'] {
    return this.#given['credentials'] as VoiceClientOptions['credentials'];
  }
  set credentials(credentials: VoiceClientOptions['credentials'] | null) {
    this.#give('credentials', credentials);
  }

  /** Another service than EVI, made by `@vivavoce/realtime`. Default: EVI. */
  get service(): VoiceClientOptions['service'] {
    return this.#given['service'] as VoiceClientOptions['service'];
  }
  set service(service: VoiceClientOptions['service'] | null) {
    this.#give('service', service);
  }

  /** All other options of the client; an attribute or property of the same name goes before. Default: none. */
  get options(): VoiceClientOptions | undefined {
    return this.#given['options'] as VoiceClientOptions | undefined;
  }
  set options(options: VoiceClientOptions | null | undefined) {
    this.#give('options', options);
  }

  /** Functions that the assistant may call. Default: none. */
  get tools(): readonly VoiceElementTool[] {
    return (this.#given['tools'] as readonly VoiceElementTool[] | undefined) ?? [];
  }
  set tools(tools: readonly VoiceElementTool[] | null | undefined) {
    this.#give('tools', tools);
  }

  /** All texts. Default: English, and German where the nearest `lang` is German. */
  get labels(): VoiceLabels | undefined {
    return this.#given['labels'] as VoiceLabels | undefined;
  }
  set labels(labels: VoiceLabels | null | undefined) {
    this.#give('labels', labels);
  }

  /** The conversation's client; null where `for` names no element that has one. */
  get client(): VoiceClient | null {
    return this.#conversation()?.client ?? null;
  }

  /** The state of the conversation, another object whenever it changes; null without one. */
  get state(): VoiceElementState | null {
    return this.client?.state ?? null;
  }

  connectedCallback(): void {
    here.add(this);
    dressPage(this);
    watchLanguage(this.ownerDocument, () => VoiceElement.updateAll());
    // A parser puts children in after it, and apps at any time.
    this.#children.observe(this, {
      childList: true,
      attributes: true,
      attributeFilter: ['slot'],
      subtree: true,
    });
    VoiceElement.updateAll();
  }

  disconnectedCallback(): void {
    // Moving it takes it out of the document and puts it in again, some frameworks a little later.
    setTimeout(() => {
      if (this.isConnected || !here.delete(this)) return;
      this.#children.disconnect();
      this.#look(undefined);
      void this.#own?.client.disconnect();
      VoiceElement.updateAll();
    });
  }

  /** `moveBefore()` never takes it out. */
  connectedMoveCallback(): void {
    VoiceElement.updateAll();
  }

  adoptedCallback(): void {
    if (this.shadowRoot) dressShadow(this.shadowRoot);
  }

  attributeChangedCallback(name: string, before: string | null, now: string | null): void {
    if (before === now) return;
    try {
      this.#configure();
    } catch (error) {
      this.#refuse(error);
    }
    // It shows another's from now on.
    if (name === 'for' && now) void this.#own?.client.disconnect();
    // Others may name it, or no longer do.
    if (name === 'id' || name === 'for') VoiceElement.updateAll();
    else this.#updateSafely();
  }

  /** What is shown of the conversation: React's, of which the types of this package say nothing. */
  protected abstract content(): unknown;

  /** Tells of something. */
  protected tell(type: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  /** The content of a slot, or the text of an attribute; undefined without either. */
  protected has(slot: string): boolean {
    return [...this.children].some((child) => child.slot === slot);
  }

  #give(name: string, value: unknown): void {
    const before = this.#given[name];
    this.#given[name] = value ?? undefined;
    try {
      this.#configure();
    } catch (error) {
      this.#given[name] = before;
      throw error;
    }
    this.#update();
  }

  #conversation(): Conversation | undefined {
    const holder = this.#holder();
    return holder && (holder.#own ??= holder.#begin());
  }

  /** The element that holds the conversation: this one, or where `for` leads. */
  #holder(passed: readonly VoiceElement[] = []): VoiceElement | undefined {
    if (!this.for) return this;
    // In a circle nobody has one.
    if (passed.includes(this)) return undefined;
    const root = this.getRootNode() as Partial<Document | ShadowRoot>;
    const found = root.getElementById?.(this.for) ?? this.ownerDocument.getElementById(this.for);
    return found instanceof VoiceElement ? found.#holder([...passed, this]) : undefined;
  }

  #begin(): Conversation {
    const conversation = new Conversation();
    const { client } = conversation;
    client.setOptions(this.#options());
    let { status } = client.state.connection;
    client.on('connection', ({ connection }) => {
      const before = status;
      ({ status } = connection);
      if (status === 'connecting') this.#warn();
      if (status === 'connected' && before === 'connecting') this.tell('connect', connection);
      if (status === 'closed' || status === 'failed') this.tell('disconnect', connection);
    });
    client.on('message', ({ message }) => {
      this.tell('message', message);
      if (message.type === 'tool_call') this.tell('toolcall', message);
    });
    client.on('error', ({ error }) => this.tell('error', error));
    client.subscribe((_, state) => this.tell('statechange', state));
    return conversation;
  }

  /** Once, where the call goes to the default address and hardly is meant to. */
  #warn(): void {
    const { url, service } = this.#options();
    if (this.#warned || url || service) return;
    this.#warned = true;
    warnAwayFromHome(`<${this.localName}>`);
  }

  #options(): VoiceClientOptions {
    const { assets } = this;
    const folder = assets && new URL(assets.replace(/\/?$/, '/'), this.ownerDocument.baseURI).href;
    const named: Record<string, unknown> = {
      url: this.url,
      configId: this.configId,
      voiceId: this.voiceId,
      resumedChatGroupId: this.resumedChatGroupId,
      muted: this.hasAttribute('muted') ? this.muted : null,
      pushToTalk: this.hasAttribute('push-to-talk') ? this.pushToTalk : null,
      credentials: this.credentials,
      service: this.service,
      assets: folder && {
        captureProcessor: `${folder}capture-processor.js`,
        playbackProcessor: `${folder}playback-processor.js`,
        voiceWorker: `${folder}voice-worker.js`,
      },
    };
    const given = Object.entries(named).filter(([, value]) => value != null && value !== '');
    return { ...this.options, ...(Object.fromEntries(given) as VoiceClientOptions) };
  }

  /** @throws VoiceError `usage` for options no conversation could be held with */
  #configure(): void {
    this.#own?.client.setOptions(this.#options());
    this.#refused = '';
  }

  /** Of what the page says in its markup nothing is thrown: others have to be shown all the same. */
  #updateSafely(): void {
    try {
      this.#update();
    } catch (error) {
      this.#refuse(error);
    }
  }

  /** Tells once of options that no conversation can be held with. */
  #refuse(error: unknown): void {
    const refused = error instanceof VoiceError ? error : new VoiceError('usage', String(error));
    if (this.#refused === refused.message) return;
    this.#refused = refused.message;
    this.tell('error', refused);
  }

  /** Shows what there is to show, if it is in a document. */
  #update(): void {
    if (!here.has(this)) return;
    const labels = this.labels ?? labelsFor(this);
    this.#place.lang = labels.locale;
    const conversation = this.#conversation();
    if (conversation && conversation === this.#own) {
      conversation.configure({
        labels,
        tools: this.tools,
        session: this.options?.session,
        onError: (error) => this.tell('error', error),
      });
    }
    this.#look(conversation);
  }

  #look(conversation: Conversation | undefined): void {
    if (this.#seen !== conversation) this.#seen?.hide(this.#place);
    this.#seen = conversation;
    conversation?.show(this.#place, this.content());
  }

  /** @internal */
  static updateAll(): void {
    for (const element of [...here]) element.#updateSafely();
  }
}
