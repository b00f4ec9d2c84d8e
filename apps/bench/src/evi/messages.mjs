// One message of each type a server sends, as long as they are in a conversation. The same at each run.

let state = 2026;
function random() {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32;
}

/** Base64 of so many random bytes. */
export function randomBase64(bytes) {
  return Buffer.from(Uint8Array.from({ length: bytes }, () => random() * 256)).toString('base64');
}

/** @param {readonly string[]} expressionNames */
export function serverMessages(expressionNames) {
  const scores = Object.fromEntries(expressionNames.map((name) => [name, random()]));
  const id = '5b8f2c1e-7c0f-4d15-9e3b-2f6f0c1f4a11';
  const models = { prosody: { scores } };
  const spoken = {
    role: 'user',
    content: 'What is the weather going to be like in Lisbon tomorrow?',
  };
  const tool = { custom_session_id: null, tool_call_id: id, tool_type: 'function' };
  return {
    user_message: {
      type: 'user_message',
      custom_session_id: null,
      from_text: false,
      interim: false,
      models,
      message: spoken,
      time: { begin: 1200, end: 4380 },
    },
    assistant_message: {
      type: 'assistant_message',
      custom_session_id: null,
      from_text: false,
      is_quick_response: false,
      id,
      models: {},
      message: {
        role: 'assistant',
        content: 'It looks like sun all day, with a light breeze from the sea.',
      },
    },
    assistant_prosody: { type: 'assistant_prosody', custom_session_id: null, id, models },
    audio_output: {
      type: 'audio_output',
      custom_session_id: null,
      id,
      index: 0,
      data: randomBase64(75_000),
    },
    assistant_end: { type: 'assistant_end', custom_session_id: null },
    user_interruption: { type: 'user_interruption', custom_session_id: null, time: 1_700_000_000 },
    tool_call: {
      type: 'tool_call',
      name: 'get_weather',
      parameters: '{"city":"Lisbon"}',
      response_required: true,
      ...tool,
    },
    tool_response: { type: 'tool_response', content: 'sunny, 24 degrees', ...tool },
    tool_error: { type: 'tool_error', error: 'no answer', level: 'warn', ...tool },
    chat_metadata: {
      type: 'chat_metadata',
      chat_id: id,
      chat_group_id: id,
      custom_session_id: null,
      request_id: id,
    },
    error: {
      type: 'error',
      code: 'E0',
      slug: 'no_credits',
      message: 'There are no credits left.',
      request_id: id,
    },
  };
}
