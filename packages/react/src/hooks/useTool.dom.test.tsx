import { act, render, screen } from '@testing-library/react';
import { StrictMode, useState } from 'react';
import type { ReactNode } from 'react';
import { expect, onTestFinished, test, vi } from 'vitest';
import { lesserService } from '../../test/support/lesser-service.ts';
import { settle, stage } from '../../test/support/stage.tsx';
import type { ScriptedChat } from '@vivavoce/testing';
import { Transcript, VoiceProvider, useTool } from '../index.ts';
import type { JsonSchema, StandardSchema, ToolOptions } from '../index.ts';

const parameters: JsonSchema = {
  type: 'object',
  properties: { city: { type: 'string' } },
  required: ['city'],
};

type Options = Partial<ToolOptions<JsonSchema>>;

function Tool(options: Options): ReactNode {
  useTool({ name: 'get_weather', parameters, handler: () => 'sunny', ...options });
  return null;
}

/** A tool that may leave the page. */
function Leaving(options: Options & { readonly onReady: (leave: () => void) => void }): ReactNode {
  const { onReady, ...rest } = options;
  const [here, setHere] = useState(true);
  onReady(() => setHere(false));
  return here && <Tool {...rest} />;
}

/** What was announced last, by name; null before anything was. */
function announced(chat: ScriptedChat): string[] | null {
  const settings = chat.received.findLast((message) => message.type === 'session_settings');
  return settings?.type === 'session_settings'
    ? (settings.tools?.map(({ name }) => name) ?? null)
    : null;
}

function answers(chat: ScriptedChat): string[] {
  return chat.received.flatMap((message) => {
    if (message.type === 'tool_response') return [`${message.tool_call_id}: ${message.content}`];
    if (message.type === 'tool_error') {
      const { content } = message;
      return [`${message.tool_call_id} failed: ${message.error}${content ? ` (${content})` : ''}`];
    }
    return [];
  });
}

test('a service that takes no settings later has it from the beginning', async () => {
  const { call, script } = stage(<Tool />, { service: lesserService('settings') });
  const chat = await call();
  await script(() => undefined);
  const settings = chat.received.filter((message) => message.type === 'session_settings');
  expect(settings.map(({ tools }) => tools?.map(({ name }) => name))).toEqual([['get_weather']]);
});

test('it is announced with its schema, and its result answers the call', async () => {
  const handler = vi.fn(() => ({ sky: 'blue' }));
  const { call, script } = stage(<Tool description="Weather." handler={handler} fallback="none" />);
  const chat = await call();
  await expect.poll(() => announced(chat)).toEqual(['get_weather']);
  const settings = chat.received.findLast((message) => message.type === 'session_settings');
  expect(settings).toMatchObject({
    tools: [
      {
        type: 'function',
        name: 'get_weather',
        description: 'Weather.',
        fallback_content: 'none',
        parameters: JSON.stringify(parameters),
      },
    ],
  });
  let id = '';
  await script(() => {
    id = chat.callTool('get_weather', { city: 'Rome' });
  });
  await expect.poll(() => answers(chat)).toEqual([`${id}: {"sky":"blue"}`]);
  expect(handler).toHaveBeenCalledWith({ city: 'Rome' }, expect.objectContaining({ callId: id }));
});

test('tools that come together are announced in one message, beside those of the app', async () => {
  const { call } = stage(
    <StrictMode>
      <Tool name="a" />
      <Tool name="b" />
    </StrictMode>,
    { session: { tools: [{ type: 'function', name: 'own', parameters: '{}' }] } },
  );
  const chat = await call();
  await expect.poll(() => announced(chat)).toEqual(['own', 'a', 'b']);
  const times = chat.received.filter(
    (message) => message.type === 'session_settings' && message.tools?.length === 3,
  );
  expect(times).toHaveLength(1);
});

test('one that leaves is announced no more, and its call fails at once', async () => {
  let leave = (): void => undefined;
  const aborted = vi.fn();
  const { call, script } = stage(
    <Leaving
      onReady={(how) => {
        leave = how;
      }}
      handler={(_, { signal }) => {
        signal.addEventListener('abort', aborted);
        return new Promise(() => undefined);
      }}
    />,
  );
  const chat = await call();
  let id = '';
  await script(() => {
    id = chat.callTool('get_weather', { city: 'Rome' });
  });
  await script(leave);
  await expect.poll(() => answers(chat)).toEqual([`${id} failed: The tool is not there any more.`]);
  await expect.poll(() => announced(chat)).toEqual([]);
  expect(aborted).toHaveBeenCalledTimes(1);
});

