import type { FinishedTurn, Observe } from '../base/observe.ts';

/**
 * Makes a span of each turn, by OpenTelemetry's conventions for generative AI, for whichever exporter the process has set up. Undefined
 * where `@opentelemetry/api` is not installed. No attribute holds what anybody said.
 */
export async function spanObserver(): Promise<Observe | undefined> {
  const api = await import('@opentelemetry/api').catch(() => undefined);
  if (api === undefined) return undefined;
  // Follows whatever is set up later.
  const tracer = api.trace.getTracer('@vivavoce/server');
  return (event) => {
    if (event.type !== 'turn-ended') return;
    const endTime = Date.now();
    const startTime = endTime - event.durationMs;
    const options = { startTime, kind: api.SpanKind.INTERNAL, attributes: attributesOf(event) };
    // A turn is begun by nothing that has a span.
    const span = tracer.startSpan('invoke_agent vivavoce', { ...options, root: true });
    const wordsAt = startTime + (event.wordsMs ?? 0);
    if (event.wordsMs !== undefined) span.addEvent('vivavoce.words', wordsAt);
    if (event.soundMs !== undefined) span.addEvent('vivavoce.first_sound', wordsAt + event.soundMs);
    span.end(endTime);
  };
}

function attributesOf(turn: FinishedTurn): Record<string, string | number> {
  return {
    'gen_ai.operation.name': 'invoke_agent',
    'gen_ai.provider.name': 'vivavoce',
    'gen_ai.agent.name': 'vivavoce',
    'gen_ai.conversation.id': turn.chatId,
    'gen_ai.output.type': 'speech',
    'vivavoce.turn.id': turn.turnId,
    'vivavoce.turn.origin': turn.origin,
    'vivavoce.turn.outcome': turn.outcome,
    ...(turn.wordsMs !== undefined && { 'vivavoce.speech_to_words': turn.wordsMs / 1000 }),
    ...(turn.soundMs !== undefined && { 'vivavoce.words_to_sound': turn.soundMs / 1000 }),
  };
}
