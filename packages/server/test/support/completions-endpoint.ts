import { once } from 'node:events';
import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What an endpoint was asked. */
export interface Asked {
  path: string | undefined;
  authorization: string | undefined;
  body: {
    model: string;
    stream: boolean;
    temperature?: number;
    tools?: { function: { name: string; parameters: unknown } }[];
    tool_choice?: string;
    messages: Record<string, unknown>[];
  };
}

/** How one question is answered. */
export type Answer = (response: ServerResponse) => void;

/** A chat completions API on this machine that gives the answers it was given, in their order. */
export async function completionsEndpoint(...answers: Answer[]): Promise<{
  url: string;
  asked: Asked[];
  /** Resolves with the first answer that the client broke off. */
  brokenOff: Promise<void>;
  close: () => Promise<void>;
}> {
  const asked: Asked[] = [];
  let breakOff: () => void = () => undefined;
  const brokenOff = new Promise<void>((resolve) => (breakOff = resolve));
  const http = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (piece: string) => (text += piece));
    request.on('end', () => {
      asked.push({
        path: request.url,
        authorization: request.headers.authorization,
        body: JSON.parse(text) as Asked['body'],
      });
      (answers.shift() ?? failing(500))(response);
    });
    response.on('close', () => {
      if (!response.writableFinished) breakOff();
    });
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  return {
    url: `http://127.0.0.1:${String((http.address() as AddressInfo).port)}/v1`,
    asked,
    brokenOff,
    async close() {
      http.closeAllConnections();
      http.close();
      await once(http, 'close');
    },
  };
}

/** Answers with raw text in an event stream, and leaves it open or ends it. */
export function streaming(text: string, ends = true): Answer {
  return (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    // Cut where it hurts: inside lines and characters.
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; at += 7) response.write(bytes.subarray(at, at + 7));
    if (ends) response.end();
  };
}

/** One chunk of an answer. */
export function chunk(delta: object, finish: string | null = null): string {
  return `data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
}

/** Answers in words. */
export function saying(...pieces: string[]): Answer {
  const chunks = pieces.map((content) => chunk({ content }));
  return streaming(`${chunks.join('')}${chunk({}, 'stop')}data: [DONE]\n\n`);
}

/** Answers with a call of a tool, its arguments in two pieces. */
export function calling(name: string, parameters: string, before = ''): Answer {
  const half = Math.ceil(parameters.length / 2);
  const piece = (index: number, rest: object) => ({ tool_calls: [{ index, ...rest }] });
  return streaming(
    (before === '' ? '' : chunk({ content: before })) +
      chunk(piece(0, { id: 'call_1', function: { name, arguments: '' } })) +
      chunk(piece(0, { function: { arguments: parameters.slice(0, half) } })) +
      chunk(piece(0, { function: { arguments: parameters.slice(half) } })) +
      chunk({}, 'tool_calls') +
      'data: [DONE]\n\n',
  );
}

/** Answers with a status, and JSON that is no stream. */
export function failing(status: number): Answer {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end('{"error":{"message":"the-secret is wrong"}}');
  };
}