test.each([
  [
    'wrong arguments',
    { city: 4 },
    /^call-1 failed: The arguments do not fit: \$\.city must be string\. \(none\)$/,
  ],
  ['arguments that are missing', {}, /\$\.city is missing/],
])('%s never reach the handler', async (_, given, answer) => {
  const handler = vi.fn();
  const onError = vi.fn();
  const { call, script } = stage(<Tool handler={handler} onError={onError} fallback="none" />);
  const chat = await call();
  await script(() => void chat.callTool('get_weather', given));
  await expect.poll(() => answers(chat)).toEqual([expect.stringMatching(answer)]);
  expect(handler).not.toHaveBeenCalled();
  expect(onError).toHaveBeenCalledTimes(1);
});

test('arguments that are not JSON fail', async () => {
  const { call, script } = stage(<Tool />);
  const chat = await call();
  await script(() =>
    chat.send({
      type: 'tool_call',
      name: 'get_weather',
      parameters: '{city',
      response_required: true,
      tool_call_id: 'x',
      tool_type: 'function',
    }),
  );
  await expect.poll(() => answers(chat)).toEqual(['x failed: The arguments are not JSON.']);
});

test('a handler that throws answers with its error, and the page goes on', async () => {
  const { call, script, container } = stage(
    <>
      <Tool
        handler={() => {
          throw new Error('no net');
        }}
      />
      <Transcript />
    </>,
  );
  const chat = await call();
  await script(() => void chat.callTool('get_weather', { city: 'Rome' }));
  await expect.poll(() => answers(chat)).toEqual(['call-1 failed: no net']);
  await script(() => chat.send({ type: 'tool_error', tool_call_id: 'call-1', error: 'no net' }));
  expect(container.querySelector('.vv-tool')?.textContent).toBe('get_weather failed');
});

test('one that never answers fails when its time is up, and its late result is not told', async () => {
  let finish = (_: string): void => undefined;
  const { call, script } = stage(
    <Tool
      timeout={30}
      handler={() =>
        new Promise((resolve) => {
          finish = resolve;
        })
      }
    />,
  );
  const chat = await call();
  await script(() => void chat.callTool('get_weather', { city: 'Rome' }));
  const failure = 'call-1 failed: The tool did not answer within 30 ms.';
  await expect.poll(() => answers(chat)).toEqual([failure]);
  await script(() => finish('late'));
  await act(settle);
  expect(answers(chat)).toEqual([failure]);
});

test.each([
  [0, 15_000],
  [-1, 15_000],
  [Number.NaN, 15_000],
  [Number.POSITIVE_INFINITY, 2 ** 31 - 1],
  [2 ** 40, 2 ** 31 - 1],
])('a timeout of %s ms is one of %s, and the result is told', async (timeout, ms) => {
  let finish = (_: string): void => undefined;
  const { call, script } = stage(
    <Tool
      timeout={timeout}
      handler={() =>
        new Promise((resolve) => {
          finish = resolve;
        })
      }
    />,
  );
  const chat = await call();
  const timers = vi.spyOn(globalThis, 'setTimeout');
  onTestFinished(() => timers.mockRestore());
  await script(() => void chat.callTool('get_weather', { city: 'Rome' }));
  expect(timers.mock.calls.map(([, delay]) => delay)).toContain(ms);
  expect(answers(chat)).toEqual([]);
  await script(() => finish('late'));
  await expect.poll(() => answers(chat)).toEqual(['call-1: late']);
});

test('a result that has no JSON answers all the same', async () => {
  const circle: unknown[] = [];
  circle.push(circle);
  const results = [undefined, 12n, circle];
  const { call, script } = stage(<Tool handler={() => results.shift()} />);
  const chat = await call();
  for (let count = 0; count < 3; count += 1)
    await script(() => void chat.callTool('get_weather', { city: 'Rome' }));
  await expect.poll(() => answers(chat)).toHaveLength(3);
  expect(answers(chat)[0]).toBe('call-1: null');
  expect(answers(chat)[1]).toMatch(/^call-2 failed: .*BigInt/);
  expect(answers(chat)[2]).toMatch(/^call-3 failed: .*circular/i);
});

