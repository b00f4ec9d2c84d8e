import { BuiltinToolConfig, PostedEventMessageSpecs, PostedNudgeSpec, Tool } from '@vivavoce/evi';
import type {
  PostedInterruptionSpec,
  PostedTimeoutSpec,
  PostedTurnDetectionSpec,
} from '@vivavoce/evi';
import * as v from 'valibot';
import { ServerError } from '../base/server-error.ts';
import { faultOf } from '../base/validation-error.ts';
import type { Occasion } from '../replies/responder.ts';
import { usualHearing } from './hearing/hearing.ts';
import type { Hearing } from './hearing/hearing.ts';

/**
 * How every Chat of a server begins, in the words of EVI's Config. What is left out is off, but for the timeouts:
 * inactivity after 120 seconds, maximum duration 1,800 seconds. Both may be 30 to 1,800 seconds, and 1,800 stays the ceiling
 * when one is switched off. Nudges come every 10 seconds unless `interval_secs` says otherwise.
 *
 * A turn ends after 800 ms of silence (`end_of_turn_silence_ms`, 500 to 3000): 300 less after a finished question or command, 700 more
 * after words that can't be an end. A voice is what the detector gives a probability of 0.5 (`speech_detection_threshold`, 0 to 1), and
 * 300 ms from before it go along (`prefix_padding_ms`, 0 to 1000). Over the assistant, 800 ms of speech interrupt whatever they are
 * (`min_interruption_ms`, 50 to 2000), and words that are no back-channel after a third of that.
 *
 * `tools` holds whole tools, as `session_settings` does.
 */
export interface ChatConfigInput {
  prompt?: { text: string } | null | undefined;
  voice?: { id: string } | { name: string } | null | undefined;
  /**
   * `temperature` from 0 to 1; only a language model knows what to do with it. With the provider `CUSTOM_LANGUAGE_MODEL` the
   * resource is the address of the developer's own endpoint, which then makes the replies.
   */
  language_model?:
    | {
        model_provider?: string | null | undefined;
        model_resource?: string | null | undefined;
        temperature?: number | null | undefined;
      }
    | null
    | undefined;
  tools?: Tool[] | null | undefined;
  builtin_tools?: BuiltinToolConfig[] | null | undefined;
  event_messages?: PostedEventMessageSpecs | null | undefined;
  nudges?: PostedNudgeSpec | null | undefined;
  turn_detection?: PostedTurnDetectionSpec | null | undefined;
  interruption?: PostedInterruptionSpec | null | undefined;
  timeouts?:
    | {
        inactivity?: PostedTimeoutSpec | null | undefined;
        max_duration?: PostedTimeoutSpec | null | undefined;
      }
    | null
    | undefined;
}

const seconds = { least: 30, most: 1800 };
/** EVI names no interval for nudges without one; this is this server's. */
const defaultNudgeSeconds = 10;

/** No list is one, which valibot takes an empty one for. */
function object<const Entries extends v.ObjectEntries>(entries: Entries) {
  const noList = v.check(
    (given: unknown) => !Array.isArray(given),
    'Invalid type: Expected Object',
  );
  return v.pipe(v.unknown(), noList, v.strictObject(entries));
}

const timeout = object({
  enabled: v.boolean(),
  duration_secs: v.nullish(
    v.pipe(v.number(), v.integer(), v.minValue(seconds.least), v.maxValue(seconds.most)),
  ),
});

function milliseconds(least: number, most: number): v.GenericSchema<number | null | undefined> {
  return v.nullish(v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most)));
}

