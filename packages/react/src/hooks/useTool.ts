import { useEffect, useMemo } from 'react';
import type { JsonSchema } from '../tools/json-schema-check.ts';
import { isStandardSchema } from '../tools/standard-schema.ts';
import type { StandardSchema } from '../tools/standard-schema.ts';
import { ToolDispatcher } from '../tools/tool-dispatcher.ts';
import { checkOf, performTool, toolSetting } from '../tools/voice-tool.ts';
import type { ToolOptions, ToolSetting } from '../tools/voice-tool.ts';
import type { VoiceBinding } from '../provider/voice-binding.ts';
import { timerDelay } from './timer-delay.ts';
import { useLatest } from './useLatest.ts';
import { useVoiceBinding } from './useVoiceBinding.ts';

const defaultTimeout = 15_000;

const dispatchers = new WeakMap<VoiceBinding, ToolDispatcher>();

/**
 * A function that the assistant may call while this component is mounted. It is announced in the session settings
 * beside those of `session.tools`, its arguments are checked before `handler` sees them, and each call is answered
 * exactly once: by the result, a failure, the timeout, or when the component unmounts. The outcome is in the transcript.
 *
 * The last rendered `handler` is called; it needs no `useCallback`, nor does an inline schema need `useMemo`.
 *
 * @example
 * ```tsx
 * useTool({
 *   name: 'set_color',
 *   description: 'Sets the colour of the page.',
 *   parameters: { type: 'object', properties: { color: { type: 'string' } }, required: ['color'] },
 *   handler: ({ color }) => {
 *     document.body.style.background = String(color);
 *     return 'done';
 *   },
 * });
 * ```
 * @throws VoiceError `usage` outside a provider, for a name no server takes, and for a Standard Schema that can't write itself as
 *   JSON Schema. A JSON Schema that is wrong throws nothing: `onError` is called
 */
export function useTool<Schema extends StandardSchema | JsonSchema>(
  options: ToolOptions<Schema>,
): void {
  const binding = useVoiceBinding();
  const { name, description, parameters, jsonSchema, fallback } = options;
  const written = useMemo(
    () => JSON.stringify(toolSetting({ name, description, parameters, jsonSchema, fallback })),
    [name, description, parameters, jsonSchema, fallback],
  );
  const latest = useLatest(options);
  useEffect(() => {
    const dispatcher =
      dispatchers.get(binding) ?? new ToolDispatcher(binding.client, binding.sessionTools);
    dispatchers.set(binding, dispatcher);
    let here = true;
    const { parameters } = latest.current;
    // Loaded before the first call, and what is wrong is known before one.
    if (!isStandardSchema(parameters))
      checkOf(parameters).catch((error: unknown) => here && latest.current.onError?.(error));
    const leave = dispatcher.mount({
      setting: JSON.parse(written) as ToolSetting,
      perform: (given, context) => performTool(latest.current, given, context),
      timeout: () => {
        const { timeout = defaultTimeout } = latest.current;
        return timeout > 0 ? timerDelay(timeout) : defaultTimeout;
      },
      onError: (error) => latest.current.onError?.(error),
    });
    return () => {
      here = false;
      leave();
    };
  }, [binding, written, latest]);
}
