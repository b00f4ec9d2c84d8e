import type { LiveClientMessage, LiveServerContent } from '@google/genai';
import { Inbox } from '../inbox.ts';
import { ScriptedSession } from '../line/scripted-session.ts';
import type { ScriptClock, ServiceLine } from '../line/service-line.ts';
import { VoiceActivity, bytesOfBase64 } from '../line/voice-activity.ts';
import type { LiveToken } from './auth-tokens.ts';
import { isObject, refused, refusedAnswer, unknownName } from './checks.ts';
import type { Refused } from './checks.ts';
import type { LiveFrame, LiveScript, TurnRequest } from './script.ts';
import { LiveTurn } from './turn.ts';
import type { Told } from './turn.ts';

/** One connection to a scripted Gemini Live. It hears, answers and refuses by itself; a script may do the rest. */
export class LiveSession extends ScriptedSession {
  /** The key or token that it came with. */
  readonly secret: string;
  /** Every message of the client so far, sound too. */
  readonly received: LiveFrame[] = [];
  /** Every message that was sent. */
  readonly sent: LiveFrame[] = [];
  /** Why messages of the client ended the session. */
  readonly refusals: Refused[] = [];
  /** Answers of functions that the model takes for failed calls, since they have no name. */
  readonly nameless: string[] = [];
  /** The handle that the client came with, where it had one. */
  handle: string | undefined;
  readonly #clock: ScriptClock;
  readonly #script: LiveScript;
  readonly #token: LiveToken | undefined;
  readonly #inbox: Inbox<LiveFrame>;
  #setup: NonNullable<LiveClientMessage['setup']> | undefined;
  #voice: { rate: number; activity: VoiceActivity } | undefined;
  #turn: LiveTurn | undefined;
  /** Calls without an answer; and those that were taken back. */
  readonly #calls = new Set<string>();
  readonly #answers: unknown[] = [];
  #turns = 0;
  #utterances = 0;
  #count = 0;
  #tokens = 0;
  #speaking = false;
  #begun = false;

