import { readTimeout } from '../../base/read-timeout.ts';
import { chatMessages } from './chat-messages.ts';
import { requestCompletion, toolSpecs } from './completion-request.ts';
import { endpointUrl } from '../../base/network/endpoint-url.ts';
import type { Responder } from '../responder.ts';
import { Thoughts } from '../../text/thoughts.ts';
import { inRounds } from './tool-rounds.ts';

/** Where a language model answers. */
export interface ChatCompletionsOptions {
  /** The base of an OpenAI-compatible API, as `http://127.0.0.1:11434/v1`: `/chat/completions` is added. */
  url: string;
  /** The model's name at that endpoint. */
  model: string;
  /** Sent as a bearer token; a Chat's `language_model_api_key` takes its place. Default none. Never logged. */
  apiKey?: string | undefined;
  /** The longest silence of the endpoint, before and within an answer, in ms; Infinity for no limit. Default 20,000. */
  timeoutMs?: number | undefined;
}

/**
 * Replies by a language model behind an OpenAI-compatible endpoint, streamed. It gets the prompt, the history, the context,
 * the temperature and the tools of the Chat. Redirects are not followed: the key goes nowhere else.
 *
 * @throws ServerError `invalid-option`.
 */
export function createChatCompletionsResponder(options: ChatCompletionsOptions): Responder {
  const { model, apiKey } = options;
  const timeoutMs = readTimeout('timeoutMs', options.timeoutMs ?? 20_000);
  const url = endpointUrl(options.url, '/chat/completions');
  const thoughts = new Thoughts();
  return {
    name: `model ${model}`,
    reply(request, signal) {
      const { languageModelKey, temperature, tools } = request;
      const messages = chatMessages(request);
      return inRounds(request, thoughts, (added, mayCall) =>
        requestCompletion({
          url,
          key: languageModelKey ?? apiKey,
          timeoutMs,
          signal,
          body: {
            model,
            stream: true,
            messages: [...messages, ...added],
            ...(temperature !== undefined && { temperature }),
            ...(tools && {
              tools: toolSpecs(tools.offers),
              ...(!mayCall && { tool_choice: 'none' }),
            }),
          },
        }),
      );
    },
  };
}
