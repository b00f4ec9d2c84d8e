import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { validateAddress, postPublicly } from '../../base/network/post-publicly.ts';
import { ServerError } from '../../base/server-error.ts';
import type { Ask } from './completion-request.ts';
import { customLanguageModel } from './custom-language-model.ts';
import type { ReplyRequest, Responder } from '../responder.ts';

/** The language models that a Config may name: those of the public internet, and those that whoever runs the server has opened. */
export class NamedLanguageModels {
  readonly #allowed: ReadonlySet<string>;

  /**
   * @param allowed - origins of other endpoints, as `http://127.0.0.1:8000`.
   * @throws ServerError `invalid-option`.
   */
  constructor(allowed: readonly string[]) {
    this.#allowed = new Set(allowed.map(readOrigin));
  }

  /** Why an address can't be one, as far as it can be told before; undefined when it can. */
  validateUrl(address: string): string | undefined {
    const allowPrivate = this.#allows(address);
    return validateAddress(address, { allowPrivate, allowedBy: '--allow-model' });
  }

  /**
   * Replies by the model at an address. All that is told of its failure is that it failed: an answer of one kind or another would tell
   * what is there.
   *
   * @throws ServerError `invalid-option` where {@link validateUrl} has one.
   */
  responder(address: string): Responder {
    const wrong = this.validateUrl(address);
    if (wrong !== undefined) throw ServerError.invalidOption('language_model', wrong);
    const model = customLanguageModel({ url: address }, askThere(this.#allows(address)));
    return { name: model.name, reply: (request, signal) => bluntly(model, request, signal) };
  }

  #allows(address: string): boolean {
    return URL.canParse(address) && this.#allowed.has(new URL(address).origin);
  }
}

async function* bluntly(
  model: Responder,
  request: ReplyRequest,
  signal: AbortSignal,
): AsyncGenerator<string> {
  try {
    yield* model.reply(request, signal);
  } catch (error) {
    if (signal.aborted) throw error;
    throw ServerError.responderFailed("the Config's language model can not be used", error);
  }
}

function askThere(allowPrivate: boolean): Ask {
  return async ({ url, headers, body, signal }) => {
    const answer = await postPublicly({ url, headers, body, signal, allowPrivate });
    answer.on('error', () => undefined);
    return asResponse(answer);
  };
}

function asResponse(answer: IncomingMessage): Response {
  const { statusCode: status = 502 } = answer;
  const type = answer.headers['content-type'];
  const headers = type === undefined ? {} : { 'content-type': type };
  if (status >= 200 && status < 300 && status !== 204 && status !== 205) {
    return new Response(Readable.toWeb(answer) as ReadableStream, { status, headers });
  }
  // Nobody reads the rest of it.
  answer.destroy();
  return new Response(null, { status: status < 400 ? 502 : status });
}

function readOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol) && /^[^/]+\/\/[^\s/?#@]+\/?$/.test(text))
    return url.origin;
  throw ServerError.invalidOption(
    'allowedModels (--allow-model)',
    `"${text}" is no origin: it must be like http://127.0.0.1:8000, without anything behind it`,
  );
}
