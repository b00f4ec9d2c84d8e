import { trace } from '@opentelemetry/api';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { expect, it, onTestFinished } from 'vitest';
import { TestClient } from '../support/client.ts';
import { sayingResponder } from '../support/engines.ts';
import { quickServer } from '../support/quick-server.ts';

it('each turn is a span of the SDK by the conventions for generative AI, without a word of it', async () => {
  const server = await quickServer({ responder: sayingResponder('Timbuktu it is.') });
  const exporter = new InMemorySpanExporter();
  // Set up after the server has started: it is found all the same.
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  trace.setGlobalTracerProvider(provider);
  onTestFinished(async () => {
    trace.disable();
    await provider.shutdown();
    await server.close();
  });
  const client = await TestClient.open(server);
  const { chat_id: chat } = await client.next('chat_metadata');
  client.send({ type: 'user_input', text: 'Zanzibar is my secret.' });
  await client.next('assistant_end');
  client.send({ type: 'user_input', text: 'Samarkand is another.' });
  await client.next('assistant_end', 2);
  await client.close();
  await expect.poll(() => exporter.getFinishedSpans().length, { timeout: 10_000 }).toBe(2);

  const spans = exporter.getFinishedSpans();
  for (const { name, attributes, events, duration, parentSpanContext } of spans) {
    expect(name).toBe('invoke_agent vivavoce');
    expect(parentSpanContext).toBeUndefined();
    expect(attributes).toMatchObject({
      'gen_ai.operation.name': 'invoke_agent',
      'gen_ai.conversation.id': chat,
      'gen_ai.output.type': 'speech',
      'vivavoce.turn.origin': 'text',
      'vivavoce.turn.outcome': 'answered',
    });
    expect(events.map((event) => event.name)).toEqual(['vivavoce.first_sound']);
    expect(duration[0]).toBeLessThan(30);
  }
  expect(new Set(spans.map(({ attributes }) => attributes['vivavoce.turn.id'])).size).toBe(2);
  expect(new Set(spans.map((span) => span.spanContext().traceId)).size).toBe(2);
  const told = JSON.stringify(
    spans.map(({ name, attributes, events, resource }) => [
      name,
      attributes,
      events,
      resource.attributes,
    ]),
  );
  expect(told).not.toMatch(/Zanzibar|Timbuktu|Samarkand/);
});
