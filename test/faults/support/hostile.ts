/** Frames that no server should send, one by one, the same for the same seed. */
export function hostileFrame(random: () => number): string {
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  const value = (depth = 0): unknown =>
    pick([
      () => null,
      () => random() * 1e308 * 10,
      () => -1,
      () => '',
      () => 'x'.repeat(Math.floor(random() * 2000)),
      () => [],
      () => (depth > 2 ? {} : { [pick(names)]: value(depth + 1), length: value(depth + 1) }),
      () => (depth > 2 ? [] : [value(depth + 1), value(depth + 1)]),
      () => true,
    ])();
  const names = [
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'type',
    'id',
    'index',
    'data',
    'message',
    'models',
    'time',
    'scores',
    'hasOwnProperty',
  ];
  const types = [
    'assistant_message',
    'user_message',
    'audio_output',
    'assistant_prosody',
    'assistant_end',
    'user_interruption',
    'tool_call',
    'tool_response',
    'tool_error',
    'error',
    'chat_metadata',
    'session_settings',
    '__proto__',
    'constructor',
    '',
  ];
  return pick([
    // Invalid JSON.
    () => JSON.stringify(value()).slice(0, -1),
    () => '{"type":"assistant_message","message":{"content":NaN}}',
    () => '\u0000\uFFFF{}[',
    // Whole, and wrong.
    () => JSON.stringify(value()),
    () =>
      JSON.stringify({
        ...Object.fromEntries([...types].map(() => [pick(names), value()])),
        type: pick(types),
      }),
    () =>
      `{"type":"${pick(types)}","__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}`,
    // Scores that are none.
    () =>
      `{"type":"user_message","from_text":false,"interim":false,"message":{"role":"user","content":"x"},"time":{"begin":0,"end":1},"models":{"prosody":{"scores":{"Joy":${pick(['NaN', '1e999', '"high"', 'null', '-1'])}}}}}`,
    // Nested deeply.
    () => `{"type":"assistant_message","models":${'['.repeat(5000)}${']'.repeat(5000)}}`,
    () => `${'{"a":'.repeat(3000)}1${'}'.repeat(3000)}`,
    // Sound that is none.
    () =>
      JSON.stringify({
        type: 'audio_output',
        id: `h${Math.floor(random() * 20)}`,
        index: pick([0, 1, -1, 1e9, 0.5]),
        data: pick(['###', '', 'UklGRg==', 'bm8gd2F2ZQ==']),
      }),
  ])();
}
