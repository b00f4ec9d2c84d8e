import type { VoiceProtocol } from '@vivavoce/core/worker';
import { geminiReader, geminiTraits } from '../gemini/gemini-model.ts';
import { openaiTraits, readOpenAI } from '../openai/openai-model.ts';
import type {
  EventReader,
  RealtimeModel,
  RealtimeSetup,
  ServerEvent,
  ServiceModel,
  Traits,
} from '../translator/contract.ts';
import { realtimeProtocol } from '../translator/translator.ts';

/**
 * Any realtime model of the AI SDK's `RealtimeModelV4` contract, for `serveVoice` of `@vivavoce/core/worker`. What the contract leaves
 * out is read from the service's own events where they are OpenAI's or Gemini's.
 *
 * @param traits What the model's words and deeds mean. Default: what is known of its provider.
 * @example
 * ```ts
 * serveVoice(fromModel(createXai({ apiKey: '' }).experimental_realtime('grok-voice')));
 * ```
 */
export function fromModel(
  model: RealtimeModel,
  traits: { readonly [Name in keyof Traits]?: Traits[Name] | undefined } = {},
  options: Omit<RealtimeSetup, 'model' | 'traits'> = {},
): VoiceProtocol {
  const google = /google|gemini/.test(model.provider);
  const given = Object.entries(traits).filter(([, value]) => value !== undefined);
  const told = Object.fromEntries(given) as Partial<Traits>;
  // Items of the assistant, of calls, and a pause: the contract has none; nor the beginning of speech, which Gemini wants.
  const known: Traits = {
    ...(google ? geminiTraits : openaiTraits),
    items: false,
    pauses: false,
    commits: !google,
  };
  return realtimeProtocol(() => ({
    warning: warningOf(model, told),
    ...options,
    model: withReader(model, google ? geminiReader : () => readOpenAI),
    traits: { ...known, ...told },
  }));
}

/** What is told of a provider that is not known here; undefined where enough is known. */
function warningOf({ provider }: RealtimeModel, traits: Partial<Traits>): string | undefined {
  if (/openai|xai|google|gemini/.test(provider)) return undefined;
  const unknown = Object.keys(openaiTraits).filter((name) => !(name in traits));
  return unknown.length === 0
    ? undefined
    : `Of ${provider} it is not known what it does (${unknown.join(', ')}): it is taken for what OpenAI does. Did you mean to give these as traits?`;
}

/** Events that the contract does not have, or without what is needed of them. A handle could not be given back. */
const besides =
  /^(input-transcription-(delta|failed)|idle-timeout|session-ends|calls-cancelled|usage)$/;

/** The same model, which reads what the contract leaves out as well. */
function withReader(model: RealtimeModel, ours: () => EventReader): ServiceModel {
  return {
    provider: model.provider,
    modelId: model.modelId,
    parseServerEvent: (raw) => model.parseServerEvent(raw),
    serializeClientEvent: (event) => model.serializeClientEvent(event as never),
    getHealthCheckResponse: (raw) => model.getHealthCheckResponse?.(raw),
    createServerEventParser: () => {
      const theirs =
        model.createServerEventParser?.() ?? ((raw: unknown) => model.parseServerEvent(raw));
      const own = ours();
      return (raw) => merged([theirs(raw)].flat(), [own(raw)].flat());
    },
  };
}

function merged(events: readonly ServerEvent[], more: readonly ServerEvent[]): ServerEvent[] {
  const rest = more.filter(({ type }) => besides.test(type));
  const whole = events.map((event) => {
    const same = more.find(({ type }) => type === event.type);
    const given = Object.entries(event).filter(([, value]) => value != null);
    return { ...same, ...(Object.fromEntries(given) as unknown as ServerEvent) };
  });
  // Words that the model has read already are not said again.
  const words = whole.some(({ type }) => type.startsWith('input-transcription'));
  const left = rest.filter(({ type }) => !words || !type.startsWith('input-'));
  return left.length > 0 ? [...whole.filter(({ type }) => type !== 'custom'), ...left] : whole;
}