  constructor(
    line: ServiceLine,
    {
      secret,
      token,
      script,
      clock,
      patience,
    }: {
      secret: string;
      token: LiveToken | undefined;
      script: LiveScript;
      clock: ScriptClock;
      patience: number;
    },
  ) {
    super(line);
    this.secret = secret;
    this.#token = token;
    this.#clock = clock;
    this.#script = script;
    this.#inbox = new Inbox('a message of the client', patience);
    line.onFrame((frame) => this.#read(frame));
  }

  /** What the session was set up with. */
  get setup(): LiveFrame {
    return { ...this.#setup };
  }

  /** Whether a turn of the model runs. */
  get answering(): boolean {
    return this.#turn !== undefined;
  }

  /** The client's next message that has this field. Rejects when none comes in time. */
  next(field: 'setup' | 'clientContent' | 'realtimeInput' | 'toolResponse'): Promise<LiveFrame> {
    return this.#inbox.next((frame) => field in frame, `a message of the client with ${field}`);
  }

  /** Any message at all. */
  send(frame: LiveFrame): void {
    if (this.over) return;
    this.sent.push(frame);
    const text = JSON.stringify(frame);
    this.line.send(this.#script.binary ? new TextEncoder().encode(text) : text);
  }

  /** Any frame at all, malformed ones too. */
  sendRaw(frame: string | Uint8Array): void {
    this.line.send(frame);
  }

  /** Says that the session ends soon. */
  goAway(timeLeft = '10s'): void {
    this.#tell({ goAway: { timeLeft } });
  }

  /** Takes calls back that were not answered. */
  cancelCalls(ids: readonly string[] = [...this.#calls]): void {
    for (const id of ids) this.#calls.delete(id);
    this.#tell({ toolCallCancellation: { ids: [...ids] } });
  }

  protected override stop(): void {
    this.#turn?.stop();
  }

  #read(frame: string | Uint8Array): void {
    if (this.over) return;
    let message: unknown;
    try {
      message = JSON.parse(typeof frame === 'string' ? frame : new TextDecoder().decode(frame));
    } catch {
      message = undefined;
    }
    if (!isObject(message)) {
      this.#refuse(refused('Invalid JSON payload received.'));
      return;
    }
    this.received.push(message);
    this.#inbox.add(message);
    const refusal = unknownName(message) ?? this.#obey(message, message);
    if (refusal) this.#refuse(refusal);
  }

  #obey(message: LiveClientMessage, raw: LiveFrame): Refused | undefined {
    const { setup, clientContent, realtimeInput, toolResponse } = message;
    if (Object.keys(raw).length !== 1)
      return refused('Expected one of setup, client_content, realtime_input, tool_response');
    if (!this.#setup !== (setup !== undefined)) {
      return refused('setup must be the first message and only the first');
    }
    if (setup) return this.#begin(setup);
    if (clientContent) return this.#takeContent(clientContent);
    if (realtimeInput) return this.#takeInput(realtimeInput);
    for (const [index, answer] of (toolResponse?.functionResponses ?? []).entries()) {
      const refusal = refusedAnswer(answer, index);
      if (refusal) return refusal;
      const { id = '', name } = answer;
      if (!this.#calls.delete(id)) continue;
      if (!name) this.nameless.push(id);
      this.#answers.push(answer);
      if (this.#calls.size > 0) continue;
      this.#turn = undefined;
      this.#answer('tools', JSON.stringify(this.#answers.splice(0)));
    }
    return undefined;
  }

  #begin(given: NonNullable<LiveClientMessage['setup']>): Refused | undefined {
    const setup: typeof given = this.#token?.fix({ ...given }) ?? given;
    const { model = '', sessionResumption: resumption, generationConfig } = setup;
    if (!model.startsWith('models/')) return refused('Request contains an invalid argument.');
    if (!this.#script.model(model.slice(7))) {
      return refused(
        `${model} is not found for API version v1beta, or is not supported for bidiGenerateContent.`,
        1008,
      );
    }
    const modalities = generationConfig?.responseModalities ?? ['AUDIO'];
    if (modalities.length !== 1) return refused('Request contains an invalid argument.');
    if (resumption && 'handle' in resumption) {
      const { handle } = resumption;
      if (typeof handle !== 'string' || !this.#script.knows(handle)) {
        return refused('BidiGenerateContent session not found', 1008);
      }
      this.handle = handle;
    }
    // To go on with a session is no other use of the token.
    if (this.#token && this.handle === undefined && !this.#token.spend())
      return refused('The token has expired, or was used before.', 1008);
    this.#setup = setup;
    this.#tell({ setupComplete: {} });
    this.#offerHandle();
    return undefined;
  }

  #takeContent({
    turns = [],
    turnComplete,
  }: NonNullable<LiveClientMessage['clientContent']>): Refused | undefined {
    if (this.#begun && !this.#script.contentInCall)
      return refused('Request contains an invalid argument.');
    for (const { role } of turns) {
      if (role !== 'user' && role !== 'model')
        return refused('Please use a valid role: user, model.');
    }
    if (turnComplete !== true) return undefined;
    this.#interrupt();
    const text =
      turns
        .at(-1)
        ?.parts?.map((part) => part.text ?? '')
        .join('') ?? '';
    this.#answer('text', text);
    return undefined;
  }

  #takeInput(input: NonNullable<LiveClientMessage['realtimeInput']>): Refused | undefined {
    const { mediaChunks, audio, text, activityStart, activityEnd, audioStreamEnd } = input;
    if (mediaChunks) {
      return refused(
        'realtime_input.media_chunks is deprecated. Use audio, video, or text instead.',
      );
    }
    const byHand = this.#setup?.realtimeInputConfig?.automaticActivityDetection?.disabled === true;
    if ((activityStart || activityEnd) && !byHand) {
      return refused(
        'Explicit activity control is not supported when automatic activity detection is enabled.',
      );
    }
    if ((activityStart && this.#speaking) || (activityEnd && !this.#speaking))
      return refused('Request contains an invalid argument.');
    if (audio) {
      const rate = Number(/^audio\/pcm;\s*rate=(\d+)$/.exec(audio.mimeType ?? '')?.[1] ?? 0);
      if (rate === 0) return refused('Request contains an invalid argument.');
      const bytes = bytesOfBase64(audio.data ?? '');
      if (!bytes)
        return refused(
          "Invalid value at 'realtime_input.audio.data' (TYPE_BYTES), Base64 decoding failed",
        );
      if (!byHand) this.#hear(bytes, rate);
    }
    if (activityStart) this.#started();
    if (activityEnd || (audioStreamEnd === true && this.#speaking)) this.#stopped();
    if (typeof text === 'string' && text !== '') {
      this.#interrupt();
      this.#answer('text', text);
    }
    return undefined;
  }

  #hear(bytes: Uint8Array, rate: number): void {
    if (this.#voice?.rate !== rate) {
      const { silenceDurationMs: silence = 500, prefixPaddingMs: prefix = 20 } =
        this.#setup?.realtimeInputConfig?.automaticActivityDetection ?? {};
      this.#voice = { rate, activity: new VoiceActivity(rate, { silence, prefix }) };
    }
    for (const { type } of this.#voice.activity.hear(bytes)) {
      if (type === 'started') this.#started();
      else this.#stopped();
    }
  }

  #started(): void {
    this.#speaking = true;
    if (String(this.#setup?.realtimeInputConfig?.activityHandling) !== 'NO_INTERRUPTION')
      this.#interrupt();
  }

  #stopped(): void {
    if (!this.#speaking) return;
    this.#speaking = false;
    this.#voice?.activity.reset();
    const words = this.#script.onSpeech((this.#utterances += 1));
    if (this.#setup?.inputAudioTranscription) {
      const pieces = words.match(/\s*\S+/g) ?? [];
      for (const [index, text] of pieces.entries()) {
        const last = index === pieces.length - 1;
        const finished = last && this.#script.finished ? { finished: true } : {};
        this.#tell({ serverContent: { inputTranscription: { text, ...finished } } });
      }
    }
    if (!this.#turn) this.#answer('speech', words);
  }

  /** The user speaks over the model, where it speaks or has called functions. */
  #interrupt(): void {
    if (!this.#turn) return;
    this.#turn.stop();
    this.#turn = undefined;
    if (this.#calls.size > 0) this.cancelCalls();
    this.#answers.length = 0;
    this.#tell({ serverContent: { interrupted: true } });
    this.#end({});
  }

  #answer(to: TurnRequest['to'], text: string): void {
    const { onTurn, pace, pieceDuration, together, playback } = this.#script;
    this.#begun = true;
    this.#turns += 1;
    const { outputAudioTranscription, generationConfig } = this.#setup ?? {};
    this.#turn?.stop();
    this.#turn = new LiveTurn(
      {
        clock: this.#clock,
        pace,
        pieceDuration,
        together,
        playback,
        transcribed: outputAudioTranscription !== undefined,
        spoken: String(generationConfig?.responseModalities ?? 'AUDIO') === 'AUDIO',
        nextCallId: () => `call-${(this.#count += 1)}`,
        tell: (message) => this.#tell(message),
        onCalls: (ids) => ids.forEach((id) => this.#calls.add(id)),
        onEnd: (marks) => {
          this.#turn = undefined;
          this.#end(marks);
        },
      },
      onTurn({ turn: this.#turns, to, text, setup: this.setup }),
    );
  }

  /** Of tokens it says how many there were in all. */
  #end(marks: LiveServerContent): void {
    this.#tokens += 50;
    this.#tell({
      serverContent: { ...marks, turnComplete: true },
      usageMetadata: {
        promptTokenCount: this.#tokens,
        responseTokenCount: this.#tokens / 2,
        totalTokenCount: this.#tokens * 1.5,
      },
    });
    this.#offerHandle();
  }

  #offerHandle(): void {
    if (!this.#setup?.sessionResumption) return;
    this.#tell({
      sessionResumptionUpdate: { newHandle: this.#script.newHandle(), resumable: true },
    });
  }

  #refuse(refusal: Refused): void {
    this.refusals.push(refusal);
    this.close(refusal.code, refusal.reason);
  }

  /** What is sent is of the types that the service's own client has for it. */
  #tell(message: Told): void {
    this.send({ ...message });
  }
}
