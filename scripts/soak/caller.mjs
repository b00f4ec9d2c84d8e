import { WebSocket } from 'ws';

/** A message of the server's. @typedef {{ type: string } & Record<string, any>} Message */

const patienceMs = 120_000;
const tools = [
  {
    type: 'function',
    name: 'get_weather',
    description: 'The weather in a city',
    parameters: JSON.stringify({
      type: 'object',
      properties: { city: { type: 'string' } },
      required: ['city'],
    }),
  },
];

/** One Chat, seen from a client. */
export class Call {
  /** @type {WebSocket} */
  #socket;
  /** @type {Record<string, number>} */
  #seen = {};
  /** @type {Message | undefined} */
  #last;
  /** @type {(() => void) | undefined} */
  #look;
  /** What went before, both ways, for whoever looks for a fault. @type {string[]} */
  #past = [];
  #closed = false;
  /** How it ended: close code and reason, or why it was never open. */
  #end = '';
  /** Bytes of sound that came. */
  heard = 0;
  /** Told of each WAV that comes. @type {((wav: Buffer) => void) | undefined} */
  onSound;

  /** @param {string} url as `ws://…` */
  constructor(url) {
    this.#socket = new WebSocket(url);
    this.#socket.on('message', (data) => this.#take(JSON.parse(String(data))));
    this.#socket.on('close', (code, reason) => {
      this.#closed = true;
      this.#end ||= `${code} ${String(reason)}`;
      this.#look?.();
    });
    this.#socket.on('error', ({ message }) => (this.#end = message));
  }

  /** @param {Message} message */
  #take(message) {
    const kind = message.type === 'user_message' && message.interim ? 'interim' : message.type;
    this.#seen[kind] = (this.#seen[kind] ?? 0) + 1;
    this.#last = message;
    this.#note(`< ${kind} ${message.message?.content ?? message.slug ?? ''}`);
    if (kind === 'audio_output') {
      const wav = Buffer.from(message.data, 'base64');
      this.heard += wav.length;
      this.onSound?.(wav);
    }
    this.#look?.();
  }

  /** How many messages of a kind have come. @param {string} kind */
  count(kind) {
    return this.#seen[kind] ?? 0;
  }

  /**
   * Waits until `count` messages of a kind have come; gives the one that made it true.
   * @param {string} kind
   * @param {number} [count]
   * @returns {Promise<Message | undefined>}
   */
  until(kind, count = 1) {
    return new Promise((settle, fail) => {
      const late = setTimeout(() => end(() => fail(this.#missing(kind))), patienceMs);
      const end = (/** @type {() => void} */ then) => {
        clearTimeout(late);
        this.#look = undefined;
        then();
      };
      this.#look = () => {
        if (this.count(kind) >= count) end(() => settle(this.#last));
        else if (this.#closed) end(() => fail(new Error(`closed before ${kind} (${this.#end})`)));
      };
      this.#look();
    });
  }

  /** @param {string} what */
  #note(what) {
    const said = what.trimEnd();
    // Of many pieces of sound one says enough.
    if (this.#past.at(-1)?.endsWith(said)) return;
    this.#past.push(`${(performance.now() / 1000).toFixed(1)} ${said}`);
    if (this.#past.length > 30) this.#past.shift();
  }

  /** @param {string} kind */
  #missing(kind) {
    const now = (performance.now() / 1000).toFixed(1);
    return new Error(`no ${kind} at ${now}; what went before:\n  ${this.#past.join('\n  ')}`);
  }

  /** @param {object | string} message a text is sent as it is */
  send(message) {
    if (typeof message === 'object') {
      const { type, text = '' } = /** @type {{ type?: string, text?: string }} */ (message);
      this.#note(`> ${type} ${text}`);
    }
    this.#socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  /** Speaks as a microphone does: a piece each 20 ms. @param {Int16Array} samples of 16 kHz */
  async speak(samples) {
    this.#note('> speech');
    const start = performance.now();
    for (let at = 0, piece = 1; at < samples.length; at += 320, piece++) {
      this.#socket.send(Buffer.from(samples.slice(at, at + 320).buffer));
      const due = start + piece * 20 - performance.now();
      if (due > 0) await new Promise((settle) => setTimeout(settle, due));
    }
    this.#note('> silence');
  }

  close() {
    this.#socket.close();
  }

  /** As a lost line does. */
  drop() {
    this.#socket.terminate();
  }
}

/** What a caller can do in a Chat. @type {Record<string, (call: Call, speech: Int16Array) => Promise<void>>} */
export const turns = {
  async typed(call) {
    const ends = call.count('assistant_end');
    call.send({ type: 'user_input', text: 'what is two plus two' });
    await call.until('assistant_end', ends + 1);
  },
  async spoken(call, speech) {
    const words = call.count('user_message');
    const ends = call.count('assistant_end');
    await call.speak(speech);
    await call.until('user_message', words + 1);
    await call.until('assistant_end', ends + 1);
  },
  async interrupted(call) {
    const [sounds, interruptions] = [call.count('audio_output'), call.count('user_interruption')];
    call.send({ type: 'user_input', text: 'tell me a story' });
    await call.until('audio_output', sounds + 1);
    const ends = call.count('assistant_end');
    call.send({ type: 'user_input', text: 'what time is it' });
    await call.until('user_interruption', interruptions + 1);
    await call.until('assistant_end', ends + 1);
  },
  async paused(call) {
    call.send({ type: 'pause_assistant_message' });
    call.send({ type: 'user_input', text: 'my name is ada' });
    const ends = call.count('assistant_end');
    call.send({ type: 'resume_assistant_message' });
    await call.until('assistant_end', ends + 1);
  },
  async tool(call) {
    call.send({ type: 'session_settings', tools });
    const [calls, ends] = [call.count('tool_call'), call.count('assistant_end')];
    call.send({ type: 'user_input', text: 'what is the weather in Paris' });
    const asked = await call.until('tool_call', calls + 1);
    call.send({ type: 'tool_response', tool_call_id: asked?.['tool_call_id'], content: 'sunny' });
    await call.until('assistant_end', ends + 1);
  },
  async nonsense(call) {
    const errors = call.count('error');
    call.send('{"type":');
    await call.until('error', errors + 1);
  },
};
