import type { ReadableMessage, Undo, VoiceClient } from '@vivavoce/core';
import { attempt } from './attempt.ts';
import type { ToolContext, ToolSetting } from './voice-tool.ts';

/** What a dispatcher needs of a client. */
type Client = Pick<
  VoiceClient,
  'on' | 'state' | 'updateSession' | 'sendToolResponse' | 'sendToolError'
>;

/** A tool that is on the page. */
export interface MountedTool {
  readonly setting: ToolSetting;
  /** The result as text; rejects with what went wrong. */
  readonly perform: (written: string, context: ToolContext) => Promise<string>;
  readonly timeout: () => number;
  readonly onError: (error: unknown) => void;
}

/** In place of the time at which a conversation began. */
const beforeCall = 0;

type ToolCallMessage = Extract<ReadableMessage, { type: 'tool_call' }>;

interface Run {
  readonly name: string;
  /** Ends it with a failure, unless it has ended. */
  readonly fail: (error: Error) => void;
  /** Ends it without an answer: there is nobody to give it to. */
  readonly drop: () => void;
}

/**
 * The tools of one client's page: announces those that are mounted, and answers each call exactly once, by result, error,
 * time that ran out, or the tool's leaving.
 */
export class ToolDispatcher {
  readonly #client: Client;
  readonly #ownTools: () => readonly ToolSetting[];
  readonly #runs = new Set<Run>();
  readonly #seen = new Set<string>();
  #tools: readonly MountedTool[] = [];
  #since: number | null = null;
  #announced = '';
  #due = false;
  #leave: Undo[] = [];

  /** @param ownTools those the app itself has in its session settings */
  constructor(client: Client, ownTools: () => readonly ToolSetting[]) {
    this.#client = client;
    this.#ownTools = ownTools;
  }

  /** Where two have one name, the one that came last is called. */
  mount(tool: MountedTool): Undo {
    if (this.#tools.length === 0 && this.#leave.length === 0) this.#follow();
    this.#tools = [...this.#tools, tool];
    this.#settle();
    return () => {
      this.#tools = this.#tools.filter((other) => other !== tool);
      this.#settle();
    };
  }

  #follow(): void {
    this.#leave = [
      this.#client.on('connection', () => this.#onConnection()),
      this.#client.on('message', ({ message }) => {
        if (message.type === 'tool_call') this.#call(message);
      }),
    ];
    this.#onConnection();
  }

  /** Another conversation knows of no tools but the app's own, and has no calls. */
  #onConnection(): void {
    const { connection, unsupported } = this.#client.state;
    const { status } = connection;
    if (status === 'reconnecting') return;
    // A service that takes no settings later has the tools from the beginning.
    const early = status === 'connecting' && unsupported.includes('settings') ? beforeCall : null;
    const since = status === 'connected' ? connection.since : early;
    if (since === this.#since) return;
    const begun = this.#since === beforeCall && since !== null;
    this.#since = since;
    if (!begun) {
      this.#seen.clear();
      for (const run of this.#runs) run.drop();
      this.#announced = JSON.stringify(this.#ownTools());
    }
    this.#settle();
  }

  /** Once all that mounts and leaves in this task has done so: StrictMode and a new description are no leaving. */
  #settle(): void {
    if (this.#due) return;
    this.#due = true;
    void Promise.resolve().then(() => {
      this.#due = false;
      const names = new Set(this.#tools.map(({ setting }) => setting.name));
      for (const run of this.#runs)
        if (!names.has(run.name)) run.fail(new Error('The tool is not there any more.'));
      this.#announce();
      if (this.#tools.length === 0) {
        for (const leave of this.#leave) leave();
        this.#leave = [];
        this.#since = null;
      }
    });
  }

  #announce(): void {
    if (this.#since === null) return;
    const byName = new Map(
      [...this.#ownTools(), ...this.#tools.map(({ setting }) => setting)].map((setting) => [
        setting.name,
        setting,
      ]),
    );
    const tools = [...byName.values()];
    const text = JSON.stringify(tools);
    if (text === this.#announced) return;
    // The connection may be lost in this very moment, and then there is nobody to tell.
    attempt(() => {
      this.#client.updateSession({ tools });
      this.#announced = text;
    });
  }

  #call({ tool_call_id: callId, name, parameters, response_required }: ToolCallMessage): void {
    const tool = this.#tools.findLast(({ setting }) => setting.name === name);
    if (!tool || !response_required || this.#seen.has(callId)) return;
    this.#seen.add(callId);
    const abort = new AbortController();
    const end = (): boolean => {
      clearTimeout(timer);
      abort.abort();
      return this.#runs.delete(run);
    };
    const run: Run = {
      name,
      drop: () => void end(),
      fail: (error) => {
        if (!end()) return;
        const { fallback_content: fallback } = tool.setting;
        attempt(() =>
          this.#client.sendToolError({
            toolCallId: callId,
            error: error.message,
            content: fallback ?? undefined,
          }),
        );
        queueMicrotask(() => tool.onError(error));
      },
    };
    const timeout = tool.timeout();
    const timer = setTimeout(
      () => run.fail(new Error(`The tool did not answer within ${timeout} ms.`)),
      timeout,
    );
    this.#runs.add(run);
    tool.perform(parameters, { callId, signal: abort.signal }).then(
      (content) => {
        if (end()) attempt(() => this.#client.sendToolResponse({ toolCallId: callId, content }));
      },
      (error: unknown) => run.fail(error instanceof Error ? error : new Error(String(error))),
    );
  }
}
