// What 0.16.0 of the official SDK requires and the specification, like 0.13.8, does not.
const newlyRequired: Record<string, object> = {
  AssistantMessage: { is_quick_response: false },
  ToolCallMessage: { tool_type: 'function' },
  ReturnVoice: { id: 'an-id', name: 'a name', provider: 'HUME_AI' },
};

/** The value with everything in it that the newer SDK requires, wherever it is. */
export function fillNewlyRequired(type: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => fillNewlyRequired(type, item));
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).map(
    ([key, field]) => [key, fillNewlyRequired(typeAt(key), field)] as const,
  );
  const present = fields.filter(([, field]) => field !== null);
  const missing = newlyRequired[typeOf(value) ?? type];
  return missing
    ? { ...Object.fromEntries(fields), ...missing, ...Object.fromEntries(present) }
    : Object.fromEntries(fields);
}

function typeAt(key: string): string {
  return { tool_call: 'ToolCallMessage', voice: 'ReturnVoice' }[key] ?? '';
}

function typeOf(value: object): string | undefined {
  const { type } = value as { type?: unknown };
  if (type === 'tool_call') return 'ToolCallMessage';
  return type === 'assistant_message' ? 'AssistantMessage' : undefined;
}
