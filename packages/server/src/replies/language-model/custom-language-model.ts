import type { EmotionScores, MillisecondInterval } from '@vivavoce/evi';
import { readTimeout } from '../../base/read-timeout.ts';
import { chatMessages } from './chat-messages.ts';
import type { ChatMessage } from './chat-messages.ts';
import { requestCompletion, toolSpecs } from './completion-request.ts';
import type { Ask } from './completion-request.ts';
import { endpointUrl } from '../../base/network/endpoint-url.ts';
import type { ReplyRequest, Responder } from '../responder.ts';
import { Thoughts } from '../../text/thoughts.ts';
import { inRounds } from './tool-rounds.ts';

const longestId = 512;

/** Where the developer's own language model answers. */
export interface CustomLanguageModelOptions {
  /** The endpoint's whole address, as `http://127.0.0.1:8000/chat/completions`. */
  url: string;
  /** The longest silence of the endpoint, before and within an answer, in ms; Infinity for no limit. Default 20,000. */
  timeoutMs?: number | undefined;
}

/** A message as EVI writes it for a custom language model: with how and when it was said. */
type CustomMessage = ChatMessage & {
  models?: { prosody: { scores: EmotionScores } };
  time?: MillisecondInterval;
};

/**
 * Replies by the developer's own endpoint, asked as EVI asks a custom language model: a POST with the conversation, each
 * spoken message with its `models.prosody.scores` and `time`, and `custom_session_id` in the query; answered by an event stream of
 * `chat.completion.chunk`. A Chat's `language_model_api_key` goes along as a bearer token. A `system_fingerprint` in the answer becomes
 * the session's `custom_session_id`.
 *
 * @throws ServerError `invalid-option`.
 */
export function createCustomLanguageModel(options: CustomLanguageModelOptions): Responder {
  return customLanguageModel(options);
}

/** The same. @param ask - how questions are sent. Default: anywhere. */
export function customLanguageModel(options: CustomLanguageModelOptions, ask?: Ask): Responder {
  const timeoutMs = readTimeout('timeoutMs', options.timeoutMs ?? 20_000);
  const address = endpointUrl(options.url);
  const thoughts = new Thoughts();
  return {
    name: 'custom-language-model',
    reply(request, signal) {
      const { customSessionId, languageModelKey, setCustomSessionId, temperature, tools } = request;
      const url = new URL(address);
      if (customSessionId !== undefined) url.searchParams.set('custom_session_id', customSessionId);
      const messages = customMessages(request);
      return inRounds(request, thoughts, (added, mayCall) =>
        requestCompletion({
          url,
          key: languageModelKey,
          timeoutMs,
          signal,
          ask,
          ...(setCustomSessionId && { events: { onFingerprint: limited(setCustomSessionId) } }),
          body: {
            model: 'custom-language-model',
            stream: true,
            messages: [...messages, ...added],
            ...(customSessionId !== undefined && { custom_session_id: customSessionId }),
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

/** The conversation with scores and times. The endpoint is its own prompt: the Chat's goes along only where there is one. */
function customMessages(request: ReplyRequest): CustomMessage[] {
  return chatMessages(request, {
    defaultPrompt: undefined,
    about: ({ scores, time }) => ({
      ...(scores && { models: { prosody: { scores } } }),
      ...(time && { time }),
    }),
  });
}

/** A longer id would weigh down every message from then on. */
function limited(setId: (id: string) => void): (id: string) => void {
  return (id) => {
    if (id.length <= longestId) setId(id);
  };
}