const schema: v.GenericSchema<unknown, ChatConfigInput> = object({
  prompt: v.nullish(object({ text: v.string() })),
  voice: v.nullish(v.union([v.object({ id: v.string() }), v.object({ name: v.string() })])),
  language_model: v.nullish(
    object({
      model_provider: v.nullish(v.string()),
      model_resource: v.nullish(v.string()),
      temperature: v.nullish(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
    }),
  ),
  tools: v.nullish(v.array(Tool)),
  builtin_tools: v.nullish(v.array(BuiltinToolConfig)),
  event_messages: v.nullish(PostedEventMessageSpecs),
  nudges: v.nullish(
    object({
      ...PostedNudgeSpec.entries,
      interval_secs: v.nullish(v.pipe(v.number(), v.integer(), v.minValue(1))),
    }),
  ),
  turn_detection: v.nullish(
    object({
      end_of_turn_silence_ms: milliseconds(500, 3000),
      speech_detection_threshold: v.nullish(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
      prefix_padding_ms: milliseconds(0, 1000),
    }),
  ),
  interruption: v.nullish(object({ min_interruption_ms: milliseconds(50, 2000) })),
  timeouts: v.nullish(object({ inactivity: v.nullish(timeout), max_duration: v.nullish(timeout) })),
});

/** A message of the assistant's own accord; without text it makes one up. */
export interface EventMessage {
  text?: string;
}

/** How a Chat begins, read. Times in ms. */
export interface ChatConfig {
  prompt?: string;
  voice?: string;
  temperature?: number;
  /** The address of the developer's own language model, if one is to make the replies. */
  customLanguageModel?: string;
  tools: readonly Tool[];
  builtinTools: readonly BuiltinToolConfig[];
  messages: Readonly<Partial<Record<Occasion, EventMessage>>>;
  inactivityMs: number;
  maxDurationMs: number;
  /** Absent: no nudges. */
  nudgeMs?: number;
  hearing: Hearing;
}

/** Reads a Config. @throws ServerError `invalid-option`. */
export function readChatConfig(input: unknown): ChatConfig {
  const read = v.safeParse(schema, input);
  if (!read.success) {
    const { path, wrong } = faultOf(read.issues[0]);
    throw ServerError.invalidOption(
      `config.${path}`,
      `${wrong.charAt(0).toLowerCase()}${wrong.slice(1)}`,
    );
  }
  const { prompt, voice, language_model: model, nudges, timeouts, ...rest } = read.output;
  return {
    tools: rest.tools ?? [],
    builtinTools: rest.builtin_tools ?? [],
    messages: readMessages(rest.event_messages),
    inactivityMs: readTimeout(timeouts?.inactivity, 120),
    maxDurationMs: readTimeout(timeouts?.max_duration, seconds.most),
    hearing: readHearing(rest),
    ...(prompt && { prompt: prompt.text }),
    ...(voice && { voice: 'id' in voice ? voice.id : voice.name }),
    ...(model?.temperature != null && { temperature: model.temperature }),
    ...(model?.model_provider === 'CUSTOM_LANGUAGE_MODEL' &&
      /^https?:/i.test(model.model_resource ?? '') && {
        customLanguageModel: model.model_resource ?? '',
      }),
    ...(nudges?.enabled === true && {
      nudgeMs: 1000 * (nudges.interval_secs ?? defaultNudgeSeconds),
    }),
  };
}

function readTimeout(given: PostedTimeoutSpec | null | undefined, defaultSeconds: number): number {
  if (given?.enabled === false) return 1000 * seconds.most;
  return 1000 * (given?.duration_secs ?? defaultSeconds);
}

function readMessages(
  given: PostedEventMessageSpecs | null | undefined,
): Partial<Record<Occasion, EventMessage>> {
  const specs = {
    'new-chat': given?.on_new_chat,
    inactivity: given?.on_inactivity_timeout,
    'max-duration': given?.on_max_duration_timeout,
  };
  return Object.fromEntries(
    Object.entries(specs)
      .filter(([, spec]) => spec?.enabled === true)
      .map(([occasion, spec]) => [occasion, spec?.text ? { text: spec.text } : {}]),
  );
}

function readHearing({
  turn_detection: turns,
  interruption,
}: Pick<ChatConfigInput, 'turn_detection' | 'interruption'>): Hearing {
  return {
    silenceMs: turns?.end_of_turn_silence_ms ?? usualHearing.silenceMs,
    threshold: turns?.speech_detection_threshold ?? usualHearing.threshold,
    prefixMs: turns?.prefix_padding_ms ?? usualHearing.prefixMs,
    minInterruptionMs: interruption?.min_interruption_ms ?? usualHearing.minInterruptionMs,
  };
}
