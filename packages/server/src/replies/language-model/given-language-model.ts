import * as v from 'valibot';
import { readTimeout } from '../../base/read-timeout.ts';
import { ServerError } from '../../base/server-error.ts';
import type { Responder } from '../responder.ts';
import { Thoughts } from '../../text/thoughts.ts';
import { chatMessages } from './chat-messages.ts';
import { toolSchema } from './completion-request.ts';
import { languageModelPrompt } from './language-model-prompt.ts';
import type { LanguageModelMessage } from './language-model-prompt.ts';
import { readLanguageModel } from './language-model-stream.ts';
import { inRounds } from './tool-rounds.ts';

/** What a model is asked. */
export interface LanguageModelCall {
  prompt: LanguageModelMessage[];
  /** 0 to 1. */
  temperature?: number;
  tools?: { type: 'function'; name: string; description?: string; inputSchema: object }[];
  toolChoice?: { type: 'none' };
  /** Aborted when the answer is no longer wanted, or the model was silent for too long. */
  abortSignal?: AbortSignal;
}

/** What is needed of a model of the AI SDK: any `LanguageModelV4` is one, as `openai('gpt-5')` of `@ai-sdk/openai`. */
export interface LanguageModel {
  readonly specificationVersion: 'v4';
  /** The model's name. */
  readonly modelId: string;
  /** Answers with a stream of `LanguageModelV4StreamPart`. */
  doStream(call: LanguageModelCall): PromiseLike<{ stream: ReadableStream<{ type: string }> }>;
}

/** Which model answers. */
export interface LanguageModelResponderOptions {
  /** A model of any provider of the AI SDK, with its key in it: a Chat's `language_model_api_key` is not used. */
  model: LanguageModel;
  /** The longest silence of the model, before and within an answer, in ms; Infinity for no limit. Default 20,000. */
  timeoutMs?: number | undefined;
}

const modelSchema = v.object({
  specificationVersion: v.literal('v4'),
  modelId: v.string(),
  doStream: v.function(),
});

/**
 * Replies by a model of the AI SDK. It gets the prompt, the history, the context, the temperature and the tools of the Chat; what it
 * thinks is left out. What a provider says of its errors is not passed on: it may quote the key.
 *
 * @throws ServerError `invalid-option`.
 */
export function createLanguageModelResponder(options: LanguageModelResponderOptions): Responder {
  const { model } = options;
  const timeoutMs = readTimeout('timeoutMs', options.timeoutMs ?? 20_000);
  // From JavaScript it may be of an older AI SDK, or the name of a model.
  const given: unknown = model;
  if (!v.is(modelSchema, given)) {
    throw ServerError.invalidOption(
      'model',
      "it must be a LanguageModelV4 of the AI SDK, as openai('gpt-5') of @ai-sdk/openai 4",
    );
  }
  const thoughts = new Thoughts();
  return {
    name: `model ${model.modelId}`,
    reply(request, signal) {
      const { temperature, tools } = request;
      const messages = chatMessages(request);
      return inRounds(request, thoughts, (added, mayCall) =>
        readLanguageModel(
          (abortSignal) =>
            model.doStream({
              prompt: languageModelPrompt([...messages, ...added]),
              abortSignal,
              ...(temperature !== undefined && { temperature }),
              ...(tools && {
                tools: tools.offers.map(({ name, description, parameters }) => ({
                  type: 'function' as const,
                  name,
                  inputSchema: toolSchema(parameters),
                  ...(description !== undefined && { description }),
                })),
                ...(!mayCall && { toolChoice: { type: 'none' as const } }),
              }),
            }),
          timeoutMs,
          signal,
        ),
      );
    },
  };
}
