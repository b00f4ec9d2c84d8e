import type { IncomingMessage, ServerResponse } from 'node:http';
import type { WebSocket } from 'ws';
import { BenchServer } from '../../voice/server/bench-server.ts';
import type { WallClock } from '../../voice/wall-clock.ts';
import type { Assistant } from './assistant.ts';
import { EviAssistant } from './evi-assistant.ts';
import { OpenAIAssistant } from './openai-assistant.ts';

/** Besides the page: OpenAI Realtime at its own path, EVI at every other, and the route that gives out secrets. */
export class RealtimeServer extends BenchServer {
  /** Whether each client is greeted as soon as it is ready. */
  greets = false;
  readonly #assistants: Assistant[] = [];

  /** The service's end of the next conversation. */
  nextAssistant(): Promise<Assistant> {
    return this.next(this.#assistants, 'conversation');
  }

  protected override welcome(socket: WebSocket, request: IncomingMessage, clock: WallClock): void {
    const { greets } = this;
    this.#assistants.push(
      request.url?.startsWith('/v1/realtime')
        ? new OpenAIAssistant(socket, request, clock, greets)
        : new EviAssistant(socket, clock, greets),
    );
  }

  protected override async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url !== '/token') return super.take(request, response);
    const url = `ws://${request.headers.host ?? ''}/v1/realtime?model=gpt-realtime`;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ token: 'ek_bench', url }));
  }
}