test('a call that the server repeats is answered once, and one of another tool is left alone', async () => {
  const { call, script } = stage(<Tool />);
  const chat = await call();
  const again = {
    type: 'tool_call',
    name: 'get_weather',
    parameters: '{"city":"Rome"}',
    response_required: true,
    tool_call_id: 'same',
    tool_type: 'function',
  } as const;
  await script(() => {
    chat.send(again);
    chat.callTool('unknown', {});
    chat.send(again);
  });
  await expect.poll(() => answers(chat)).toEqual(['same: sunny']);
  await act(settle);
  expect(answers(chat)).toHaveLength(1);
});

test('hanging up aborts what runs', async () => {
  const aborted = vi.fn();
  const { call, script } = stage(
    <Tool
      handler={(_, { signal }) => {
        signal.addEventListener('abort', aborted);
        return new Promise(() => undefined);
      }}
    />,
  );
  const chat = await call();
  await script(() => void chat.callTool('get_weather', { city: 'Rome' }));
  await script(() => chat.close());
  await expect.poll(() => aborted.mock.calls.length).toBe(1);
  expect(answers(chat)).toEqual([]);
});

test('the last rendered handler is called', async () => {
  function Page(): ReactNode {
    const [word, setWord] = useState('first');
    return (
      <>
        <Tool parameters={{ ...parameters }} handler={() => word} />
        <button onClick={() => setWord('second')}>Change</button>
      </>
    );
  }
  const { call, script, user } = stage(<Page />);
  const chat = await call();
  await user.click(screen.getByRole('button', { name: 'Change' }));
  await script(() => void chat.callTool('get_weather', { city: 'Rome' }));
  await expect.poll(() => answers(chat)).toEqual(['call-1: second']);
});

/** As zod and others make them. */
const standard: StandardSchema<{ city: string }> = {
  '~standard': {
    version: 1,
    vendor: 'test',
    validate: async (value) =>
      typeof value === 'object' && value !== null && 'city' in value
        ? { value: { city: String(value.city).toUpperCase() } }
        : { issues: [{ message: 'is missing', path: [{ key: 'city' }] }] },
    jsonSchema: { input: () => ({ type: 'object' }) },
  },
};

test('a Standard Schema checks, and its output is what the handler gets', async () => {
  function Page(): ReactNode {
    useTool({ name: 'shout', parameters: standard, handler: ({ city }) => city });
    return null;
  }
  const { call, script } = stage(<Page />);
  const chat = await call();
  await script(() => {
    chat.callTool('shout', { city: 'Rome' });
    chat.callTool('shout', {});
  });
  await expect
    .poll(() => answers(chat).sort())
    .toEqual(['call-1: ROME', 'call-2 failed: The arguments do not fit: city: is missing.']);
});

const circle: Record<string, unknown> = { type: 'object' };
circle['properties'] = { self: circle };

test.each<[string, unknown, RegExp]>([
  ['a pattern that is none', { properties: { city: { pattern: '(' } } }, /"pattern" must be/],
  ['a reference to another server', { $ref: 'https://a.example/s' }, /reference .* same schema/],
  ['a schema with a circle in it', circle, /can’t be written as JSON/],
  ['a number JSON has no word for', { minimum: 3n }, /can’t be written as JSON/],
  ['no schema', undefined, /can’t be written as JSON/],
  ['text', 'object', /an object, true or false/],
])('%s takes nothing down: it is told, and answers each call', async (_, schema, message) => {
  const handler = vi.fn();
  const onError = vi.fn();
  const { call, script, container } = stage(
    <>
      <Tool parameters={schema as JsonSchema} handler={handler} onError={onError} />
      <p>The page</p>
    </>,
  );
  const told = expect.objectContaining({
    reason: 'usage',
    message: expect.stringMatching(message) as string,
  }) as unknown;
  await expect.poll(() => onError.mock.calls).toEqual([[told]]);
  const chat = await call();
  await expect.poll(() => announced(chat)).toEqual(['get_weather']);
  await script(() => void chat.callTool('get_weather', { city: 'Rome' }));
  await expect.poll(() => answers(chat)).toEqual([expect.stringMatching(message)]);
  expect(onError.mock.calls).toEqual([[told], [told]]);
  expect(handler).not.toHaveBeenCalled();
  expect(container.textContent).toContain('The page');
});

