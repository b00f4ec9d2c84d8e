// A conversation by typing: node chat.mjs ADDRESS MESSAGE...
//
// A message is text, which is sent as `user_input` and waits for the end of its answer; or JSON, which is sent as it is; or
// `-`, which sends nothing and waits until the assistant has spoken of its own accord, or the Chat has ended.
// A `tool_response` or `tool_error` gets the id of the last `tool_call`. It needs nothing but Node: 22 or newer, or 20
// with --experimental-websocket.
const [address = '', ...messages] = process.argv.slice(2);
const socket = new WebSocket(address);
let toolCallId;
let waiting = true;

socket.onmessage = ({ data }) => {
  const message = JSON.parse(data);
  switch (message.type) {
    case 'chat_metadata':
      console.log(`chat ${message.chat_id} of group ${message.chat_group_id}`);
      goOn();
      break;
    case 'user_message':
      console.log(`user: ${message.message.content}`);
      break;
    case 'assistant_message':
      console.log(`assistant: ${message.message.content}`);
      break;
    case 'tool_call':
      console.log(`tool_call: ${message.name} ${message.parameters}`);
      toolCallId = message.tool_call_id;
      if (message.tool_type === 'function') goOn();
      break;
    case 'error':
      console.log(`error ${message.code} ${message.slug}: ${message.message}`);
      break;
    case 'user_interruption':
      console.log('interrupted');
      break;
    case 'assistant_end':
      if (waiting) goOn();
      break;
  }
};
socket.onerror = () => {
  console.error(`no chat at ${address}`);
  process.exitCode = 1;
};
socket.onclose = ({ code, reason }) => {
  if (code !== 1005) console.log(`closed ${code} ${reason}`);
};

function goOn() {
  for (let next = messages.shift(); next !== undefined; next = messages.shift()) {
    waiting = next === '-';
    if (waiting) return;
    const json = next.startsWith('{') ? JSON.parse(next) : undefined;
    const isAnswer = json?.type === 'tool_response' || json?.type === 'tool_error';
    const message = json ?? { type: 'user_input', text: next };
    socket.send(JSON.stringify(isAnswer ? { tool_call_id: toolCallId, ...message } : message));
    // Settings and pauses are answered by nothing.
    waiting =
      isAnswer || !json || json.type === 'assistant_input' || json.type.startsWith('resume');
    if (waiting) return;
  }
  socket.close();
}
