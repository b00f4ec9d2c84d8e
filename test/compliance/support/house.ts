import { createServer } from '../../../packages/server/src/index.ts';
import type {
  ReplyRequest,
  RunningServer,
  ServerOptions,
} from '../../../packages/server/src/index.ts';
import { createFliteSynthesiser } from '../../../packages/server/src/engines/synthesis/flite.ts';
import { TestClient } from '../../../packages/server/test/support/client.ts';
import {
  constantProsody,
  scriptedRecogniser,
  toneSynthesiser,
} from '../../../packages/server/test/support/engines.ts';
import { spoken } from '../../../packages/server/test/support/spoken.ts';
import { VirtualClock } from '../../../packages/server/test/support/virtual-clock.ts';

/** A server whose engines are predictable, and what its responder was asked. */
export interface House extends AsyncDisposable {
  readonly server: RunningServer;
  readonly asked: ReplyRequest[];
  /** Opens a Chat. */
  enter(query?: string): Promise<TestClient>;
}

/** Starts one. It hears the words given, in their order, and answers by number. */
export async function serve(options: ServerOptions = {}, hears: string[] = []): Promise<House> {
  const asked: ReplyRequest[] = [];
  const server = await createServer({
    port: 0,
    recogniser: scriptedRecogniser(...hears.map((text) => ({ kind: 'words' as const, text }))),
    synthesiser: toneSynthesiser(0.3),
    prosody: constantProsody(),
    responder: {
      name: 'numbers',
      reply: (request) => {
        asked.push(request);
        return [`Answer ${String(asked.length)}. `];
      },
    },
    ...options,
  }).listen();
  return {
    server,
    asked,
    enter: (query) => TestClient.open(server, query),
    [Symbol.asyncDispose]: () => server.close(),
  };
}

/** A house on a clock that stands, whose assistant plays a second for each sentence. */
export async function serveInTime(
  config: ServerOptions['config'] & object,
): Promise<House & { clock: VirtualClock }> {
  const clock = new VirtualClock();
  const house = await serve({ clock, config, synthesiser: toneSynthesiser(1) });
  return { ...house, clock };
}

/** Types, and waits for the end of the answer. */
export async function type(client: TestClient, text: string): Promise<void> {
  const ends = client.all('assistant_end').length;
  client.send({ type: 'user_input', text });
  await client.next('assistant_end', ends + 1);
}

/** What the assistant has said. */
export function said(client: TestClient): (string | undefined)[] {
  return client.all('assistant_message').map(({ message }) => message.content ?? undefined);
}

/** Waits until the server has taken all that was sent before. */
export async function taken(client: TestClient): Promise<void> {
  const echoes = client.all('tool_error').length;
  client.send({ type: 'tool_error', tool_call_id: 'mark', error: 'x' });
  await client.next('tool_error', echoes + 1);
}

/** A sentence of somebody's, with silence round it: 16 kHz. */
export async function utterance(text = 'Something is being said here.'): Promise<Int16Array> {
  const flite = createFliteSynthesiser();
  try {
    return (await spoken(flite, text)).samples;
  } finally {
    await flite.close();
  }
}