test('a schema that asks for too much answers the call, and the page goes on', async () => {
  const doubled = (n: number): JsonSchema => ({
    allOf: [{ $ref: `#/$defs/${n}` }, { $ref: `#/$defs/${n}` }],
  });
  const $defs = Object.fromEntries(
    Array.from({ length: 40 }, (_, n) => [n, n < 39 ? doubled(n + 1) : {}]),
  );
  const { call, script } = stage(<Tool parameters={{ $ref: '#/$defs/0', $defs }} />);
  const chat = await call();
  await script(() => void chat.callTool('get_weather', {}));
  await expect.poll(() => answers(chat)).toEqual([expect.stringMatching(/asks for too much/)]);
});

test('a schema as an MCP server may have it is checked', async () => {
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    properties: {
      price: { type: 'number', multipleOf: 0.01 },
      slug: { type: 'string', pattern: '^[\\w-.]+$' },
      tags: { type: 'array', items: { $ref: '#/$defs/tag' }, uniqueItems: true },
      note: { type: 'string', nullable: true, 'x-order': 1 },
    },
    $defs: { tag: { type: 'string', format: 'hostname' } },
    dependentRequired: { price: ['slug'] },
    minProperties: 1,
  };
  const { call, script } = stage(<Tool parameters={schema} />);
  const chat = await call();
  await script(() => {
    chat.callTool('get_weather', { price: 19.99, slug: 'a-b.c', tags: ['x', 'y'], note: null });
    chat.callTool('get_weather', { price: 19.995, slug: 'a b', tags: ['x', 'x'] });
  });
  await expect
    .poll(() => answers(chat).sort())
    .toEqual([
      'call-1: sunny',
      'call-2 failed: The arguments do not fit: $.price must be a multiple of 0.01; $.slug must match ^[\\w-.]+$; $.tags must have no item twice.',
    ]);
});

test('of many complaints the first ten are told', async () => {
  const parameters = { properties: { list: { items: { type: 'null' } } } };
  const { call, script } = stage(<Tool parameters={parameters} />);
  const chat = await call();
  await script(
    () => void chat.callTool('get_weather', { list: Array.from({ length: 500 }, () => 1) }),
  );
  await expect
    .poll(() => answers(chat))
    .toEqual([expect.stringMatching(/\[9\] must be null; and 490 more\.$/)]);
});

test.each<[string, RegExp, ToolOptions<StandardSchema | JsonSchema>]>([
  ['a name no server takes', /letters, digits/, { name: 'a b', parameters, handler: () => 1 }],
  [
    'a schema that fails to write itself',
    /jsonSchema/,
    {
      name: 'a',
      parameters: {
        '~standard': {
          ...standard['~standard'],
          jsonSchema: {
            input: () => {
              throw new Error('Transforms cannot be represented in JSON Schema');
            },
          },
        },
      },
      handler: () => 1,
    },
  ],
  [
    'a schema that can’t write itself',
    /jsonSchema/,
    {
      name: 'a',
      parameters: { '~standard': { version: 1, vendor: 'x', validate: (value) => ({ value }) } },
      handler: () => 1,
    },
  ],
])('%s is said at once', (_, message, options) => {
  const complaints = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  onTestFinished(() => complaints.mockRestore());
  function Page(): ReactNode {
    useTool(options);
    return null;
  }
  expect(() =>
    render(
      <VoiceProvider>
        <Page />
      </VoiceProvider>,
    ),
  ).toThrow(message);
});

test('a handler of errors that throws keeps no other call from its answer', async () => {
  const reported = vi.fn();
  process.on('uncaughtException', reported);
  onTestFinished(() => void process.off('uncaughtException', reported));
  const leaves: (() => void)[] = [];
  const options: Options = {
    handler: () => new Promise(() => undefined),
    onError: () => {
      throw new Error('of the app');
    },
  };
  const { call, script } = stage(
    <>
      <Leaving {...options} name="a" onReady={(leave) => (leaves[0] = leave)} />
      <Leaving {...options} name="b" onReady={(leave) => (leaves[1] = leave)} />
    </>,
  );
  const chat = await call();
  await expect.poll(() => announced(chat)).toEqual(['a', 'b']);
  await script(() => {
    chat.callTool('a', { city: 'Rome' });
    chat.callTool('b', { city: 'Rome' });
  });
  await script(() => {
    for (const leave of leaves) leave();
  });
  await expect.poll(() => answers(chat)).toHaveLength(2);
  await expect.poll(() => announced(chat)).toEqual([]);
  expect(reported).toHaveBeenCalledTimes(2);
});
