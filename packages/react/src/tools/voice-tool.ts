import { VoiceError } from '@vivavoce/core';
import type { SessionOptions } from '@vivavoce/core';
import { attempt } from './attempt.ts';
import type { SchemaCheck } from './json-schema.ts';
import type { JsonSchema } from './json-schema-check.ts';
import { isStandardSchema, issueText } from './standard-schema.ts';
import type { StandardSchema } from './standard-schema.ts';

/** A tool as session settings announce it. */
export type ToolSetting = NonNullable<NonNullable<SessionOptions['tools']>>[number];

/** What a tool's handler gets besides its arguments. */
export interface ToolContext {
  /** Id of this call. */
  readonly callId: string;
  /** Aborts when the answer is no longer awaited: timeout, the component unmounted, or the call ended. */
  readonly signal: AbortSignal;
}

/** The arguments as the handler gets them: what a Standard Schema makes of them, or an object that fits the JSON Schema. */
export type ToolInput<Schema> =
  Schema extends StandardSchema<infer Output> ? Output : Readonly<Record<string, unknown>>;

/** Options of `useTool`. */
export interface ToolOptions<Schema extends StandardSchema | JsonSchema> {
  /** 1 to 64 letters, digits, `_` and `-`. */
  readonly name: string;
  /** What it does and when to call it, for the model. */
  readonly description?: string | undefined;
  /**
   * What its arguments are. A Standard Schema (zod, valibot, arktype, …), or a JSON Schema, such as an MCP server's: any draft
   * from 4 to 2020-12, references within it included. `format` and unknown keywords are ignored. For a schema that is wrong `onError`
   * is called, and every call is answered with that failure. A `pattern` runs in the page, and nothing can stop one that takes for ever.
   */
  readonly parameters: Schema;
  /** The same as JSON Schema, for the model: needed with a Standard Schema that can't write itself as one, and only with that. */
  readonly jsonSchema?: (Schema extends StandardSchema ? JsonSchema : never) | undefined;
  /**
   * Performs the call. Text that it returns goes to the model as it is, anything else as JSON. What it throws goes to the model
   * as a failure, with the error's message.
   */
  readonly handler: (parameters: ToolInput<Schema>, context: ToolContext) => unknown;
  /** ms until the model is told that the tool failed; at most 2³¹ − 1. Default, and in place of what is not above 0: 15,000. */
  readonly timeout?: number | undefined;
  /** What the model is given in place of a result when the tool fails. */
  readonly fallback?: string | undefined;
  /**
   * Called with each failure: invalid arguments, what the handler threw, and the timeout; and, as soon as the tool is mounted,
   * for a JSON Schema that is wrong (a VoiceError `usage`).
   */
  readonly onError?: ((error: unknown) => void) | undefined;
}

/** Parameters of a tool whose schema can't be announced. */
const anyObject = '{"type":"object","properties":{}}';

/** @throws VoiceError `usage` for a name no server would take, and a Standard Schema that can't write itself */
export function toolSetting({
  name,
  description,
  parameters,
  jsonSchema,
  fallback,
}: Pick<
  ToolOptions<StandardSchema | JsonSchema>,
  'name' | 'description' | 'parameters' | 'jsonSchema' | 'fallback'
>): ToolSetting {
  if (!/^[\w-]{1,64}$/.test(name))
    throw VoiceError.usage(
      `Failed to use the tool "${name}": a name has 1 to 64 letters, digits, _ and -.`,
    );
  let written: unknown = jsonSchema;
  if (isStandardSchema(parameters)) {
    written ??= attempt(() => parameters['~standard'].jsonSchema?.input({ target: 'draft-07' }));
    if (!written)
      throw VoiceError.usage(
        `Failed to use the tool "${name}": its schema can't write itself as JSON Schema. Did you give it \`jsonSchema\`?`,
      );
  }
  written ??= parameters;
  return {
    type: 'function',
    name,
    // One that is wrong is announced all the same; its calls are answered with what is wrong.
    parameters: (isObject(written) && attempt(() => JSON.stringify(written))) || anyObject,
    description,
    fallback_content: fallback,
  };
}

/** Runs a tool with the arguments as the model wrote them; the result as text. Rejects with what went wrong. */
export async function performTool(
  {
    parameters,
    handler,
  }: {
    readonly parameters: StandardSchema | JsonSchema;
    readonly handler: (parameters: never, context: ToolContext) => unknown;
  },
  written: string,
  context: ToolContext,
): Promise<string> {
  const result = await handler(await readArguments(parameters, written), context);
  // What has no JSON, as nothing has none, is told as null.
  return typeof result === 'string' ? result : (JSON.stringify(result) ?? 'null');
}

async function readArguments(schema: StandardSchema | JsonSchema, written: string): Promise<never> {
  let value: unknown;
  try {
    value = JSON.parse(written);
  } catch (cause) {
    throw new Error('The arguments are not JSON.', { cause });
  }
  if (isStandardSchema(schema)) {
    const result = await schema['~standard'].validate(value);
    if (result.issues) throw unfit(result.issues.map(issueText));
    value = result.value;
  } else {
    const wrong = (await checkOf(schema))(value);
    if (wrong.length > 0) throw unfit(wrong);
  }
  // The handler's own type says what the schema has just checked.
  return value as never;
}

/** By the schema's text: one that is written in the component is another object with each render. */
const made = new Map<string, Promise<SchemaCheck>>();
const mostMade = 200;

/**
 * The check of a JSON Schema, made once. What makes it is loaded with the first.
 *
 * @returns rejects with a VoiceError `usage` when the schema is wrong
 */
export async function checkOf(schema: unknown): Promise<SchemaCheck> {
  const text = attempt(() => JSON.stringify(schema));
  if (text === undefined)
    throw VoiceError.usage(
      'Failed to use the tool: because its JSON Schema can’t be written as JSON.',
    );
  const known = made.get(text);
  if (known) return known;
  const making = import('./json-schema.ts').then(({ compileSchema }) =>
    compileSchema(JSON.parse(text)),
  );
  if (made.size >= mostMade) made.clear();
  made.set(text, making);
  // The file may come the next time.
  making.catch(() => made.delete(text));
  return making;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** So many complaints are told: a list of a thousand wrong items would fill the model's context. */
const mostTold = 10;

function unfit(wrong: readonly string[]): Error {
  const told = wrong.slice(0, mostTold);
  if (wrong.length > mostTold) told.push(`and ${wrong.length - mostTold} more`);
  return new Error(`The arguments do not fit: ${told.join('; ')}.`);
}
