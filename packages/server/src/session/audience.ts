/** Somebody who listens to a Chat beside its client. */
export interface ChatListener {
  send(text: string): void;
  /** The Chat is over, or is not to be listened to any more. */
  end(): void;
}

/** So many may listen to one Chat. */
const mostListeners = 10;
/** As many characters of a Chat are told to those who come later: as many as a conversation remembers. */
const mostPast = 500_000;

/**
 * Who listens to a conversation beside its client. Whoever joins is told what was said so far, but for its sound. Nothing is kept
 * of a conversation whose client allows no listeners.
 */
export class Audience {
  readonly #listeners = new Set<ChatListener>();
  #allowed = false;
  /** The last `chat_metadata`: which Chat it is. */
  #metadata: string | undefined;
  #past: string[] = [];
  #size = 0;

  /** Whether the client allows listeners. */
  get allowed(): boolean {
    return this.#allowed;
  }

  /** A client comes, or comes back over another line, and says whether it allows listeners. */
  allow(allowed: boolean): void {
    this.#allowed = allowed;
    if (!allowed) this.close();
  }

  /** The client is sent this: whoever listens is told it, too. */
  tell(text: string): void {
    if (!this.#allowed) return;
    const type = /^\{"type":"(\w+)"/.exec(text)?.[1];
    // It is between the Chat and the client that asked for it.
    if (type === 'dismissed') return;
    const told = type === 'session_settings' ? withoutExtensions(text) : text;
    for (const listener of this.#listeners) listener.send(told);
    if (type === 'chat_metadata') this.#metadata = told;
    else if (isHistory(type, told)) this.#keep(told);
  }

  /** Somebody wants to listen, and is told what was said so far. @returns false where as many listen as may. */
  join(listener: ChatListener): boolean {
    if (this.#listeners.size >= mostListeners) return false;
    for (const text of [this.#metadata ?? [], this.#past].flat()) listener.send(text);
    this.#listeners.add(listener);
    return true;
  }

  /** Somebody listens no more. */
  leave(listener: ChatListener): void {
    this.#listeners.delete(listener);
  }

  /** The conversation is over. */
  close(): void {
    this.#allowed = false;
    const listeners = [...this.#listeners];
    this.#listeners.clear();
    this.#past = [];
    this.#size = 0;
    for (const listener of listeners) listener.end();
  }

  #keep(text: string): void {
    this.#past.push(text);
    this.#size += text.length;
    while (this.#size > mostPast) this.#size -= this.#past.shift()?.length ?? 0;
  }
}

/** Settings as EVI has them: which extensions the server has is between it and the client, too. */
function withoutExtensions(text: string): string {
  if (!text.includes('"extensions"')) return text;
  const { extensions: _, ...settings } = JSON.parse(text) as { extensions?: unknown };
  return JSON.stringify(settings);
}

/** Sound would come late, provisional words were replaced, and errors were about what the client had just done. */
function isHistory(type: string | undefined, text: string): boolean {
  if (type === 'user_message') return !(JSON.parse(text) as { interim?: boolean }).interim;
  return type !== 'audio_output' && type !== 'error';
}
